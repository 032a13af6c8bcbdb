"""Who can reach what, in a town that was worked out by hand (`tests/towns/worked_town.py`)."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from geo.measures.access import access_from_walks, selected_places
from geo.streets.distances import within
from geo.vocabulary import Selection
from tests.towns.worked_town import DEMAND, PLACE_TABLE, PLACES


def test_walks_in_a_table_become_the_same_matrix(worked_graph):
    row, column, metres = within(worked_graph.matrix, worked_graph.origins, worked_graph.destinations, limit_m=420.0)
    walks = pd.DataFrame(
        {"from_id": np.array(list(DEMAND))[row], "to_id": np.array(list(PLACES))[column], "distance": metres}
    )
    found = access_from_walks(walks, ["d", "c", "b", "a"], ["r", "p"])
    far = np.inf
    assert found.distance.tolist() == [[240.0, 230.0], [410.0, far], [360.0, 150.0], [410.0, 200.0]]


def test_who_takes_part():
    chosen = {
        (selection, uncertain): selected_places(PLACE_TABLE, selection, with_uncertain=uncertain).tolist()
        for selection, uncertain in product(Selection, (True, False))
    }
    assert chosen == {
        (Selection.INITIATIVES, True): [True, False, False],
        (Selection.INITIATIVES, False): [True, False, False],
        (Selection.HEADLINE, True): [True, True, False],
        (Selection.HEADLINE, False): [True, False, False],
        (Selection.ALL, True): [True, True, True],
        (Selection.ALL, False): [True, False, True],
    }
    closed = PLACE_TABLE.assign(counted=[False, True, True])
    assert selected_places(closed, Selection.ALL, with_uncertain=True).tolist() == [False, True, True]
