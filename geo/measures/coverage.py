"""Coverage: the share of residents who have a selected place within a walk."""

from __future__ import annotations

import numpy as np

from geo.arrays import FloatArray, IntArray


def sum_by(values: FloatArray, group: IntArray, groups: int) -> FloatArray:
    """Add up values per group.

    Parameters
    ----------
    values
        One value per demand point, shape `(k,)`.
    group
        Group number per demand point, shape `(k,)`.
    groups
        How many groups there are.

    Returns
    -------
    numpy.ndarray
        Sums, 0 for groups without points, shape `(groups,)`.
    """
    return np.asarray(np.bincount(group, weights=values, minlength=groups), dtype=np.float64)


def share_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide, with NaN where there is nothing to divide by: no residents is not 0 % covered."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def covered_residents(residents: FloatArray, nearest_m: FloatArray, reach_m: float) -> FloatArray:
    """Residents with a place within reach, per demand point.

    Coverage is C_b = sum P_i [min_j t_ij <= T] / sum P_i over the demand points i of neighbourhood b: the cumulative
    opportunities measure with one opportunity as enough (Geurs & Van Wee 2004).

    Parameters
    ----------
    residents
        P_i, shape `(k,)`.
    nearest_m
        Metres to the nearest selected place, `inf` where there is none, shape `(k,)`.
    reach_m
        Threshold as a distance: threshold time x walking speed.

    Returns
    -------
    numpy.ndarray
        P_i where covered, else 0, shape `(k,)`.
    """
    return np.where(nearest_m <= reach_m, residents, 0.0)
