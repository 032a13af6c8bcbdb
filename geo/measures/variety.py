"""Variety: how many of the four functions can be reached on foot."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from geo.arrays import BoolArray, IntArray
from geo.measures.access import Access
from geo.vocabulary import SET_SEPARATOR, Function


def membership(sets: Iterable[str], member: str) -> BoolArray:
    """Tell which of the joined sets (`meet;move`) hold a member; shape `(p,)`."""
    return np.array([member in str(one).split(SET_SEPARATOR) for one in sets], dtype=bool)


def variety(access: Access, functions: NDArray[np.object_], selected: BoolArray, reach_m: float) -> IntArray:
    """Count the functions within reach of each demand point.

    Parameters
    ----------
    access
        Distances of demand points to places.
    functions
        Joined set of functions of each place, shape `(p,)`.
    selected
        Which places take part, shape `(p,)`.
    reach_m
        Threshold as a distance.

    Returns
    -------
    numpy.ndarray
        0 to 4, shape `(k,)`.
    """
    counts = [
        access.count_within(reach_m, selected & membership(functions, function.value)) > 0 for function in Function
    ]
    return np.asarray(np.sum(counts, axis=0), dtype=np.int64)
