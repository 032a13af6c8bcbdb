"""Where a new place may come: in the bundle, at points of one's own, and not where it is excluded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from geo.siting.best import best_sites
from geo.siting.candidates import candidates_at, candidates_from_site_walks
from geo.siting.problem import siting_problem
from geo.whatif.new_places import OpenedPlace
from tests.towns.siting_problems import maastricht_question
from tests.towns.whatif_cities import tiny_city


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
