"""How every demand point stands under one set of assumptions: what a toggle starts from and ends in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.city import City
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.errors import Problem, QuestionError
from geo.measures.access import selected_places
from geo.measures.assumptions import Assumptions
from geo.measures.gaps import walking_minutes
from geo.measures.summary import contributions, measure_rows
from geo.settings import WalkSettings


@dataclass(frozen=True, slots=True)
class Standing:
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
    opened_m
        Metres to the nearest place that a scenario opened, `inf` where there is none, shape `(k,)`.
    """

    assumptions: Assumptions
    selected: BoolArray
    reach_m: float
    nearest_m: FloatArray
    count: IntArray
    by_function: IntArray
    opened_m: FloatArray

    @property
    def covered(self) -> BoolArray:
        """Which demand points have a place within reach, shape `(k,)`."""
        return np.asarray(self.nearest_m <= self.reach_m)

    @property
    def functions_within(self) -> IntArray:
        """How many functions are within reach, 0 to 4, shape `(k,)`."""
        return np.asarray((self.by_function > 0).sum(axis=0), dtype=np.int64)


def headline_assumptions(settings: WalkSettings) -> Assumptions:
    """Look at the city as the first map does."""
    return Assumptions(
        settings.headline_selection,
        settings.headline_speed,
        settings.headline_threshold_min,
        settings.headline_with_uncertain,
    )


def stand(city: City, assumptions: Assumptions) -> Standing:
    """Find how every demand point stands today.

    Parameters
    ----------
    city
        The prepared bundle.
    assumptions
        How to look at it.

    Returns
    -------
    Standing
        Make it once per set of assumptions and keep it: it does not change.

    Raises
    ------
    QuestionError
        If the threshold is no time, or farther than the walks that the bundle keeps.
    """
    chosen = selected_places(city.places, assumptions.selection, with_uncertain=assumptions.with_uncertain)
    return stand_with(city, assumptions, chosen)


def stand_with(city: City, assumptions: Assumptions, selected: BoolArray) -> Standing:
    """Find how every demand point stands with a choice of places of one's own, shape `(p,)`; else as `stand`."""
    reach = checked_reach(city.settings, assumptions, city.settings.walk_limit_m)
    within = (city.access.distance <= reach) & selected
    # As floats the product runs through BLAS; counts are small whole numbers, so nothing is lost.
    by_function = within.astype(np.float64) @ city.functions.T.astype(np.float64)
    return Standing(
        assumptions=assumptions,
        selected=selected,
        reach_m=reach,
        nearest_m=city.access.nearest(selected),
        count=np.asarray(within.sum(axis=1), dtype=np.int64),
        by_function=np.asarray(np.rint(by_function.T), dtype=np.int64),
        opened_m=np.full(len(city.residents), np.inf),
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
    longest = int(walking_minutes(np.array([limit_m]), speed)[0])
    if not 0 < reach <= limit_m:
        raise QuestionError(
            Problem.BEYOND_THE_TABLES,
            f"A walk of {minutes:g} minutes cannot be answered: at {speed:g} km/h this bundle knows walks of "
            f"1 to {longest} minutes for this question. Choose a time in between.",
            minutes=minutes,
            limit=longest,
        )
    return reach


def capped_minutes(city: City, standing: Standing) -> FloatArray:
    """Minutes to the nearest place, longer walks counted as the cap (`cap_min`); shape `(k,)`."""
    speed = city.settings.speeds_kmh[standing.assumptions.speed]
    return np.minimum(walking_minutes(standing.nearest_m, speed), city.settings.cap_min)


def measures_table(city: City, standing: Standing) -> pd.DataFrame:
    """Compute every measure for every neighbourhood and the area.

    Parameters
    ----------
    city
        The prepared bundle.
    standing
        Today, or after a change.

    Returns
    -------
    pandas.DataFrame
        As `geo.bundle.tables.COVERAGE`: the same figures as `geo.measures.summary.summarise` gives for these places.
        The area comes last.
    """
    contributed = contributions(
        city.residents,
        standing.nearest_m,
        standing.count,
        standing.functions_within,
        standing.assumptions,
        city.settings,
    )
    groups = (city.grouping, city.grouping.whole(city.code))
    tables = [measure_rows(contributed, city.residents, one, standing.assumptions) for one in groups]
    return pd.concat(tables, ignore_index=True)
