"""The headline of each neighbourhood: one figure, with the range that the assumptions leave."""

from __future__ import annotations

import pandas as pd

from geo.settings import WalkSettings

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
        As `geo.schemas.COVERAGE`.
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
