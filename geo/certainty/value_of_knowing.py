"""Value of knowing: which unknown, once known, would narrow an interval most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo.arrays import FloatArray
from geo.certainty.expected import PossiblePlaces, ReachChances


@dataclass(frozen=True, slots=True)
class ValueOfKnowing:
    """By how much the variance of covered residents would fall on average, per place; each of shape `(p,)`.

    Parameters
    ----------
    existence
        Once it is known whether the place is there for anyone to walk in.
    position
        Once it is known, if it is there, also where.
    """

    existence: FloatArray
    position: FloatArray

    @property
    def both(self) -> FloatArray:
        """Once both are known."""
        return self.existence + self.position


def value_of_knowing(places: PossiblePlaces, chances: ReachChances, residents: FloatArray) -> ValueOfKnowing:
    """Work out what it is worth to know each place for sure.

    The variance of C falls on average by Var(E[C | X]) when X becomes known (law of total variance). Places are
    independent, so the conditional expectations are exact: E[C | j at position m] - E[C | j gone] is the sum of
    P_k prod_{i != j} (1 - p_ik) over the demand points k that m reaches. Saltelli et al. (2008), Global Sensitivity
    Analysis, 1.2.14, calls the same the first-order effect of X.

    Parameters
    ----------
    places
        The selected places and their candidate positions.
    chances
        From `reach_chances` of the same places.
    residents
        P_k, of the city or of one neighbourhood with 0 elsewhere, shape `(k,)`.

    Returns
    -------
    ValueOfKnowing
        In residents squared. The square root of what is left of the variance is the standard deviation.
    """
    gain = _gain_of_positions(places, chances, residents)
    count = places.positions_of
    mean = np.bincount(places.place, weights=gain, minlength=len(count)) / count
    square = np.bincount(places.place, weights=gain**2, minlength=len(count)) / count
    e = places.existence
    return ValueOfKnowing(existence=e * (1 - e) * mean**2, position=e * np.maximum(0.0, square - mean**2))


def _gain_of_positions(places: PossiblePlaces, chances: ReachChances, residents: FloatArray) -> FloatArray:
    """Residents whom each position would cover and nothing else does, in expectation; shape `(n,)`."""
    row, column = np.nonzero(chances.place >= 0)
    alone = csr_array(
        (chances.no_other_within[row, column] * residents[row], (row, chances.place[row, column])),
        shape=(len(residents), len(places.existence)),
    )
    reach = places.reach.tocoo()
    home, position = reach.coords
    worth = np.asarray(alone[home, places.place[position]]).ravel()
    return np.bincount(position, weights=worth, minlength=len(places.place)).astype(np.float64)
