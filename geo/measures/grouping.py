"""Add up figures of demand points by neighbourhood, and turn sums into shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which neighbourhood each demand point lies in.

    Parameters
    ----------
    names
        Codes of the neighbourhoods, shape `(b,)`.
    of_point
        Index into `names` per demand point, shape `(k,)`.
    """

    names: tuple[str, ...]
    of_point: IntArray

    @classmethod
    def by_neighbourhood(cls, demand: pd.DataFrame, names: list[str]) -> Grouping:
        """Group demand points by their column `neighbourhood`, in the order of `names`."""
        return cls(tuple(names), pd.Index(names).get_indexer(pd.Index(demand["neighbourhood"])).astype(np.int64))

    def whole(self, name: str) -> Grouping:
        """Put the same points into one group: the city."""
        return Grouping((name,), np.zeros(len(self.of_point), dtype=np.int64))

    def total(self, values: FloatArray) -> FloatArray:
        """Add up values per group.

        Parameters
        ----------
        values
            One value per demand point, shape `(k,)`.

        Returns
        -------
        numpy.ndarray
            Sums, 0 for groups without points, shape `(b,)`.
        """
        return np.asarray(np.bincount(self.of_point, weights=values, minlength=len(self.names)), dtype=np.float64)


def share_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide, with NaN where there is nothing to divide by: no residents is not 0 % covered."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def weighted_median(values: FloatArray, weights: FloatArray) -> float:
    """Give the value that the middle one of all residents has; NaN without any.

    Parameters
    ----------
    values
        One per demand point, `inf` allowed, shape `(k,)`.
    weights
        Residents, shape `(k,)`.

    Returns
    -------
    float
        The lowest value that at least half of the weight does not exceed.
    """
    if not weights.sum() > 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    heaped = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heaped, heaped[-1] / 2)])
