"""Tiny files in the shape of the official downloads, for tests to break in one place at a time."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from geopandas import GeoDataFrame

RD = "EPSG:28992"
WEST, SOUTH, SIDE = 176_000.0, 317_000.0, 1_000.0

NEIGHBOURHOOD = {
    "buurtnaam": "Binnenstad",
    "wijkcode": "WK093500",
    "gemeentecode": "GM0935",
    "water": "NEE",
    "aantal_inwoners": 100,
    "percentage_personen_0_tot_15_jaar": 10.0,
    "percentage_personen_15_tot_25_jaar": 20.0,
    "percentage_personen_25_tot_45_jaar": 30.0,
    "percentage_personen_45_tot_65_jaar": 15.0,
    "percentage_personen_65_jaar_en_ouder": 25.0,
    "percentage_eenpersoonshuishoudens": 50,
    "jaar": 2017,
}
COUNTS = {
    "aantal_inwoners": 40,
    "aantal_inwoners_0_tot_15_jaar": 5,
    "aantal_inwoners_15_tot_25_jaar": 0,
    "aantal_inwoners_25_tot_45_jaar": 15,
    "aantal_inwoners_45_tot_65_jaar": 10,
    "aantal_inwoners_65_jaar_en_ouder": 5,
    "aantal_part_huishoudens": 20,
    "aantal_eenpersoonshuishoudens": 10,
    "aantal_personen_met_uitkering_onder_aowlft": 5,
}


def square(column: int, row: int = 0, *, side: float = SIDE) -> shapely.Polygon:
    """A square in Maastricht; squares of neighbouring columns share a border."""
    return shapely.box(WEST + column * side, SOUTH + row * side, WEST + (column + 1) * side, SOUTH + (row + 1) * side)


def point(x: float, y: float = 500.0) -> shapely.Point:
    """A point, in metres from the south-west corner of the first square."""
    return shapely.Point(WEST + x, SOUTH + y)


def neighbourhood(code: str, **changes: Any) -> dict[str, Any]:
    """One row of the Wijk- en Buurtkaart; the last digit of the code gives its place unless a geometry is given."""
    place = int(code[-1]) if code[-1:].isdigit() else 0
    return {"buurtcode": code, **NEIGHBOURHOOD, "geometry": square(place), **changes}


def postcode(code: str, **changes: Any) -> dict[str, Any]:
    """One row of the postcode statistics."""
    return {"postcode6": code, **COUNTS, "jaarcode": 2021, "geometry": point(500), **changes}


def write_layer(
    path: Path, rows: list[dict[str, Any]], *, layer: str, crs: str | None = RD, append: bool = False
) -> Path:
    """Write rows as a layer; a value None is NULL."""
    table = GeoDataFrame(rows, geometry="geometry", crs=crs)
    with warnings.catch_warnings():
        # A layer without CRS is what some tests are about.
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        pyogrio.write_dataframe(table, path, layer=layer, append=append)
    return path
