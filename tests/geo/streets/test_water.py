"""Water as an area: midlines get their width, areas stay, and a point is in it or not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from geo.streets.water import in_water, water_areas
from geo.vocabulary import RD

RIVER, POND = LineString([(0, 0), (900, 0)]), box(2000, 0, 2100, 100)


def test_a_midline_becomes_a_band_and_an_area_stays():
    areas = water_areas(gpd.GeoDataFrame({"name": ["Maas", None]}, geometry=[RIVER, POND], crs=RD), 50)

    assert areas.geometry.area.tolist() == pytest.approx([900 * 100, 100 * 100])
    assert areas.geometry.iloc[1].equals(POND)
    assert areas["name"].iloc[0] == "Maas"
    assert areas.crs == RD
    assert water_areas(areas, 50).geometry.equals(areas.geometry)


def test_a_town_without_water_has_no_area_of_it():
    dry = gpd.GeoDataFrame({"name": []}, geometry=[], crs=RD)

    assert water_areas(dry, 50).empty


def test_a_point_lies_in_water_or_on_land():
    points = np.array([Point(2050, 50), Point(2150, 50), None], dtype=object)

    assert in_water(points, np.array([POND], dtype=object)).tolist() == [True, False, False]
    assert in_water(points, np.empty(0, dtype=object)).tolist() == [False, False, False]
