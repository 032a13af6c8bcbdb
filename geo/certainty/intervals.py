"""What draws say: the middle, the range, the chance of being among the driest, and how exact that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import BoolArray, FloatArray, IntArray

LOW, FIFTH, MIDDLE, FOUR_FIFTHS, HIGH = 0.05, 0.2, 0.5, 0.8, 0.95
_SURE: Final = 1.959964
"""Standard errors that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle and the range of draws; each of shape `(b,)`, NaN where there is no figure.

    Parameters
    ----------
    low, fifth, median, four_fifths, high
        The 5th, 20th, 50th, 80th and 95th percentile.
    error
        How far an end may move with other draws (the wider of the 95 % confidence intervals of both ends, halved).
    """

    low: FloatArray
    fifth: FloatArray
    median: FloatArray
    four_fifths: FloatArray
    high: FloatArray
    error: FloatArray


def interval(draws: FloatArray) -> Interval:
    """Summarise draws.

    Parameters
    ----------
    draws
        Shape `(b, d)`; a row of NaN has no figure.

    Returns
    -------
    Interval
        Percentiles are values that were drawn (inverted distribution function), so that an interval without
        uncertainty has no width. The error follows from order statistics (Conover, Practical Nonparametric
        Statistics, 3.2).
    """
    ordered = np.sort(draws, axis=1)
    shares = (LOW, FIFTH, MIDDLE, FOUR_FIFTHS, HIGH)
    low, fifth, median, four_fifths, high = (ordered[:, _rank(share, draws.shape[1])] for share in shares)
    error = np.maximum(_quantile_error(ordered, LOW), _quantile_error(ordered, HIGH))
    return Interval(low, fifth, median, four_fifths, high, error)


def _rank(share: float, count: int) -> int:
    return min(count - 1, max(0, math.ceil(share * count) - 1))


def _quantile_error(ordered: FloatArray, share: float) -> FloatArray:
    count = ordered.shape[1]
    spread = _SURE * math.sqrt(count * share * (1 - share))
    below, above = max(0, math.floor(count * share - spread) - 1), min(count - 1, math.ceil(count * share + spread))
    return np.asarray((ordered[:, above] - ordered[:, below]) / 2)


def chance_below(draws: FloatArray, level: float) -> FloatArray:
    """Count how often each row lies below a level; shape `(b,)`, NaN where there is no figure."""
    known = ~np.isnan(draws).any(axis=1)
    return np.where(known, (draws < level).mean(axis=1), np.nan)


def chance_among_driest(draws: FloatArray, ranked: BoolArray, most: int) -> FloatArray:
    """Count how often each neighbourhood is among those with the lowest coverage.

    Parameters
    ----------
    draws
        Coverage, shape `(b, d)`.
    ranked
        Which take part, shape `(b,)`.
    most
        How many are called the driest; of equal ones all or none, whichever is nearer.

    Returns
    -------
    numpy.ndarray
        Shape `(b,)`, NaN for those that take no part.
    """
    rank = ranks(draws, ranked)
    chance = np.full(len(draws), np.nan)
    chance[ranked] = (rank <= most).mean(axis=1)
    return chance


def ranks(draws: FloatArray, ranked: BoolArray) -> FloatArray:
    """Rank the neighbourhoods in each draw, the driest first.

    Parameters
    ----------
    draws
        Coverage, shape `(b, d)`.
    ranked
        Which take part, shape `(b,)`.

    Returns
    -------
    numpy.ndarray
        From 1, of shape `(r, d)` for the `r` that take part; equal ones share the mean of their ranks.
    """
    values = draws[ranked]
    lower = np.zeros(values.shape)
    equal = np.zeros(values.shape)
    for other in values:
        lower += other[None, :] < values
        equal += other[None, :] == values
    return lower + (equal + 1.0) / 2.0


def rank_interval(draws: FloatArray, ranked: BoolArray) -> tuple[IntArray, IntArray]:
    """Give the 5th and 95th percentile of each rank; 0 for neighbourhoods that take no part."""
    ordered = np.sort(ranks(draws, ranked), axis=1)
    low, high = np.zeros(len(draws), dtype=np.int64), np.zeros(len(draws), dtype=np.int64)
    low[ranked] = np.floor(ordered[:, _rank(LOW, draws.shape[1])])
    high[ranked] = np.ceil(ordered[:, _rank(HIGH, draws.shape[1])])
    return low, high


def chance_drier(draws: FloatArray) -> FloatArray:
    """Count how often one neighbourhood is drier than another.

    Parameters
    ----------
    draws
        Coverage, shape `(b, d)`.

    Returns
    -------
    numpy.ndarray
        Row drier than column, shape `(b, b)`; equal ones count half, NaN where there is no figure.
    """
    drier = np.array([((row < draws) + 0.5 * (row == draws)).mean(axis=1) for row in draws])
    unknown = np.isnan(draws).any(axis=1)
    drier[unknown, :] = np.nan
    drier[:, unknown] = np.nan
    return drier
