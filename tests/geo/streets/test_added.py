"""Added streets are tied to the streets around them, or refused with the end named."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import LineString

from geo.errors import InputError
from geo.streets.added import with_added_streets

STREETS = gpd.GeoDataFrame(
    {"from_node": [0, 2], "to_node": [1, 3], "length": [100.0, 100.0], "name": ["Noord", "Zuid"]},
    geometry=[LineString([(0, 100), (100, 100)]), LineString([(0, 0), (100, 0)])],
    crs="EPSG:28992",
)


def bridge(low: float, high: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": ["Brug"]}, geometry=[LineString([(50, low), (50, high)])], crs="EPSG:28992")


def test_a_bridge_joins_both_banks_and_no_metre_is_lost() -> None:
    joined = with_added_streets(STREETS, bridge(10, 90))
    assert joined["length"].sum() == pytest.approx(200 + 100)


def test_an_end_with_no_street_near_is_named() -> None:
    with pytest.raises(InputError, match="an end at 50, 45"):
        with_added_streets(STREETS, bridge(10, 45))
