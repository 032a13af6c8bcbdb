"""The flow of residents in a town that was worked out by hand (`tests/towns/worked_town.py`)."""

from __future__ import annotations

import numpy as np

from geo.measures.flow import flow
from tests.towns.worked_town import RESIDENTS, STREETS, WALKS


def test_the_flow_is_as_worked_out(worked_graph):
    """With p and r closed everyone walks to q: the streets around it carry them all.

    q lies on the street up from 17, 20 m along. c comes from the north: 24-23-22, then 80 m down that street. The
    others come up through 17: 160 residents.
    """
    only_q = np.where([False, True, False], worked_graph.destinations, -1)
    found = flow(worked_graph, worked_graph.origins, RESIDENTS, only_q, len(STREETS))
    assert found.place.tolist() == [0.0, 220.0, 0.0]
    used = {(street.start, street.end): people for street, people in zip(STREETS, found.street, strict=True) if people}
    assert used[17, 22] == 220.0
    assert used[22, 23] == used[23, 24] == 60.0
    assert used.get((12, 17), 0.0) + used.get((16, 17), 0.0) + used.get((17, 18), 0.0) == 160.0
    assert used[8, 13] == 20.0
    # Every walk has its length: residents times metres, the part of the last street walked by either side apart.
    whole = sum(people for ends, people in used.items() if ends not in {(17, 22), (8, 13), (0, 1)}) * 100.0
    parts = 160.0 * 20 + 60.0 * 80 + 20.0 * 70
    first = used.get((0, 1), 0.0)
    half = 40.0 * 50
    assert whole + parts + half + (first - 40.0) * 100.0 == (RESIDENTS * WALKS[:, 1]).sum()


def test_everyone_goes_to_their_own_nearest_place(worked_graph):
    found = flow(worked_graph, worked_graph.origins, RESIDENTS, worked_graph.destinations, len(STREETS))
    assert found.place.tolist() == [160.0, 60.0, 0.0]
    used = {(street.start, street.end): people for street, people in zip(STREETS, found.street, strict=True) if people}
    assert used[8, 13] == 20.0
    assert used[7, 8] == used[6, 7] == 20.0
    assert used[23, 24] == used[22, 23] == used[17, 22] == 60.0
    assert used[1, 6] + used.get((5, 6), 0.0) == 140.0
