"""Say how sure best sites are: what each wins when the city is drawn again, and how often it is among the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from geo.analysis.city import City, weighs
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.certainty.draws import DRAWS, covered_draws, homes_in, seed_of
from geo.measures.evaluation import Evaluation
from geo.siting.best import Siting
from geo.siting.problem import SitingProblem
from geo.whatif.interval import ends_of, touched_rows

NEARLY_BEST: Final = 0.9
"""A site is among the best when no other wins more than a tenth more: next door is as good."""


@dataclass(frozen=True, slots=True)
class SiteInterval:
    """How sure one of the chosen sites is.

    Parameters
    ----------
    low, high
        Residents who win a place with this site, beside the sites before it: 5th and 95th percentile.
    among_best
        In which share of the draws no other candidate would win more than a tenth more, given the sites before it.
    """

    low: float
    high: float
    among_best: float


@dataclass(frozen=True, slots=True)
class SitingInterval:
    """How sure a choice of sites is.

    Parameters
    ----------
    low, high
        Residents who win a place with all sites together: 5th and 95th percentile.
    sites
        Of each site, in the order of the choice.
    """

    low: float
    high: float
    sites: tuple[SiteInterval, ...]


def siting_interval(
    city: City, evaluation: Evaluation, problem: SitingProblem, siting: Siting, draws: int = DRAWS
) -> SitingInterval | None:
    """Draw which residents have nothing within reach, and see what the sites win then.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach with the places that are there.
    problem, siting
        The question and its answer.
    draws
        How many; they start from the content, so the same question has the same answer everywhere.

    Returns
    -------
    SitingInterval or None
        None where nothing is weighed: each site wins one number then.
    """
    if city.possible is None or not weighs(city, evaluation):
        return None
    rows = touched_rows(city, np.asarray(problem.reaches.any(axis=1)))
    places = city.possible.within(evaluation.reach_m, evaluation.selected).at(rows)
    homes = homes_in(city.demand.iloc[rows], city.residents[rows])
    reaches = problem.reaches[rows]
    to_points = csr_array(reaches.T.astype(np.float32))
    worth = _worth(problem, city.residents)[rows]
    seed = seed_of([places.existence.tobytes(), rows.tobytes(), homes.residents.tobytes()])
    chosen = np.array(siting.chosen, dtype=np.int64)
    wins, best = np.empty((len(chosen), draws)), np.zeros((len(chosen), draws), dtype=bool)
    for start, (covered, people) in covered_draws(places, homes, draws=draws, seed=seed):
        batch = slice(start, start + covered.shape[1])
        unserved = people * ~covered
        best[:, batch] = _nearly_best(to_points, unserved * worth[:, None], chosen)
        for number, site in enumerate(chosen):
            wins[number, batch] = unserved[reaches[:, site]].sum(axis=0)
            unserved[reaches[:, site]] = 0.0
    each = tuple(SiteInterval(*ends_of(won), float(often.mean())) for won, often in zip(wins, best, strict=True))
    return SitingInterval(*ends_of(wins.sum(axis=0)), each)


def _worth(problem: SitingProblem, residents: FloatArray) -> FloatArray:
    """Give what one resident is worth at each demand point: 1, or more where needs weigh."""
    expected = residents * problem.dry
    return np.divide(problem.weight, expected, out=np.zeros_like(expected), where=expected > 0)


def _nearly_best(to_points: csr_array, value: FloatArray, chosen: IntArray) -> BoolArray:
    """Say per site and draw whether no candidate would win much more than it, given the sites before it."""
    left = value.astype(np.float32)
    wins = np.asarray(to_points @ left)
    found = np.zeros((len(chosen), value.shape[1]), dtype=bool)
    for number, site in enumerate(chosen):
        found[number] = (wins[site] > 0) & (wins[site] >= NEARLY_BEST * wins.max(axis=0))
        served = to_points[[site]].indices
        wins -= np.asarray(to_points[:, served] @ left[served])
        left[served] = 0.0
    return found
