"""Every point lies in one neighbourhood, or in none."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point, box

from geo.residents.neighbourhoods import neighbourhood_of
from geo.vocabulary import RD

# Not in the order of their codes.
TOWN = gpd.GeoDataFrame(
    {"neighbourhood": ["BU2", "BU1", "BU3"]},
    geometry=[box(100, 0, 200, 100), box(0, 0, 100, 100), box(400, 0, 500, 100)],
    crs=RD,
)
POINTS = gpd.GeoSeries(
    [Point(50, 50), Point(100, 50), Point(199, 99), Point(210, 50), Point(300, 50), None],
    index=["inside", "border", "corner", "near", "between", "missing"],
    crs=RD,
)


@pytest.mark.parametrize(
    ("within_m", "near", "between"),
    [(0.0, None, None), (20.0, "BU2", None), (100.0, "BU2", "BU2"), (None, "BU2", "BU2")],
)
def test_a_point_belongs_to_the_first_or_the_nearest(within_m, near, between):
    codes = neighbourhood_of(POINTS, TOWN, within_m=within_m)

    assert list(codes.index) == list(POINTS.index)
    assert codes.astype(object).where(codes.notna(), None).to_dict() == {
        "inside": "BU1",
        "border": "BU1",
        "corner": "BU2",
        "near": near,
        "between": between,
        "missing": None,
    }


def test_no_points_lie_nowhere():
    assert neighbourhood_of(POINTS.iloc[:0], TOWN).empty
    assert neighbourhood_of(POINTS.iloc[:0], TOWN, within_m=10.0).empty
