"""Plausible cut-throughs: found where a short link saves a long walk, never through water, never a longer walk."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given

from geo.streets.cut_throughs import CutThroughRule, plausible_cut_throughs, with_links
from geo.vocabulary import RD
from tests.towns.small_networks import patient, small_cities

NO_BARRIERS = np.empty(0, dtype=object)


def streets_of(*rows):
    lines = [shapely.LineString(line) for _, _, line in rows]
    table = {
        "from_node": [row[0] for row in rows],
        "to_node": [row[1] for row in rows],
        "length": [line.length for line in lines],
        "name": [None] * len(rows),
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=RD)


# A cul-de-sac that ends 20 m from the street behind it; the walk round is 400 m long.
HOOK = streets_of((0, 1, [(0, 0), (180, 0)]), (0, 2, [(0, 0), (0, 20), (0, 20.5)]), (2, 3, [(0, 20.5), (200, 20.5)]))


def lengths_between(streets, start, stop):
    graph = nx.MultiGraph()
    for row in streets.itertuples():
        graph.add_edge(row.from_node, row.to_node, length=row.length)
    return nx.dijkstra_path_length(graph, start, stop, weight="length")


def test_a_short_link_that_saves_a_long_walk_is_found():
    links = plausible_cut_throughs(HOOK, NO_BARRIERS)
    row = links[links["node"] == 1].iloc[0]
    assert (row["street"], row["length"]) == (2, 20.5)
    assert row["walk_round"] == pytest.approx(180 + 20.5 + 180)
    joined = with_links(HOOK, links[links["node"] == 1])
    assert joined["modelled"].sum() == 1
    assert joined.loc[~joined["modelled"], "length"].sum() == pytest.approx(HOOK["length"].sum())
    assert lengths_between(joined, 1, 3) == pytest.approx(20.5 + 20)


@pytest.mark.parametrize(
    ("rule", "barrier"),
    [
        (CutThroughRule(longest_m=10), None),
        (CutThroughRule(detour=100), None),
        (CutThroughRule(saves_m=1000), None),
        (CutThroughRule(), shapely.LineString([(170, 10), (210, 10)])),
    ],
    ids=["too long", "no detour", "saves little", "water between"],
)
def test_what_is_not_plausible_is_not_found(rule, barrier):
    barriers = NO_BARRIERS if barrier is None else np.array([barrier], dtype=object)
    links = plausible_cut_throughs(HOOK.iloc[[0, 1, 2]], barriers, rule)
    assert 1 not in links["node"].tolist()


def test_a_part_that_nothing_leads_to_is_joined_and_its_walk_round_unknown():
    island = streets_of((0, 1, [(0, 0), (100, 0)]), (2, 3, [(120, 0), (220, 0)]))
    links = plausible_cut_throughs(island, NO_BARRIERS)
    assert links["walk_round"].isna().all()
    assert lengths_between(with_links(island, links.head(1)), 0, 3) == pytest.approx(220)


@given(small_cities())
@patient(40)
def test_links_only_shorten_walks_and_keep_every_street(city):
    streets = city.table
    links = plausible_cut_throughs(streets, NO_BARRIERS)
    joined = with_links(streets, links)
    assert joined["modelled"].sum() == len(links)
    assert joined.loc[~joined["modelled"], "length"].sum() == pytest.approx(streets["length"].sum())
    before, after = (
        nx.Graph([(row.from_node, row.to_node) for row in table.itertuples()]) for table in (streets, joined)
    )
    assert nx.number_connected_components(after) <= nx.number_connected_components(before)
    for row in links.itertuples():
        assert row.length <= 50 + 1e-9
