"""The best sites: against every choice, against a solver by others, and against what people may ask."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pulp
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array
from spopt.locate import MCLP

from geo.analysis.city import evaluate_city
from geo.analysis.needs_weights import NeedWeights, weighted_residents
from geo.bundle.store import read_bundle
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from geo.siting.best import Method, Siting, best_sites, greedy_sites, marginal_curve
from geo.siting.candidates import Candidates, candidates_at, candidates_from_site_walks
from geo.siting.problem import SitingProblem, reduce_problem, siting_problem
from geo.siting.reasons import NEARBY_M, explain_sites, nearby_places
from geo.siting.solver import cell_groups, group_around, too_near
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario, change
from tests.towns.whatif_cities import MAASTRICHT, maastricht, tiny_city


def random_problem(seed: int, points: int, candidates: int, reach: float = 0.25) -> SitingProblem:
    """People and candidates scattered over a square kilometre; some people are worth nothing."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.random((points, 2)), rng.random((candidates, 2))
    near = np.hypot(*(homes[:, None] - sites[None]).transpose(2, 0, 1)) <= reach
    weight = np.round(rng.uniform(0, 50, points), 1) * (rng.random(points) > 0.2)
    return SitingProblem(weight, near & (weight > 0)[:, None], sites * 1000.0)


def best_of_all(problem: SitingProblem, count: int, min_distance_m: float = 0.0) -> float:
    points = shapely.points(problem.points)
    best = 0.0
    for size in range(1, count + 1):
        for choice in combinations(range(len(points)), size):
            if all(points[a].distance(points[b]) >= min_distance_m for a, b in combinations(choice, 2)):
                best = max(best, problem.value_of(np.array(choice)))
    return best


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
    problem = SitingProblem(np.array([3.0, 2.0, 2.0, 3.0, 1.5]), reaches, np.zeros((3, 2)))
    assert greedy_sites(problem, 1).chosen == (1,)
    assert greedy_sites(problem, 2).value < best_sites(problem, 2).value
    assert set(best_sites(problem, 2).chosen) == {0, 2}


def test_no_more_sites_than_help():
    reaches = np.array([[True, True, False]])
    problem = SitingProblem(np.array([5.0]), reaches, np.zeros((3, 2)))
    found = best_sites(problem, 3)
    assert len(found.chosen) == 1
    assert found.value == 5.0
    assert found.proven


def test_where_nothing_can_be_won_no_site_is_chosen():
    problem = SitingProblem(np.zeros(4), np.zeros((4, 3), dtype=bool), np.zeros((3, 2)))
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


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_reducing_the_question_keeps_its_answer(seed):
    problem = random_problem(seed, 40, 20)
    reduced = reduce_problem(problem, keep_alternatives=False)
    wider = reduce_problem(problem, keep_alternatives=True)
    assert reduced.weight.sum() == pytest.approx(problem.weight[problem.reaches.any(axis=1)].sum())
    assert set(reduced.candidates) <= set(wider.candidates)
    for candidate in range(problem.reaches.shape[1]):
        # Whatever it reaches, one that is left reaches too.
        rest = problem.reaches[:, candidate][:, None] & ~problem.reaches[:, reduced.candidates]
        assert not problem.reaches[:, candidate].any() or (~rest.any(axis=0)).any()
    assert len(np.unique(reduced.reaches, axis=0)) == len(reduced.weight)


@given(st.integers(0, 10_000), st.floats(50, 1500))
@settings(max_examples=40)
def test_of_each_group_only_one_site_fits(seed, min_distance_m):
    points = np.random.default_rng(seed).random((30, 2)) * 1000
    near = too_near(points, min_distance_m)
    groups = cell_groups(points, min_distance_m)
    first, second = np.nonzero(near)
    groups += [group_around(points, near, int(a), int(b)) for a, b in zip(first[:5], second[:5], strict=True)]
    for group in groups:
        rivals = near[np.ix_(group, group)]
        assert rivals.sum() == len(group) * (len(group) - 1)
    assert not near.diagonal().any()
    assert np.array_equal(near, near.T)


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


def maastricht_question():
    city = maastricht()
    evaluation = evaluate_city(city, Assumptions.headline(city.settings))
    walks = read_bundle(MAASTRICHT).table("site_walks")
    return city, evaluation, walks


def test_a_site_in_maastricht_wins_what_opening_it_wins():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    problem = siting_problem(evaluation, candidates, city.residents)
    found = best_sites(problem, 2)
    assert found.proven
    assert found.value >= greedy_sites(problem, 2).value
    opened = tuple(OpenedPlace(*map(float, candidates.points[site])) for site in found.chosen)
    after = change(city, evaluation, Scenario(opened=opened)).after
    assert city.residents[after.covered & ~evaluation.covered].sum() == pytest.approx(found.value)


def test_candidates_of_ones_own_answer_as_those_of_the_bundle():
    city, evaluation, walks = maastricht_question()
    bundled = candidates_from_site_walks(city, walks, evaluation.assumptions)
    rows = np.arange(0, len(bundled), 90)
    sites = [OpenedPlace(*map(float, bundled.points[row]), name=str(bundled.ids[row])) for row in rows]
    own = candidates_at(city, sites, evaluation.assumptions)
    assert list(own.ids) == list(bundled.ids[rows])
    assert (own.reaches.toarray() == bundled.reaches[:, rows].toarray()).all()


def test_no_site_comes_in_an_excluded_neighbourhood_but_its_residents_count():
    city, evaluation, walks = maastricht_question()
    whole = candidates_from_site_walks(city, walks, evaluation.assumptions)
    problem = siting_problem(evaluation, whole, city.residents)
    unwanted = str(whole.neighbourhood[best_sites(problem, 1).chosen[0]])
    left = candidates_from_site_walks(city, walks, evaluation.assumptions, [unwanted])
    assert unwanted not in set(left.neighbourhood)
    found = best_sites(siting_problem(evaluation, left, city.residents), 1)
    assert found.value <= best_sites(problem, 1).value
    inside = (city.demand["neighbourhood"] == unwanted).to_numpy()
    assert left.reaches[np.flatnonzero(inside)].sum() > 0


def test_points_of_ones_own_can_be_excluded_too():
    city = tiny_city()
    look = Assumptions.headline(city.settings)
    homes = [OpenedPlace(point.x, point.y, name=str(row)) for row, point in enumerate(city.demand.geometry)]
    left = candidates_at(city, homes, look, [city.grouping.names[0]])
    assert list(left.ids) == [str(row) for row in range(4, 12)]


def test_when_everything_is_excluded_no_candidate_is_left():
    city, evaluation, walks = maastricht_question()
    with pytest.raises(QuestionError) as found:
        candidates_from_site_walks(city, walks, evaluation.assumptions, city.grouping.names)
    assert found.value.problem is Problem.NO_CANDIDATES
    with pytest.raises(QuestionError):
        candidates_at(city, [], evaluation.assumptions)


def test_a_walk_longer_than_the_table_of_sites_is_refused():
    city, evaluation, walks = maastricht_question()
    with pytest.raises(QuestionError) as found:
        candidates_from_site_walks(city, walks, replace(evaluation.assumptions, threshold=16))
    assert found.value.problem is Problem.BEYOND_THE_TABLES


def test_weighing_a_need_moves_what_a_site_is_worth():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    plain = siting_problem(evaluation, candidates, city.residents)
    weighted = siting_problem(
        evaluation, candidates, weighted_residents(city, NeedWeights.by_need({"share_lonely": 2.0}))
    )
    assert best_sites(weighted, 2).value > best_sites(plain, 2).value
    assert (weighted.weight[evaluation.covered] == 0).all()


def test_each_site_is_explained():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    problem = siting_problem(evaluation, candidates, city.residents)
    found = best_sites(problem, 3)
    reasons = explain_sites(city, candidates, problem, found)
    assert [reason.candidate for reason in reasons] == list(found.chosen)
    assert sum(reason.alone.residents for reason in reasons) <= found.value + 1e-6
    for reason in reasons:
        assert reason.site_id == candidates.ids[reason.candidate]
        assert sum(reason.by_neighbourhood.values()) == pytest.approx(reason.reaches.residents)
        assert sum(reason.reaches.by_age.values()) == pytest.approx(reason.reaches.residents)
        assert (reason.nearby["metres"] <= NEARBY_M).all()
        assert reason.nearby["metres"].is_monotonic_increasing


def test_sites_that_overlap_share_their_people():
    city = tiny_city()
    both = np.ones((len(city.residents), 2), dtype=bool)
    codes = np.array(city.grouping.names[:2], dtype=object)
    candidates = Candidates(np.array(["a", "b"], dtype=object), np.zeros((2, 2)), codes, csc_array(both))
    problem = SitingProblem(city.residents, both, candidates.points)
    reasons = explain_sites(city, candidates, problem, Siting((0, 1), 0.0, 0.0, Method.OPTIMAL, 0.0))
    assert reasons[0].reaches.residents == pytest.approx(city.residents.sum())
    assert reasons[0].alone.residents == 0


def test_nearby_are_places_whose_point_is_known():
    city = tiny_city()
    library = city.all_places.set_index("place_id").geometry["bibliotheek"]
    found = nearby_places(city, library.x, library.y, within_m=5_000)
    assert found["place_id"].iloc[0] == "bibliotheek"
    assert bool(found["could_host"].iloc[0])
    # Of the sports hall only the neighbourhood is known, of the other nothing.
    assert not {"gymzaal", "praathuis"} & set(found["place_id"])
    assert isinstance(found, pd.DataFrame)
    assert nearby_places(city, 0.0, 0.0).empty
