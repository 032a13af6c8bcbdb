"""Residents spread over the area of their postcode: inside it, the same every time, and nobody lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.residents.spread import SpreadSettings, along_streets, point_count, points_in, spread_over_areas
from geo.residents.totals import SCALED
from geo.vocabulary import RD

X, Y = 176_000.0, 317_000.0


def box(width: float, height: float, *, east: float = 0.0, north: float = 0.0):
    return shapely.box(X + east, Y + north, X + east + width, Y + north + height)


def lines(*coordinates):
    return gpd.GeoDataFrame(geometry=[shapely.LineString(np.add(line, [X, Y])) for line in coordinates], crs=RD)


def town(*ids, residents=(10.0, 20.0)):
    counts = {column: list(residents) for column in SCALED}
    points = [shapely.Point(X + 500 * at, Y) for at in range(len(ids))]
    return gpd.GeoDataFrame({"demand_id": list(ids), **counts}, geometry=points, crs=RD)


@pytest.mark.parametrize(("length", "count"), [(20, 1), (100, 1), (101, 2), (390, 4), (5000, 5)])
def test_longer_streets_have_more_points(length, count):
    assert point_count(box(length, 10), SpreadSettings()) == count


def test_a_street_is_divided_along_its_length():
    points = points_in(box(300, 30), 3)
    assert [point.x - X for point in points] == pytest.approx([50, 150, 250], abs=6)
    assert [point.y - Y for point in points] == pytest.approx([15, 15, 15], abs=6)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=3, max_size=7, unique=True),
    st.integers(1, 5),
)
def test_points_lie_inside_and_are_the_same_again(corners, count):
    area = shapely.convex_hull(shapely.MultiPoint(np.add(corners, [X, Y])))
    if area.area < 100:
        return
    points = points_in(area, count)
    assert len(points) == count
    assert all(area.covers(point) for point in points)
    turned = shapely.Polygon(area.exterior.coords[:-1][::-1])
    assert points == points_in(turned, count)


def test_homes_stand_along_the_street_not_in_the_field():
    fields = np.array([box(200, 1000), box(50, 50, east=5000)], dtype=object)
    by_street, lonely = along_streets(fields, lines([(0, 10), (200, 10)]).geometry.to_numpy(), 60.0)
    points = points_in(fields[0], 3, by_street)
    assert max(point.y - Y for point in points) < 70
    assert points_in(fields[1], 2, lonely) == points_in(fields[1], 2), "an area without a street is used whole"


def test_nobody_is_lost_and_a_postcode_without_an_area_keeps_its_point():
    demand = town("6211AA", "6211AB")
    areas = gpd.GeoDataFrame({"demand_id": ["6211AA", "6299ZZ"]}, geometry=[box(200, 20), box(9, 9)], crs=RD)
    found = spread_over_areas(demand, areas, lines([(0, 10), (200, 10)]))
    assert found["demand_id"].tolist() == ["6211AA-1", "6211AA-2", "6211AB"]
    assert found["postcode"].tolist() == ["6211AA", "6211AA", "6211AB"]
    for column in SCALED:
        assert found.groupby("postcode")[column].sum().to_dict() == pytest.approx({"6211AA": 10, "6211AB": 20})
    assert found.geometry.iloc[2] == demand.geometry.iloc[1]
    assert found.crs == RD


def test_unknown_stays_unknown():
    demand = town("6211AA", "6211AB").assign(benefits=np.nan)
    areas = gpd.GeoDataFrame({"demand_id": ["6211AA"]}, geometry=[box(200, 20)], crs=RD)
    assert spread_over_areas(demand, areas, lines([(0, 0), (1, 1)]))["benefits"].isna().all()
