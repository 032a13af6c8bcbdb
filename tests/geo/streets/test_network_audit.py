"""All that looks unlike the streets outside stands in one table, the gravest of a kind first."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.streets.network_audit import COLUMNS, AuditRule, Finding, audit_streets
from geo.vocabulary import RD

NOTHING = np.array([], dtype=object)


def streets(*rows):
    lines = [shapely.LineString(line) for *_, line in rows]
    table = {
        "from_node": [row[0] for row in rows],
        "to_node": [row[1] for row in rows],
        "length": [line.length for line in lines],
        "name": [row[2] for row in rows],
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=RD)


def demand(*metres):
    points = [shapely.Point(40.0 * n, 1000.0) for n in range(len(metres))]
    table = {
        "demand_id": [f"6211A{n}" for n in range(len(metres))],
        "residents": [10.0 * (n + 1) for n in range(len(metres))],
        "nearest_distance": list(metres),
    }
    return gpd.GeoDataFrame(table, geometry=points, crs=RD)


NOBODY = demand()
# A long street and one beside it (double), one across without a node, one whose end stops 3 m short, and a way to walk
# round from that end of 300 + 300 m and more.
TOWN = streets(
    (0, 1, "Kade", [(0, 0), (100, 0)]),
    (2, 3, "Kade", [(20, 1), (80, 1)]),
    (4, 5, "Steeg", [(50, -50), (50, 50)]),
    (6, 7, "Gang", [(10, 3.5), (10, 60)]),
)


def of_kind(table, kind):
    return table[table["finding"] == kind]


def test_each_kind_is_found_with_its_names_and_metres():
    found = audit_streets(TOWN, NOBODY, NOTHING)

    assert list(found.columns) == [*COLUMNS, "geometry"]
    assert found.crs.to_epsg() == 28992
    crossings = of_kind(found, Finding.CROSSING)
    assert {frozenset(pair) for pair in zip(crossings["first"], crossings["second"], strict=True)} == {
        frozenset({"Kade", "Steeg"})
    }
    (short,) = of_kind(found, Finding.SHORT_END).query("first == 'Gang'").itertuples()
    assert (short.second, short.metres, short.geometry.x) == ("Kade", 3.5, 10.0)
    (double,) = of_kind(found, Finding.DOUBLE).itertuples()
    assert (double.first, double.second, double.metres) == ("Kade", "Kade", 60.0)
    assert double.geometry.length == 60.0


def test_a_cut_through_has_its_length_and_the_walk_round():
    # Two cul-de-sacs 20 m apart on a street that goes round by 2 * 200 + 120 m.
    comb = streets(
        (0, 1, "West", [(0, 0), (0, 200)]),
        (0, 2, "Rand", [(0, 0), (120, 0)]),
        (2, 3, "Oost", [(120, 0), (120, 200), (20, 200)]),
    )
    found = of_kind(audit_streets(comb, NOBODY, NOTHING), Finding.CUT_THROUGH)

    assert {(row.first, row.second) for row in found.itertuples()} == {("West", "Oost"), ("Oost", "West")}
    assert found["metres"].tolist() == [20.0, 20.0]
    assert found["other_metres"].tolist() == pytest.approx([200 + 120 + 300, 200 + 120 + 300])
    wall = np.array([shapely.LineString([(10, 100), (10, 300)])])
    assert of_kind(audit_streets(comb, NOBODY, wall), Finding.CUT_THROUGH).empty


def test_the_gravest_come_first():
    many = streets(
        (0, 1, "A", [(0, 0), (300, 0)]),
        (2, 3, "B", [(0, 1), (30, 1)]),
        (4, 5, "C", [(100, 1), (180, 1)]),
        (6, 7, "D", [(200, 50), (200, 4)]),
        (8, 9, "E", [(250, 50), (250, 2)]),
    )
    found = audit_streets(many, NOBODY, NOTHING)

    assert of_kind(found, Finding.DOUBLE)["metres"].tolist() == [80.0, 30.0]
    ends = of_kind(found, Finding.SHORT_END)
    assert ends["metres"].is_monotonic_increasing
    assert ends[ends["first"].isin(["D", "E"])]["first"].tolist() == ["E", "D"]


def test_a_walk_far_longer_than_that_of_the_neighbours_is_found():
    (walk,) = of_kind(audit_streets(TOWN, demand(200, 900, 210, 190), NOTHING), Finding.LONG_WALK).itertuples()

    assert (walk.first, walk.metres, walk.other_metres, walk.residents) == ("6211A1", 900.0, 200.0, 20.0)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        (AuditRule(), 1),
        (AuditRule(walk_factor=5.0), 0),
        (AuditRule(walk_more_m=701.0), 0),
        (AuditRule(neighbours_within_m=30.0), 0),
    ],
)
def test_the_rule_says_from_where_on_a_walk_is_long(rule, count):
    found = audit_streets(TOWN, demand(200, 900, 210, 190), NOTHING, rule)

    assert len(of_kind(found, Finding.LONG_WALK)) == count


def test_sound_streets_give_an_empty_table():
    found = audit_streets(streets((0, 1, "Kade", [(0, 0), (100, 0)])), NOBODY, NOTHING)

    assert found.empty
    assert list(found.columns) == [*COLUMNS, "geometry"]
