"""What falls away when places close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.city import NEEDS, City, evaluate_city, measures_table
from geo.errors import Problem, QuestionError
from geo.measures.access import Access
from geo.measures.assumptions import Assumptions
from geo.measures.summary import all_assumptions
from geo.vocabulary import AGE_BANDS, HALF_A_PERSON
from geo.whatif.closure import (
    closure,
    closure_losses,
    only_place,
    places_of_organisation,
)
from geo.whatif.impact import touched
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario, change, changes_table
from tests.geo.certainty.possible_towns import counts_in, states
from tests.towns.uncertain_cities import LOOK, uncertain_city
from tests.towns.whatif_cities import LOOKS, SEEDS, invented_city, maastricht, tiny_city


def by_hand(distance: list[list[float]]) -> Access:
    matrix = np.array(distance, dtype=np.float64)
    rows, columns = matrix.shape
    return Access(np.arange(rows).astype(object), np.arange(columns).astype(object), matrix)


def headline(city: City):
    return evaluate_city(city, Assumptions.headline(city.settings))


def with_places(city: City, **columns) -> City:
    return replace(city, places=city.places.assign(**columns))


def test_a_sole_place_is_the_only_one_within_reach():
    access = by_hand([[100, 900], [800, 800], [801, 300], [np.inf, np.inf], [799, 801]])
    both = np.array([True, True])
    assert only_place(access, both, 800.0).tolist() == [0, -1, 1, -1, 0]


def test_places_that_take_no_part_are_no_ones_sole_place():
    access = by_hand([[100, 100], [100, 900]])
    assert only_place(access, np.array([False, True]), 800.0).tolist() == [1, -1]


def test_two_places_at_one_address_close_one_at_a_time():
    access = by_hand([[100, 100], [200, 200]])
    assert only_place(access, np.array([True, True]), 800.0).tolist() == [-1, -1]


def test_without_places_nobody_has_a_sole_place():
    access = Access(np.array(["a"], dtype=object), np.empty(0, dtype=object), np.empty((1, 0)))
    assert only_place(access, np.empty(0, dtype=bool), 800.0).tolist() == [-1]


@given(SEEDS, LOOKS)
@settings(max_examples=60)
def test_sole_place_residents_add_up_to_single(seed, look):
    city = invented_city(seed % 20)
    evaluation = evaluate_city(city, look)
    single = measures_table(city, evaluation)["single"].iloc[-1]
    sole = closure_losses(city, evaluation)["sole_residents"]
    assert sole.sum() == pytest.approx(single, abs=1e-9)


def test_sole_place_residents_of_maastricht_add_up_to_the_single_of_its_bundle():
    city = maastricht()
    for look in all_assumptions(city.settings):
        evaluation = evaluate_city(city, look)
        sole = closure_losses(city, evaluation)["sole_residents"]
        single = measures_table(city, evaluation)["single"].iloc[-1]
        assert sole.sum() == pytest.approx(single, abs=1e-6)


@given(SEEDS, LOOKS)
@settings(max_examples=30)
def test_the_loss_of_each_place_is_that_of_closing_it_alone(seed, look):
    city = invented_city(seed % 20)
    evaluation = evaluate_city(city, look)
    losses = closure_losses(city, evaluation)
    assert len(losses) == evaluation.selected.sum()
    for row in losses.to_dict("records"):
        found = closure(city, evaluation, [row["place_id"]]).scale
        lost = found.no_longer_covered
        assert row["sole_residents"] == pytest.approx(lost.residents)
        assert row["walkers"] == pytest.approx(found.walkers_longer)
        assert row["extra_minutes"] == pytest.approx(found.extra_minutes)
        assert row["extra_minutes_mean"] == pytest.approx(found.extra_minutes_mean, nan_ok=True)
        assert row["users"] >= row["walkers"] - 1e-9
        for group, people in (lost.by_age | lost.by_need).items():
            assert row[group] == pytest.approx(people, nan_ok=True)


def test_every_user_is_counted_at_one_place():
    city = maastricht()
    evaluation = headline(city)
    losses = closure_losses(city, evaluation)
    walking = city.residents[np.isfinite(evaluation.nearest_m)].sum()
    assert losses["users"].sum() == pytest.approx(walking)


def test_a_place_beside_a_new_one_is_no_longer_missed():
    city = tiny_city()
    before = headline(city)
    place = city.places[city.places["place_id"] == "bibliotheek"].geometry.iloc[0]
    after = change(city, before, Scenario(opened=(OpenedPlace(place.x, place.y),))).after
    row = closure_losses(city, after).set_index("place_id").loc["bibliotheek"]
    assert closure_losses(city, before).set_index("place_id").loc["bibliotheek", "sole_residents"] > 0
    assert row["sole_residents"] == 0
    assert row["extra_minutes"] == 0


def test_closing_everything_leaves_everyone_without():
    city = tiny_city()
    evaluation = headline(city)
    found = closure(city, evaluation, list(city.access.place_ids[evaluation.selected]))
    assert not found.change.after.covered.any()
    assert found.scale.no_longer_covered.residents == pytest.approx(city.residents @ (1 - evaluation.levels.dry))
    assert set(found.neighbourhoods["coverage_after"]) == {0.0}


def test_closing_together_loses_more_than_each_alone():
    city = maastricht()
    evaluation = headline(city)
    losses = closure_losses(city, evaluation).set_index("place_id")["sole_residents"]
    together = closure(city, evaluation, list(losses.index[:10])).scale.no_longer_covered.residents
    assert together >= losses.iloc[:10].sum() - 1e-6


def test_the_order_of_closing_does_not_matter():
    city = maastricht()
    evaluation = headline(city)
    ids = list(city.access.place_ids[evaluation.selected][:6])
    one, other = closure(city, evaluation, ids), closure(city, evaluation, [*ids[::-1], ids[0]])
    assert one.scale == other.scale
    assert one.neighbourhoods.equals(other.neighbourhoods)


def test_neighbourhoods_that_fall_come_with_what_they_lose_most_first():
    city = maastricht()
    found = closure(city, headline(city), ["daalhoeve"])
    table = found.neighbourhoods
    assert len(table) > 0
    assert city.code not in set(table["neighbourhood"])
    assert (table["coverage_after"] < table["coverage_before"]).all()
    assert table["no_longer_covered"].is_monotonic_decreasing
    everywhere = changes_table(city, found.change).query("neighbourhood != @city.code")
    unlisted = everywhere[~everywhere["neighbourhood"].isin(table["neighbourhood"])]["no_longer_covered"]
    assert (unlisted < HALF_A_PERSON).all()
    lost = table["no_longer_covered"].sum() + unlisted.sum()
    assert lost == pytest.approx(found.scale.no_longer_covered.residents)


def test_age_bands_add_up_and_needs_stay_within():
    city = maastricht()
    lost = closure(city, headline(city), ["daalhoeve"]).scale.no_longer_covered
    assert sum(lost.by_age.values()) == pytest.approx(lost.residents)
    assert set(lost.by_age) == set(AGE_BANDS)
    assert set(lost.by_need) == set(NEEDS)
    assert all(0 <= people <= lost.residents for people in lost.by_need.values())


def test_a_need_nobody_published_is_unknown_not_zero():
    city = tiny_city()
    uncounted = city.demand.assign(households=np.nan, one_person_households=np.nan, benefits=np.nan)
    blind = replace(city, needs=np.full_like(city.needs, np.nan), demand=uncounted)
    everyone = np.ones(len(city.residents), dtype=bool)
    by_need = touched(blind, everyone).by_need
    assert by_need.pop("share_65_plus") == city.demand["age_65_plus"].sum()
    assert all(np.isnan(people) for people in by_need.values())
    nobody = np.zeros(len(city.residents), dtype=bool)
    assert set(touched(blind, nobody).by_need.values()) == {0.0}
    # A postcode where nobody lives has no needs that could be unknown.
    empty = replace(blind, residents=np.zeros_like(city.residents), demand=uncounted.assign(age_65_plus=0.0))
    assert set(touched(empty, everyone).by_need.values()) == {0.0}


def test_the_mean_is_unknown_where_nobodys_walk_grows():
    city = tiny_city()
    found = closure(city, headline(city), ["osm-node-1"]).scale
    assert np.isnan(found.extra_minutes_mean)
    assert np.isnan(found.saved_minutes_mean)


def test_closing_nothing_is_no_question():
    with pytest.raises(QuestionError) as found:
        closure(tiny_city(), headline(tiny_city()), [])
    assert found.value.problem is Problem.NOTHING_CHOSEN


def test_what_takes_no_part_is_told_apart():
    found = closure(tiny_city(), headline(tiny_city()), ["osm-node-1", "huiskamer"])
    assert found.closed == ("huiskamer",)
    assert found.ignored == ("osm-node-1",)


def test_an_organisation_that_stops_leaves_the_doors_it_shares():
    city = with_places(tiny_city(), organisations=["een", "een;twee", "twee", ""])
    ids = list(city.places["place_id"])
    found = places_of_organisation(city, "een")
    assert found.own == (ids[0],)
    assert found.shared == (ids[1],)


def test_an_organisation_without_a_counted_place_closes_nothing():
    with pytest.raises(QuestionError) as found:
        places_of_organisation(tiny_city(), "steunpunt")
    assert found.value.problem is Problem.ORGANISATION_WITHOUT_PLACE


def test_losses_keep_to_their_columns():
    losses = closure_losses(tiny_city(), headline(tiny_city()))
    counts = losses.drop(columns=["place_id", "name", "extra_minutes_mean"])
    assert (counts.fillna(0) >= 0).all().all()
    assert isinstance(losses, pd.DataFrame)
    assert set(losses["place_id"]) == {"huiskamer", "bibliotheek", "gymzaal"}


@given(SEEDS)
@settings(max_examples=20)
def test_the_loss_of_an_uncertain_place_is_that_of_the_list_of_all_states(seed):
    city = uncertain_city(seed % 40)
    evaluation = evaluate_city(city, LOOK)
    places = city.possible.within(evaluation.reach_m, evaluation.selected)
    listed, bands = np.zeros(len(places.existence)), np.zeros((len(places.existence), len(AGE_BANDS)))
    for chance, taken in states(places):
        count = counts_in(places, taken)
        for at in taken:
            sole = (count == 1) & places.reach[:, [at]].toarray().ravel()
            listed[places.place[at]] += chance * city.residents[sole].sum()
            bands[places.place[at]] += chance * city.ages[sole].sum(axis=0)
    losses = closure_losses(city, evaluation)
    np.testing.assert_allclose(losses["sole_residents"], listed, atol=1e-6)
    np.testing.assert_allclose(losses[list(AGE_BANDS)], bands, atol=1e-6)
    ids = city.access.place_ids[evaluation.selected]
    alone = [closure(city, evaluation, [one]).scale.no_longer_covered.residents for one in ids]
    np.testing.assert_allclose(alone, listed, atol=1e-6)


@given(SEEDS, st.integers(1, 4))
@settings(max_examples=20)
def test_uncertain_places_that_close_together_lose_what_the_list_of_all_states_says(seed, count):
    city = uncertain_city(seed % 40)
    evaluation = evaluate_city(city, LOOK)
    places = city.possible.within(evaluation.reach_m, evaluation.selected)
    lost = 0.0
    for chance, taken in states(places):
        stay = [at for at in taken if places.place[at] >= count]
        gone = (counts_in(places, taken) > 0) & (counts_in(places, stay) == 0)
        lost += chance * city.residents[gone].sum()
    closing = list(city.access.place_ids[evaluation.selected][:count])
    found = closure(city, evaluation, closing)
    assert found.scale.no_longer_covered.residents == pytest.approx(lost, abs=1e-6)
    assert found.scale.newly_covered.residents == 0
