"""Who can meet but not move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from geo.analysis.city import evaluate_city
from geo.analysis.functions import can_but_not, coverage_per_domain, coverage_per_function
from geo.measures.assumptions import Assumptions
from geo.vocabulary import Domain, Function
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario, change
from tests.towns.whatif_cities import LOOKS, SEEDS, invented_city, maastricht, tiny_city


def headline(city):
    return evaluate_city(city, Assumptions.headline(city.settings))


def within_by_hand(city, evaluation, function: Function) -> np.ndarray:
    has = np.array([function.value in str(text).split(";") for text in city.places["functions"]])
    near = city.access.distance <= evaluation.reach_m
    return (near & (has & evaluation.selected)).any(axis=1)


@given(SEEDS, LOOKS)
@settings(max_examples=30)
def test_coverage_per_function_counts_who_reaches_one(seed, look):
    city = invented_city(seed % 20)
    evaluation = evaluate_city(city, look)
    table = coverage_per_function(city, evaluation)
    for function in Function:
        rows = table[table["function"] == function.value].set_index("neighbourhood")
        reached = within_by_hand(city, evaluation, function)
        assert rows.loc[city.code, "covered"] == pytest.approx(city.residents[reached].sum())
        inside = rows.drop(city.code)
        assert inside["covered"].sum() == pytest.approx(rows.loc[city.code, "covered"])
        np.testing.assert_allclose(rows["covered"] + rows["gap"], rows["residents"])


@given(SEEDS, LOOKS)
@settings(max_examples=30)
def test_who_can_but_not_is_counted_pair_by_pair(seed, look):
    city = invented_city(seed % 20)
    evaluation = evaluate_city(city, look)
    table = can_but_not(city, evaluation)
    for can in Function:
        for cannot in Function:
            both = within_by_hand(city, evaluation, can) & ~within_by_hand(city, evaluation, cannot)
            assert table.loc[can.value, cannot.value] == pytest.approx(city.residents[both].sum())


def test_meeting_is_covered_where_anything_is_when_every_place_is_for_meeting():
    city = maastricht()
    evaluation = headline(city)
    table = coverage_per_function(city, evaluation)
    best = table[table["neighbourhood"] == city.code]["covered"].max()
    assert best <= city.residents @ (1 - evaluation.levels.dry) + 1e-6


def test_a_domain_without_a_place_is_covered_nowhere():
    city = tiny_city()
    table = coverage_per_domain(city, headline(city))
    whole = table[table["neighbourhood"] == city.code].set_index("domain")
    assert whole.loc["faith", "covered"] == 0
    assert whole.loc["books", "covered"] > 0
    assert list(whole.index) == [domain.value for domain in Domain]


def test_a_neighbourhood_without_people_has_no_share():
    city = tiny_city()
    table = coverage_per_function(city, headline(city)).set_index(["function", "neighbourhood"])
    assert np.isnan(table.loc[("meet", "BU00010004"), "coverage"])
    assert table.loc[("meet", "BU00010004"), "gap"] == 0


def test_a_new_place_fills_the_function_it_is_for():
    city = tiny_city()
    evaluation = headline(city)
    home = city.demand.geometry.iloc[4]
    after = change(city, evaluation, Scenario(opened=(OpenedPlace(home.x, home.y, (Function.MOVE,)),))).after

    def covered(one, function):
        table = coverage_per_function(city, one).set_index(["function", "neighbourhood"])
        return table.loc[(function, city.code), "covered"]

    assert covered(after, "move") > covered(evaluation, "move")
    assert covered(after, "meet") == covered(evaluation, "meet")
