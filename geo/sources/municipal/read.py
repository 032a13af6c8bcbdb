"""Read a municipality's own table of meeting places, of whatever kind of file, mapped to our words by its settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coordinates import to_lonlat, to_points
from geo.errors import FaultList, InputError, did_you_mean, quote
from geo.sources.files.csv import read_csv
from geo.sources.files.geopackage import read_shapes_file
from geo.sources.municipal.model import MunicipalSettings
from geo.sources.municipal.rows import RowReader
from geo.sources.place_draft import PlaceDraft
from geo.vocabulary import RD, WGS84


def read_municipal(path: Path, settings: MunicipalSettings) -> tuple[PlaceDraft, ...]:
    """Read and check a municipal table of places.

    Parameters
    ----------
    path
        A CSV in UTF-8 with a heading row and coordinates, a GeoJSON or a GeoPackage.
    settings
        Which column and which category means what, and what is known better about single rows.

    Returns
    -------
    tuple of PlaceDraft
        One per row, in the order of the file, with points in EPSG:28992.

    Raises
    ------
    InputError
        With all faults: columns that are missing, categories that the settings do not know, coordinates that are
        incomplete, swapped or abroad, words outside their lists, rows that stand twice, settings for rows that are
        not there.
    """
    faults = FaultList(path)
    rows = _rows(path, settings, faults)
    _check_twice(rows, faults)
    known_better = {each.row: each for each in settings.rows}
    drafts = [row.draft(known_better.get(row.cells["name"])) for row in rows]
    pairs = [row.point() for row in rows]
    _check_overrides(list(known_better), [row.cells["name"] for row in rows], faults)
    faults.raise_if_any()
    points = to_points(pairs)
    return tuple(replace(draft, point=point) for draft, point in zip(drafts, points, strict=True) if draft is not None)


def _rows(path: Path, settings: MunicipalSettings, faults: FaultList) -> list[RowReader]:
    columns = settings.columns.present
    table = read_municipal_table(path, settings)
    all_alike = {} if settings.category_of_all is None else {"category": settings.category_of_all}
    return [
        RowReader(
            {ours: str(row[theirs]).strip() for ours, theirs in columns.items()} | all_alike, number, settings, faults
        )
        for number, row in zip(table.index.tolist(), table.to_dict("records"), strict=True)
    ]


def _check_twice(rows: list[RowReader], faults: FaultList) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.place_id in first:
            advice = "Take one of the two out, or give it another name."
            expected = f"each place once (see row {first[row.place_id]})"
            faults.add(quote(row.cells["name"]), expected, advice, row.number, row.settings.columns.name)
        first.setdefault(row.place_id, row.number)


def _check_overrides(wanted: list[str], names: list[str], faults: FaultList) -> None:
    for name in wanted:
        if name not in names:
            advice = f"{did_you_mean(name, names)}Correct the name under 'rows' in the settings of this layer."
            faults.add(f"no row called {quote(name)}", "a row for each row in the settings", advice)


_SHAPES: Final = (".geojson", ".json", ".gpkg")
_FARTHEST: Final = 1e8
"""Metres: more than twice around the earth."""
_DECIMALS: Final = 6
"""A tenth of a metre in degrees."""


def read_municipal_table(path: Path, settings: MunicipalSettings) -> pd.DataFrame:
    """Read a municipal file as text.

    Parameters
    ----------
    path
        A CSV, GeoJSON or GeoPackage (its only layer). In the last two a shape says where a place is, by a point within
        it.
    settings
        For the names of the columns, and for the grid of a CSV.

    Returns
    -------
    DataFrame
        Text columns, empty where nothing is given; those for latitude and longitude in degrees. The index is the row:
        the first row of a CSV is 2, the first feature of another file 1.

    Raises
    ------
    InputError
        If the file is not there, damaged, or lacks a column.
    """
    columns = settings.columns.present
    if path.suffix.lower() in _SHAPES:
        return _read_shapes(path, settings)
    table = read_csv(path, list(columns.values()))
    return _in_degrees(table, columns["lon"], columns["lat"]) if settings.crs == RD else table


def _read_shapes(path: Path, settings: MunicipalSettings) -> pd.DataFrame:
    table = read_shapes_file(path)
    faults = FaultList(path)
    columns = settings.columns.present
    placed = {columns["lat"], columns["lon"]}
    present = [str(column) for column in table.columns]
    for name in columns.values():
        if name not in present and name not in placed:
            shown = ", ".join(quote(column) for column in present[:12])
            faults.add(f"only the columns {shown}", f"a column '{name}'", "Correct the settings.", field=name)
    if not isinstance(table, gpd.GeoDataFrame) or table.empty:
        faults.add("no features with a shape", "at least one", "Check that this is the right file.")
    faults.raise_if_any()
    texts = pd.DataFrame(
        {name: [_text(value) for value in table[name]] for name in columns.values() if name in present}
    )
    inside = _points_inside(path, table)
    texts[columns["lon"]] = _degrees(shapely.get_x(inside))
    texts[columns["lat"]] = _degrees(shapely.get_y(inside))
    texts.index = pd.RangeIndex(1, len(texts) + 1, name="row")
    return texts


def _points_inside(path: Path, table: gpd.GeoDataFrame) -> Any:
    """Take a point within each shape, in degrees; None where there is no shape."""
    faults = FaultList(path)
    for number, shape in enumerate(table.geometry, start=1):
        if not (np.abs(shapely.get_coordinates(shape)) < _FARTHEST).all():
            advice = "Correct the shape, or take the feature out."
            faults.add("coordinates that are no numbers, or not on earth", "a place", advice, f"feature {number}")
    faults.raise_if_any()
    lonlat = table.geometry.set_crs(table.crs or WGS84).to_crs(WGS84)
    try:
        inside = shapely.point_on_surface(shapely.make_valid(lonlat.to_numpy()))
    except shapely.errors.ShapelyError as problem:
        faults.add(f"a shape that cannot be mended ({quote(problem)})", "valid geometry", "Repair it in QGIS.")
        raise InputError(faults.faults) from problem
    return np.where(shapely.is_empty(inside), None, inside)


def _in_degrees(table: pd.DataFrame, x_name: str, y_name: str) -> pd.DataFrame:
    """Turn metres (EPSG:28992) into degrees; what is no number stays as it is, for the row to tell."""
    x, y = (pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64) for name in (x_name, y_name))
    known = np.isfinite(x) & np.isfinite(y)
    longitude, latitude = to_lonlat(x[known], y[known])
    table = table.copy()
    table.loc[known, x_name] = _degrees(longitude)
    table.loc[known, y_name] = _degrees(latitude)
    return table


def _degrees(values: Any) -> list[str]:
    return [f"{value:.{_DECIMALS}f}" if np.isfinite(value) else "" for value in values]


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, (list, np.ndarray)) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
