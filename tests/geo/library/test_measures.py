"""Measures by the library: those of an oracle counted by hand, on the caller's own index, whatever the order."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

import geo
from geo.bundle.store import read_bundle
from geo.storage import DEFAULT_BUNDLE
from tests.geo.library.test_walking import known_cities, tables
from tests.towns.small_networks import CAP_M, patient

pytestmark = pytest.mark.filterwarnings("ignore::geo.errors.OffStreetWarning")
MINUTES = st.sampled_from([2.0, 5.0, 7.5, 10.0, 15.0])
SPEEDS = st.sampled_from([3.0, 4.8])
KEYWORDS = {"minutes": MINUTES, "speed": SPEEDS}


def truth_of(city, minutes, speed):
    """Distances of the oracle, of which none lies on a threshold to a rounding."""
    distance = city.oracle.distances(city.demand, city.places)
    for metres in (minutes * speed * 1000 / 60, 2400.0):
        assume((np.abs(distance - metres) > 1.0).all())
    return np.where(distance <= 2400.0, distance, np.inf)


def asked(city, minutes, speed):
    streets, residents, places = tables(city)
    walks = geo.walks(streets, residents, places, snap_cap_m=CAP_M)
    return residents, places, walks, {"minutes": minutes, "speed_kmh": speed}


def by_hand(residents, values) -> pd.Series:
    """The mean over residents of a value per row, quarter by quarter; missing where nobody lives."""
    rows = pd.DataFrame({"q": residents["quarter"], "people": residents["residents"], "value": values})
    sums = rows.assign(value=rows["value"] * rows["people"]).groupby("q")[["value", "people"]].sum()
    return sums["value"] / sums["people"].where(sums["people"] > 0)


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(60)
def test_coverage_and_gap_are_those_of_the_oracle(city, minutes, speed):
    truth = truth_of(city, minutes, speed).min(axis=1) <= minutes * speed * 1000 / 60
    residents, _, walks, walk = asked(city, minutes, speed)
    covered, gap = geo.coverage(residents, walks, **walk), geo.gap(residents, walks, **walk)
    assert covered.index.equals(residents.index)
    assert (covered.name, gap.name, covered.dtype) == ("coverage", "gap", bool)
    assert covered.tolist() == truth.tolist()
    assert gap.tolist() == np.where(truth, 0.0, city.residents).tolist()
    shares = geo.coverage(residents, walks, by="quarter", **walk)
    np.testing.assert_allclose(shares, by_hand(residents, truth.astype(float)))
    assert (shares.index.name, shares.name) == ("quarter", "coverage")
    missed = geo.gap(residents, walks, by="quarter", **walk)
    np.testing.assert_allclose(missed, gap.groupby(residents["quarter"]).sum())


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(40)
def test_depth_is_that_of_the_oracle(city, minutes, speed):
    metres = truth_of(city, minutes, speed).min(axis=1)
    residents, _, walks, walk = asked(city, minutes, speed)
    expected = np.maximum(0.0, np.minimum(metres * 60 / (speed * 1000), 30.0) - minutes)
    depth = geo.depth(residents, walks, **walk)
    np.testing.assert_allclose(depth, expected, atol=0.002)
    assert (depth.name, depth.index.equals(residents.index)) == ("depth", True)
    np.testing.assert_allclose(
        geo.depth(residents, walks, by="quarter", **walk), by_hand(residents, expected), atol=0.002
    )


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS, draw=st.data())
@patient(40)
def test_redundancy_and_variety_are_those_of_the_oracle(city, minutes, speed, draw):
    near = truth_of(city, minutes, speed) <= minutes * speed * 1000 / 60
    residents, places, walks, walk = asked(city, minutes, speed)
    words = ["meet", "join_in", "develop", "move"]
    chosen = draw.draw(st.lists(st.sets(st.sampled_from(words)), min_size=len(places), max_size=len(places)))
    levels = [("dry", "single", "looped")[min(count, 2)] for count in near.sum(axis=1)]
    assert geo.redundancy(residents, walks, **walk).tolist() == levels
    table = geo.redundancy(residents, walks, by="quarter", **walk)
    assert list(table.columns) == ["dry", "single", "looped"]
    np.testing.assert_allclose(table.sum(axis=1), residents.groupby("quarter")["residents"].sum())
    reached = [len(set().union(*(chosen[place] for place in np.flatnonzero(row)))) for row in near]
    for functions in (chosen, [";".join(sorted(one)) for one in chosen], [sorted(one) for one in chosen]):
        labelled = places.assign(functions=pd.Series(functions, index=places.index, dtype=object))
        assert geo.variety(residents, labelled, walks, **walk).tolist() == reached
        mean = geo.variety(residents, labelled, walks, by="quarter", **walk)
        np.testing.assert_allclose(mean, by_hand(residents, reached))


@given(city=known_cities(), speed=SPEEDS)
@patient(40)
def test_equity_is_that_of_every_pair_of_residents(city, speed):
    minutes = np.minimum(truth_of(city, 5.0, speed).min(axis=1) * 60 / (speed * 1000), 30.0)
    people = city.residents
    assume(people.sum() > 0 and minutes @ people > 1.0)
    residents, _, walks, _ = asked(city, 5.0, speed)
    (row,) = geo.equity(residents, walks, speed_kmh=speed).to_dict("records")
    mean = minutes @ people / people.sum()
    pairs = np.outer(people, people) * np.abs(minutes[:, None] - minutes[None, :])
    assert row["residents"] == people.sum()
    assert row["mean_minutes"] == pytest.approx(mean, abs=0.002)
    assert row["gini"] == pytest.approx(pairs.sum() / (2 * people.sum() ** 2 * mean), abs=0.002)
    assert geo.equity(residents, walks, by="quarter").index.tolist() == sorted(set(residents["quarter"]))


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(40)
def test_a_longer_threshold_never_covers_fewer(city, minutes, speed):
    residents, _, walks, walk = asked(city, minutes, speed)
    longer = {**walk, "minutes": minutes * 1.5}
    assert (geo.coverage(residents, walks, **walk) <= geo.coverage(residents, walks, **longer)).all()
    assert (geo.gap(residents, walks, **walk) >= geo.gap(residents, walks, **longer)).all()
    assert (geo.depth(residents, walks, **walk) >= geo.depth(residents, walks, **longer)).all()


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(40)
def test_a_place_more_makes_nothing_worse(city, minutes, speed):
    streets, residents, places = tables(city)
    assume(len(places) > 1)
    fewer = places.iloc[:-1]
    with_all = geo.walks(streets, residents, places, snap_cap_m=CAP_M)
    try:
        without = geo.walks(streets, residents, fewer, snap_cap_m=CAP_M)
    except geo.TableError:
        reject()  # only the last place is on a street
    walk = {"minutes": minutes, "speed_kmh": speed}
    assert (geo.coverage(residents, without, **walk) <= geo.coverage(residents, with_all, **walk)).all()
    assert (geo.depth(residents, without, **walk) >= geo.depth(residents, with_all, **walk)).all()
    assert (geo.redundancy(residents, without, **walk) <= geo.redundancy(residents, with_all, **walk)).all()


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS, seed=st.integers(0, 99))
@patient(40)
def test_the_order_of_rows_and_their_labels_do_not_matter(city, minutes, speed, seed):
    residents, places, walks, walk = asked(city, minutes, speed)
    streets, _, _ = tables(city)
    rng = np.random.default_rng(seed)
    shuffled = residents.iloc[rng.permutation(len(residents))]
    again = geo.walks(streets, shuffled, places.iloc[rng.permutation(len(places))], snap_cap_m=CAP_M)
    for measure in (geo.coverage, geo.gap, geo.depth, geo.redundancy):
        one, other = measure(residents, walks, **walk), measure(shuffled, again, **walk)
        assert_series_equal(one, other.reindex(one.index))
        grouped = (measure(each, of, by="quarter", **walk) for each, of in ((residents, walks), (shuffled, again)))
        pd.testing.assert_frame_equal(*(pd.DataFrame(each) for each in grouped))
    numbered = residents.reset_index(drop=True)
    relabelled = geo.walks(streets, numbered, places, snap_cap_m=CAP_M)
    assert_series_equal(
        geo.depth(residents, walks, **walk).reset_index(drop=True), geo.depth(numbered, relabelled, **walk)
    )


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def test_coverage_on_a_graph_is_that_of_networkx(town):
    """The whole way from an OSMnx graph, against plain networkx between crossings: everyone stands on a corner."""
    corners = {node: (data["x"], data["y"]) for node, data in town.graph.nodes(data=True)}
    people = gpd.GeoDataFrame(
        {"residents": 1.0},
        geometry=gpd.points_from_xy(*zip(*corners.values(), strict=True)),
        index=list(corners),
        crs="EPSG:4326",
    )
    streets = geo.streets_from_graph(town.graph)
    people = people.to_crs(streets.crs)
    places = people.loc[[9, 54]]
    walks = geo.walks(streets, people, places)
    undirected = nx.Graph(town.graph)
    metres = {name: nx.single_source_dijkstra_path_length(undirected, name, weight="length") for name in places.index}
    for minutes in (3.1, 5.1, 8.1):
        expected = [min(metres[place][node] for place in metres) <= minutes * 80 for node in people.index]
        assert geo.coverage(people, walks, minutes=minutes).tolist() == expected


def test_groups_may_be_numbers_or_categories(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    for values in ([1, 1, 1, 2, 2, 2], pd.Categorical(list("bbbaaa"), categories=["b", "a", "c"])):
        shares = geo.coverage(town.residents.assign(group=values), walks, minutes=4, by="group")
        assert sorted(shares) == pytest.approx([1 / 3, 2 / 3])


def test_where_nobody_lives_there_is_no_coverage(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    empty = town.residents.assign(residents=[0, 0, 0, 70, 70, 70])
    assert np.isnan(geo.coverage(empty, walks, by="neighbourhood")["West"])
    assert np.isnan(geo.equity(empty, walks, by="neighbourhood").loc["West", "gini"])
    assert geo.coverage(empty, walks).all()


def test_residents_of_a_kind_stand_at_the_same_points(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    old = town.residents.assign(residents=town.residents["residents"] / 10)
    assert_series_equal(geo.gap(old, walks, minutes=4), geo.gap(town.residents, walks, minutes=4) / 10)


def test_the_figures_of_maastricht_are_those_of_its_bundle():
    bundle = read_bundle(DEFAULT_BUNDLE)
    demand, places = bundle.demand.set_index("demand_id"), bundle.places[bundle.places["counted"]]
    places = places[places["kind"].isin(["initiative", "public"])].set_index("place_id")
    walks = geo.walks(bundle.streets, demand, places, water=bundle.water)
    listed = bundle.walks[bundle.walks["to_id"].isin(places.index)]
    key = ["from_id", "to_id"]
    assert_frame_equal(
        walks.table.sort_values(key, ignore_index=True), listed.sort_values(key, ignore_index=True), check_dtype=False
    )
    published = bundle.neighbourhoods.set_index("neighbourhood")
    figures = {
        "coverage": geo.coverage(demand, walks, by="neighbourhood"),
        "gap": geo.gap(demand, walks, by="neighbourhood"),
        "gap_depth": geo.depth(demand, walks, by="neighbourhood"),
        "variety": geo.variety(demand, places, walks, by="neighbourhood"),
        **geo.redundancy(demand, walks, by="neighbourhood"),
    }
    for name, figure in figures.items():
        np.testing.assert_allclose(figure.reindex(published.index), published[name], atol=1e-6, err_msg=name)
    flow = geo.flow(bundle.streets, demand, places, water=bundle.water)
    np.testing.assert_allclose(flow, bundle.streets["flow"], atol=0.051)
