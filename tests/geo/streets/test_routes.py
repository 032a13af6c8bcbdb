"""Walks from any point: the distances of the build, lines as long as they say, a reach that only grows."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.bundle.store import read_bundle
from geo.settings import WalkSettings, settings_from_manifest
from geo.storage import DEFAULT_BUNDLE
from geo.streets.isochrone import isochrone, part_lines, reached_parts
from geo.streets.routes import make_walk_map, route_to, walks_from_point
from tests.towns.small_networks import patient, small_cities, street_table
from tests.towns.tiny_bundle import BLOCK, spot, tiny_demand, tiny_places, tiny_streets, tiny_tables, tiny_water

SETTINGS = WalkSettings()
NO_WATER = np.empty(0, dtype=object)
LIMIT = SETTINGS.walk_limit_m


@pytest.fixture(scope="module")
def town():
    places = tiny_places()
    counted = places[places["counted"]].reset_index(drop=True)
    water = tiny_water().geometry.to_numpy()
    return counted, make_walk_map(tiny_streets(), counted.geometry.to_numpy(), water, SETTINGS)


def test_walks_from_a_demand_point_are_those_of_the_bundle(town):
    places, walk_map = town
    table = tiny_tables()["walks"].set_index(["from_id", "to_id"])["distance"]
    for demand in tiny_demand().itertuples():
        walks = walks_from_point(walk_map, demand.geometry, limit_m=LIMIT)
        mine = {
            place: distance
            for place, distance in zip(places["place_id"], walks.place_distance, strict=True)
            if not np.isnan(distance)
        }
        assert mine == table.loc[demand.demand_id].to_dict()


def test_a_route_goes_round_the_block(town):
    _, walk_map = town
    walks = walks_from_point(walk_map, spot(0, 0), limit_m=LIMIT)
    # De Huiskamer lies 20 m north of the corner at (400, 400).
    route = route_to(walk_map, walks, 0)
    assert route.distance == pytest.approx(2 * BLOCK + 20)
    assert route.line.length == pytest.approx(2 * BLOCK + 20)
    assert route.first_leg.length == 0
    assert shapely.get_point(route.line, 0) == spot(0, 0)


def test_there_is_no_route_beyond_the_limit(town):
    _, walk_map = town
    walks = walks_from_point(walk_map, spot(0, 0), limit_m=500)
    assert route_to(walk_map, walks, 0) is None


def test_nobody_walks_from_the_middle_of_nowhere(town):
    _, walk_map = town
    assert walks_from_point(walk_map, spot(-5000, 0), limit_m=LIMIT) is None


def length_of(route):
    return route.line.length + route.first_leg.length + route.last_leg.length


@patient(60)
@given(small_cities(), st.integers(0, 7))
def test_a_route_is_as_long_as_the_walk_and_starts_and_ends_where_it_says(city, which):
    walk_map = make_walk_map(street_table(city.streets), np.array(city.places, dtype=object), NO_WATER, SETTINGS)
    start = city.demand[which % len(city.demand)]
    walks = walks_from_point(walk_map, start, limit_m=LIMIT)
    if walks is None:
        return
    for index, place in enumerate(city.places):
        route = route_to(walk_map, walks, index)
        if route is None:
            assert np.isnan(walks.place_distance[index])
            continue
        assert length_of(route) == pytest.approx(route.distance, abs=0.2)
        assert shapely.get_point(route.first_leg, 0).equals(start)
        assert shapely.get_point(route.last_leg, -1).equals(place)
        assert shapely.get_point(route.line, 0).distance(shapely.get_point(route.first_leg, -1)) < 1e-6
        assert shapely.get_point(route.line, -1).distance(shapely.get_point(route.last_leg, 0)) < 1e-6
        streets = shapely.union_all(walk_map.network.geometry)
        assert shapely.distance(streets, shapely.points(shapely.get_coordinates(route.line))).max() < 1e-6


def reached_length(walk_map, walks, metres):
    lines = part_lines(walk_map, reached_parts(walk_map, walks, metres))
    # On a grid of a millimetre, so that a street walked from both sides counts once however its cuts are rounded.
    return shapely.length(shapely.union_all(lines, grid_size=0.001))


@patient(40)
@given(small_cities(), st.floats(1, 900), st.floats(1, 900))
def test_who_walks_farther_reaches_no_less(city, one, other):
    near, far = sorted((one, other))
    walk_map = make_walk_map(street_table(city.streets), np.array(city.places, dtype=object), NO_WATER, SETTINGS)
    walks = walks_from_point(walk_map, city.demand[0], limit_m=1000)
    if walks is None:
        return
    assert reached_length(walk_map, walks, near) <= reached_length(walk_map, walks, far) + 1.0
    nearer, farther = isochrone(walk_map, walks, near), isochrone(walk_map, walks, far)
    assert shapely.is_empty(shapely.difference(nearer, shapely.buffer(farther, 6)))


def test_the_reach_ends_at_the_exact_metre(town):
    _, walk_map = town
    walks = walks_from_point(walk_map, spot(400, 400), limit_m=LIMIT)
    lines = part_lines(walk_map, reached_parts(walk_map, walks, 300.0))
    # Four arms of 300 m from a crossing of streets that are 400 m long.
    assert shapely.union_all(lines).length == pytest.approx(1200.0)
    reached = shapely.union_all(lines)
    assert reached.covers(spot(400, 700))
    assert reached.distance(spot(400, 701)) == pytest.approx(1.0)


def test_every_place_within_a_walk_lies_within_the_reach_and_no_other(town):
    places, walk_map = town
    walks = walks_from_point(walk_map, spot(40, 40), limit_m=LIMIT)
    for metres in (250.0, 800.0, 1200.0):
        lines = shapely.union_all(part_lines(walk_map, reached_parts(walk_map, walks, metres)))
        for index, place in enumerate(places.geometry):
            distance = walks.place_distance[index]
            leg = walk_map.place_snaps.leg[index]
            on_street = lines.distance(place) <= leg + 0.6
            assert on_street == bool(distance - leg <= metres + 0.5)


def test_a_reach_beyond_what_was_looked_for_is_refused(town):
    _, walk_map = town
    walks = walks_from_point(walk_map, spot(0, 0), limit_m=400)
    with pytest.raises(ValueError, match="up to 400 m, not 500 m"):
        isochrone(walk_map, walks, 500)


def test_the_real_city_agrees_with_its_own_table():
    """Some postcodes of the committed bundle: their walks, computed here, are those of the build."""
    bundle = read_bundle(DEFAULT_BUNDLE)
    counted = bundle.places[bundle.places["counted"]].reset_index(drop=True)
    settings = settings_from_manifest(bundle.manifest)
    walk_map = make_walk_map(bundle.streets, counted.geometry.to_numpy(), bundle.water.geometry.to_numpy(), settings)
    table = bundle.walks.set_index(["from_id", "to_id"])["distance"]
    for demand in bundle.demand[bundle.demand["snapped"]].iloc[::400].itertuples():
        walks = walks_from_point(walk_map, demand.geometry, limit_m=settings.walk_limit_m)
        reached = ~np.isnan(walks.place_distance)
        mine = dict(zip(counted["place_id"][reached], walks.place_distance[reached], strict=True))
        assert mine == pytest.approx(table.loc[demand.demand_id].to_dict(), abs=0.11)
        for index in np.flatnonzero(reached)[:5]:
            route = route_to(walk_map, walks, int(index))
            assert length_of(route) == pytest.approx(route.distance, rel=0.002, abs=0.5)
