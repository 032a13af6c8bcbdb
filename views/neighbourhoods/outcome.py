"""Compute what a scenario changes, with its band, once per scenario and view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from geo.analysis.city import measures_table
from geo.arrays import FloatArray
from geo.measures.assumptions import Assumptions
from geo.whatif.impact import Scale, scale
from geo.whatif.interval import change_interval
from geo.whatif.new_places import OpenedPlace, walks_to
from geo.whatif.scenario import Change, Scenario, change, compare_measures
from views.state.data import city_at, evaluation_at, measures_at


@dataclass(frozen=True, slots=True)
class Span:
    """A number of residents with its extremes over both paces, with and without uncertain places.

    Parameters
    ----------
    value, low, high
        Residents.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a scenario changes under one set of assumptions.

    Parameters
    ----------
    changed
        What everyone can reach before and after.
    table
        From `geo.whatif.scenario.changes_table`.
    after
        From `geo.analysis.city.measures_table`, after the change.
    scale
        How many people it touches.
    lost, won
        Residents who lose their last place nearby, and who win one.
    """

    changed: Change
    table: pd.DataFrame
    after: pd.DataFrame
    scale: Scale
    lost: Span
    won: Span


@lru_cache(maxsize=200)
def _walks(path: Path, place: OpenedPlace) -> FloatArray:
    return walks_to(city_at(path), [place])


def _all_walks(path: Path, opened: tuple[OpenedPlace, ...]) -> FloatArray | None:
    return np.hstack([_walks(path, place) for place in opened]) if opened else None


def compute(path: Path, assumptions: Assumptions, scenario: Scenario) -> Outcome:
    """Compute a scenario.

    Parameters
    ----------
    path
        Folder of the bundle.
    assumptions
        How the reader looks.
    scenario
        What closes and opens.

    Returns
    -------
    Outcome
        Under these assumptions, and its band.

    Raises
    ------
    QuestionError
        If a place is not known, or a new one cannot stand where it is put.
    """
    city, walks = city_at(path), _all_walks(path, scenario.opened)
    changed = change(city, evaluation_at(path, assumptions), scenario, walks)
    after, drawn = measures_table(city, changed.after), change_interval(city, changed)
    return Outcome(
        changed=changed,
        table=compare_measures(city, changed, measures_at(path, assumptions), after),
        after=after,
        scale=scale(city, changed),
        lost=_span(float(city.residents @ changed.lost), None if drawn is None else drawn.lost),
        won=_span(float(city.residents @ changed.won), None if drawn is None else drawn.won),
    )


def _span(value: float, ends: tuple[float, float] | None) -> Span:
    low, high = (value, value) if ends is None else ends
    return Span(value, min(low, value), max(high, value))


@lru_cache(maxsize=128)
def outcome_of(path: Path, assumptions: Assumptions, scenario: Scenario) -> Outcome:
    """Compute a scenario once, as `compute`. Nobody changes what is kept.

    Raises
    ------
    QuestionError
        As `compute`.
    """
    return compute(path, assumptions, scenario)
