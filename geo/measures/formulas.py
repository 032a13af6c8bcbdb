"""The formulas of the measures: coverage, depth of the gap, need weights, redundancy and variety.

Each is a pure function of arrays with one value per demand point.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from geo.arrays import BoolArray, FloatArray, IntArray


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


def excess_minutes(minutes: FloatArray, threshold_min: float, cap_min: float) -> FloatArray:
    """Minutes beyond the threshold, with walks capped.

    The poverty-gap measure of Foster, Greer & Thorbecke (1984) with alpha = 1, in minutes instead of money: weighted
    by residents, its mean is the gap depth; with alpha = 0 it is the share not covered.

    Parameters
    ----------
    minutes
        Travel time to the nearest selected place, `inf` where there is none, shape `(k,)`.
    threshold_min
        T, in minutes.
    cap_min
        Longer walks count as this many minutes: nobody walks for hours, and one far point must not rule the mean.

    Returns
    -------
    numpy.ndarray
        max(0, min(t, cap) - T), shape `(k,)`.
    """
    return np.maximum(0.0, np.minimum(minutes, cap_min) - threshold_min)


def need_weighted(residents: FloatArray, needs: FloatArray, weights: FloatArray) -> FloatArray:
    """Residents weighted by published needs.

    Each need is a share (0 to 1) of residents, households or adults, used as a weight and not to count with. A resident
    counts as 1 plus the weighted needs of their
    neighbourhood: with all weights 0 this is the plain number of residents.

    Parameters
    ----------
    residents
        P_i, shape `(k,)`.
    needs
        Shares per demand point, shape `(k, q)`; NaN (unknown) takes the mean of the known ones, weighted by residents.
    weights
        How much each need counts, shape `(q,)`, not negative.

    Returns
    -------
    numpy.ndarray
        Weighted residents, shape `(k,)`.

    Raises
    ------
    ValueError
        If a weight is negative or not finite.
    """
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("weights must be finite and not negative")
    if not len(weights):
        return residents.copy()
    known = np.isfinite(needs)
    mass = np.where(known, residents[:, None], 0.0).sum(axis=0)
    total = np.where(known, needs * residents[:, None], 0.0).sum(axis=0)
    mean = np.divide(total, mass, out=np.zeros_like(total), where=mass > 0)
    return np.asarray(residents * (1.0 + np.where(known, needs, mean) @ weights))


class Redundancy(StrEnum):
    """How many ways there are to a meeting place."""

    DRY = "dry"
    SINGLE = "single"
    LOOPED = "looped"


def is_redundancy(count: IntArray, level: Redundancy) -> BoolArray:
    """Tell which demand points are at a level of redundancy.

    Parameters
    ----------
    count
        Selected places within reach, shape `(k,)`.
    level
        `dry` none, `single` exactly one, `looped` two or more.

    Returns
    -------
    numpy.ndarray
        True where the level holds, shape `(k,)`.
    """
    if level is Redundancy.DRY:
        return np.asarray(count == 0)
    if level is Redundancy.SINGLE:
        return np.asarray(count == 1)
    return np.asarray(count >= 2)


def count_places(within: BoolArray) -> IntArray:
    """Count the places within reach of each demand point, given which are, shape `(k, p)`; shape `(k,)`."""
    return np.asarray(within.sum(axis=1), dtype=np.int64)


def count_by_function(within: BoolArray, functions: BoolArray) -> IntArray:
    """Count the places with each function within reach of each demand point.

    Parameters
    ----------
    within
        Which places lie within reach, shape `(k, p)`.
    functions
        Which place has which function, shape `(4, p)`.

    Returns
    -------
    numpy.ndarray
        Shape `(4, k)`.
    """
    # As floats the product runs through BLAS; counts are small whole numbers, so nothing is lost.
    counts = within.astype(np.float64) @ functions.T.astype(np.float64)
    return np.asarray(np.rint(counts.T), dtype=np.int64)


def variety(by_function: IntArray) -> IntArray:
    """Count the functions within reach of each demand point.

    Parameters
    ----------
    by_function
        As `count_by_function`, shape `(4, k)`.

    Returns
    -------
    numpy.ndarray
        0 to 4, shape `(k,)`.
    """
    return np.asarray((by_function > 0).sum(axis=0), dtype=np.int64)
