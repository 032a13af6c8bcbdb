"""Assumptions: which places, whose walking speed, how many minutes, and with or without uncertain places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.arrays import IntArray
from geo.vocabulary import Selection, Speed


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One way to look at the city.

    Parameters
    ----------
    selection
        Which kinds of place.
    speed
        Whose walking speed.
    threshold
        Minutes.
    with_uncertain
        Whether uncertain places take part.
    """

    selection: Selection
    speed: Speed
    threshold: int
    with_uncertain: bool


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
