"""A town of 5 x 5 crossings with blocks of 100 m, worked out by hand.

    y
    400  20--21--22--23--24        demand  a  (  0,   0)  100 residents   neighbourhood W
          |   |   |   |   |                b  ( 50,   0)   40 residents   W
    300  15--16--17--18--19                c  (400, 400)   60 residents   E
          |   |   |   |   |                d  (300, 130)   20 residents   E, 30 m along the street from (300, 100)
    200  10--11--12--13--14        places  p  (100, 100)  initiative, meet and join in
          |   |   |   |   |                q  (200, 320)  public, meet and develop: 20 m along its street, uncertain
    100   5---6---7---8---9                r  (410,   0)  informal, move: a leg of 10 m from crossing 4
          |   |   |   |   |
      0   0---1---2---3---4   x

The walks, by hand: from a to p 1 block east and 1 north, 200; to q 2 east and 3 north, 500, and 20 on; to r 4 blocks
and the leg, 410. From b, halfway between 0 and 1: 50 to (100, 0) and 100 north. From c: to p 3 west and 3 south; to q
2 blocks west to (200, 400) and 80 south; to r 4 blocks south and the leg. From d: 30 south, 2 west to p; to q 1 west
and 190 north; to r 130 south, 100 east, the leg.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.measures.access import Access, access_from_walks, functions_of, selected_places
from geo.measures.flow import flow
from geo.measures.formulas import (
    Redundancy,
    count_by_function,
    count_places,
    covered_residents,
    excess_minutes,
    is_redundancy,
    need_weighted,
    variety,
)
from geo.measures.grouping import Grouping, share_of
from geo.measures.summary import headline_rows, summarise
from geo.settings import WalkSettings, metres_in, minutes_for
from geo.streets.distances import nearest, within
from geo.streets.graph import attach
from geo.streets.network import network_from_streets
from geo.streets.snapping import snap
from geo.vocabulary import Selection, Speed
from tests.geo.streets.oracle import Oracle, Street
from tests.towns.small_networks import street_table

ACROSS = [((x, y), (x + 100, y)) for y, x in product(range(0, 500, 100), range(0, 400, 100))]
UP = [((x, y), (x, y + 100)) for x, y in product(range(0, 500, 100), range(0, 400, 100))]
STREETS = [
    Street(y1 // 20 + x1 // 100, y2 // 20 + x2 // 100, shapely.LineString([(x1, y1), (x2, y2)]))
    for (x1, y1), (x2, y2) in ACROSS + UP
]
DEMAND = {"a": (0, 0), "b": (50, 0), "c": (400, 400), "d": (300, 130)}
RESIDENTS = np.array([100.0, 40.0, 60.0, 20.0])
PLACES = {"p": (100, 100), "q": (200, 320), "r": (410, 0)}
WALKS = np.array(
    [
        [200.0, 520.0, 410.0],
        [150.0, 470.0, 360.0],
        [600.0, 280.0, 410.0],
        [230.0, 290.0, 240.0],
    ]
)
PLACE_TABLE = pd.DataFrame(
    {
        "place_id": list(PLACES),
        "kind": ["initiative", "public", "informal"],
        "functions": ["meet;join_in", "meet;develop", "move"],
        "counted": True,
        "uncertain": [False, True, False],
    }
)
DEMAND_TABLE = pd.DataFrame({"demand_id": list(DEMAND), "neighbourhood": ["W", "W", "E", "E"], "residents": RESIDENTS})
ALL = np.ones(3, dtype=bool)


def points(spots: dict[str, tuple[int, int]]) -> np.ndarray:
    return np.array([shapely.Point(spot) for spot in spots.values()], dtype=object)


@pytest.fixture(scope="module")
def graph():
    network = network_from_streets(street_table(STREETS))
    return attach(network, *(snap(points(spots), network, cap_m=250.0) for spots in (DEMAND, PLACES)))


@pytest.fixture(scope="module")
def access() -> Access:
    return Access(np.array(list(DEMAND)), np.array(list(PLACES)), WALKS)


def test_the_grid_is_a_grid():
    assert len(STREETS) == 40
    assert {end for street in STREETS for end in (street.start, street.end)} == set(range(25))


def test_every_walk_is_as_worked_out(graph):
    row, column, metres = within(graph.matrix, graph.origins, graph.destinations, limit_m=2400.0)
    assert list(zip(row, column, metres, strict=True)) == [(i, j, WALKS[i, j]) for i, j in product(range(4), range(3))]
    oracle = Oracle(STREETS, cap_m=250.0)
    np.testing.assert_allclose(oracle.distances(list(points(DEMAND)), list(points(PLACES))), WALKS)


def test_a_limit_is_inclusive(graph):
    row, column, metres = within(graph.matrix, graph.origins, graph.destinations, limit_m=240.0)
    assert list(zip(row, column, metres, strict=True)) == [(0, 0, 200.0), (1, 0, 150.0), (3, 0, 230.0), (3, 2, 240.0)]


def test_the_nearest_place_is_as_worked_out(graph):
    metres, which = nearest(graph.matrix, graph.origins, graph.destinations)
    assert metres.tolist() == [200.0, 150.0, 280.0, 230.0]
    assert [list(PLACES)[place] for place in which] == ["p", "p", "q", "p"]


def test_walks_in_a_table_become_the_same_matrix(graph):
    row, column, metres = within(graph.matrix, graph.origins, graph.destinations, limit_m=420.0)
    walks = pd.DataFrame(
        {"from_id": np.array(list(DEMAND))[row], "to_id": np.array(list(PLACES))[column], "distance": metres}
    )
    found = access_from_walks(walks, ["d", "c", "b", "a"], ["r", "p"])
    far = np.inf
    assert found.distance.tolist() == [[240.0, 230.0], [410.0, far], [360.0, 150.0], [410.0, 200.0]]


def test_metres_and_minutes():
    assert metres_in(10, 4.8) == 800.0
    assert metres_in(10, 3.0) == 500.0
    assert minutes_for(800.0, 4.8) == 10.0


def test_coverage_within_3_minutes(access):
    """At 4.8 km/h 3 minutes are 240 m: a, b and d have a place, c has not."""
    reach = metres_in(3, 4.8)
    covered = covered_residents(RESIDENTS, access.nearest(), reach)
    assert covered.tolist() == [100.0, 40.0, 0.0, 20.0]
    areas = Grouping(("W", "E", "N"), np.array([0, 0, 1, 1]))
    per_area, people = areas.total(covered), areas.total(RESIDENTS)
    assert per_area.tolist() == [140.0, 20.0, 0.0]
    np.testing.assert_array_equal(share_of(per_area, people), [1.0, 0.25, np.nan])


def test_the_gap_and_its_depth_within_2_minutes(access):
    """At 4.8 km/h, 80 m a minute: 2.5, 1.875, 3.5 and 2.875 minutes; beyond 2 minutes 0.5, 0, 1.5 and 0.875."""
    minutes = minutes_for(access.nearest(), 4.8)
    assert minutes.tolist() == [2.5, 1.875, 3.5, 2.875]
    excess = excess_minutes(minutes, 2.0, 30.0)
    assert excess.tolist() == [0.5, 0.0, 1.5, 0.875]
    assert (RESIDENTS * excess).sum() == 50.0 + 90.0 + 17.5
    assert excess_minutes(minutes, 2.0, 3.0).tolist() == [0.5, 0.0, 1.0, 0.875]


def test_redundancy_within_5_minutes(access):
    """400 m: a reaches p (r is 410 m away); b p and r; c q (r is 410 m away); d all three."""
    count = count_places(access.within(400.0))
    assert count.tolist() == [1, 2, 1, 3]
    people = {level: RESIDENTS[is_redundancy(count, level)].sum() for level in Redundancy}
    assert people == {Redundancy.DRY: 0.0, Redundancy.SINGLE: 160.0, Redundancy.LOOPED: 60.0}


def test_variety_within_5_minutes(access):
    """a meets and joins in at p; b moves at r too; c meets and develops at q; d finds all four."""

    def found(selected: np.ndarray) -> list[int]:
        return variety(count_by_function(access.within(400.0, selected), functions_of(PLACE_TABLE))).tolist()

    assert found(ALL) == [2, 3, 2, 4]
    assert found(np.array([True, True, False])) == [2, 2, 2, 3]
    assert found(~ALL) == [0, 0, 0, 0]


def test_need_weights():
    """W has 20 % and 50 % need; of E the first is unknown and takes W's, the only one known."""
    needs = np.array([[0.2, 0.5], [0.2, 0.5], [np.nan, 0.0], [np.nan, 0.0]])
    weighted = need_weighted(RESIDENTS, needs, np.array([1.0, 2.0]))
    np.testing.assert_allclose(weighted, [220.0, 88.0, 72.0, 24.0])


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


SETTINGS = WalkSettings(thresholds_min=(3, 5), headline_threshold_min=5)
HEADLINE = ("headline", Speed.NORMAL.value, 5)


@pytest.fixture(scope="module")
def table(access) -> pd.DataFrame:
    return summarise(access, DEMAND_TABLE, PLACE_TABLE, neighbourhoods=["E", "N", "W"], city="city", settings=SETTINGS)


def row_of(table: pd.DataFrame, area: str, selection: str, speed: str, threshold: int, *, uncertain: bool) -> pd.Series:
    found = table[
        (table["neighbourhood"] == area)
        & (table["selection"] == selection)
        & (table["speed"] == speed)
        & (table["threshold"] == threshold)
        & (table["with_uncertain"] == uncertain)
    ]
    assert len(found) == 1
    return found.iloc[0, 5:].astype(float)


def test_the_table_has_every_neighbourhood_and_the_city_under_every_assumption(table):
    assert len(table) == 4 * 3 * 2 * 2 * 2


def test_the_row_of_the_city_with_uncertain_places(table):
    """Within 400 m of p or q: a and b 1, c 1, d 2. Functions: a 2, b 2, c 2, d 3, so 460 for 220 residents."""
    assert row_of(table, "city", *HEADLINE, uncertain=True).to_dict() == {
        "residents": 220.0,
        "covered": 220.0,
        "coverage": 1.0,
        "gap": 0.0,
        "gap_depth": 0.0,
        "dry": 0.0,
        "single": 200.0,
        "looped": 20.0,
        "variety": pytest.approx(460 / 220),
    }


def test_the_row_of_east_without_uncertain_places(table):
    """Only p is left: c walks 600 m, 7.5 minutes, 2.5 too many for 60 of 80 residents."""
    assert row_of(table, "E", *HEADLINE, uncertain=False).to_dict() == {
        "residents": 80.0,
        "covered": 20.0,
        "coverage": 0.25,
        "gap": 60.0,
        "gap_depth": pytest.approx(60 * 2.5 / 80),
        "dry": 60.0,
        "single": 20.0,
        "looped": 0.0,
        "variety": pytest.approx(20 * 2 / 80),
    }


def test_the_row_of_a_slow_walker(table):
    """At 3.0 km/h 5 minutes are 250 m: c walks 280 m, 5.6 minutes."""
    found = row_of(table, "E", "headline", "slow", 5, uncertain=True)
    assert found["covered"] == 20.0
    assert found["gap_depth"] == pytest.approx(60 * 0.6 / 80)


def test_where_nobody_lives_nothing_is_known(table):
    found = row_of(table, "N", *HEADLINE, uncertain=True)
    assert found[["residents", "covered", "gap", "dry", "single", "looped"]].tolist() == [0.0] * 6
    assert found[["coverage", "gap_depth", "variety"]].isna().all()


def test_the_headline_and_its_band(table):
    """East covers all 80; without q 20; a slow walker reaches 20 either way: the band runs from 0.25 to 1."""
    found = headline_rows(table, SETTINGS)
    assert found.loc["E", ["coverage_low", "coverage", "coverage_high"]].tolist() == [0.25, 1.0, 1.0]
    assert found.loc["W", ["coverage_low", "coverage", "coverage_high"]].tolist() == [1.0, 1.0, 1.0]


def test_the_flow_is_as_worked_out(graph):
    """With p and r closed everyone walks to q: the streets around it carry them all.

    q lies on the street up from 17, 20 m along. c comes from the north: 24-23-22, then 80 m down that street. The
    others come up through 17: 160 residents.
    """
    only_q = np.where([False, True, False], graph.destinations, -1)
    found = flow(graph, graph.origins, RESIDENTS, only_q, len(STREETS))
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


def test_everyone_goes_to_their_own_nearest_place(graph):
    found = flow(graph, graph.origins, RESIDENTS, graph.destinations, len(STREETS))
    assert found.place.tolist() == [160.0, 60.0, 0.0]
    used = {(street.start, street.end): people for street, people in zip(STREETS, found.street, strict=True) if people}
    assert used[8, 13] == 20.0
    assert used[7, 8] == used[6, 7] == 20.0
    assert used[23, 24] == used[22, 23] == used[17, 22] == 60.0
    assert used[1, 6] + used.get((5, 6), 0.0) == 140.0
