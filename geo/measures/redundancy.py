"""Redundancy: dry, single or looped, as a sewer would be."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.arrays import IntArray


class Redundancy(StrEnum):
    """How many ways there are to a meeting place."""

    DRY = "dry"
    SINGLE = "single"
    LOOPED = "looped"


def is_redundancy(count: IntArray, level: Redundancy) -> NDArray[np.bool_]:
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
