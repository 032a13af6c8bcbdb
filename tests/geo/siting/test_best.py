"""The best sites: against every choice, against a solver by others, and against what people may ask."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array
from spopt.locate import MCLP

from geo.analysis.city import evaluate_city
from geo.analysis.needs_weights import NeedWeights, weighted_residents
from geo.errors import Problem, QuestionError
from geo.siting.best import Method, Siting, best_sites, greedy_sites, marginal_curve
from geo.siting.candidates import Candidates, candidates_from_site_walks
from geo.siting.problem import NEGLIGIBLE, SitingProblem, siting_problem
from geo.siting.solver import too_near
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario, change
from tests.geo.certainty.possible_towns import counts_in, states
from tests.towns.siting_problems import best_of_all, maastricht_question, random_problem
from tests.towns.uncertain_cities import LOOK, uncertain_city


@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from([0.0, 200.0, 500.0, 2000.0]))
@settings(max_examples=60)
def test_the_best_sites_beat_every_other_choice(seed, count, min_distance_m):
    problem = random_problem(seed, 25, 9)
    found = best_sites(problem, count, min_distance_m=min_distance_m)
    assert found.proven
    assert found.value == pytest.approx(best_of_all(problem, count, min_distance_m))
    assert found.value == pytest.approx(problem.value_of(np.array(found.chosen, dtype=np.int64)))
    chosen = problem.points[list(found.chosen)]
    assert not too_near(chosen, min_distance_m).any()
    assert len(found.chosen) <= count


# PuLP warns spopt, which calls it, of names that a later PuLP will change.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("count", [2, 4, 7])
def test_the_best_sites_are_worth_what_spopt_finds(count):
    problem = random_problem(count, 250, 120, reach=0.12)
    theirs = MCLP.from_cost_matrix(np.where(problem.reaches, 0.0, 1.0), problem.weight, 0.5, p_facilities=count)
    theirs = theirs.solve(pulp.PULP_CBC_CMD(msg=False))
    ours = best_sites(problem, count)
    assert ours.proven
    assert ours.value == pytest.approx(theirs.problem.objective.value())


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=30)
def test_greedy_never_beats_the_best_and_is_worth_at_least_63_percent(seed, count):
    problem = random_problem(seed, 60, 25)
    best, quick = best_sites(problem, count), greedy_sites(problem, count)
    assert quick.method is Method.GREEDY
    assert (1 - 1 / np.e) * best.value - 1e-9 <= quick.value <= best.value + 1e-9


def test_greedy_can_be_beaten():
    # The middle one reaches most, but the two beside it together reach everyone.
    reaches = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 1, 0]], dtype=bool)
    problem = SitingProblem(np.array([3.0, 2.0, 2.0, 3.0, 1.5]), reaches, np.zeros((3, 2)), np.ones(5))
    assert greedy_sites(problem, 1).chosen == (1,)
    assert greedy_sites(problem, 2).value < best_sites(problem, 2).value
    assert set(best_sites(problem, 2).chosen) == {0, 2}


def test_no_more_sites_than_help():
    reaches = np.array([[True, True, False]])
    problem = SitingProblem(np.array([5.0]), reaches, np.zeros((3, 2)), np.ones(1))
    found = best_sites(problem, 3)
    assert len(found.chosen) == 1
    assert found.value == 5.0
    assert found.proven


def test_where_nothing_can_be_won_no_site_is_chosen():
    problem = SitingProblem(np.zeros(4), np.zeros((4, 3), dtype=bool), np.zeros((3, 2)), np.ones(4))
    for count in (1, 2):
        found = best_sites(problem, count)
        assert found.chosen == ()
        assert found.value == 0.0
        assert found.proven
    assert greedy_sites(problem, 2).chosen == ()


def test_the_site_that_wins_most_comes_first():
    problem = random_problem(3, 80, 30)
    chosen = best_sites(problem, 4).chosen
    adds = np.diff([problem.value_of(np.array(chosen[:size], dtype=np.int64)) for size in range(5)])
    assert (np.diff(adds) <= 1e-9).all()


def test_when_the_time_is_up_the_gap_is_told():
    problem = random_problem(1, 400, 200, reach=0.1)
    found = best_sites(problem, 6, time_limit_s=1e-6)
    assert found.value == greedy_sites(problem, 6).value
    assert found.bound >= best_sites(problem, 6).value - 1e-6
    assert not found.proven
    assert 0 < found.gap < 1


def test_the_gap_is_a_share_of_the_bound():
    assert Siting((), 75.0, 100.0, Method.OPTIMAL, 0.0).gap == 0.25
    assert Siting((), 0.0, 0.0, Method.OPTIMAL, 0.0).proven


def test_the_curve_never_falls_and_each_number_is_answered_by_itself():
    problem = random_problem(5, 120, 40)
    curve = marginal_curve(problem, 5)
    assert [one.value for one in curve] == pytest.approx([best_sites(problem, count).value for count in range(1, 6)])
    assert all(later.value >= earlier.value for earlier, later in pairwise(curve))


@pytest.mark.parametrize(
    ("count", "changes", "problem"),
    [
        (0, {}, Problem.NO_SITES_ASKED),
        (-3, {}, Problem.NO_SITES_ASKED),
        (10, {}, Problem.TOO_MANY_SITES),
        (2, {"min_distance_m": -1.0}, Problem.BAD_NUMBER),
        (2, {"min_distance_m": float("nan")}, Problem.BAD_NUMBER),
        (2, {"time_limit_s": 0.0}, Problem.BAD_NUMBER),
    ],
)
def test_a_question_without_sense_is_refused(count, changes, problem):
    with pytest.raises(QuestionError) as found:
        best_sites(random_problem(1, 20, 9), count, **changes)
    assert found.value.problem is problem


def test_a_site_in_maastricht_wins_what_opening_it_wins():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    problem = siting_problem(evaluation, candidates, city.residents)
    found = best_sites(problem, 2)
    assert found.proven
    assert found.value >= greedy_sites(problem, 2).value
    opened = tuple(OpenedPlace(*map(float, candidates.points[site])) for site in found.chosen)
    won = change(city, evaluation, Scenario(opened=opened)).won
    # Points that are nearly surely covered are left out of the question.
    assert city.residents[won >= NEGLIGIBLE] @ won[won >= NEGLIGIBLE] == pytest.approx(found.value)


def test_weighing_a_need_moves_what_a_site_is_worth():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    plain = siting_problem(evaluation, candidates, city.residents)
    weighted = siting_problem(
        evaluation, candidates, weighted_residents(city, NeedWeights.by_need({"share_lonely": 2.0}))
    )
    assert best_sites(weighted, 2).value > best_sites(plain, 2).value
    assert (weighted.weight[evaluation.levels.dry < NEGLIGIBLE] == 0).all()


@given(st.integers(0, 10_000), st.integers(1, 3))
@settings(max_examples=25)
def test_beside_uncertain_places_the_best_sites_win_most_over_all_states(seed, count):
    city = uncertain_city(seed % 40)
    today = evaluate_city(city, LOOK)
    rng = np.random.default_rng(seed)
    reaches = rng.random((len(city.residents), 7)) < 0.2
    ids = np.arange(7).astype(str)
    candidates = Candidates(ids, rng.random((7, 2)) * 1000, ids, csc_array(reaches))
    problem = siting_problem(today, candidates, city.residents)
    found = best_sites(problem, count)
    places = city.possible.within(today.reach_m, today.selected)
    dry = np.zeros(len(city.residents))
    for chance, taken in states(places):
        dry += chance * (counts_in(places, taken) == 0)
    worth = city.residents * dry
    wins = {choice: worth[reaches[:, choice].any(axis=1)].sum() for choice in combinations(range(7), count)}
    # Points that are hardly ever dry are taken to be covered: no more than their worth can be missed.
    left_out = worth[dry < NEGLIGIBLE].sum()
    assert found.proven
    assert wins_with(worth * (dry >= NEGLIGIBLE), reaches, found.chosen) == pytest.approx(found.value)
    assert max(wins.values()) - left_out - 1e-6 <= found.value <= max(wins.values()) + 1e-6


def wins_with(worth, reaches, chosen) -> float:
    return float(worth[reaches[:, list(chosen)].any(axis=1)].sum())
