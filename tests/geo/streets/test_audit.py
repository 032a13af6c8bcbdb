"""The audit names what looks wrong, and nothing that is right."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.streets.audit import (
    crossings_without_node,
    dead_ends,
    ends_short_of_a_street,
    laid_double,
    node_degree,
    walks_unlike_neighbours,
)
from geo.streets.network import network_from_streets
from geo.vocabulary import RD


def network(*streets):
    lines = [shapely.LineString(line) for _, _, _, line in streets]
    table = {
        "from_node": [street[0] for street in streets],
        "to_node": [street[1] for street in streets],
        "length": [line.length for line in lines],
        "name": [street[2] for street in streets],
    }
    return network_from_streets(gpd.GeoDataFrame(table, geometry=lines, crs=RD))


CROSS = network((0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, "Steeg", [(50, -50), (50, 50)]))


def test_streets_that_cross_without_a_node_are_named():
    (row,) = crossings_without_node(CROSS).itertuples()
    assert (row.first_name, row.second_name) == ("Kade", "Steeg")
    assert row.geometry == shapely.Point(50, 0)


@pytest.mark.parametrize(
    "streets",
    [
        [(0, 1, "Kade", [(0, 0), (50, 0)]), (1, 2, "Kade", [(50, 0), (100, 0)]), (1, 3, "Steeg", [(50, 0), (50, 50)])],
        [(0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, None, [(50, -50), (50, 50)])],
        [(0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, "Steeg", [(50, 0.3), (50, 50)])],
        [(0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, "Steeg", [(50, -0.3), (50, 50)])],
    ],
    ids=["they share the node", "one has no name", "it ends short", "it ends there"],
)
def test_streets_that_meet_are_no_crossing(streets):
    assert crossings_without_node(network(*streets)).empty


def test_dead_ends_are_ends_of_one_street():
    streets = network((0, 1, "a", [(0, 0), (100, 0)]), (1, 1, "loop", [(100, 0), (120, 20), (140, 0), (100, 0)]))
    assert node_degree(streets).tolist() == [1, 3]
    street, point = dead_ends(streets)
    assert street.tolist() == [0]
    assert point.tolist() == [shapely.Point(0, 0)]


@pytest.mark.parametrize(("gap", "found"), [(4, 1), (6, 0)])
def test_an_end_just_short_of_a_street_is_named(gap, found):
    streets = network((0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, "Steeg", [(50, gap), (50, 80)]))
    table = ends_short_of_a_street(streets)
    assert table["name"].tolist() == ["Steeg"] * found
    assert table["gap"].tolist() == [gap] * found


def test_a_street_drawn_twice_is_named_once():
    streets = network(
        (0, 1, "Kade", [(0, 0), (100, 0)]), (2, 3, "de Kade", [(2, 1), (98, 1)]), (4, 5, "Steeg", [(0, 20), (100, 20)])
    )
    (row,) = laid_double(streets).itertuples()
    assert (row.first_name, row.second_name, row.length) == ("Kade", "de Kade", 96)


def test_a_walk_unlike_its_neighbours_is_named():
    points = [shapely.Point(50 * step, 0) for step in range(5)]
    demand = gpd.GeoDataFrame(
        {"demand_id": list("abcde"), "residents": 10.0, "nearest_distance": [300.0, 320.0, 1500.0, 340.0, np.nan]},
        geometry=points,
        crs=RD,
    )
    (row,) = walks_unlike_neighbours(demand).itertuples()
    assert (row.demand_id, row.distance, row.median, row.neighbours) == ("c", 1500.0, 320.0, 3)
    assert walks_unlike_neighbours(demand.assign(nearest_distance=[300.0, 320.0, 400.0, 340.0, 300.0])).empty
