"""A town whose two streets run side by side, 40 m apart, and meet only in the east: a path in the west is missing.

    D (0, 40) ---- plek (100, 40) -- d (300, 40) ------------------------ C (1000, 40)
                                                                          |
    A (0, 0) ----- a (100, 0) -- b (400, 0) ------- c (700, 0) ---------- B (1000, 0)

West is everything west of x = 500.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.settings import WalkSettings
from geo.streets.walks import put_on_streets, walks_table
from geo.vocabulary import AGE_BANDS, NEED_COLUMNS, RD
from tests.towns.tiny_bundle import spot, tiny_organisations, tiny_places

WEST, EAST = "BU00010001", "BU00010002"
RESIDENTS = {"a": 100.0, "b": 60.0, "c": 200.0, "d": 40.0}
SPOTS = {"a": (100, 0), "b": (400, 0), "c": (700, 0), "d": (300, 40)}


def dead_end_tables(*, joined: bool = True, positions: bool = False, **place: Any) -> dict[str, Any]:
    """The tables of a bundle; `place` changes columns of the one place.

    Without `joined` the streets do not meet in the east either. With `positions` the place is weighed.
    """
    corner = [spot(0, 0), spot(1000, 0), spot(1000, 40), spot(0, 40)]
    lines = [shapely.LineString(corner[at : at + 2]) for at in range(3)]
    streets = {"street_id": range(3), "from_node": range(3), "to_node": range(1, 4), "length": [1000.0, 40.0, 1000.0]}
    table = gpd.GeoDataFrame({**streets, "name": None}, geometry=lines, crs=RD)
    people = np.array(list(RESIDENTS.values()))
    demand = {"demand_id": list(RESIDENTS), "postcode": list(RESIDENTS), "residents": people}
    demand |= {"neighbourhood": [WEST, WEST, EAST, WEST], **dict.fromkeys(AGE_BANDS, people / 5)}
    halves = [shapely.LineString([spot(x, -500), spot(x + 500, 500)]).envelope for x in (0, 500)]
    shares = dict.fromkeys(NEED_COLUMNS, np.nan)
    only = tiny_places().iloc[[0]].assign(**place).set_geometry([spot(100, 40)], crs=RD)
    tables: dict[str, Any] = {
        "demand": gpd.GeoDataFrame(demand, geometry=[spot(*each) for each in SPOTS.values()], crs=RD),
        "neighbourhoods": gpd.GeoDataFrame(
            {"neighbourhood": [WEST, EAST], "name": ["West", "Oost"], **shares}, geometry=halves, crs=RD
        ),
        "places": only,
        "organisations": tiny_organisations(),
        "streets": table if joined else table.drop(index=1).reset_index(drop=True),
        "water": gpd.GeoDataFrame({"name": []}, geometry=[], crs=RD),
    }
    tables["walks"] = _walks(tables)
    if positions:
        own = {"place_id": only["place_id"].to_numpy(), "position": [0]}
        tables["positions"] = gpd.GeoDataFrame(own, geometry=only.geometry.to_numpy(), crs=RD)
        tables["position_walks"] = tables["walks"].assign(position=0)
    return tables


def _walks(tables: dict[str, Any]) -> pd.DataFrame:
    settings = WalkSettings()
    wet = tables["water"].geometry.to_numpy()
    on_streets = put_on_streets(tables["streets"], tables["demand"], tables["places"], wet, settings)
    ids = tables["demand"]["demand_id"], tables["places"]["place_id"]
    return walks_table(on_streets, *ids, settings.walk_limit_m)
