"""Invented questions of where the best sites are, and their answer by trying every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely

from geo.analysis.city import evaluate_city
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from geo.siting.problem import SitingProblem
from tests.towns.whatif_cities import MAASTRICHT, maastricht


def random_problem(seed: int, points: int, candidates: int, reach: float = 0.25) -> SitingProblem:
    """People and candidates scattered over a square kilometre; some people are worth nothing."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.random((points, 2)), rng.random((candidates, 2))
    near = np.hypot(*(homes[:, None] - sites[None]).transpose(2, 0, 1)) <= reach
    weight = np.round(rng.uniform(0, 50, points), 1) * (rng.random(points) > 0.2)
    return SitingProblem(weight, near & (weight > 0)[:, None], sites * 1000.0, np.ones(len(weight)))


def best_of_all(problem: SitingProblem, count: int, min_distance_m: float = 0.0) -> float:
    points = shapely.points(problem.points)
    best = 0.0
    for size in range(1, count + 1):
        for choice in combinations(range(len(points)), size):
            if all(points[a].distance(points[b]) >= min_distance_m for a, b in combinations(choice, 2)):
                best = max(best, problem.value_of(np.array(choice)))
    return best


def maastricht_question():
    city = maastricht()
    evaluation = evaluate_city(city, Assumptions.headline(city.settings))
    walks = read_bundle(MAASTRICHT).table("site_walks")
    return city, evaluation, walks
