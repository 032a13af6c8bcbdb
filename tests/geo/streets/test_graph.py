"""New points on streets that were split before: the same walks as splitting them all at once."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given

from geo.streets.distances import within
from geo.streets.graph import attach, attach_later, split_streets, walks_to_points
from geo.streets.network import Network
from geo.streets.snapping import Snaps, snap
from tests.geo.streets.oracle import Street
from tests.towns.small_networks import CAP_M, SmallCity, patient, small_cities


def snapped(points: list[shapely.Point], network: Network) -> Snaps:
    return snap(np.array(points, dtype=object), network, cap_m=CAP_M)


def chosen(snaps: Snaps) -> Snaps:
    ok = snaps.ok
    return Snaps(snaps.street[ok], snaps.position[ok], snaps.leg[ok], snaps.refusal[ok])


def at_once(network: Network, staying: Snaps, new: Snaps) -> np.ndarray:
    graph = attach(network, staying, new)
    metres = np.full((len(staying), len(new)), np.inf)
    origin, destination, distance = within(graph.matrix, graph.origins, graph.destinations, limit_m=1e6)
    metres[origin, destination] = distance
    return metres


@given(small_cities())
@patient(300)
def test_late_points_walk_as_far_as_points_that_were_there(city: SmallCity):
    network = city.network
    staying, new = snapped(city.demand, network), chosen(snapped(city.places, network))
    late = walks_to_points(split_streets(network, staying), new, limit_m=1e6)
    expected = at_once(network, staying, new)
    assert np.array_equal(np.isfinite(late), np.isfinite(expected))
    reached = np.isfinite(late)
    # Round numbers may end on half a tenth of a metre, and round either way.
    np.testing.assert_allclose(late[reached], expected[reached], atol=0.1 + 1e-9)


def lollipop() -> tuple[Network, list[shapely.Point]]:
    """A loop of 400 m on a stick of 100 m, and someone at the end of the stick."""
    corner = (0.0, 0.0)
    loop = Street(0, 0, shapely.LineString([corner, (100, 0), (100, 100), (0, 100), corner]))
    stick = Street(0, 1, shapely.LineString([corner, (-100.0, 0.0)]))
    home = shapely.Point(-100, 0)
    return SmallCity([loop, stick], [home], [], np.ones(1)).network, [home]


def test_a_point_on_a_loop_is_reached_the_shorter_way_round():
    network, home = lollipop()
    split = split_streets(network, snapped(home, network))
    for spot, metres in (
        ((50, 0), 150.0),
        ((0, 50), 150.0),
        ((100, 100), 300.0),
        ((0, 0), 100.0),
        ((0.0, 99.0), 199.0),
    ):
        late = walks_to_points(split, snapped([shapely.Point(spot)], network), limit_m=1e6)
        assert late.tolist() == [[metres]]


def test_two_points_at_the_same_spot():
    network, home = lollipop()
    split = split_streets(network, snapped(home, network))
    late = walks_to_points(split, snapped([shapely.Point(-100, 10), shapely.Point(-100, 10)], network), limit_m=1e6)
    assert late.tolist() == [[10.0, 10.0]]


def test_walks_up_to_the_limit_are_kept_and_longer_ones_are_not():
    network, home = lollipop()
    split = split_streets(network, snapped(home, network))
    new = snapped([shapely.Point(50, 0), shapely.Point(50.1, 0)], network)
    assert walks_to_points(split, new, limit_m=150.0).tolist() == [[150.0, np.inf]]


def test_whoever_is_on_no_street_walks_nowhere():
    network, home = lollipop()
    staying = snapped([*home, shapely.Point(5_000, 5_000)], network)
    late = walks_to_points(split_streets(network, staying), snapped(home, network), limit_m=1e6)
    assert late.tolist() == [[0.0], [np.inf]]


def test_nobody_walks_through_a_late_point_to_get_elsewhere():
    network, home = lollipop()
    split = split_streets(network, snapped(home, network))
    matrix, nodes = attach_later(split, snapped([shapely.Point(50, 0)], network))
    size = split.graph.matrix.shape[0]
    assert matrix[:size, size:].nnz == 0
    assert nodes.tolist() == [size + 1]
