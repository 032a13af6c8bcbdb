"""A link between two dead ends brings those behind it within reach; the same streets change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.city import City, evaluate_city, make_city, tables_for_questions
from geo.analysis.street_sensitivity import (
    city_on_streets,
    compare_streets,
    coverage_changes,
    with_cut_throughs,
)
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from tests.towns.dead_end_town import EAST, WEST, dead_end_tables
from tests.towns.tiny_bundle import CITY, tiny_manifest
from tests.towns.whatif_cities import MAASTRICHT, maastricht


def evaluated(city: City) -> tuple[City, Evaluation]:
    return city, evaluate_city(city, Assumptions.headline(city.settings))


def both(**town):
    tables = dead_end_tables(**town)
    modelled = with_cut_throughs(tables)
    before = evaluated(make_city(tiny_manifest(), tables))
    return modelled, before, evaluated(city_on_streets(tiny_manifest(), tables, modelled.streets))


def test_the_links_are_called_modelled():
    modelled, *_ = both()

    # Each of the two dead ends is linked to the other street, 40 m away.
    assert (modelled.links, modelled.km) == (2, pytest.approx(0.08))
    assert modelled.streets.loc[modelled.streets["modelled"], "length"].tolist() == [40.0, 40.0]


@pytest.mark.parametrize(("positions", "chance"), [(False, 1.0), (True, 0.8)])
def test_who_lives_behind_a_link_comes_within_reach(positions, chance):
    # With a link a walks 100 + 40 + 100 m and b 400 + 40 + 100; c walks 840, too far, and d walked 200 already.
    _, before, after = both(positions=positions, existence=0.8 if positions else 1.0)
    table = coverage_changes(before, after).set_index("neighbourhood")

    assert after[1].nearest_m == pytest.approx([240, 540, 840, 200])
    assert table["residents"].to_dict() == {WEST: 200.0, EAST: 200.0, CITY: 400.0}
    assert table["before"].to_dict() == pytest.approx({WEST: 0.2 * chance, EAST: 0.0, CITY: 0.1 * chance})
    assert table["after"].to_dict() == pytest.approx({WEST: chance, EAST: 0.0, CITY: 0.5 * chance})
    assert table["change"].to_dict() == pytest.approx({WEST: 0.8 * chance, EAST: 0.0, CITY: 0.4 * chance})


def test_two_networks_are_compared_by_length_parts_and_walks():
    _, before, after = both()
    found = compare_streets(before, after)

    assert found.km == pytest.approx((2.04, 2.12))
    assert found.parts == (1, 1)
    # a walks 1,600 m less (100), b 1,000 (60), c 400 (200), d as far (40): of 400 residents the middle one is at c.
    assert found.median_change_m == pytest.approx(-400)
    assert found.known_on_both == 400


def test_streets_that_do_not_meet_are_two_parts():
    tables = dead_end_tables()
    apart = dead_end_tables(joined=False)["streets"]
    before = evaluated(make_city(tiny_manifest(), tables))
    found = compare_streets(before, evaluated(city_on_streets(tiny_manifest(), tables, apart)))

    assert found.parts == (1, 2)
    # Only d still knows a walk.
    assert found.known_on_both == 40


def test_the_steps_are_named_in_order():
    tables, steps = dead_end_tables(), []
    city_on_streets(tiny_manifest(), tables, tables["streets"], steps.append)

    assert steps == ["walks", "positions", "questions"]


def test_maastricht_on_its_own_streets_is_maastricht():
    tables = tables_for_questions(read_bundle(MAASTRICHT))
    again = city_on_streets(read_bundle(MAASTRICHT).manifest, tables, tables["streets"])

    np.testing.assert_allclose(again.access.distance, maastricht().access.distance)
    assert coverage_changes(evaluated(maastricht()), evaluated(again))["change"].abs().max() < 1e-9


def test_cut_throughs_matter_most_in_randwyck():
    bundle = read_bundle(MAASTRICHT)
    tables = tables_for_questions(bundle)
    after = evaluated(city_on_streets(bundle.manifest, tables, with_cut_throughs(tables).streets))
    table = coverage_changes(evaluated(maastricht()), after)
    names = dict(zip(maastricht().grouping.names, maastricht().neighbourhoods["name"], strict=True))

    assert names[table["neighbourhood"].iloc[table["change"].argmax()]] == "Randwyck"
    assert 0.01 < table["change"].iloc[-1] < 0.06
