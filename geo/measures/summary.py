"""The table `coverage`: every measure for every neighbourhood and the city, under every assumption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from geo.arrays import FloatArray
from geo.measures.access import Access, functions_of, selected_places
from geo.measures.assumptions import all_assumptions
from geo.measures.evaluation import Evaluation, contributions, evaluate
from geo.measures.grouping import Grouping, share_of
from geo.settings import WalkSettings
from geo.vocabulary import Function

MEASURES: Final = ("residents", "covered", "coverage", "gap", "gap_depth", "dry", "single", "looped", "variety")
"""Columns with figures; the other columns say of what and under which assumptions."""
HEADLINE_COLUMNS: Final = (
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


def measures_by_group(
    evaluation: Evaluation, residents: FloatArray, groupings: Sequence[Grouping], settings: WalkSettings
) -> pd.DataFrame:
    """Compute every measure of an evaluation for every group.

    Parameters
    ----------
    evaluation
        What each demand point can reach.
    residents
        P_i, shape `(k,)`.
    groupings
        Which group each demand point belongs to, in one or several ways: by neighbourhood, and all in one.
    settings
        With the speeds and the cap.

    Returns
    -------
    pandas.DataFrame
        As `geo.bundle.tables.COVERAGE`, one row per group, in the order of `groupings`.
    """
    contributed = contributions(evaluation, residents, settings)
    tables = [_group_rows(evaluation, contributed, residents, grouping) for grouping in groupings]
    return pd.concat(tables, ignore_index=True)


def _group_rows(
    evaluation: Evaluation, contributed: dict[str, FloatArray], residents: FloatArray, grouping: Grouping
) -> pd.DataFrame:
    assumptions, people = evaluation.assumptions, grouping.total(residents)
    total = {name: grouping.total(values) for name, values in contributed.items()}
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
            "variety": np.minimum(share_of(total["functions"], people), float(len(Function))),
        }
    )


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
    groupings = (grouping, grouping.whole(city))
    residents = demand["residents"].to_numpy(dtype=np.float64)
    functions = functions_of(places)
    tables: list[pd.DataFrame] = []
    for assumptions in all_assumptions(settings):
        selected = selected_places(places, assumptions.selection, with_uncertain=assumptions.with_uncertain)
        evaluation = evaluate(access, functions, selected, assumptions, settings)
        tables.append(measures_by_group(evaluation, residents, groupings, settings))
    return pd.concat(tables, ignore_index=True)


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
        Index `neighbourhood`, columns `HEADLINE_COLUMNS`. `coverage_low` and `coverage_high` are the extremes:
        uncertain places out or in. Speed, selection and threshold are a choice, not a doubt, and stay the same.
    """
    about = coverage[
        (coverage["selection"] == settings.headline_selection.value)
        & (coverage["threshold"] == settings.headline_threshold_min)
        & (coverage["speed"] == settings.headline_speed.value)
    ]
    chosen = about[about["with_uncertain"] == settings.headline_with_uncertain].set_index("neighbourhood")
    by_area = about.groupby("neighbourhood", sort=False)["coverage"]
    chosen = chosen.assign(coverage_low=by_area.min(), coverage_high=by_area.max())
    return chosen[list(HEADLINE_COLUMNS)]
