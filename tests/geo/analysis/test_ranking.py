"""Weights that are checked, and rankings that say how far they hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.city import NEEDS, evaluate_city, measures_table
from geo.analysis.needs_weights import NeedWeights, parse_weights, short_name, weighted_residents
from geo.analysis.ranking import (
    AssumptionSet,
    Badness,
    Comparison,
    Consensus,
    Exploration,
    assumption_sets,
    explore,
    rank_intervals,
    worse_than,
)
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from tests.towns.whatif_cities import SEEDS, invented_city, maastricht, tiny_city


def test_weights_are_one_each_unless_said_otherwise():
    assert NeedWeights().as_array().tolist() == [1.0] * len(NEEDS)
    assert NeedWeights.by_need({"share_lonely": 2.0}).as_array()[NEEDS.index("share_lonely")] == 2.0


def test_weights_are_read_as_people_type_them():
    assert parse_weights([]) is None
    some = {"share_lonely": 2.0, "share_65_plus": 1.0, "share_benefits": 0.5}
    assert parse_weights(["lonely=2", "65-plus", "share_benefits=0,5"]) == NeedWeights.by_need(some)
    assert parse_weights(["all"]) == NeedWeights()
    assert parse_weights(["Limited Mobility = 3"]) == NeedWeights.by_need({"share_limited_mobility": 3.0})


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (["lonely=-1"], Problem.NEGATIVE_WEIGHT),
        (["lonely=0"], Problem.ALL_ZERO_WEIGHTS),
        (["all=0"], Problem.ALL_ZERO_WEIGHTS),
        (["lonely=nan"], Problem.BAD_NUMBER),
        (["lonely=inf"], Problem.BAD_NUMBER),
        (["lonely=veel"], Problem.BAD_NUMBER),
        (["eenzaam"], Problem.UNKNOWN_NEED),
        ([""], Problem.UNKNOWN_NEED),
        (["lonely", "share_lonely=2"], Problem.SAME_TWICE),
        (["all", "lonely"], Problem.SAME_TWICE),
    ],
)
def test_weights_without_sense_are_refused(asked, problem):
    with pytest.raises(QuestionError) as found:
        parse_weights(asked)
    assert found.value.problem is problem


def test_a_misspelt_need_is_suggested():
    with pytest.raises(QuestionError, match="lonely"):
        parse_weights(["lonley"])


def test_no_weights_count_residents_as_they_are():
    city = tiny_city()
    assert np.array_equal(weighted_residents(city, None), city.residents)


def test_a_weight_counts_the_share_of_the_neighbourhood():
    city = tiny_city()
    needs = np.zeros_like(city.needs)
    needs[:, NEEDS.index("share_lonely")] = 0.25
    weighted = weighted_residents(replace(city, needs=needs), NeedWeights.by_need({"share_lonely": 2.0}))
    np.testing.assert_allclose(weighted, 1.5 * city.residents)


@given(SEEDS, st.lists(st.floats(0, 5), min_size=len(NEEDS), max_size=len(NEEDS)))
@settings(max_examples=30)
def test_more_weight_never_counts_anyone_less(seed, weights):
    city = invented_city(seed % 20)
    of = dict(zip(NEEDS, weights, strict=True))
    if any(weights):
        heavier = {need: weight + 1 for need, weight in of.items()}
        light, heavy = (
            weighted_residents(city, NeedWeights.by_need(of)),
            weighted_residents(city, NeedWeights.by_need(heavier)),
        )
        assert (light >= city.residents - 1e-9).all()
        assert (heavy >= light - 1e-9).all()


def test_the_sets_hold_the_headline_first_and_each_once():
    city = tiny_city()
    own = NeedWeights.by_need({"share_lonely": 3.0})
    sets = assumption_sets(city.settings, [own, NeedWeights()])
    assert sets[0] == AssumptionSet(Assumptions.headline(city.settings))
    assert len(set(map(repr, sets))) == len(sets)
    # 2 speeds, 3 thresholds, uncertain in or out; no needs, each of seven alone, all, and one's own.
    assert len(sets) == 2 * 3 * 2 * (1 + 7 + 1 + 1)


def test_exploring_gives_the_figures_of_the_table_of_coverage():
    city = maastricht()
    sets = assumption_sets(city.settings)[:9]
    found = explore(city, sets)
    for row, one in enumerate(sets):
        table = measures_table(city, evaluate_city(city, one.assumptions)).iloc[:-1]
        share = table["gap"].to_numpy() / table["residents"].where(table["residents"] > 0).to_numpy()
        np.testing.assert_allclose(found.by_badness[Badness.GAP_SHARE][row], share, atol=1e-9)
        np.testing.assert_allclose(found.by_badness[Badness.GAP_DEPTH][row], table["gap_depth"], atol=1e-9)
        if one.weights is None:
            gap = table["gap"].where(table["residents"] > 0)
            np.testing.assert_allclose(found.by_badness[Badness.NEED_GAP][row], gap, atol=1e-6)


def test_exploring_nothing_is_refused():
    with pytest.raises(QuestionError) as found:
        explore(tiny_city(), ())
    assert found.value.problem is Problem.NOTHING_CHOSEN


def exploration_of(values: list[list[float]], residents: list[float]) -> Exploration:
    city = tiny_city()
    sets = assumption_sets(city.settings)
    walks = [one for one in sets if one.weights is None][: len(values)]
    people = np.array(residents)
    return Exploration(tuple(walks), people, people >= 50, dict.fromkeys(Badness, np.array(values)))


def test_ranks_by_hand():
    city = tiny_city()
    found = exploration_of([[0.9, 0.5, 0.1, np.nan], [0.2, 0.5, 0.5, np.nan]], [100, 100, 100, 0])
    table = rank_intervals(city, found, Badness.GAP_SHARE).set_index("neighbourhood")
    worst, middle, best, empty = (table.loc[code] for code in city.grouping.names)
    assert (worst["rank"], worst["rank_worst"], worst["rank_best"]) == (1, 1, 3)
    # The two that are equally badly off share ranks 1 and 2.
    assert (middle["rank"], middle["rank_worst"], middle["rank_best"]) == (2, 1, 2)
    assert (best["rank"], best["rank_worst"], best["rank_best"]) == (3, 1, 3)
    assert (worst["value_low"], worst["value_high"]) == (0.2, 0.9)
    assert empty[["rank", "rank_worst", "rank_best"]].isna().all()


def test_those_equally_badly_off_share_all_the_ranks_they_take_up():
    city = tiny_city()
    table = rank_intervals(city, exploration_of([[0.3, 0.7, 0.3, 0.3]], [100] * 4), Badness.GAP_DEPTH)
    assert table["rank_worst"].tolist() == [1, 2, 2, 2]
    assert table["rank_best"].tolist() == [1, 4, 4, 4]


def test_few_residents_are_not_ranked():
    city = tiny_city()
    found = exploration_of([[0.1, 0.2, 1.0, 1.0]], [100, 100, 49, 50])
    table = rank_intervals(city, found, Badness.NEED_GAP)
    assert list(table["neighbourhood"]) == [city.grouping.names[index] for index in (3, 1, 0, 2)]
    assert table["rank"].isna().tolist() == [False, False, False, True]


def test_every_rank_of_maastricht_lies_in_its_interval():
    city = maastricht()
    found = explore(city, assumption_sets(city.settings))
    for badness in Badness:
        table = rank_intervals(city, found, badness)
        ranked = table[table["rank"].notna()]
        assert (ranked["rank_worst"] <= ranked["rank"]).all()
        assert (ranked["rank"] <= ranked["rank_best"]).all()
        assert ranked["rank_best"].max() <= len(ranked)
        assert (ranked["residents"] >= city.settings.ranking_min_residents).all()
        assert (table[table["rank"].isna()]["residents"] < city.settings.ranking_min_residents).all()


def test_worse_is_counted_over_all_sets():
    city = tiny_city()
    one, other, third, _ = city.grouping.names
    found = exploration_of([[0.9, 0.5, 0.5, 0], [0.2, 0.5, 0.1, 0], [0.5, 0.5, 0.4, 0]], [100, 100, 100, 100])
    comparison = worse_than(city, found, one, other, Badness.GAP_SHARE)
    assert (comparison.worse, comparison.equal, comparison.better) == (1, 1, 1)
    assert comparison.consensus is Consensus.DEPENDS
    assert comparison.exceptions == found.sets[1:]
    assert worse_than(city, found, one, third, Badness.GAP_SHARE).consensus is Consensus.ALWAYS
    assert worse_than(city, found, third, other, Badness.GAP_SHARE).consensus is Consensus.NEVER


def test_turning_the_question_round_turns_the_answer_round():
    city = maastricht()
    found = explore(city, assumption_sets(city.settings))
    ranked = [code for code, enough in zip(city.grouping.names, found.ranked, strict=True) if enough]
    for one, other in zip(ranked[:10], ranked[10:20], strict=True):
        for badness in Badness:
            there, back = worse_than(city, found, one, other, badness), worse_than(city, found, other, one, badness)
            assert (there.worse, there.equal, there.better) == (back.better, back.equal, back.worse)
            assert there.total == (len(found.sets) if badness.uses_weights else 12)


def test_a_neighbourhood_is_not_compared_with_itself():
    city = tiny_city()
    found = exploration_of([[0.9, 0.5, 0.1, 0]], [100, 100, 100, 100])
    with pytest.raises(QuestionError) as problem:
        worse_than(city, found, *city.grouping.names[:1] * 2, Badness.GAP_SHARE)
    assert problem.value.problem is Problem.SAME_TWICE


def test_a_neighbourhood_of_few_is_not_compared():
    city = tiny_city()
    found = exploration_of([[0.9, 0.5, 0.1, 0]], [100, 100, 49, 100])
    with pytest.raises(QuestionError, match="Oost") as problem:
        worse_than(city, found, city.grouping.names[0], city.grouping.names[2], Badness.GAP_SHARE)
    assert problem.value.problem is Problem.FEW_RESIDENTS


def test_a_verdict_of_ties_is_never():
    assert Comparison(0, 5, 0).consensus is Consensus.NEVER
    assert short_name("share_lonely") == "lonely"
