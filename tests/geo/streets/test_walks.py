"""The walks in a town that was worked out by hand (`tests/towns/worked_town.py`)."""

from __future__ import annotations

from itertools import product

import numpy as np

from geo.streets.distances import nearest, within
from tests.geo.streets.oracle import Oracle
from tests.towns.worked_town import DEMAND, PLACES, STREETS, WALKS, points


def test_the_grid_is_a_grid():
    assert len(STREETS) == 40
    assert {end for street in STREETS for end in (street.start, street.end)} == set(range(25))


def test_every_walk_is_as_worked_out(worked_graph):
    row, column, metres = within(worked_graph.matrix, worked_graph.origins, worked_graph.destinations, limit_m=2400.0)
    assert list(zip(row, column, metres, strict=True)) == [(i, j, WALKS[i, j]) for i, j in product(range(4), range(3))]
    oracle = Oracle(STREETS, cap_m=250.0)
    np.testing.assert_allclose(oracle.distances(list(points(DEMAND)), list(points(PLACES))), WALKS)


def test_a_limit_is_inclusive(worked_graph):
    row, column, metres = within(worked_graph.matrix, worked_graph.origins, worked_graph.destinations, limit_m=240.0)
    assert list(zip(row, column, metres, strict=True)) == [(0, 0, 200.0), (1, 0, 150.0), (3, 0, 230.0), (3, 2, 240.0)]


def test_the_nearest_place_is_as_worked_out(worked_graph):
    metres, which = nearest(worked_graph.matrix, worked_graph.origins, worked_graph.destinations)
    assert metres.tolist() == [200.0, 150.0, 280.0, 230.0]
    assert [list(PLACES)[place] for place in which] == ["p", "p", "q", "p"]
