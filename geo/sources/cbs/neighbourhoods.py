"""Read the neighbourhoods of a municipality from the Wijk- en Buurtkaart of CBS and Kadaster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa
import shapely
from geopandas import GeoDataFrame

from geo.errors import Fault, FaultList, InputError, quote
from geo.sources.cbs.codes import DISTRICT, NEIGHBOURHOOD, municipality_code
from geo.sources.files import checks
from geo.sources.files.geopackage import read_layer
from geo.vocabulary import RD

_PERCENTAGES: Final = {
    "percentage_personen_0_tot_15_jaar": "share_0_14",
    "percentage_personen_15_tot_25_jaar": "share_15_24",
    "percentage_personen_25_tot_45_jaar": "share_25_44",
    "percentage_personen_45_tot_65_jaar": "share_45_64",
    "percentage_personen_65_jaar_en_ouder": "share_65_plus",
    "percentage_eenpersoonshuishoudens": "share_one_person_households",
}
_REQUIRED: Final = ("buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "water", "aantal_inwoners")
_CHECK_FILE: Final = "Check that this is the map of CBS and Kadaster, unchanged."
_SCHEMA: Final = pa.DataFrameSchema(
    {
        "buurtcode": checks.code_column(NEIGHBOURHOOD, "a code such as BU09350000", _CHECK_FILE),
        "buurtnaam": checks.code_column(r"(?s).*\S.*", "a name", _CHECK_FILE),
        "wijkcode": checks.code_column(DISTRICT, "a code such as WK093500", _CHECK_FILE),
        "water": checks.choice_column(("JA", "NEE", "B"), _CHECK_FILE),
        "aantal_inwoners": checks.number_column("a number of residents from 0"),
        "jaar": checks.year_column(),
        **{column: checks.number_column("a percentage from 0 to 100", high=100) for column in _PERCENTAGES},
    }
)
_AREAS: Final = {"Polygon": "a polygon", "MultiPolygon": "a polygon"}


def read_neighbourhoods(
    path: Path, *, municipality: str, layer: str | None = None, year: int | None = None
) -> GeoDataFrame:
    """Read the neighbourhoods of one municipality.

    Neighbourhoods that are only water and those of other municipalities are left out. Nothing is repaired.

    Parameters
    ----------
    path
        GeoPackage with the columns of the Wijk- en Buurtkaart; one municipality or the whole country.
    municipality
        Code such as GM0935.
    layer
        Name of the layer; by itself `buurten`, or the only layer.
    year
        Year of the figures, for a file without a column `jaar`.

    Returns
    -------
    GeoDataFrame
        Sorted by `neighbourhood` (buurtcode), with `name`, `district` (wijkcode), `residents` (rounded to fives by
        CBS; NaN if missing), `year`, `share_0_14` to `share_65_plus` and `share_one_person_households` (0 to 1,
        NaN if missing or not in the file), and `geometry` (MultiPolygon, EPSG:28992).

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    if not re.fullmatch(r"GM[0-9]{4}", municipality):
        found = f"the municipality {quote(municipality)}"
        raise InputError([Fault(str(path), found, "a code such as GM0935", "Correct the settings of the area.")])
    optional = (*_PERCENTAGES, "jaar")
    table = read_layer(path, layer=layer, prefer=("buurten",), required=_REQUIRED, optional=optional)
    faults = FaultList(path)
    table = _of_municipality(checks.as_text(table, _REQUIRED[:5]), municipality, faults)
    table = _with_columns(table, year, faults)
    rows = checks.RowFaults.of_features(table, "buurtcode", faults)
    table = table.assign(**checks.as_numbers(table, ["aantal_inwoners", "jaar", *_PERCENTAGES], rows))
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table["buurtcode"], "buurtcode", rows)
    checks.check_geometry(table, _AREAS, rows)
    faults.raise_if_any()
    return _named(table)


def _of_municipality(table: GeoDataFrame, municipality: str, faults: FaultList) -> GeoDataFrame:
    """Keep the land of one municipality; a row whose two codes disagree would leave a hole in the map: a fault."""
    own = table["gemeentecode"].map(municipality_code) == municipality
    odd = table[~own & table["buurtcode"].str.startswith(f"BU{municipality[2:]}", na=False)]
    for fid, row in odd.iterrows():
        label = f"feature {fid} ({quote(row['buurtcode'])})"
        faults.add(
            quote(row["gemeentecode"]), f"{municipality}, as in its buurtcode", _CHECK_FILE, label, "gemeentecode"
        )
    kept = table[own & (table["water"] != "JA")]
    if kept.empty:
        others = ", ".join(quote(code) for code in table["gemeentecode"].drop_duplicates()[:5])
        advice = "Choose the file of this municipality, or correct the code in the settings of the area."
        faults.add(f"no neighbourhood on land of {municipality}; the file has {others}", "at least one", advice)
        faults.raise_if_any()
    return kept


def _with_columns(table: GeoDataFrame, year: int | None, faults: FaultList) -> GeoDataFrame:
    absent = {column: float("nan") for column in _PERCENTAGES if column not in table}
    if "jaar" not in table:
        if year is None:
            faults.add("no year", "a column 'jaar', or the year given", "Say of which year it is.", field="jaar")
            faults.raise_if_any()
        absent["jaar"] = float(year or 0)
    return table.assign(**absent)


def _named(table: GeoDataFrame) -> GeoDataFrame:
    shapes = [shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]) for shape in table.geometry]
    columns = {
        "neighbourhood": table["buurtcode"],
        "name": table["buurtnaam"].str.strip(),
        "district": table["wijkcode"],
        "residents": table["aantal_inwoners"],
        "year": table["jaar"].astype("int64"),
        **{name: table[column] / 100 for column, name in _PERCENTAGES.items()},
    }
    result = GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=RD)
    return result.sort_values("neighbourhood", ignore_index=True)
