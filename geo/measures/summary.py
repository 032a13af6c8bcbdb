"""The table `coverage`: every measure for every neighbourhood and the city, under every assumption."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.measures.access import Access, selected_places
from geo.measures.assumptions import Assumptions, Grouping
from geo.measures.coverage import covered_residents, share_of, sum_by
from geo.measures.gaps import excess_minutes, walking_minutes
from geo.measures.redundancy import Redundancy, is_redundancy
from geo.measures.variety import variety
from geo.settings import WalkSettings
from geo.vocabulary import Selection

MEASURES = ("residents", "covered", "coverage", "gap", "gap_depth", "dry", "single", "looped", "variety")


def measure(
    access: Access,
    residents: FloatArray,
    functions: Any,
    selected: BoolArray,
    assumptions: Assumptions,
    settings: WalkSettings,
) -> dict[str, FloatArray]:
    """Compute what every demand point contributes to each measure.

    Parameters
    ----------
    access
        Distances.
    residents
        P_i, shape `(k,)`.
    functions
        Joined functions per place, shape `(p,)`.
    selected
        Places that take part, shape `(p,)`.
    assumptions, settings
        Threshold, speed and cap.

    Returns
    -------
    dict
        Resident-weighted values per demand point: `covered`, `excess` (resident-minutes beyond the threshold),
        `dry`, `single`, `looped`, `functions` (residents x functions within reach), each shape `(k,)`.
    """
    reach = settings.reach_m(assumptions.threshold, assumptions.speed)
    nearest = access.nearest(selected)
    count = access.count_within(reach, selected)
    return contributions(residents, nearest, count, variety(access, functions, selected, reach), assumptions, settings)


def contributions(
    residents: FloatArray,
    nearest_m: FloatArray,
    count: IntArray,
    functions_within: IntArray,
    assumptions: Assumptions,
    settings: WalkSettings,
) -> dict[str, FloatArray]:
    """Turn what each demand point can reach into what it adds to each measure, however that was found out.

    Parameters
    ----------
    residents
        P_i, shape `(k,)`.
    nearest_m
        Metres to the nearest selected place, `inf` where there is none, shape `(k,)`.
    count, functions_within
        Selected places, and functions, within reach, shape `(k,)`.
    assumptions, settings
        Threshold, speed and cap.

    Returns
    -------
    dict
        As `measure`.
    """
    reach = settings.reach_m(assumptions.threshold, assumptions.speed)
    minutes = walking_minutes(nearest_m, settings.speeds_kmh[assumptions.speed])
    found = {
        "covered": covered_residents(residents, nearest_m, reach),
        "excess": residents * excess_minutes(minutes, assumptions.threshold, settings.cap_min),
        "functions": residents * functions_within,
    }
    return found | {level.value: residents * is_redundancy(count, level) for level in Redundancy}


def measure_rows(
    contributed: dict[str, FloatArray], residents: FloatArray, grouping: Grouping, assumptions: Assumptions
) -> pd.DataFrame:
    """Add up what demand points contribute.

    Parameters
    ----------
    contributed
        As `measure`.
    residents
        P_i, shape `(k,)`.
    grouping
        Which group each demand point belongs to.
    assumptions
        Written into the rows.

    Returns
    -------
    pandas.DataFrame
        Rows of the table `coverage`, one per group.
    """
    groups = len(grouping.names)
    total = {name: sum_by(values, grouping.of_point, groups) for name, values in contributed.items()}
    people = sum_by(residents, grouping.of_point, groups)
    return pd.DataFrame(
        {
            "neighbourhood": list(grouping.names),
            "selection": assumptions.selection.value,
            "speed": assumptions.speed.value,
            "threshold": assumptions.threshold,
            "with_uncertain": assumptions.with_uncertain,
            "residents": people,
            "covered": total["covered"],
            "coverage": np.minimum(share_of(total["covered"], people), 1.0),
            "gap": np.maximum(people - total["covered"], 0.0),
            "gap_depth": share_of(total["excess"], people),
            "dry": total["dry"],
            "single": total["single"],
            "looped": total["looped"],
            "variety": np.minimum(share_of(total["functions"], people), 4.0),
        }
    )


def all_assumptions(settings: WalkSettings) -> list[Assumptions]:
    """Every combination of selection, speed, threshold and uncertain places in or out."""
    return [
        Assumptions(*combination)
        for combination in product(Selection, settings.speeds_kmh, settings.thresholds_min, (False, True))
    ]


def summarise(
    access: Access,
    demand: pd.DataFrame,
    places: pd.DataFrame,
    *,
    neighbourhoods: list[str],
    city: str,
    settings: WalkSettings,
) -> pd.DataFrame:
    """Compute the table `coverage`.

    Parameters
    ----------
    access
        Distances between the rows of `demand` and the rows of `places`, in their order.
    demand
        Columns `neighbourhood`, `residents`.
    places
        Columns `kind`, `counted`, `uncertain`, `functions`.
    neighbourhoods
        Codes, in the order wanted.
    city
        Code for the row of the whole area.
    settings
        Speeds, thresholds and cap.

    Returns
    -------
    pandas.DataFrame
        As `geo.bundle.tables.COVERAGE`, one row per neighbourhood (then the city) and combination of assumptions.
    """
    grouping = Grouping.by_neighbourhood(demand, neighbourhoods)
    residents = demand["residents"].to_numpy(dtype=np.float64)
    functions = places["functions"].to_numpy(dtype=object)
    tables: list[pd.DataFrame] = []
    for assumptions in all_assumptions(settings):
        selected = selected_places(places, assumptions.selection, with_uncertain=assumptions.with_uncertain)
        contributed = measure(access, residents, functions, selected, assumptions, settings)
        tables.extend(
            measure_rows(contributed, residents, groups, assumptions) for groups in (grouping, grouping.whole(city))
        )
    return pd.concat(tables, ignore_index=True)


HEADLINE_COLUMNS = (
    "coverage",
    "coverage_low",
    "coverage_high",
    "gap",
    "gap_depth",
    "dry",
    "single",
    "looped",
    "variety",
)


def headline_rows(coverage: pd.DataFrame, settings: WalkSettings) -> pd.DataFrame:
    """Pick the headline out of all combinations, one row per neighbourhood.

    Parameters
    ----------
    coverage
        As `geo.bundle.tables.COVERAGE`.
    settings
        Which selection, speed, threshold and treatment of uncertain places the headline has.

    Returns
    -------
    pandas.DataFrame
        Index `neighbourhood`, columns `HEADLINE_COLUMNS`. `coverage_low` and `coverage_high` are the extremes over
        both speeds and uncertain places in or out, at the same selection and threshold.
    """
    about = coverage[
        (coverage["selection"] == settings.headline_selection.value)
        & (coverage["threshold"] == settings.headline_threshold_min)
    ]
    chosen = about[
        (about["speed"] == settings.headline_speed.value)
        & (about["with_uncertain"] == settings.headline_with_uncertain)
    ].set_index("neighbourhood")
    by_area = about.groupby("neighbourhood", sort=False)["coverage"]
    chosen = chosen.assign(coverage_low=by_area.min(), coverage_high=by_area.max())
    return chosen[list(HEADLINE_COLUMNS)]
