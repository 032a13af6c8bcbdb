"""Expected coverage, redundancy and sole-place residents where places and their positions are uncertain.

Place j is there for anyone to walk in with probability e_j, at one of its candidate positions, each as likely as the
other. A share q_jk of them lies within reach of demand point k, so k reaches j with probability p_jk = e_j q_jk.
Places are independent of each other, so all expectations below are exact: there is nothing to draw.

Daskin (1983), A maximum expected covering location model: formulation, properties and heuristic solution.
Transportation Science 17(1), 48-70, has the covering model with places that may fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from geo.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class PossiblePlaces:
    """Which demand points each candidate position of each place would serve.

    Parameters
    ----------
    reach
        True where a position lies within reach of a demand point, shape `(k, n)`; only True is stored.
    place
        Place of every position, in rising order, each place at least once, shape `(n,)`.
    existence
        e_j, from 0 to 1, shape `(p,)`.
    """

    reach: csr_array
    place: IntArray
    existence: FloatArray

    @property
    def positions_of(self) -> IntArray:
        """How many candidate positions each place has, shape `(p,)`."""
        return np.bincount(self.place, minlength=len(self.existence)).astype(np.int64)

    def at(self, rows: IntArray) -> PossiblePlaces:
        """Keep some of the demand points, by number, shape `(r,)`."""
        return replace(self, reach=self.reach[rows])

    def only(self, selected: BoolArray) -> PossiblePlaces:
        """Keep some of the places.

        Parameters
        ----------
        selected
            Which, shape `(p,)`.

        Returns
        -------
        PossiblePlaces
            With the places numbered anew, in their order.
        """
        kept = selected[self.place]
        number = np.cumsum(selected) - 1
        return PossiblePlaces(self.reach[:, np.flatnonzero(kept)], number[self.place[kept]], self.existence[selected])


@dataclass(frozen=True, slots=True)
class ReachChances:
    """The chance that each demand point reaches each place, only where it is not 0.

    A row per demand point, as wide as the longest of them: `w` entries, filled up with chance 0.

    Parameters
    ----------
    place
        Place of every entry, -1 where the row is filled up, shape `(k, w)`.
    chance
        p_jk, shape `(k, w)`.
    """

    place: IntArray
    chance: FloatArray

    @property
    def none_within(self) -> FloatArray:
        """The chance that nothing is within reach, shape `(k,)`."""
        return np.asarray(np.prod(1.0 - self.chance, axis=1))

    @property
    def no_other_within(self) -> FloatArray:
        """Per entry the chance that no other place is within reach, shape `(k, w)`."""
        miss = 1.0 - self.chance
        before, after = np.ones_like(miss), np.ones_like(miss)
        np.cumprod(miss[:, :-1], axis=1, out=before[:, 1:])
        np.cumprod(miss[:, :0:-1], axis=1, out=after[:, -2::-1])
        return before * after


def reach_chances(places: PossiblePlaces) -> ReachChances:
    """Work out the chance that each demand point reaches each place.

    Parameters
    ----------
    places
        The places and their candidate positions.

    Returns
    -------
    ReachChances
        p_jk = e_j times the share of the positions of j within reach of k.
    """
    count = places.positions_of
    spread = csr_array(
        (1.0 / count[places.place], (np.arange(len(places.place)), places.place)),
        shape=(len(places.place), len(places.existence)),
    )
    chance = csr_array(places.reach.astype(np.float64) @ spread)
    chance.sort_indices()
    rows = np.repeat(np.arange(chance.shape[0]), np.diff(chance.indptr))
    column = np.arange(chance.nnz) - chance.indptr[rows]
    width = int(np.diff(chance.indptr).max(initial=0))
    padded_place = np.full((chance.shape[0], width), -1, dtype=np.int64)
    padded = np.zeros((chance.shape[0], width))
    padded_place[rows, column] = chance.indices
    # Adding up n times 1/n may miss 1 by a rounding: a place whose every position is near is near.
    share = np.where(np.isclose(chance.data, 1.0, rtol=0, atol=1e-12), 1.0, chance.data)
    padded[rows, column] = share * places.existence[chance.indices]
    return ReachChances(padded_place, padded)


@dataclass(frozen=True, slots=True)
class ExpectedRedundancy:
    """The chance of no, exactly one, and two or more places within reach; each of shape `(k,)`.

    Parameters
    ----------
    dry, single, looped
        Together 1: the first terms of the Poisson binomial distribution of the number of places.
    """

    dry: FloatArray
    single: FloatArray
    looped: FloatArray


def expected_redundancy(chances: ReachChances) -> ExpectedRedundancy:
    """Work out how likely each demand point is dry, single or looped.

    Parameters
    ----------
    chances
        From `reach_chances`.

    Returns
    -------
    ExpectedRedundancy
        `1 - dry` is the chance of being covered.
    """
    dry = chances.none_within
    single = np.asarray((chances.chance * chances.no_other_within).sum(axis=1))
    return ExpectedRedundancy(dry, single, np.maximum(0.0, 1.0 - dry - single))


def expected_sole_residents(chances: ReachChances, residents: FloatArray, places: int) -> FloatArray:
    """Work out for how many residents each place is, in expectation, the only one.

    Parameters
    ----------
    chances
        From `reach_chances`.
    residents
        P_k, shape `(k,)`.
    places
        p.

    Returns
    -------
    numpy.ndarray
        Sum of P_k p_jk prod_{i != j} (1 - p_ik) per place, shape `(p,)`.
    """
    sole = chances.chance * chances.no_other_within * residents[:, None]
    known = chances.place >= 0
    return np.bincount(chances.place[known], weights=sole[known], minlength=places).astype(np.float64)


def expected_share(chance: FloatArray, residents: FloatArray, group: IntArray, groups: int) -> FloatArray:
    """Average a chance over the residents of each group.

    Parameters
    ----------
    chance
        Per demand point, shape `(k,)`.
    residents
        P_k, shape `(k,)`.
    group
        Neighbourhood of each demand point, shape `(k,)`.
    groups
        b.

    Returns
    -------
    numpy.ndarray
        Shape `(b,)`, NaN where nobody lives.
    """
    people = np.bincount(group, weights=residents, minlength=groups)
    total = np.bincount(group, weights=residents * chance, minlength=groups)
    return np.asarray(np.divide(total, people, out=np.full(groups, np.nan), where=people > 0))
