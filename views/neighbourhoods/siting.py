"""The best sites for new places, solved once per question and kept for whoever asks the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import streamlit as st

from geo.access import BoolArray
from geo.needs_weights import NeedWeights, weighted_residents
from geo.site_reasons import SiteReason, explain_sites
from geo.siting import Siting, best_sites
from geo.siting_candidates import Candidates, candidates_from_site_walks
from geo.siting_problem import SitingProblem, siting_problem
from geo.summary import Assumptions
from views.city import assumptions_of, city_at, standing_at
from views.data import open_bundle
from views.neighbourhoods.choices import Weights
from views.state import MOST_SITES, ViewState
from views.where import bundle_path

NUMBERS: Final = tuple(range(1, MOST_SITES + 1))
PATIENCE_S: Final = 20.0
"""For one number of sites; then the best so far is given with how far it may be from the optimum."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asks of the solver.

    Parameters
    ----------
    assumptions
        How the reader looks.
    needs
        Weights, if needs weigh; None counts residents as they are.
    excluded
        Neighbourhoods where no place may come.
    apart
        Metres between new places.
    """

    assumptions: Assumptions
    needs: Weights | None
    excluded: tuple[str, ...]
    apart: int


def question_of(state: ViewState) -> Question:
    """Put the reader's question."""
    needs = state.needs if state.weighted else None
    return Question(assumptions_of(state), needs, tuple(sorted(state.excluded)), state.apart)


@st.cache_resource(show_spinner=False, max_entries=32)
def _problem(
    path: Path, assumptions: Assumptions, needs: Weights | None, excluded: tuple[str, ...]
) -> tuple[Candidates, SitingProblem]:
    city = city_at(path)
    candidates = candidates_from_site_walks(city, open_bundle(path).table("site_walks"), assumptions, excluded)
    weights = None if needs is None else NeedWeights(dict(needs))
    return candidates, siting_problem(standing_at(path, assumptions), candidates, weighted_residents(city, weights))


@st.cache_resource(show_spinner=False, max_entries=160)
def _siting(path: Path, question: Question, count: int) -> Siting:
    _, problem = _problem(path, question.assumptions, question.needs, question.excluded)
    most = min(count, problem.reaches.shape[1])
    return best_sites(problem, most, min_distance_m=question.apart, time_limit_s=PATIENCE_S)


def sites_for(state: ViewState, count: int | None = None) -> Siting:
    """Find the best sites.

    Parameters
    ----------
    state
        The reader's question.
    count
        How many; as many as the reader asks unless said otherwise.

    Returns
    -------
    Siting
        Proven, unless the solver ran out of time.

    Raises
    ------
    QuestionError
        If nothing can be chosen from, or no need weighs.
    """
    return _siting(bundle_path(), question_of(state), count or state.sites)


@st.cache_resource(show_spinner=False, max_entries=64)
def _reasons(path: Path, question: Question, count: int) -> list[SiteReason]:
    candidates, problem = _problem(path, question.assumptions, question.needs, question.excluded)
    return explain_sites(city_at(path), candidates, problem, _siting(path, question, count))


def reasons_for(state: ViewState) -> list[SiteReason]:
    """Say of each of the best sites why it was chosen, as `geo.site_reasons.explain_sites`."""
    return _reasons(bundle_path(), question_of(state), state.sites)


def reached_by(state: ViewState) -> BoolArray:
    """Tell which demand points win a place nearby by the sites, shape `(k,)`."""
    question = question_of(state)
    _, problem = _problem(bundle_path(), question.assumptions, question.needs, question.excluded)
    return np.asarray(problem.reaches[:, list(sites_for(state).chosen)].any(axis=1))


def newly_reached(state: ViewState) -> float:
    """Count the residents who win a place nearby: plain residents, also where needs weigh."""
    return float(city_at(bundle_path()).residents[reached_by(state)].sum())
