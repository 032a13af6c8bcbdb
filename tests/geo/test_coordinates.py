"""Longitude and latitude become metres of the Dutch grid and come back, one by one or together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import to_lonlat, to_points, to_rd
from geo.vocabulary import RD, WGS84

LONGITUDES, LATITUDES = st.floats(3.4, 7.2), st.floats(50.8, 53.5)


def test_the_tower_of_amersfoort_is_the_origin():
    """RD New has x 155000, y 463000 at this tower (Schreutelkamp and Strang van Hees 2001)."""
    assert to_rd(5.38720621, 52.15517440) == pytest.approx((155_000, 463_000), abs=1)
    assert to_lonlat(155_000.0, 463_000.0) == pytest.approx((5.38720621, 52.15517440), abs=1e-5)


@given(LONGITUDES, LATITUDES)
def test_there_and_back_is_the_same_point(longitude, latitude):
    assert to_lonlat(*to_rd(longitude, latitude)) == pytest.approx((longitude, latitude), abs=1e-8)


@given(st.lists(st.one_of(st.none(), st.tuples(LONGITUDES, LATITUDES)), max_size=5))
def test_points_are_those_of_geopandas(pairs):
    points = to_points(pairs)

    known = [pair for pair in pairs if pair is not None]
    assert [point is None for point in points] == [pair is None for pair in pairs]
    expected = gpd.GeoSeries.from_xy([x for x, _ in known], [y for _, y in known], crs=WGS84).to_crs(RD)
    assert [(p.x, p.y) for p in points if p is not None] == [(p.x, p.y) for p in expected]


def test_arrays_keep_their_shape():
    x, y = to_rd(np.array([5.7, 5.8]), np.array([50.8, 50.9]))

    assert x.shape == y.shape == (2,)
    assert to_rd(5.7, 50.8) == (x[0], y[0])
