"""Check tables: codes, numbers, doubles and geometry, each fault with its row and column."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from geopandas import GeoDataFrame
from pandera.errors import SchemaErrors

from geo.errors import FaultList, quote

_MOST_ROWS: Final = 20
"""Of one kind of fault in one column, so many rows are named; the rest is counted."""
_RD_REACH: Final = (-10_000.0, 280_000.0, 310_000.0, 640_000.0)
"""West, south, east, north of where EPSG:28992 is used, with some room, in metres."""


class RowFaults:
    """Notes faults about rows of one table, by the index of the table.

    Parameters
    ----------
    faults
        The faults of the file, to add to.
    labels
        Per row of the table its name for the reader.
    """

    def __init__(self, faults: FaultList, labels: pd.Series[Any]) -> None:
        self.faults = faults
        self._noted: set[tuple[Hashable, str]] = set()
        self._labels: dict[Hashable, str | int] = dict(zip(labels.index, labels.tolist(), strict=True))

    @classmethod
    def of_features(cls, table: pd.DataFrame, code: str, faults: FaultList) -> RowFaults:
        """Name the rows of a GeoPackage by feature id and code: `feature 12 ('6211AL')`."""
        names = [f"feature {fid} ({quote(value)})" for fid, value in table[code].items()]
        return cls(faults, pd.Series(names, index=table.index, dtype="str"))

    @classmethod
    def of_rows(cls, table: pd.DataFrame, faults: FaultList) -> RowFaults:
        """Name the rows of a CSV by their number: the index that `read_csv` gave."""
        return cls(faults, pd.Series(table.index, index=table.index))

    def name(self, index: Hashable) -> str:
        """Name a row within a sentence."""
        label = self._labels[index]
        return label if isinstance(label, str) else f"row {label}"

    def note(self, found: pd.Series[Any], expected: str, advice: str, field: str) -> None:
        """Note one fault per value found, once per cell, naming the first 20 rows and counting the rest."""
        found = found[[(index, field) not in self._noted for index in found.index]]
        self._noted.update((index, field) for index in found.index)
        for index, value in found.iloc[:_MOST_ROWS].items():
            shown = "nothing" if pd.isna(value) else quote(value)
            self.faults.add(shown, expected, advice, self._labels[index], field)
        more = len(found) - _MOST_ROWS
        if more > 0:
            self.faults.add(f"the same kind of fault in {more} more rows", expected, advice, field=field)


def code_column(pattern: str, expected: str, advice: str) -> pa.Column:
    """Column of codes that match a pattern from begin to end; `expected` and `advice` are for the reader."""
    check = pa.Check(lambda values: values.str.fullmatch(pattern), name="pattern")
    return pa.Column(None, check, nullable=False, description=expected, metadata={"advice": advice})


def choice_column(values: Collection[str], advice: str) -> pa.Column:
    """Column in which only certain words stand."""
    expected = f"one of {', '.join(values)}"
    return pa.Column(
        None, pa.Check.isin(list(values)), nullable=False, description=expected, metadata={"advice": advice}
    )


def number_column(expected: str, *, high: float | None = None) -> pa.Column:
    """Column of finite numbers from 0, up to `high` if given; missing is allowed."""
    checks = [pa.Check.in_range(0, np.inf if high is None else high, include_max=high is not None)]
    advice = "Correct the figure, or mark it as missing with -99997."
    return pa.Column(None, checks, nullable=True, description=expected, metadata={"advice": advice})


def year_column() -> pa.Column:
    """Column of whole years in which CBS and RIVM have published."""
    checks = [pa.Check.in_range(1990, 2100), pa.Check(lambda years: years % 1 == 0, name="whole")]
    metadata = {"advice": "Correct the year of the figures."}
    return pa.Column(None, checks, nullable=False, description="a year such as 2021", metadata=metadata)


def as_text(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Give a table with these columns as text, whatever they were stored as; missing stays missing."""
    return table.assign(**{column: table[column].astype("str") for column in columns})


def as_numbers(table: pd.DataFrame, columns: Iterable[str], rows: RowFaults) -> dict[str, pd.Series[float]]:
    """Read columns as numbers: text is accepted, the missing values of CBS become NaN, other text is a fault.

    Returns
    -------
    dict
        Per column its numbers, on the index of the table; where a fault was noted the number is NaN.
    """
    numbers = {}
    for column in columns:
        raw = table[column]
        text = raw.astype("str").str.strip()
        # RIVM and CBS write a single point where a figure is missing.
        known = text.notna() & ~text.isin(["", "."])
        values = pd.to_numeric(text.where(known), errors="coerce").astype("float64")
        odd = known & ~np.isfinite(values)
        rows.note(raw[odd], "a number", "Write it as 12 or 12.5, or leave it empty.", column)
        numbers[column] = without_sentinels(values.mask(odd))
    return numbers


def check_schema(table: pd.DataFrame, schema: pa.DataFrameSchema, rows: RowFaults) -> None:
    """Note whatever a pandera schema finds wrong, in the words of its columns."""
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for column, wrong in cases.groupby("column", sort=False):
            field = schema.columns[str(column)]
            values = wrong.drop_duplicates("index").set_index("index")["failure_case"].sort_index()
            advice = (field.metadata or {}).get("advice", "")
            rows.note(values, field.description or "", advice, str(column))


def check_unique(codes: pd.Series[Any], field: str, rows: RowFaults) -> None:
    """Note codes that stand in more than one row; the first row is taken as right."""
    codes = codes.dropna()
    again = codes[codes.duplicated()]
    first = {code: index for index, code in codes.drop_duplicates().items()}
    found = again.map(lambda code: f"{code}, also in {rows.name(first[code])}")
    rows.note(found, "each code once", "Remove one of the rows.", field)


def check_geometry(table: GeoDataFrame, kinds: Mapping[str, str], rows: RowFaults) -> None:
    """Note geometry that is missing, of another kind, invalid, or outside the Dutch national grid.

    Parameters
    ----------
    table
        A layer, in EPSG:28992.
    kinds
        Allowed geometry types, each with its name for the reader.
    rows
        Where to note.
    """
    geometry = table.geometry
    empty = geometry.isna() | geometry.is_empty
    expected = " or ".join(dict.fromkeys(kinds.values()))
    nothing = pd.Series("no geometry", index=table.index)[empty]
    rows.note(nothing, expected, "Give the row its geometry, or remove it.", "geometry")
    other = ~empty & ~geometry.geom_type.isin(list(kinds))
    rows.note(geometry.geom_type[other], expected, "Check that this is the right layer.", "geometry")
    sound = ~empty & ~other
    _report_invalid(geometry[sound], rows)
    _report_outside(geometry[sound], rows)


def _report_invalid(geometry: pd.Series[Any], rows: RowFaults) -> None:
    invalid = geometry[~shapely.is_valid(geometry.to_numpy())]
    reasons = pd.Series(shapely.is_valid_reason(invalid.to_numpy()), index=invalid.index, dtype="str")
    advice = "Repair it, for instance with 'Fix geometries' in QGIS, and look at the result."
    rows.note(reasons, "valid geometry", advice, "geometry")


def _report_outside(geometry: pd.Series[Any], rows: RowFaults) -> None:
    bounds = shapely.bounds(geometry.to_numpy()).reshape(-1, 4)
    west, south, east, north = _RD_REACH
    with np.errstate(invalid="ignore"):
        within = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    corners = pd.Series(
        [f"x {box[0]:.6g}, y {box[1]:.6g}" for box in bounds[~within]], geometry.index[~within], dtype="str"
    )
    advice = "Perhaps these are longitude and latitude: convert the layer with ogr2ogr -t_srs EPSG:28992."
    rows.note(corners, "metres within the Dutch national grid (EPSG:28992)", advice, "geometry")


MISSING_AT_MOST: Final = -99990.0
"""CBS writes -99997 (secret or absent), -99995 (published later), -99991 (no longer published), old years -99999999."""


def without_sentinels(values: pd.Series[float]) -> pd.Series[float]:
    """Make missing what CBS marks as missing: everything at or below -99990. Zero stays zero."""
    return values.mask(values <= MISSING_AT_MOST)
