"""What must hold in every city: hypothesis looks for one in which it does not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.measures.access import Access, functions_of
from geo.measures.flow import Flow, flow
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
from geo.measures.summary import summarise
from geo.settings import WalkSettings, metres_in, minutes_for
from geo.streets.distances import within
from geo.streets.graph import WalkGraph, attach
from geo.streets.snapping import snap
from geo.vocabulary import Function, Kind
from tests.geo.streets.oracle import HAIR, Street
from tests.towns.small_networks import CAP_M, SmallCity, patient, small_cities

CAP_MIN = 30.0
THRESHOLD = st.floats(1, 30)
SPEED = st.floats(2, 6)
FUNCTIONS = st.sets(st.sampled_from(Function), min_size=1).map(lambda some: ";".join(sorted(some)))
quick = patient(40)


def graph_of(city: SmallCity) -> WalkGraph:
    network = city.network
    groups = (np.array(points, dtype=object) for points in (city.demand, city.places))
    return attach(network, *(snap(points, network, cap_m=CAP_M) for points in groups))


def metres_of(city: SmallCity) -> np.ndarray:
    graph = graph_of(city)
    table = np.full((len(city.demand), len(city.places)), np.inf)
    row, column, metres = within(graph.matrix, graph.origins, graph.destinations, limit_m=1e9)
    table[row, column] = metres
    return table


def access_of(metres: np.ndarray) -> Access:
    demand, places = metres.shape
    return Access(np.arange(demand).astype(str), np.arange(places).astype(str), metres)


@dataclass(frozen=True)
class Totals:
    """Of the measures, over all demand points."""

    covered: float
    gap: float
    depth: float
    by_redundancy: dict[Redundancy, float]


def totals(metres: np.ndarray, residents: np.ndarray, threshold: float, speed: float) -> Totals:
    access, reach = access_of(metres), metres_in(threshold, speed)
    nearest, count = access.nearest(), count_places(access.within(reach))
    covered = covered_residents(residents, nearest, reach).sum()
    excess = excess_minutes(minutes_for(nearest, speed), threshold, CAP_MIN)
    return Totals(
        covered=covered,
        gap=residents.sum() - covered,
        depth=float((residents * excess).sum()),
        by_redundancy={level: float(residents[is_redundancy(count, level)].sum()) for level in Redundancy},
    )


@quick
@given(small_cities(), THRESHOLD, THRESHOLD, SPEED)
def test_a_longer_threshold_never_covers_fewer_or_deepens_the_gap(city, one, other, speed):
    metres = metres_of(city)
    short, long = (totals(metres, city.residents, threshold, speed) for threshold in sorted([one, other]))
    assert long.covered >= short.covered
    assert long.depth <= short.depth
    assert long.by_redundancy[Redundancy.LOOPED] >= short.by_redundancy[Redundancy.LOOPED]


@quick
@given(small_cities(), THRESHOLD, SPEED, SPEED)
def test_walking_slower_never_covers_more(city, threshold, one, other):
    metres = metres_of(city)
    slow, fast = (totals(metres, city.residents, threshold, speed) for speed in sorted([one, other]))
    assert slow.covered <= fast.covered
    assert slow.depth >= fast.depth


@quick
@given(small_cities(most_places=5), THRESHOLD, SPEED)
def test_an_extra_place_never_makes_it_worse(city, threshold, speed):
    assume(len(city.places) > 1)
    fewer = SmallCity(city.streets, city.demand, city.places[:-1], city.residents)
    before, after = metres_of(fewer), metres_of(city)
    assert (access_of(after).nearest() <= access_of(before).nearest()).all()
    old, new = (totals(metres, city.residents, threshold, speed) for metres in (before, after))
    assert new.covered >= old.covered
    assert new.gap <= old.gap
    assert new.depth <= old.depth
    assert new.by_redundancy[Redundancy.DRY] <= old.by_redundancy[Redundancy.DRY]


@quick
@given(small_cities(), THRESHOLD, SPEED)
def test_dry_single_and_looped_are_all_residents_and_coverage_is_what_is_not_dry(city, threshold, speed):
    found = totals(metres_of(city), city.residents, threshold, speed)
    assert sum(found.by_redundancy.values()) == city.residents.sum()
    assert found.covered == city.residents.sum() - found.by_redundancy[Redundancy.DRY]


@quick
@given(small_cities(), THRESHOLD, SPEED)
def test_a_gap_is_no_deeper_than_the_cap_allows(city, threshold, speed):
    minutes = minutes_for(access_of(metres_of(city)).nearest(), speed)
    excess = excess_minutes(minutes, threshold, CAP_MIN)
    assert (excess >= 0).all()
    assert (excess <= CAP_MIN - threshold).all()
    assert (excess[np.isinf(minutes)] == CAP_MIN - threshold).all()


@quick
@given(small_cities(), st.randoms(use_true_random=False))
def test_the_order_of_demand_and_places_does_not_matter(city, random):
    assume(not city.is_ambiguous())
    demand, places = list(range(len(city.demand))), list(range(len(city.places)))
    random.shuffle(demand)
    random.shuffle(places)
    shuffled = SmallCity(
        city.streets, [city.demand[i] for i in demand], [city.places[j] for j in places], city.residents[demand]
    )
    np.testing.assert_array_equal(metres_of(shuffled), metres_of(city)[np.ix_(demand, places)])


@quick
@given(small_cities(), st.randoms(use_true_random=False))
def test_the_order_and_direction_of_streets_do_not_matter(city, random):
    assume(not city.is_ambiguous())
    streets = [Street(one.end, one.start, one.line.reverse()) if random.random() < 0.5 else one for one in city.streets]
    random.shuffle(streets)
    shuffled = SmallCity(streets, city.demand, city.places, city.residents)
    # Sums in another order may round to the next decimetre.
    np.testing.assert_allclose(metres_of(shuffled), metres_of(city), rtol=0, atol=0.1 + 1e-9)


@patient(20)
@given(small_cities(), st.data())
def test_the_table_of_coverage_holds_together(city, data):
    count = len(city.places)
    places = pd.DataFrame(
        {
            "kind": data.draw(st.lists(st.sampled_from([kind.value for kind in Kind]), min_size=count, max_size=count)),
            "counted": data.draw(st.lists(st.booleans(), min_size=count, max_size=count)),
            "uncertain": data.draw(st.lists(st.booleans(), min_size=count, max_size=count)),
            "functions": data.draw(st.lists(FUNCTIONS, min_size=count, max_size=count)),
        }
    )
    names = ["A", "B", "C"]
    where = data.draw(st.lists(st.sampled_from(names[:2]), min_size=len(city.demand), max_size=len(city.demand)))
    demand = pd.DataFrame({"neighbourhood": where, "residents": city.residents})
    walks = WalkSettings()
    found = summarise(
        access_of(metres_of(city)), demand, places, neighbourhoods=names, city="city", settings=walks
    ).set_index(["neighbourhood", "selection", "speed", "threshold", "with_uncertain"])

    people = found["residents"]
    nobody = people == 0
    np.testing.assert_allclose(found[["dry", "single", "looped"]].sum(axis=1), people, atol=1e-9)
    np.testing.assert_allclose(found["covered"] + found["gap"], people, atol=1e-9)
    np.testing.assert_allclose(found["coverage"][~nobody], 1 - (found["dry"] / people)[~nobody], atol=1e-12)
    assert found.loc[nobody, ["coverage", "gap_depth", "variety"]].isna().all(axis=None)
    room = walks.cap_min - found.index.get_level_values("threshold").to_numpy()
    assert (found["gap_depth"].fillna(0.0) <= room + 1e-9).all()
    assert (found["variety"].fillna(0.0) >= found["coverage"].fillna(0.0) - 1e-9).all()

    sums = found.loc[names, ["residents", "covered", "gap", "dry", "single", "looped"]]
    sums = sums.groupby(level=list(range(1, 5)), sort=False).sum()
    whole = found.loc["city", list(sums.columns)]
    np.testing.assert_allclose(sums.reindex(whole.index), whole, atol=1e-9)

    with_, without = (found.xs(value, level="with_uncertain") for value in (True, False))
    assert (with_["covered"] >= without["covered"]).all()
    for narrow, wide in (("initiatives", "headline"), ("headline", "all")):
        fewer, more = (found.xs(value, level="selection")["covered"] for value in (narrow, wide))
        assert (more >= fewer).all()


@quick
@given(small_cities(), st.data(), st.floats(0, 5000))
def test_variety_counts_the_functions_of_the_places_within_reach(city, data, reach):
    metres = metres_of(city)
    count = len(city.places)
    functions = data.draw(st.lists(FUNCTIONS, min_size=count, max_size=count))
    selected = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    within = access_of(metres).within(reach, selected)
    found = variety(count_by_function(within, functions_of(pd.DataFrame({"functions": functions}))))
    for row, walks in enumerate(metres):
        near = [set(functions[j].split(";")) for j in range(count) if selected[j] and walks[j] <= reach]
        assert found[row] == len(set().union(*near))


@quick
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1000)), min_size=1, max_size=20))
def test_sums_per_group_are_the_sums_of_its_members(pairs):
    group, values = (np.array(column) for column in zip(*pairs, strict=True))
    found = Grouping(tuple("ABCDE"), group).total(values.astype(float))
    assert found.tolist() == [sum(value for which, value in pairs if which == number) for number in range(5)]
    share = share_of(found, found)
    np.testing.assert_array_equal(share, np.where(found > 0, 1.0, np.nan))


NEEDS = st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=3, max_size=3)
PEOPLE = st.lists(st.floats(0, 1000), min_size=1, max_size=6)


@quick
@given(PEOPLE, st.data())
def test_without_weights_needs_change_nothing(people, data):
    residents = np.array(people)
    needs = np.array(data.draw(st.lists(NEEDS, min_size=len(people), max_size=len(people))))
    np.testing.assert_array_equal(need_weighted(residents, needs, np.zeros(3)), residents)
    np.testing.assert_array_equal(need_weighted(residents, needs[:, :0], np.zeros(0)), residents)


@quick
@given(PEOPLE, st.data(), st.lists(st.floats(0, 10), min_size=3, max_size=3))
def test_weights_only_add_and_never_more_than_they_may(people, data, weights):
    residents, weights = np.array(people), np.array(weights)
    needs = np.array(data.draw(st.lists(NEEDS, min_size=len(people), max_size=len(people))))
    found = need_weighted(residents, needs, weights)
    assert np.isfinite(found).all()
    assert (found >= residents).all()
    assert (found <= residents * (1 + weights.sum()) * (1 + 1e-12)).all()


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_a_weight_that_makes_no_sense_is_refused(weight):
    with pytest.raises(ValueError, match="finite and not negative"):
        need_weighted(np.ones(2), np.ones((2, 1)), np.array([weight]))


def flow_of(city: SmallCity) -> Flow:
    graph = graph_of(city)
    return flow(graph, graph.origins, city.residents, graph.destinations, len(city.streets))


@patient(60)
@given(small_cities())
def test_all_who_can_reach_a_place_arrive_at_one(city):
    reached = np.isfinite(metres_of(city).min(axis=1))
    found = flow_of(city)
    assert found.place.sum() == pytest.approx(city.residents[reached].sum())
    assert (found.place >= 0).all()
    assert (found.street >= 0).all()
    assert (found.street <= city.residents[reached].sum() + 1e-6).all()


@patient(200)
@given(small_cities())
def test_flow_is_what_counting_every_path_by_hand_gives(city):
    assume(not city.is_ambiguous())
    expected = count_paths(city)
    assume(expected is not None)
    np.testing.assert_allclose(flow_of(city).street, expected, atol=1e-6)


def test_who_leaves_a_street_and_comes_back_to_it_is_counted_once():
    detour = LineString([(0.0, 0.0), (0.0, 900.0), (50.0, 900.0), (50.0, 0.0)])
    streets = [Street(0, 1, detour), Street(0, 1, LineString([(0.0, 0.0), (50.0, 0.0)]))]
    city = SmallCity(streets, [Point(0.0, 100.0)], [Point(50.0, 100.0)], np.array([7.0]))
    assert flow_of(city).street.tolist() == [7.0, 7.0]


def test_who_stands_at_a_crossing_walks_no_street_to_get_there():
    streets = [
        Street(0, 1, LineString([(0.0, 0.0), (300.0, 0.0)])),
        Street(0, 2, LineString([(0.0, 0.0), (0.0, 300.0)])),
    ]
    city = SmallCity(streets, [Point(0.0, 0.0)], [Point(0.0, 200.0)], np.array([7.0]))
    assert flow_of(city).street.tolist() == [0.0, 7.0]


def test_who_lives_at_the_place_walks_no_street_and_arrives():
    streets = [Street(0, 1, LineString([(0.0, 0.0), (300.0, 0.0)]))]
    city = SmallCity(streets, [Point(100.0, 5.0)], [Point(100.0, 0.0)], np.array([7.0]))
    assert (flow_of(city).street.tolist(), flow_of(city).place.tolist()) == ([0.0], [7.0])


def path_graph(city: SmallCity) -> nx.MultiGraph:
    """Every way there is, each piece with its metres and its street (None for a leg)."""
    graph = nx.MultiGraph()
    cuts: dict[int, list[tuple[float, object]]] = {number: [] for number in range(len(city.streets))}
    for group, points in (("demand", city.demand), ("place", city.places)):
        for index, point in enumerate(points):
            graph.add_node((group, index))
            foot = city.oracle.snap(point)
            if foot is not None:
                cuts[foot.street].append((foot.along, ("foot", group, index)))
                graph.add_edge((group, index), ("foot", group, index), metres=foot.leg, street=None)
    for number, street in enumerate(city.streets):
        chain = [
            (0.0, ("node", street.start)),
            *sorted(cuts[number], key=lambda cut: cut[0]),
            (street.line.length, ("node", street.end)),
        ]
        for (before, one), (after, other) in itertools.pairwise(chain):
            graph.add_edge(one, other, metres=max(0.0, after - before), street=number)
    return graph


def count_paths(city: SmallCity) -> np.ndarray | None:
    """Residents per street, by trying every path to every place; None where two ways are equally long."""
    graph = path_graph(city)
    places = [("place", index) for index in range(len(city.places))]
    counted = np.zeros(len(city.streets))
    for index, people in enumerate(city.residents):
        ways = []
        for path in nx.all_simple_edge_paths(graph, ("demand", index), places):
            pieces = [graph.edges[edge] for edge in path]
            walked = {piece["street"] for piece in pieces if piece["metres"] > HAIR and piece["street"] is not None}
            ways.append((sum(piece["metres"] for piece in pieces), sorted(walked)))
        if not ways:
            continue
        shortest, streets = min(ways)
        if any(length < shortest + HAIR and others != streets for length, others in ways):
            return None
        counted[streets] += people
    return counted
