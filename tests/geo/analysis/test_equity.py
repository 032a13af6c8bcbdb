"""How unequally the walk is shared, against values worked out by hand and the definition in full."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo.analysis.city import NEEDS, evaluate_city
from geo.analysis.equity import AGE_NEED, equity, gini, groups_table, lorenz
from geo.analysis.need_counts import adults
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import capped_minutes
from geo.vocabulary import AGE_BANDS
from tests.towns.whatif_cities import maastricht, tiny_city

MINUTES = arrays.arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 30).map(lambda one: round(one, 3)))


def headline(city):
    return evaluate_city(city, Assumptions.headline(city.settings))


def gini_by_definition(minutes: np.ndarray, residents: np.ndarray) -> float:
    mean = (residents @ minutes) / residents.sum()
    apart = np.abs(minutes[:, None] - minutes[None, :])
    return float(residents @ apart @ residents / (2 * residents.sum() ** 2 * mean))


def test_two_people_of_whom_one_walks():
    one, other = np.array([0.0, 10.0]), np.array([1.0, 1.0])
    people, minutes = lorenz(one, other)
    assert people.tolist() == [0.0, 0.5, 1.0]
    assert minutes.tolist() == [0.0, 0.0, 1.0]
    assert gini(one, other) == 0.5


def test_three_points_by_hand():
    # 20 people at 2 minutes, 10 at 4, 10 at 12: 200 minutes, of which 40, then 80, are walked by those who walk least.
    people, minutes = lorenz(np.array([12.0, 2.0, 4.0]), np.array([10.0, 20.0, 10.0]))
    assert people.tolist() == [0.0, 0.5, 0.75, 1.0]
    assert minutes.tolist() == [0.0, 0.2, 0.4, 1.0]
    assert gini(np.array([12.0, 2.0, 4.0]), np.array([10.0, 20.0, 10.0])) == pytest.approx(0.4)


def test_everyone_as_far_is_equal():
    assert gini(np.full(5, 7.0), np.arange(1.0, 6.0)) == pytest.approx(0.0)
    assert gini(np.zeros(5), np.arange(1.0, 6.0)) == 0.0


def test_without_residents_nothing_is_shared():
    people, minutes = lorenz(np.array([1.0, 2.0]), np.zeros(2))
    assert len(people) == len(minutes) == 0
    assert np.isnan(gini(np.array([1.0, 2.0]), np.zeros(2)))


@given(MINUTES, st.data())
def test_gini_is_what_its_definition_says(minutes, data):
    residents = data.draw(arrays.arrays(np.float64, len(minutes), elements=st.integers(1, 500).map(float)))
    if residents @ minutes > 0:
        assert gini(minutes, residents) == pytest.approx(gini_by_definition(minutes, residents), abs=1e-9)


@given(MINUTES, st.data())
def test_lorenz_rises_from_nothing_to_all_below_the_diagonal(minutes, data):
    residents = data.draw(arrays.arrays(np.float64, len(minutes), elements=st.integers(0, 500).map(float)))
    people, walked = lorenz(minutes, residents)
    if len(people):
        assert (people[0], walked[0]) == (0.0, 0.0)
        assert people[-1] == pytest.approx(1.0)
        assert walked[-1] == pytest.approx(1.0)
        assert (np.diff(people) > 0).all()
        assert (np.diff(walked) >= 0).all()
        assert (walked <= people + 1e-12).all()


def test_splitting_a_postcode_in_two_changes_nothing():
    minutes, residents = np.array([3.0, 9.0, 15.0]), np.array([10.0, 30.0, 5.0])
    split = gini(np.append(minutes, 9.0), np.array([10.0, 12.0, 5.0, 18.0]))
    assert split == pytest.approx(gini(minutes, residents))


def test_equity_of_a_city_is_of_capped_minutes():
    city = tiny_city()
    found = equity(city, headline(city))
    minutes = capped_minutes(headline(city), city.settings)
    assert found.mean_minutes == pytest.approx(np.average(minutes, weights=city.residents))
    assert found.gini == pytest.approx(gini_by_definition(minutes, city.residents))
    assert minutes.max() <= city.settings.cap_min


def test_groups_by_age_make_up_everyone():
    city = maastricht()
    table = groups_table(city, headline(city)).set_index("group")
    ages = table.loc[list(AGE_BANDS)]
    for column in ("number", "dry"):
        assert ages[column].sum() == pytest.approx(table.loc["all", column])
    walked = (ages["mean_minutes"] * ages["number"]).sum()
    assert walked == pytest.approx(table.loc["all", "mean_minutes"] * table.loc["all", "number"])
    assert not ages["modelled"].any()
    assert AGE_NEED not in table.index
    assert table.loc["all", "times_all"] == 1.0


def test_a_need_that_all_adults_have_walks_as_the_adults():
    city = tiny_city()
    same = replace(city, needs=np.full_like(city.needs, 0.3))
    table = groups_table(same, headline(city)).set_index("group")
    lonely = table.loc["share_lonely"]
    grown, minutes = adults(city.ages), capped_minutes(headline(city), city.settings)
    assert lonely["mean_minutes"] == pytest.approx(np.average(minutes, weights=grown))
    assert lonely["number"] == pytest.approx(0.3 * grown.sum())
    assert (lonely["base"], bool(lonely["modelled"])) == ("adults", True)


def test_a_need_nobody_published_has_no_minutes():
    city = tiny_city()
    blind = replace(city, needs=np.full_like(city.needs, np.nan))
    table = groups_table(blind, headline(city)).set_index("group")
    assert np.isnan(table.loc["share_lonely", "mean_minutes"])
    assert np.isnan(table.loc["share_lonely", "share_dry"])


def test_who_lives_in_the_dry_part_shows():
    city = replace(tiny_city(), possible=None)
    evaluation = headline(city)
    needs = np.where(evaluation.covered[:, None], 0.0, 1.0) * np.ones_like(city.needs)
    table = groups_table(replace(city, needs=needs), evaluation).set_index("group")
    assert table.loc["share_lonely", "share_dry"] == 1.0
    assert table.loc["share_lonely", "times_all"] > 1.0


def test_who_lives_alone_is_counted_per_household_and_lonely_per_adult():
    city = maastricht()
    table = groups_table(city, headline(city)).set_index("group")
    alone, lonely = table.loc["share_one_person_households"], table.loc["share_lonely"]
    assert alone["number"] == pytest.approx(city.demand["one_person_households"].sum())
    assert alone["number"] < city.demand["households"].sum()
    assert (alone["base"], bool(alone["modelled"])) == ("households", False)
    assert lonely["number"] < adults(city.ages).sum() * city.needs[:, NEEDS.index("share_lonely")].max()
    assert table.loc["share_benefits", "number"] == pytest.approx(city.demand["benefits"].sum())
