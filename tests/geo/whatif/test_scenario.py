"""Closing and opening give exactly what a build without and with the places gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.analysis.city import City, evaluate_city, measures_table
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import capped_minutes
from geo.settings import WalkSettings, describe_settings, settings_from_manifest
from geo.vocabulary import Function, Selection, Speed
from geo.whatif.impact import scale
from geo.whatif.new_places import ALL_FUNCTIONS, OpenedPlace, locate, walks_to
from geo.whatif.scenario import Scenario, change, changes_table
from geo.whatif.scenario_text import MOST_CHANGES, scenario_from_text, scenario_to_text
from tests.geo.certainty.possible_towns import counts_in, states
from tests.towns.uncertain_cities import LOOK as UNCERTAIN_LOOK
from tests.towns.uncertain_cities import uncertain_city
from tests.towns.whatif_cities import (
    LOOKS,
    SEEDS,
    invented_city,
    maastricht,
    random_scenario,
    rebuilt,
    rebuilt_table,
    tiny_city,
)

HEADLINE = Assumptions(Selection.HEADLINE, Speed.NORMAL, 10, with_uncertain=True)


def scenario_in(city: City, rng: np.random.Generator, *, most: int = 4) -> Scenario:
    scenario = random_scenario(city, evaluate_city(city, HEADLINE), rng, most=most)
    try:
        locate(city, scenario.opened)
    except QuestionError:
        return Scenario(scenario.closed)
    return scenario


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


@given(SEEDS, LOOKS)
@settings(max_examples=25)
def test_an_evaluation_gives_the_figures_of_a_build(seed, look):
    city = invented_city(seed % 20)
    assert_same(measures_table(city, evaluate_city(city, look)), rebuilt_table(city, Scenario(), look))


@given(SEEDS, SEEDS, LOOKS)
@settings(max_examples=40)
def test_a_scenario_gives_the_figures_of_a_build(seed, dice, look):
    city = invented_city(seed % 20)
    scenario = scenario_in(city, np.random.default_rng(dice))
    changed = change(city, evaluate_city(city, look), scenario)
    assert_same(measures_table(city, changed.after), rebuilt_table(city, scenario, look))


@pytest.mark.parametrize("dice", range(4))
def test_a_scenario_in_maastricht_gives_the_figures_of_a_build(dice):
    # A build counts every place as there; expectations are held against the list of all states elsewhere.
    city = replace(maastricht(), possible=None)
    rng = np.random.default_rng(dice)
    look = Assumptions(list(Selection)[dice % 3], list(Speed)[dice % 2], (5, 10, 15)[dice % 3], bool(dice % 2))
    scenario = scenario_in(city, rng, most=8)
    changed = change(city, evaluate_city(city, look), scenario)
    assert_same(measures_table(city, changed.after), rebuilt_table(city, scenario, look))


def test_new_walks_in_maastricht_are_those_of_a_build():
    city = maastricht()
    rng = np.random.default_rng(7)
    homes = shapely.get_coordinates(city.demand.geometry.to_numpy())
    spots = homes[rng.choice(len(homes), 12)] + rng.normal(0, 40, (12, 2))
    opened = tuple(OpenedPlace(float(x), float(y)) for x, y in spots)
    access, _ = rebuilt(city, Scenario(opened=opened))
    assert np.array_equal(walks_to(city, opened), access.distance[:, -len(opened) :])
    assert np.array_equal(city.access.distance, access.distance[:, : -len(opened)])


@given(SEEDS, SEEDS)
@settings(max_examples=30)
def test_opening_never_makes_anyone_worse_off(seed, dice):
    city = invented_city(seed % 20)
    scenario = Scenario(opened=scenario_in(city, np.random.default_rng(dice)).opened)
    changed = change(city, evaluate_city(city, HEADLINE), scenario)
    assert (changed.after.nearest_m <= changed.before.nearest_m).all()
    assert (changed.after.count >= changed.before.count).all()
    assert (changed.after.functions_within >= changed.before.functions_within).all()
    assert scale(city, changed).no_longer_covered.residents == 0
    assert scale(city, changed).extra_minutes == 0


@given(SEEDS, SEEDS)
@settings(max_examples=30)
def test_closing_never_makes_anyone_better_off(seed, dice):
    city = invented_city(seed % 20)
    scenario = Scenario(closed=scenario_in(city, np.random.default_rng(dice)).closed)
    changed = change(city, evaluate_city(city, HEADLINE), scenario)
    assert (changed.after.nearest_m >= changed.before.nearest_m).all()
    assert (changed.after.count <= changed.before.count).all()
    assert scale(city, changed).newly_covered.residents == 0
    assert scale(city, changed).saved_minutes == 0


@given(SEEDS, SEEDS)
@settings(max_examples=30)
def test_the_order_does_not_matter(seed, dice):
    city = invented_city(seed % 20)
    scenario = scenario_in(city, np.random.default_rng(dice))
    today = evaluate_city(city, HEADLINE)
    at_once = change(city, today, scenario).after
    one_by_one = today
    steps = [Scenario(opened=(place,)) for place in scenario.opened]
    steps += [Scenario(closed=frozenset({place_id})) for place_id in sorted(scenario.closed)]
    for step in np.random.default_rng(dice).permutation(np.array(steps, dtype=object)):
        one_by_one = change(city, one_by_one, step).after
    assert_same(measures_table(city, one_by_one), measures_table(city, at_once))


def test_nothing_changes_when_nothing_does():
    city = tiny_city()
    changed = change(city, evaluate_city(city, HEADLINE), Scenario())
    table = changes_table(city, changed)
    assert (table["newly_covered"] == 0).all()
    assert table["covered_before"].equals(table["covered_after"])
    assert list(table["name"]) == [*city.neighbourhoods["name"], city.name]


def test_the_table_of_changes_adds_up():
    city = maastricht()
    scenario = scenario_in(city, np.random.default_rng(3), most=8)
    changed = change(city, evaluate_city(city, HEADLINE), scenario)
    table = changes_table(city, changed)
    inside, whole = table.iloc[:-1], table.iloc[-1]
    moved = table["covered_after"] - table["covered_before"]
    np.testing.assert_allclose(moved, table["newly_covered"] - table["no_longer_covered"], atol=1e-6)
    for column in ("residents", "newly_covered", "no_longer_covered", "covered_after"):
        assert inside[column].sum() == pytest.approx(whole[column])
    found = scale(city, changed)
    assert found.newly_covered.residents == pytest.approx(whole["newly_covered"])
    assert sum(found.newly_covered.by_age.values()) == pytest.approx(whole["newly_covered"])


def uncovered_home(city: City) -> tuple[int, OpenedPlace]:
    row = int(np.flatnonzero(~evaluate_city(city, HEADLINE).covered)[0])
    home = city.demand.geometry.iloc[row]
    return row, OpenedPlace(home.x, home.y)


def test_a_place_at_the_door_covers_the_house():
    city = tiny_city()
    row, place = uncovered_home(city)
    after = change(city, evaluate_city(city, HEADLINE), Scenario(opened=(place,))).after
    leg = city.demand.geometry.iloc[row].distance(shapely.union_all(city.ground.network.geometry))
    assert after.covered[row]
    # Out to the street and back in at the same spot.
    assert after.nearest_m[row] == pytest.approx(2 * leg)
    assert after.by_function[:, row].tolist() == [1, 1, 1, 1]


def test_functions_of_a_new_place_count_one_by_one():
    city = tiny_city()
    row, place = uncovered_home(city)
    mover = OpenedPlace(place.x, place.y, (Function.MOVE,))
    after = change(city, evaluate_city(city, HEADLINE), Scenario(opened=(mover,))).after
    assert after.functions_within[row] == 1


def test_walks_given_beforehand_are_used():
    city = tiny_city()
    home = city.demand.geometry.iloc[11]
    scenario = Scenario(opened=(OpenedPlace(home.x, home.y),))
    walks = walks_to(city, scenario.opened)
    today = evaluate_city(city, HEADLINE)
    assert_same(
        measures_table(city, change(city, today, scenario, walks).after),
        measures_table(city, change(city, today, scenario).after),
    )


def test_a_place_of_another_kind_is_named_as_ignored():
    city = tiny_city()
    today = evaluate_city(city, HEADLINE)
    changed = change(city, today, Scenario(closed=frozenset({"osm-node-1", "huiskamer"})))
    assert changed.ignored == ("osm-node-1",)
    assert changed.after.selected.sum() == today.selected.sum() - 1


def test_an_unknown_place_is_named_with_those_that_look_like_it():
    city = tiny_city()
    with pytest.raises(QuestionError, match="huiskamer") as problem:
        change(city, evaluate_city(city, HEADLINE), Scenario(closed=frozenset({"huiskammer"})))
    assert problem.value.problem is Problem.UNKNOWN_PLACE


@pytest.mark.parametrize(
    ("x", "y", "problem"),
    [
        (float("nan"), 317_000.0, Problem.NO_POINT),
        (176_000.0, float("inf"), Problem.NO_POINT),
        (0.0, 0.0, Problem.OUTSIDE_AREA),
        (176_710.0, 317_800.0, Problem.IN_WATER),
    ],
)
def test_a_point_that_cannot_be_used_is_refused_with_its_reason(x, y, problem):
    with pytest.raises(QuestionError) as found:
        locate(maastricht(), (OpenedPlace(x, y),))
    assert found.value.problem is problem


def test_a_point_far_from_any_street_is_refused():
    city = maastricht()
    # The middle of the widest part of the area without streets.
    spots = shapely.get_coordinates(shapely.segmentize(city.ground.area.boundary, 50))
    far = spots[shapely.distance(shapely.points(spots), shapely.union_all(city.ground.network.geometry)).argmax()]
    with pytest.raises(QuestionError) as found:
        locate(city, (OpenedPlace(*map(float, far)),))
    assert found.value.problem is Problem.FAR_FROM_STREET


def test_one_bad_point_among_good_ones_is_found():
    city = maastricht()
    home = city.demand.geometry.iloc[0]
    with pytest.raises(QuestionError) as found:
        walks_to(city, (OpenedPlace(home.x, home.y), OpenedPlace(0.0, 0.0, name="Nergens")))
    assert "Nergens" in str(found.value)


@pytest.mark.parametrize("minutes", [0, -10, 31, 10_000])
def test_a_threshold_beyond_the_walks_kept_is_refused(minutes):
    with pytest.raises(QuestionError) as found:
        evaluate_city(tiny_city(), Assumptions(Selection.HEADLINE, Speed.NORMAL, minutes, with_uncertain=True))
    assert found.value.problem is Problem.BEYOND_THE_TABLES


def test_walks_beyond_the_table_count_as_the_cap():
    city = tiny_city()
    nobody = evaluate_city(city, Assumptions(Selection.INITIATIVES, Speed.NORMAL, 10, with_uncertain=True))
    closed = change(city, nobody, Scenario(closed=frozenset({"huiskamer"}))).after
    assert (capped_minutes(closed, city.settings) == city.settings.cap_min).all()


def test_settings_come_back_from_the_manifest():
    settings = WalkSettings()
    read = settings_from_manifest({"parameters": describe_settings(settings)})
    assert dict(read.speeds_kmh) == dict(settings.speeds_kmh)
    assert describe_settings(read) == describe_settings(settings)
    assert Assumptions.headline(read) == HEADLINE


@given(
    st.frozensets(st.text(min_size=1, max_size=20), max_size=5),
    st.lists(
        st.builds(
            OpenedPlace,
            st.integers(0, 300_000).map(float),
            st.integers(0, 700_000).map(float),
            st.lists(st.sampled_from(Function), min_size=1, unique=True).map(lambda few: tuple(sorted(few))),
        ),
        max_size=5,
    ),
)
def test_a_scenario_survives_a_link(closed, opened):
    # A lone surrogate has no bytes, so no link can hold it.
    assume(all(one.isprintable() for one in closed))
    read = scenario_from_text(scenario_to_text(Scenario(closed, tuple(opened))))
    assert read.closed == closed
    assert [(one.x, one.y, set(one.functions)) for one in read.opened] == [
        (one.x, one.y, set(one.functions)) for one in opened
    ]


def test_no_change_is_no_text():
    assert scenario_to_text(Scenario()) == ""
    assert scenario_from_text("") == Scenario()
    assert scenario_from_text("open=176500,317800").opened[0].functions == ALL_FUNCTIONS


@pytest.mark.parametrize(
    "text",
    [
        "open=here",
        "open=1",
        "open=1,2,dance",
        "open=1e9,2",
        "open=-1,2",
        "open=nan,nan",
        "open=" + "9" * 400 + ",1",
        "open=٣,٤",
        "evil=1",
        "close",
        "&".join(["close=a"] * (MOST_CHANGES + 1)),
    ],
)
def test_a_link_that_is_no_scenario_is_refused(text):
    with pytest.raises(QuestionError) as found:
        scenario_from_text(text)
    assert found.value.problem is Problem.UNREADABLE_SCENARIO
    assert len(str(found.value)) < 250


@given(SEEDS, st.lists(st.integers(0, 39), min_size=1, max_size=2, unique=True))
@settings(max_examples=20)
def test_beside_uncertain_places_a_new_one_wins_what_the_list_of_all_states_says(seed, homes):
    city = uncertain_city(seed % 40)
    today = evaluate_city(city, UNCERTAIN_LOOK)
    rng = np.random.default_rng(seed)
    walks = rng.uniform(0.0, 2.0 * today.reach_m, (len(city.residents), len(homes)))
    opened = tuple(OpenedPlace(float(home), 0.0) for home in homes)
    changed = change(city, today, Scenario(opened=opened), walks)
    places = city.possible.within(today.reach_m, today.selected)
    near = (walks <= today.reach_m).sum(axis=1)
    won, levels = 0.0, np.zeros((3, len(near)))
    for chance, taken in states(places):
        before = counts_in(places, taken)
        won += chance * city.residents[(before == 0) & (near > 0)].sum()
        levels[np.minimum(before + near, 2), np.arange(len(near))] += chance
    assert scale(city, changed).newly_covered.residents == pytest.approx(won, abs=1e-6)
    after = changed.after.levels
    np.testing.assert_allclose([after.dry, after.single, after.looped], levels, atol=1e-12)


@given(SEEDS)
@settings(max_examples=20)
def test_uncertain_places_that_close_while_one_opens_give_the_list_of_all_states(seed):
    city = uncertain_city(seed % 40)
    today = evaluate_city(city, UNCERTAIN_LOOK)
    walks = np.random.default_rng(seed).uniform(0.0, 2.0 * today.reach_m, (len(city.residents), 1))
    ids = city.access.place_ids[today.selected]
    scenario = Scenario(frozenset({str(ids[0]), str(ids[2])}), (OpenedPlace(0.0, 0.0),))
    changed = change(city, today, scenario, walks)
    places = city.possible.within(today.reach_m, today.selected)
    near = walks[:, 0] <= today.reach_m
    before, after = np.zeros((2, len(near)))
    for chance, taken in states(places):
        stay = [at for at in taken if places.place[at] not in (0, 2)]
        before += chance * (counts_in(places, taken) > 0)
        after += chance * ((counts_in(places, stay) > 0) | near)
    np.testing.assert_allclose(changed.won, np.maximum(after - before, 0), atol=1e-12)
    np.testing.assert_allclose(changed.lost, np.maximum(before - after, 0), atol=1e-12)
    area = changes_table(city, changed).iloc[-1]
    assert area["coverage_before"] == pytest.approx(city.residents @ before / city.residents.sum())
    assert area["coverage_after"] == pytest.approx(city.residents @ after / city.residents.sum())
