"""Read the columns that the postcode and square statistics of CBS share: age, households and benefits."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.files import checks
from geo.vocabulary import RD

REQUIRED: Final = {
    "aantal_inwoners": "residents",
    "aantal_inwoners_0_tot_15_jaar": "age_0_14",
    "aantal_inwoners_15_tot_25_jaar": "age_15_24",
    "aantal_inwoners_25_tot_45_jaar": "age_25_44",
    "aantal_inwoners_45_tot_65_jaar": "age_45_64",
    "aantal_inwoners_65_jaar_en_ouder": "age_65_plus",
}
OPTIONAL: Final = {
    "aantal_part_huishoudens": "households",
    "aantal_eenpersoonshuishoudens": "one_person_households",
    "aantal_personen_met_uitkering_onder_aowlft": "benefits",
}
YEAR: Final = "jaarcode"
COUNTS: Final = {column: checks.number_column("a number from 0") for column in (*REQUIRED, *OPTIONAL)}
_YEAR_SCHEMA: Final = pa.DataFrameSchema({YEAR: checks.year_column()})


def of_one_year(table: GeoDataFrame, code: str, year: int | None, path: Path) -> GeoDataFrame:
    """Choose one year from a layer in which several are stacked.

    Parameters
    ----------
    table
        The layer, with or without a column `jaarcode`.
    code
        Column that names a row.
    year
        The year wanted; by itself the latest. In a layer without `jaarcode` it says of which year the layer is.
    path
        The file, for its faults.

    Returns
    -------
    GeoDataFrame
        Rows of one year, with a numeric `jaarcode`.

    Raises
    ------
    InputError
        If the year is unknown, no year, or not there.
    """
    faults = FaultList(path)
    if YEAR not in table:
        if year is None:
            advice = "Say of which year the file is, or use one with the column."
            faults.add("no year", f"a column '{YEAR}', or the year given", advice, field=YEAR)
        faults.raise_if_any()
        return table.assign(**{YEAR: float(year or 0)})
    rows = checks.RowFaults.of_features(table, code, faults)
    table = table.assign(**checks.as_numbers(table, [YEAR], rows))
    checks.check_schema(table, _YEAR_SCHEMA, rows)
    faults.raise_if_any()
    years = sorted({int(found) for found in table[YEAR]})
    wanted = years[-1] if year is None else year
    if wanted not in years:
        found = f"only the years {', '.join(map(str, years))}"
        faults.add(found, f"rows of {wanted}", "Choose one of those years or another file.", field=YEAR)
    faults.raise_if_any()
    return table[table[YEAR] == wanted]


def counts(table: GeoDataFrame, rows: checks.RowFaults) -> GeoDataFrame:
    """Read the counts as numbers (NaN where unknown, or where the file lacks an optional column)."""
    present = [column for column in (*REQUIRED, *OPTIONAL) if column in table]
    absent = {column: float("nan") for column in OPTIONAL if column not in table}
    return table.assign(**checks.as_numbers(table, present, rows), **absent)


def check_someone_lives_here(table: GeoDataFrame, faults: FaultList) -> None:
    """Note a table in which nobody lives: it would give coverage of nobody."""
    if not faults.faults and not table["aantal_inwoners"].sum() > 0:
        advice = "Choose the file of this area and a year for which residents are published."
        faults.add("no residents in any row", "at least one resident", advice, field="aantal_inwoners")


def demand_points(table: GeoDataFrame, ids: pd.Series[str], points: Any) -> GeoDataFrame:
    """Put the counts under the names of this project, sorted by `demand_id`, at points in EPSG:28992."""
    columns = {
        "demand_id": ids,
        **{name: table[column] for column, name in (REQUIRED | OPTIONAL).items()},
        "year": table[YEAR].astype("int64"),
    }
    result = GeoDataFrame(pd.DataFrame(columns), geometry=points, crs=RD)
    return result.sort_values("demand_id", ignore_index=True)
