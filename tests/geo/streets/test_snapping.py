"""From a point to its street: nearest segment, cap, water, ties, and what follows for short walks."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from geo.streets.distances import nearest, within
from geo.streets.graph import attach
from geo.streets.network import Network, network_from_streets, parts, streets_within
from geo.streets.snapping import Refusal, Snaps, snap
from tests.geo.streets.oracle import Street
from tests.towns.small_networks import street_table

CAP_M = 250.0


def network_of(*streets: tuple[int, int, list[tuple[float, float]]]) -> Network:
    return network_from_streets(street_table([Street(start, end, LineString(line)) for start, end, line in streets]))


def points_of(*spots: tuple[float, float] | None) -> np.ndarray:
    return np.array([None if spot is None else Point(spot) for spot in spots], dtype=object)


def water_of(*lines: list[tuple[float, float]]) -> np.ndarray:
    return np.array([LineString(line) for line in lines], dtype=object)


def snap_one(network: Network, spot: tuple[float, float], *, water: np.ndarray | None = None) -> Snaps:
    return snap(points_of(spot), network, cap_m=CAP_M, water=water)


def metres(network: Network, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Walking distance between two points, NaN if there is none."""
    graph = attach(network, snap_one(network, start), snap_one(network, end))
    distance = nearest(graph.matrix, graph.origins, graph.destinations)[0][0]
    table = within(graph.matrix, graph.origins, graph.destinations, limit_m=1e6)[2]
    assert table.tolist() == ([] if math.isnan(distance) else [distance])
    return float(distance)


LONG = (0, 1, [(0.0, 0.0), (1000.0, 0.0)])
UPPER = (2, 3, [(0.0, 100.0), (1000.0, 100.0)])


def test_the_nearest_street_wins_though_its_ends_are_far():
    network = network_of(LONG, (2, 3, [(500.0, 60.0), (500.0, 90.0)]))
    found = snap_one(network, (500.0, 20.0))
    assert (found.street[0], found.position[0], found.leg[0]) == (0, 500.0, 20.0)


def test_position_runs_from_the_streets_start_and_follows_its_bends():
    network = network_of((7, 3, [(1000.0, 0.0), (500.0, 0.0), (500.0, 400.0)]))
    found = snap_one(network, (520.0, 100.0))
    assert (found.position[0], found.leg[0]) == (600.0, 20.0)


def test_beside_the_end_of_a_street_the_leg_goes_to_the_end():
    found = snap_one(network_of(LONG), (1030.0, 40.0))
    assert (found.position[0], found.leg[0]) == (1000.0, 50.0)


def test_a_drawn_line_that_is_shorter_than_its_street_still_puts_points_in_proportion():
    table = street_table([Street(0, 1, LineString([(0, 0), (1000, 0)]))]).assign(length=1100.0)
    found = snap(points_of((500, 10), (1000, 0)), network_from_streets(table), cap_m=CAP_M)
    assert found.position.tolist() == [550.0, 1100.0]


@pytest.mark.parametrize(("away", "ok"), [(249.9, True), (250.0, True), (250.1, False), (9999.0, False)])
def test_beyond_the_cap_a_point_is_refused(away, ok):
    found = snap_one(network_of(LONG), (500.0, away))
    assert found.ok.tolist() == [ok]
    assert found.refusal.tolist() == [Refusal.NONE if ok else Refusal.CAP]
    assert (found.street[0] == -1, math.isnan(found.position[0]), math.isnan(found.leg[0])) == (not ok,) * 3


def test_missing_and_empty_points_are_refused_and_the_others_keep_their_row():
    points = np.array([None, Point(500, 5), Point(), Point(100, 3)], dtype=object)
    found = snap(points, network_of(LONG), cap_m=CAP_M)
    assert found.ok.tolist() == [False, True, False, True]
    np.testing.assert_array_equal(found.leg, [math.nan, 5.0, math.nan, 3.0])
    assert len(found) == 4


def test_no_points_and_no_streets_are_no_reason_to_stumble():
    nobody = snap(points_of(), network_of(LONG), cap_m=CAP_M)
    assert len(nobody) == 0
    nowhere = Network(0, *(np.empty(0, np.int64),) * 2, np.empty(0), *(np.empty(0, object),) * 2)
    found = snap(points_of((0, 0)), nowhere, cap_m=CAP_M)
    assert found.refusal.tolist() == [Refusal.CAP]
    assert attach(nowhere, found).origins.tolist() == [-1]
    graph = attach(network_of(LONG), nobody)
    assert graph.matrix.shape == (2, 2)
    assert (len(graph.origins), len(graph.destinations)) == (0, 0)


def test_of_two_streets_equally_near_the_first_is_taken():
    first = snap_one(network_of(LONG, UPPER), (500.0, 50.0))
    other = snap_one(network_of(UPPER, LONG), (500.0, 50.0))
    assert (first.street[0], other.street[0]) == (0, 0)
    assert first.leg[0] == other.leg[0] == 50.0


def test_at_a_crossing_it_does_not_matter_which_street_is_taken():
    arms = [[(0.0, 0.0), end] for end in [(300.0, 0.0), (0.0, 300.0), (-300.0, 0.0)]]
    network = network_of(*((0, number + 1, arm) for number, arm in enumerate(arms)))
    for end in [(300.0, 0.0), (0.0, 300.0), (-300.0, 0.0)]:
        assert metres(network, (0.0, 0.0), end) == 300.0


def test_a_leg_may_not_cross_water_so_the_next_street_is_taken():
    network = network_of(LONG, (2, 3, [(0.0, -120.0), (1000.0, -120.0)]))
    canal = water_of([(-500.0, -10.0), (1500.0, -10.0)])
    assert snap_one(network, (500.0, -40.0)).street.tolist() == [0]
    found = snap_one(network, (500.0, -40.0), water=canal)
    assert (found.street[0], found.leg[0], found.refusal[0]) == (1, 80.0, Refusal.NONE)


def test_of_several_streets_across_the_water_none_is_taken():
    network = network_of(LONG, UPPER, (4, 5, [(0.0, -200.0), (1000.0, -200.0)]))
    canal = water_of([(-500.0, -10.0), (1500.0, -10.0)])
    assert snap_one(network, (500.0, -40.0), water=canal).street.tolist() == [2]


def test_where_every_street_lies_across_the_water_the_point_is_refused_for_it():
    canal = water_of([(-500.0, -10.0), (1500.0, -10.0)])
    found = snap(points_of((500, -40), (500, 40), (500, -300)), network_of(LONG), cap_m=CAP_M, water=canal)
    assert found.refusal.tolist() == [Refusal.WATER, Refusal.NONE, Refusal.CAP]
    assert found.ok.tolist() == [False, True, False]
    assert np.isnan(found.leg[[0, 2]]).all()


def test_a_leg_may_cross_water_that_its_street_crosses_too():
    bridge = (0, 1, [(0.0, 0.0), (0.0, 200.0)])
    river = water_of([(-500.0, 100.0), (500.0, 90.0)])
    found = snap_one(network_of(bridge), (30.0, 98.0), water=river)
    assert (found.street[0], found.position[0], found.leg[0]) == (0, 98.0, 30.0)


def test_a_bridge_over_one_water_is_no_bridge_over_another():
    bridge = (0, 1, [(0.0, 0.0), (0.0, 200.0)])
    river = [(-500.0, 150.0), (500.0, 150.0)]
    ditch = [(20.0, 0.0), (20.0, 200.0)]
    spot = (40.0, 60.0)
    assert snap_one(network_of(bridge), spot, water=water_of(river)).ok.tolist() == [True]
    assert snap_one(network_of(bridge), spot, water=water_of(river, ditch)).refusal.tolist() == [Refusal.WATER]


def test_a_point_in_the_water_is_refused():
    pond = np.array([shapely.box(400.0, 20.0, 600.0, 90.0)], dtype=object)
    assert snap_one(network_of(LONG), (500.0, 50.0), water=pond).refusal.tolist() == [Refusal.WATER]


def test_both_legs_count():
    assert metres(network_of(LONG), (100.0, 30.0), (400.0, -20.0)) == 30.0 + 300.0 + 20.0


def test_on_one_street_one_walks_along_it_and_not_by_its_ends():
    ring = network_of(LONG, (1, 0, [(1000.0, 0.0), (1000.0, 500.0), (0.0, 500.0), (0.0, 0.0)]))
    assert metres(ring, (480.0, 0.0), (520.0, 0.0)) == 40.0


def test_a_short_cut_beside_a_long_street_is_taken_though_both_points_are_on_the_street():
    network = network_of(
        (0, 1, [(0.0, 0.0), (0.0, 900.0), (50.0, 900.0), (50.0, 0.0)]), (0, 1, [(0.0, 0.0), (50.0, 0.0)])
    )
    assert metres(network, (0.0, 100.0), (50.0, 100.0)) == 100.0 + 50.0 + 100.0


def test_points_at_one_spot_are_their_legs_apart():
    assert metres(network_of(LONG), (500.0, 10.0), (500.0, -15.0)) == 25.0
    assert metres(network_of(LONG), (500.0, 0.0), (500.0, 0.0)) == 0.0


def test_round_a_loop_the_shorter_way_is_taken():
    loop = network_of((0, 0, [(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0), (0.0, 0.0)]))
    assert metres(loop, (10.0, 0.0), (0.0, 10.0)) == 20.0
    assert metres(loop, (100.0, 0.0), (300.0, 200.0)) == 400.0


def test_of_parallel_streets_the_shorter_is_walked():
    network = network_of((0, 1, [(0.0, 0.0), (500.0, 400.0), (1000.0, 0.0)]), LONG)
    assert metres(network, (0.0, 0.0), (1000.0, 0.0)) == 1000.0


def test_no_walk_leads_to_another_part_of_the_network():
    network = network_of(LONG, UPPER)
    assert math.isnan(metres(network, (500.0, 10.0), (500.0, 90.0)))


def test_streets_that_cross_without_a_crossing_are_not_connected():
    network = network_of((0, 1, [(0.0, 0.0), (1000.0, 1000.0)]), (2, 3, [(0.0, 1000.0), (1000.0, 0.0)]))
    assert math.isnan(metres(network, (100.0, 100.0), (100.0, 900.0)))


def test_parts_are_numbered_from_the_one_with_most_streets():
    network = network_of(
        (9, 9, [(900.0, 900.0), (950.0, 900.0), (950.0, 950.0), (900.0, 900.0)]),
        (0, 1, [(0.0, 0.0), (100.0, 0.0)]),
        (4, 5, [(0.0, 500.0), (100.0, 500.0)]),
        (5, 6, [(100.0, 500.0), (200.0, 500.0)]),
    )
    assert parts(network).tolist() == [2, 1, 0, 0]


def test_streets_within_an_area_are_kept_whole_and_numbered_anew():
    table = street_table(
        [
            Street(10, 20, LineString([(0, 0), (100, 0)])),
            Street(20, 30, LineString([(100, 0), (5000, 0)])),
            Street(30, 40, LineString([(5000, 0), (6000, 0)])),
        ]
    )
    kept = streets_within(table, shapely.box(-10, -10, 200, 10))
    assert kept["length"].tolist() == [100.0, 4900.0]
    assert kept[["street_id", "from_node", "to_node"]].to_numpy().tolist() == [[0, 0, 1], [1, 1, 2]]


def test_names_are_text_or_nothing():
    table = street_table([Street(0, 1, LineString([(0, 0), (1, 0)]))] * 3).assign(name=["Plein", math.nan, None])
    assert network_from_streets(table).name.tolist() == ["Plein", None, None]
