"""Where a place may stand: as far off as is known, and no farther."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.certainty.positions import Surroundings, candidate_positions
from geo.sources.certainty_settings import read_certainty_settings
from geo.streets.network import network_from_streets
from geo.vocabulary import RD
from tests import ROOT

COUNTS = read_certainty_settings(ROOT / "data" / "certainty.yaml").positions
X, Y = 176_000.0, 317_000.0


def at(east, north):
    return shapely.Point(X + east, Y + north)


def streets():
    lines = [shapely.LineString([(X, Y), (X + 400, Y)]), shapely.LineString([(X, Y + 50), (X + 400, Y + 50)])]
    table = {"from_node": [0, 2], "to_node": [1, 3], "length": [400.0, 400.0], "name": ["Kade", "Steeg"]}
    return network_from_streets(gpd.GeoDataFrame(table, geometry=lines, crs=RD))


def homes():
    points = [at(100 * step, 10) for step in range(5)]
    table = {"neighbourhood": ["A", "A", "A", "A", "B"], "residents": [10.0, 0.0, 30.0, 40.0, 99.0]}
    return gpd.GeoDataFrame(table, geometry=points, crs=RD)


AROUND = Surroundings(streets(), homes(), {"6211AA": shapely.box(X, Y, X + 100, Y + 20)})


def positions(**known):
    row = {
        "place_id": "p",
        "location_quality": "address",
        "location_error": 20.0,
        "address": None,
        "postcode": None,
        "neighbourhood": "A",
        **known,
    }
    place = gpd.GeoDataFrame([row], geometry=[at(200, 5)], crs=RD)
    found = candidate_positions(place, AROUND, COUNTS)
    assert found["position"].tolist() == list(range(len(found)))
    assert set(found["place_id"]) == {"p"}
    return list(found.geometry)


def test_an_address_is_its_point_and_a_ring():
    found = positions()
    assert found[0] == at(200, 5)
    assert len(found) == COUNTS.address
    assert [round(point.distance(at(200, 5))) for point in found[1:]] == [30] * (COUNTS.address - 1)


def test_a_postcode_is_its_area():
    found = positions(location_quality="postcode", postcode="6211AA", location_error=60.0)
    assert len(found) == COUNTS.postcode
    assert all(shapely.box(X, Y, X + 100, Y + 20).covers(point) for point in found)


def test_a_street_is_walked_along_as_far_as_the_point_may_be_off():
    found = positions(location_quality="street", address="Kade 12", location_error=50.0)
    assert len(found) == COUNTS.street
    assert {round(point.y - Y) for point in found} == {0}
    assert min(point.x for point in found) >= X + 100
    assert max(point.x for point in found) <= X + 300


@pytest.mark.parametrize(
    "known",
    [
        {"location_quality": "street", "address": "Onbekendstraat 1"},
        {"location_quality": "street", "address": None},
        {"location_quality": "postcode", "postcode": "6299ZZ"},
        {"location_quality": "area", "neighbourhood": "nobody lives here"},
    ],
    ids=str,
)
def test_without_a_street_or_an_area_it_is_a_disc_as_wide_as_the_error(known):
    found = positions(location_error=150.0, **known)
    away = np.array([point.distance(at(200, 5)) for point in found])
    assert len(set(found)) == len(found) > 1
    assert away.max() <= 150.1
    assert np.median(away) == pytest.approx(150 / np.sqrt(2), rel=0.15), "even over the disc"


def test_an_area_is_where_its_residents_are():
    found = positions(location_quality="area", location_error=500.0)
    share = {round(point.x - X): sum(other == point for other in found) / len(found) for point in found}
    assert share == pytest.approx({0: 1 / 8, 200: 3 / 8, 300: 4 / 8}, abs=0.02)


def test_a_point_without_error_stays_where_it_is():
    found = positions(location_quality="street", address=None, location_error=float("nan"))
    assert found == [at(200, 5)]


def test_the_same_places_have_the_same_positions():
    assert positions(location_quality="area", location_error=90.0) == positions(
        location_quality="area", location_error=90.0
    )
