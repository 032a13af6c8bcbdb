"""How sure best sites are: against draws counted by hand, and without any doubt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.analysis.city import city_from_bundle, evaluate_city
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from geo.siting.best import best_sites
from geo.siting.candidates import candidates_from_site_walks
from geo.siting.interval import siting_interval
from geo.siting.problem import siting_problem
from tests import ROOT


@pytest.fixture(scope="module")
def asked():
    bundle = read_bundle(ROOT / "data" / "maastricht")
    city = city_from_bundle(bundle)
    return city, bundle.table("site_walks")


def solved(asked, count, **changes):
    city, site_walks = asked
    assumptions = replace(Assumptions.headline(city.settings), **changes)
    evaluation = evaluate_city(city, assumptions)
    candidates = candidates_from_site_walks(city, site_walks, assumptions)
    problem = siting_problem(evaluation, candidates, city.residents)
    return city, evaluation, problem, best_sites(problem, count)


def test_what_is_expected_lies_between_the_ends_and_near_their_middle(asked):
    city, evaluation, problem, siting = solved(asked, 3)
    sure = siting_interval(city, evaluation, problem, siting)
    assert sure.low < siting.value < sure.high
    assert len(sure.sites) == 3
    for each in sure.sites:
        assert 0 <= each.low <= each.high
        assert 0 <= each.among_best <= 1
    # Together they win no more than one by one, in the best case of each.
    assert sure.high <= sum(each.high for each in sure.sites)


def test_the_best_site_is_more_often_among_the_best_than_one_that_wins_half(asked):
    city, evaluation, problem, siting = solved(asked, 1)
    wins = problem.weight @ problem.reaches
    half = int(np.abs(wins - siting.value / 2).argmin())
    best = siting_interval(city, evaluation, problem, siting).sites[0]
    other = siting_interval(city, evaluation, problem, replace(siting, chosen=(half,))).sites[0]
    assert best.among_best > other.among_best


def test_the_same_question_has_the_same_answer(asked):
    city, evaluation, problem, siting = solved(asked, 2)
    assert siting_interval(city, evaluation, problem, siting) == siting_interval(city, evaluation, problem, siting)


def test_without_uncertain_places_there_is_one_answer(asked):
    city, evaluation, problem, siting = solved(asked, 1, with_uncertain=False)
    assert siting_interval(city, evaluation, problem, siting) is None


def test_places_that_are_surely_there_at_one_spot_leave_no_doubt_about_a_site(asked):
    city, _, _, _ = solved(asked, 1)
    possible = city.possible
    first = np.unique(possible.place, return_index=True)[1]
    kept = np.isin(possible.position, first)
    number = np.searchsorted(first, possible.position[kept])
    sure = replace(
        possible,
        row=possible.row[kept],
        position=number.astype(np.int64),
        metres=possible.metres[kept],
        place=possible.place[first],
        existence={name: np.ones_like(each) for name, each in possible.existence.items()},
    )
    certain = replace(city, possible=sure)
    _, evaluation, problem, siting = solved((certain, asked[1]), 1)
    found = siting_interval(certain, evaluation, problem, siting)
    # Only the residents of one postcode may still live at its one end or its other.
    assert found.low <= siting.value <= found.high
    assert found.high - found.low < 0.5 * siting.value
