"""Every walking distance against an independent oracle: on small random networks, and on the streets of Maastricht."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geo.sources.cbs.postcode6 import read_postcode6
from geo.sources.osm import read_streets
from geo.sources.water import read_water
from geo.streets.contraction import contract
from geo.streets.distances import ROUNDING_DECIMALS, nearest, within
from geo.streets.graph import WalkGraph, attach
from geo.streets.network import Network, network_from_streets
from geo.streets.snapping import snap
from geo.vocabulary import RD, WGS84
from tests.geo.streets.oracle import Oracle, streets_of
from tests.towns.small_networks import CAP_M, SmallCity, patient, small_cities

ROUNDING = 0.5 * 10**-ROUNDING_DECIMALS
HAIR = 1e-6
LIMIT_M = 2400.0


def as_array(points: list[shapely.Point]) -> np.ndarray:
    return np.array(points, dtype=object)


def graph_of(network: Network, *groups: list[shapely.Point], water: np.ndarray | None = None) -> WalkGraph:
    return attach(network, *(snap(as_array(points), network, cap_m=CAP_M, water=water) for points in groups))


def spread(walks: tuple[np.ndarray, np.ndarray, np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    table = np.full(shape, np.inf)
    table[walks[0], walks[1]] = walks[2]
    return table


@patient(200)
@given(city=small_cities())
def test_every_distance_on_small_networks_is_the_oracles(city: SmallCity):
    assume(not city.is_ambiguous())
    graph = graph_of(city.network, city.demand, city.places)
    truth = city.oracle.distances(city.demand, city.places)

    found = spread(within(graph.matrix, graph.origins, graph.destinations, limit_m=1e9), truth.shape)
    np.testing.assert_allclose(found, truth, rtol=0, atol=ROUNDING + HAIR)

    distance, which = nearest(graph.matrix, graph.origins, graph.destinations)
    least = truth.min(axis=1)
    np.testing.assert_allclose(np.where(np.isnan(distance), np.inf, distance), least, rtol=0, atol=ROUNDING + HAIR)
    reached = np.flatnonzero(np.isfinite(least))
    np.testing.assert_allclose(truth[reached, which[reached]], least[reached], rtol=0, atol=HAIR)
    assert (which[~np.isfinite(least)] == -1).all()


@patient(60)
@given(city=small_cities())
def test_a_limit_leaves_out_what_is_farther_and_nothing_else(city: SmallCity):
    assume(not city.is_ambiguous())
    limit = 600.0
    graph = graph_of(city.network, city.demand, city.places)
    everything = spread(
        within(graph.matrix, graph.origins, graph.destinations, limit_m=1e9), (len(city.demand), len(city.places))
    )
    found = spread(within(graph.matrix, graph.origins, graph.destinations, limit_m=limit), everything.shape)
    np.testing.assert_array_equal(found, np.where(everything <= limit, everything, np.inf))

    distance, which = nearest(graph.matrix, graph.origins, graph.destinations, limit_m=limit)
    least = found.min(axis=1)
    np.testing.assert_array_equal(np.where(np.isnan(distance), np.inf, distance), least)
    assert ((which == -1) == ~np.isfinite(least)).all()


@patient(100)
@given(city=small_cities())
def test_a_graph_without_dead_ends_and_chains_measures_the_same(city: SmallCity):
    graph = graph_of(city.network, city.demand, city.places)
    sources = graph.destinations[graph.destinations >= 0]
    core = contract(graph.matrix, sources)
    everywhere = np.arange(graph.matrix.shape[0])
    found = core.distance_to(dijkstra(core.matrix, indices=core.index_of(sources)), everywhere)
    np.testing.assert_allclose(found.T, dijkstra(graph.matrix, indices=sources), rtol=0, atol=HAIR)


@patient(60)
@given(city=small_cities(most_places=6), at_once=st.integers(1, 4))
def test_searching_a_few_at_a_time_gives_the_same_table(city: SmallCity, at_once: int):
    graph = graph_of(city.network, city.demand, city.places)
    whole = within(graph.matrix, graph.origins, graph.destinations, limit_m=np.inf)
    done: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.streets.distances._MOST_SOURCES", at_once)
        pieces = within(graph.matrix, graph.origins, graph.destinations, limit_m=np.inf, on_progress=done.append)
    for one, other in zip(whole, pieces, strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.isfinite(whole[2]).all()
    assert sum(done) == (graph.destinations >= 0).sum()


def test_a_walk_that_rounds_to_the_limit_counts_everywhere():
    street = gpd.GeoDataFrame(
        {"from_node": [0], "to_node": [1], "length": [1000.0], "name": [None]},
        geometry=[shapely.LineString([(0, 0), (1000, 0)])],
        crs=RD,
    )
    graph = graph_of(network_from_streets(street), [shapely.Point(0, 0)], [shapely.Point(400.04, 0)])
    assert within(graph.matrix, graph.origins, graph.destinations, limit_m=400.0)[2].tolist() == [400.0]
    assert nearest(graph.matrix, graph.origins, graph.destinations, limit_m=400.0)[0].tolist() == [400.0]


@pytest.fixture(scope="module")
def real(inputs_dir):
    streets = read_streets(inputs_dir / "streets-and-places.osm.bz2")
    demand = read_postcode6(inputs_dir / "postcode6_2021.gpkg").geometry
    known = pd.read_csv(inputs_dir / "municipal-places.csv").dropna(subset=["lat", "lon"])
    municipal = gpd.GeoSeries.from_xy(known["lon"], known["lat"], crs=WGS84).to_crs(RD)
    # And some that are awkward: on crossings, on the middle of a street, and far from any street.
    corners = [shapely.Point(line.coords[0]) for line in streets.geometry.iloc[:: len(streets) // 20]]
    halfway = [line.interpolate(0.5, normalized=True) for line in streets.geometry.iloc[7 :: len(streets) // 20]]
    places = [*municipal, *corners, *halfway, shapely.Point(165_000, 300_000)]
    water = read_water(inputs_dir / "water_schematic.gpkg").geometry.to_numpy()
    network = network_from_streets(streets)
    oracle = Oracle(streets_of(streets), cap_m=CAP_M, water=list(water))
    return network, oracle, list(demand), places, water


@pytest.mark.inputs
def test_every_distance_in_maastricht_is_the_oracles(real):
    network, oracle, demand, places, water = real
    graph = graph_of(network, demand, places, water=water)
    truth = oracle.distances(demand, places, limit_m=LIMIT_M + 1)

    found = spread(within(graph.matrix, graph.origins, graph.destinations, limit_m=LIMIT_M), truth.shape)
    both = np.isfinite(found) & np.isfinite(truth)
    assert both.sum() > 10 * len(demand), "far too few walks to compare"
    assert np.abs(found[both] - truth[both]).max() < ROUNDING + 0.001
    assert truth[np.isinf(found)].min() > LIMIT_M
    assert np.isfinite(truth[np.isfinite(found)]).all()

    distance, _ = nearest(graph.matrix, graph.origins, graph.destinations, limit_m=LIMIT_M)
    np.testing.assert_array_equal(np.where(np.isnan(distance), np.inf, distance), found.min(axis=1))


@pytest.mark.inputs
def test_every_point_of_maastricht_meets_its_street_where_the_oracle_says(real):
    network, oracle, demand, places, water = real
    points = [*demand, *places]
    snaps = snap(as_array(points), network, cap_m=CAP_M, water=water)
    truth = [oracle.snap(point) for point in points]
    assert [bool(ok) for ok in snaps.ok] == [foot is not None for foot in truth]
    legs = [foot.leg for foot in truth if foot is not None]
    np.testing.assert_allclose(snaps.leg[snaps.ok], legs, rtol=0, atol=0.001)
    assert (~snaps.ok).any(), "no point was refused: the cap was not tested"
