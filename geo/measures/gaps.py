"""Gaps: how many residents have no place within a walk, and how far they are from one."""

from __future__ import annotations

import numpy as np

from geo.arrays import FloatArray
from geo.settings import METRES_PER_KM, MINUTES_PER_HOUR


def walking_minutes(metres: FloatArray, speed_kmh: float) -> FloatArray:
    """Minutes to walk distances in metres; `inf` stays `inf`."""
    return np.asarray(metres * MINUTES_PER_HOUR / (speed_kmh * METRES_PER_KM))


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

    Each need is a share of residents (0 to 1). A resident counts as 1 plus the weighted needs of their
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
