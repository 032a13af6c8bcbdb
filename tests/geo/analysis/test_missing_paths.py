"""A flag needs a place whose door is known, near as the crow flies, and a walk that is too long."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.city import evaluate_city, make_city
from geo.analysis.missing_paths import (
    MissingPathRule,
    flagged_around,
    flagged_residents,
    missing_paths,
    near_but_far,
)
from geo.measures.assumptions import Assumptions
from tests.towns.dead_end_town import EAST, WEST, dead_end_tables
from tests.towns.tiny_bundle import tiny_manifest
from tests.towns.whatif_cities import maastricht


def asked(**town):
    city = make_city(tiny_manifest(), dead_end_tables(**town))
    return city, evaluate_city(city, Assumptions.headline(city.settings))


def test_the_nearest_place_is_measured_both_ways():
    found = near_but_far(*asked())

    assert found.crow_m == pytest.approx([40, np.hypot(300, 40), np.hypot(600, 40), 200])
    assert found.walk_m == pytest.approx([900 + 40 + 900, 600 + 40 + 900, 300 + 40 + 900, 200])
    # c lies 601 m away, farther than 500; d walks 200 m.
    assert found.flagged.tolist() == [True, True, False, False]
    assert found.detour[:2] == pytest.approx([1840 / 40, 1540 / np.hypot(300, 40)])


def test_a_neighbourhood_whose_gap_is_of_detours_is_flagged():
    table = missing_paths(*asked()).set_index("neighbourhood")

    assert table["residents"].to_dict() == {WEST: 160.0, EAST: 0.0}
    assert table["gap"].to_dict() == {WEST: 160.0, EAST: 200.0}
    assert table["share_of_gap"].to_dict() == {WEST: 1.0, EAST: 0.0}
    # Of the 160 the middle one lives at a.
    assert table["detour"][WEST] == pytest.approx(46)
    assert np.isnan(table["detour"][EAST])
    assert flagged_residents(table.reset_index()) == {WEST: 160.0}


@pytest.mark.parametrize("quality", ["postcode", "street", "area"])
def test_a_rough_spot_flags_nobody(quality):
    found = near_but_far(*asked(location_quality=quality))

    assert not found.flagged.any()
    assert np.isinf(found.crow_m).all()


def test_a_place_that_is_probably_gone_flags_nobody():
    assert not near_but_far(*asked(existence=0.4)).flagged.any()
    assert near_but_far(*asked(existence=0.6)).flagged.any()


def test_who_is_dry_only_because_the_place_is_doubtful_misses_no_path():
    # d walks 200 m to a place that is there with a chance of a half: half dry, but there is a way.
    city, evaluation = asked(existence=0.5, positions=True, uncertain=True)

    assert evaluation.levels.dry.tolist() == [1.0, 1.0, 1.0, 0.5]
    assert near_but_far(city, evaluation).flagged.tolist() == [True, True, False, False]


def test_a_walk_that_is_not_known_is_endless():
    city, evaluation = asked(joined=False)
    table = missing_paths(city, evaluation).set_index("neighbourhood")

    assert np.isinf(table["detour"][WEST])
    assert table["perhaps_missing"][WEST]


@pytest.mark.parametrize(
    ("rule", "flagged"),
    [
        (MissingPathRule(residents=160), True),
        (MissingPathRule(residents=161), False),
        (MissingPathRule(near=302 / 800, residents=101), False),
        (MissingPathRule(near=303 / 800, residents=101), True),
    ],
)
def test_the_bounds_hold(rule, flagged):
    assert bool(flagged_residents(missing_paths(*asked(), rule))) is flagged


def test_a_small_part_of_a_large_gap_is_not_flagged():
    # Only a, with 100 of the 160, lies within 50 m.
    near = 50 / 800
    assert flagged_residents(missing_paths(*asked(), MissingPathRule(near=near, share_of_gap=0.6))) == {WEST: 100.0}
    assert not flagged_residents(missing_paths(*asked(), MissingPathRule(near=near, share_of_gap=0.7)))


def test_a_site_is_named_with_where_it_stands_and_whom_it_mainly_serves():
    flagged = {WEST: 160.0}
    sites = [(WEST, {WEST: 5.0}), (EAST, {EAST: 1.0, WEST: 9.0}), (EAST, {EAST: 9.0, WEST: 1.0}), (WEST, {})]

    assert flagged_around(sites, flagged) == ((WEST,), (WEST,), (), (WEST,))


def test_maastricht_is_asked_about_a_few_neighbourhoods():
    city = maastricht()
    table = missing_paths(city, evaluate_city(city, Assumptions.headline(city.settings)))
    names = dict(zip(city.grouping.names, city.neighbourhoods["name"], strict=True))
    flagged = {names[code] for code in flagged_residents(table)}

    assert "Randwyck" in flagged
    assert len(flagged) <= 10
    known = table["gap"] > 0
    assert (table.loc[known, "share_of_gap"] <= 1 + 1e-9).all()
    assert 2_000 < table["residents"].sum() < 8_000
