"""Evaluate a choice of places: what each demand point can reach under one set of assumptions.

A build, a what-if and a library call all ask `evaluate`, so they all give the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.errors import Problem, QuestionError
from geo.measures.access import Access
from geo.measures.assumptions import Assumptions
from geo.measures.formulas import (
    Redundancy,
    count_by_function,
    count_places,
    excess_minutes,
    is_redundancy,
    variety,
)
from geo.settings import WalkSettings, minutes_for

HALF: Final = 0.5
"""What is likelier than this is taken to be so, where there is no room for shares."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How likely each demand point has no place within reach, exactly one, or several; each of shape `(k,)`.

    Parameters
    ----------
    dry, single, looped
        Together 1. Where nothing is uncertain, one of them is 1.
    """

    dry: FloatArray
    single: FloatArray
    looped: FloatArray

    @classmethod
    def of_count(cls, count: IntArray) -> Levels:
        """Give the levels of places that are surely there."""
        return cls(*(is_redundancy(count, level).astype(np.float64) for level in Redundancy))

    def with_sure(self, more: IntArray) -> Levels:
        """Give the levels when so many places more are within reach, all of them surely there; shape `(k,)`."""
        dry = np.where(more == 0, self.dry, 0.0)
        single = np.select([more == 0, more == 1], [self.single, self.dry], 0.0)
        return Levels(dry, single, np.where(more == 0, self.looped, 1.0 - dry - single))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What each of `k` demand points can reach.

    Parameters
    ----------
    assumptions
        Which places, whose speed, how many minutes.
    selected
        Places that take part and are open, shape `(p,)`.
    reach_m
        The threshold as a distance.
    nearest_m
        Metres to the nearest of them, `inf` beyond the longest walk kept, shape `(k,)`.
    count
        How many are within reach, shape `(k,)`.
    by_function
        The same for each function, shape `(4, k)`.
    levels
        How likely no, one or several places are within reach, each place by its chance where places are weighed.
    opened_m
        Metres to the nearest place that a scenario opened, `inf` where there is none, shape `(k,)`.
    opened_count
        How many places that a scenario opened are within reach, shape `(k,)`.
    """

    assumptions: Assumptions
    selected: BoolArray
    reach_m: float
    nearest_m: FloatArray
    count: IntArray
    by_function: IntArray
    levels: Levels
    opened_m: FloatArray
    opened_count: IntArray

    @property
    def covered(self) -> BoolArray:
        """Which demand points have a place within reach, more likely than not, shape `(k,)`."""
        return np.asarray(self.levels.dry < HALF)

    @property
    def functions_within(self) -> IntArray:
        """How many functions are within reach, 0 to 4, shape `(k,)`."""
        return variety(self.by_function)


def evaluate(
    access: Access, functions: BoolArray, selected: BoolArray, assumptions: Assumptions, settings: WalkSettings
) -> Evaluation:
    """Compute what every demand point can reach.

    Parameters
    ----------
    access
        Walking distances, shape `(k, p)`.
    functions
        Which place has which function, shape `(4, p)`.
    selected
        Places that take part, shape `(p,)`.
    assumptions
        Threshold and speed.
    settings
        Speeds in km/h, and the longest walk that `access` knows.

    Returns
    -------
    Evaluation
        It does not change: keep it and ask it for every measure.

    Raises
    ------
    QuestionError
        If the threshold is no time, or farther than the longest walk known.
    """
    reach = checked_reach(settings, assumptions, settings.walk_limit_m)
    within = access.within(reach, selected)
    count = count_places(within)
    return Evaluation(
        assumptions=assumptions,
        selected=selected,
        reach_m=reach,
        nearest_m=access.nearest(selected),
        count=count,
        by_function=count_by_function(within, functions),
        levels=Levels.of_count(count),
        opened_m=np.full(len(access.demand_ids), np.inf),
        opened_count=np.zeros(len(access.demand_ids), dtype=np.int64),
    )


def checked_reach(settings: WalkSettings, assumptions: Assumptions, limit_m: float) -> float:
    """Turn the threshold into metres, if the tables go that far.

    Parameters
    ----------
    settings
        With the speeds.
    assumptions
        Threshold and speed.
    limit_m
        Longest walk in the table that will be asked.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    QuestionError
        If they do not, or if the threshold is not a positive number of minutes.
    """
    minutes, speed = assumptions.threshold, settings.speeds_kmh[assumptions.speed]
    reach = settings.reach_m(minutes, assumptions.speed)
    longest = int(minutes_for(limit_m, speed))
    if not 0 < reach <= limit_m:
        raise QuestionError(
            Problem.BEYOND_THE_TABLES,
            f"A walk of {minutes:g} minutes cannot be answered: at {speed:g} km/h this bundle knows walks of "
            f"1 to {longest} minutes for this question. Choose a time in between.",
            minutes=minutes,
            limit=longest,
        )
    return reach


def nearest_minutes(evaluation: Evaluation, settings: WalkSettings) -> FloatArray:
    """Minutes to the nearest place, `inf` beyond the longest walk kept; shape `(k,)`."""
    return minutes_for(evaluation.nearest_m, settings.speeds_kmh[evaluation.assumptions.speed])


def capped_minutes(evaluation: Evaluation, settings: WalkSettings) -> FloatArray:
    """Minutes to the nearest place, longer walks counted as the cap (`cap_min`); shape `(k,)`."""
    return np.minimum(nearest_minutes(evaluation, settings), settings.cap_min)


def contributions(evaluation: Evaluation, residents: FloatArray, settings: WalkSettings) -> dict[str, FloatArray]:
    """Compute what every demand point adds to each measure.

    Parameters
    ----------
    evaluation
        What each demand point can reach.
    residents
        P_i, shape `(k,)`.
    settings
        With the speeds and the cap.

    Returns
    -------
    dict
        Resident-weighted values per demand point: `covered`, `excess` (resident-minutes beyond the threshold),
        `functions` (residents x functions within reach), `dry`, `single`, `looped`, each shape `(k,)`.
    """
    minutes = nearest_minutes(evaluation, settings)
    added = {
        "covered": residents * (1.0 - evaluation.levels.dry),
        "excess": residents * excess_minutes(minutes, evaluation.assumptions.threshold, settings.cap_min),
        "functions": residents * evaluation.functions_within,
    }
    return added | {level.value: residents * getattr(evaluation.levels, level.value) for level in Redundancy}
