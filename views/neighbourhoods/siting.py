"""Solve the best sites once per question, and keep the answer for all visitors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from geo.analysis.needs_weights import NeedWeights, weighted_residents
from geo.arrays import BoolArray
from geo.measures.assumptions import Assumptions
from geo.siting.best import Siting, best_sites
from geo.siting.candidates import Candidates, candidates_from_site_walks
from geo.siting.interval import SitingInterval, siting_interval
from geo.siting.problem import SitingProblem, siting_problem
from geo.siting.reasons import SiteReason, explain_sites
from views.state.data import city_at, evaluation_at, open_bundle
from views.state.state import MOST_SITES, ViewState, Weights
from views.state.where import bundle_path

NUMBERS: Final = tuple(range(1, MOST_SITES + 1))
PATIENCE_S: Final = 20.0
"""For one number of sites; then the best so far is given with how far it may be from the optimum."""


@dataclass(frozen=True, slots=True)
class SitesQuestion:
    """The choices of the reader that decide the best sites.

    Parameters
    ----------
    path
        Folder of the bundle.
    assumptions
        How the reader looks.
    needs
        Weights, if needs weigh; None counts residents as they are.
    excluded
        Neighbourhoods where no place may come.
    """

    path: Path
    assumptions: Assumptions
    needs: Weights | None
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ChosenSites:
    """The best sites with their gains and reasons, as cached for one question.

    Parameters
    ----------
    siting
        What the solver chose, and whether it is proven.
    reasons
        Why each.
    reached
        Which demand points win a place nearby, shape `(k,)`.
    residents
        Who win one, in expectation: plain residents, also where needs weigh.
    """

    siting: Siting
    reasons: tuple[SiteReason, ...]
    reached: BoolArray
    residents: float


# A problem is a matrix of postcodes by postcodes, some 8 MB; an answer is small.
@lru_cache(maxsize=3)
def _problem(question: SitesQuestion) -> tuple[Candidates, SitingProblem]:
    city, assumptions = city_at(question.path), question.assumptions
    site_walks = open_bundle(question.path).table("site_walks")
    candidates = candidates_from_site_walks(city, site_walks, assumptions, question.excluded)
    weights = None if question.needs is None else NeedWeights.by_need(dict(question.needs))
    people = weighted_residents(city, weights)
    return candidates, siting_problem(evaluation_at(question.path, assumptions), candidates, people)


@lru_cache(maxsize=256)
def _solved(question: SitesQuestion, apart: int, count: int) -> ChosenSites:
    city, (candidates, problem) = city_at(question.path), _problem(question)
    most = min(count, problem.reaches.shape[1])
    siting = best_sites(problem, most, min_distance_m=apart, time_limit_s=PATIENCE_S)
    reached = np.asarray(problem.reaches[:, list(siting.chosen)].any(axis=1))
    reasons = tuple(explain_sites(city, candidates, problem, siting))
    return ChosenSites(siting, reasons, reached, float((city.residents * problem.dry)[reached].sum()))


@lru_cache(maxsize=256)
def _interval(question: SitesQuestion, apart: int, count: int) -> SitingInterval | None:
    city, (_, problem) = city_at(question.path), _problem(question)
    chosen = _solved(question, apart, count).siting
    return siting_interval(city, evaluation_at(question.path, question.assumptions), problem, chosen)


def sites_for(state: ViewState, count: int | None = None) -> ChosenSites:
    """Find the best sites.

    Parameters
    ----------
    state
        The reader's question.
    count
        How many; as many as the reader asks unless said otherwise.

    Returns
    -------
    ChosenSites
        Proven, unless the solver ran out of time.

    Raises
    ------
    QuestionError
        If nothing can be chosen from, or no need weighs.
    """
    return _solved(_question(state), state.apart, count or state.sites)


def sureness_of_sites(state: ViewState) -> SitingInterval | None:
    """Find how sure the best sites of a reader's question are; None where nothing is weighed."""
    return _interval(_question(state), state.apart, state.sites)


def _question(state: ViewState) -> SitesQuestion:
    needs = state.needs if state.weighted else None
    return SitesQuestion(bundle_path(), state.assumptions, needs, tuple(sorted(state.excluded)))
