"""Weigh uncertain places by how likely they are there, in the table of measures."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

INTERVAL: Final = ("low", "fifth", "four_fifths", "high")
"""Percentiles of coverage (5, 20, 80, 95) that stand beside a weighed figure."""


def weighed_coverage(coverage: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Let uncertain places count by how likely they are there, and at every point where they may stand.

    Parameters
    ----------
    coverage, expected
        The tables of the bundle of those names.

    Returns
    -------
    pandas.DataFrame
        As `coverage`, but where uncertain places take part, `covered`, `coverage`, `gap`, `dry`, `single` and `looped`
        are expectations, with the percentiles `INTERVAL` beside them (NaN elsewhere). Depth and variety stay as they
        are: every uncertain place counts in them.
    """
    keys = ["neighbourhood", "selection", "speed", "threshold"]
    beside = coverage[keys].merge(expected, on=keys, how="left", validate="many_to_one")
    weighed = coverage["with_uncertain"].to_numpy(dtype=bool) & beside["residents"].notna().to_numpy()
    gap = beside["gap"].clip(lower=0.0)
    new = {
        "covered": beside["residents"] - gap,
        "coverage": beside["coverage"],
        "gap": gap,
        "dry": gap,
        "single": beside["single"],
        "looped": beside["looped"],
    }
    replaced = {name: np.where(weighed, column, coverage[name]) for name, column in new.items()}
    return coverage.assign(**replaced, **{name: beside[name].where(weighed).to_numpy() for name in INTERVAL})
