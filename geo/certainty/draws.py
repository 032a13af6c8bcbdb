"""Draw cities that could be: places there or gone, at one of their positions, homes spread over their postcode.

Expectations need no draws (`geo.certainty.expected`). How far a figure may lie from its expectation does: the same
place serves many homes, so what is unknown about it moves them together. Random allocation of homes within an area
follows Hibbert, Liese, Lawson, Porter, Puett, Standiford, Liu and Dulin (2009), Evaluating geographic imputation
approaches for zip code level data, International Journal of Health Geographics 8:54.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.certainty.expected import PossiblePlaces

DRAWS: Final = 1000
"""Behind every interval that is drawn when somebody asks; a build draws as often as its settings say."""
_AT_ONCE: Final = 128
_MANTISSA: Final = 2.0**-53


@dataclass(frozen=True, slots=True)
class Homes:
    """Where residents live: demand points, of which some share one postcode.

    Parameters
    ----------
    residents
        P_k, shape `(k,)`.
    postcode
        Which demand points divide the residents of one postcode between them, numbered from 0, shape `(k,)`.
    group
        Neighbourhood of each demand point, shape `(k,)`.
    groups
        b.
    """

    residents: FloatArray
    postcode: IntArray
    group: IntArray
    groups: int


def homes_in(demand: pd.DataFrame, residents: FloatArray, group: IntArray | None = None, groups: int = 1) -> Homes:
    """Say where residents live and which demand points share a postcode.

    Parameters
    ----------
    demand
        Column `postcode`, a row per demand point.
    residents
        P_k, shape `(k,)`.
    group, groups
        As in `Homes`; by itself all are one group.

    Returns
    -------
    Homes
        Postcodes numbered in the order they come in.
    """
    postcode, _ = pd.factorize(demand["postcode"])
    together = np.zeros(len(demand), dtype=np.int64) if group is None else group
    return Homes(residents, postcode.astype(np.int64), together, groups)


def seed_of(parts: Iterable[bytes]) -> int:
    """Make a seed from content, so that the same content gives the same draws on every machine."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return int.from_bytes(digest.digest()[:16], "big")


class _Uniform:
    """Numbers from 0 to 1 from the raw bits of PCG64: numpy promises these bits, not what is made of them."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed))

    def draw(self, rows: int, columns: int) -> FloatArray:
        raw = np.asarray(self._bits.random_raw(rows * columns), dtype=np.uint64)
        return ((raw >> np.uint64(11)).astype(np.float64) * _MANTISSA).reshape(rows, columns)


def coverage_draws(places: PossiblePlaces, homes: Homes, *, draws: int, seed: int) -> FloatArray:
    """Draw coverage per neighbourhood, and of all together, as it could be.

    In each draw every place is there with its probability, at one of its positions, and the residents of a postcode
    are divided over its demand points at random, every division as likely as another.

    Parameters
    ----------
    places
        The selected places and their candidate positions.
    homes
        Where residents live.
    draws
        How many.
    seed
        From `seed_of`.

    Returns
    -------
    numpy.ndarray
        Shape `(b + 1, draws)`, NaN where nobody lives; the last row is all together.
    """
    result = np.empty((homes.groups + 1, draws))
    for start, columns in covered_draws(places, homes, draws=draws, seed=seed):
        covered, weight = columns
        stop = start + covered.shape[1]
        served = _by_group(weight * covered, homes)
        people = _by_group(weight, homes)
        result[:, start:stop] = np.divide(served, people, out=np.full_like(served, np.nan), where=people > 0)
    return result


def covered_draws(
    places: PossiblePlaces, homes: Homes, *, draws: int, seed: int
) -> Iterator[tuple[int, tuple[BoolArray, FloatArray]]]:
    """Draw which demand points are covered, some draws at a time.

    Yields
    ------
    start : int
        Number of the first draw of the batch.
    batch : tuple
        `covered` and the residents at each demand point, both of shape `(k, batch)`.
    """
    uniform = _Uniform(seed)
    whole, parts = _whole_and_part(places)
    count, first = places.positions_of, np.searchsorted(places.place, np.arange(len(places.existence)))
    for start in range(0, draws, _AT_ONCE):
        batch = min(_AT_ONCE, draws - start)
        there = uniform.draw(len(places.existence), batch) < places.existence[:, None]
        where = first[:, None] + (uniform.draw(len(places.existence), batch) * count[:, None]).astype(np.int64)
        at = np.zeros((len(places.place), batch), dtype=np.float32)
        place, draw = np.nonzero(there)
        at[where[place, draw], draw] = 1.0
        covered = (whole @ there.astype(np.float32) + parts @ at) > 0
        yield start, (covered, _divided(homes, uniform, batch))


def _whole_and_part(places: PossiblePlaces) -> tuple[csr_array, csr_array]:
    """Split what is within reach: places near at every position of theirs, and single positions of the others."""
    count = places.positions_of
    membership = csr_array(
        (np.ones(len(places.place), np.float32), (np.arange(len(places.place)), places.place)),
        shape=(len(places.place), len(places.existence)),
    )
    near = csr_array(places.reach.astype(np.float32) @ membership)
    whole = near.copy()
    whole.data = (near.data == count[near.indices]).astype(np.float32)
    whole.eliminate_zeros()
    parts = places.reach.astype(np.float32).tocoo()
    rows, columns = parts.coords
    at_place = places.place[columns]
    partly = np.asarray(near[rows, at_place]).ravel() < count[at_place]
    part = csr_array((parts.data[partly], (rows[partly], columns[partly])), shape=parts.shape)
    return whole, part


def _divided(homes: Homes, uniform: _Uniform, batch: int) -> FloatArray:
    """Divide the residents of each postcode over its demand points; every division is as likely (Dirichlet)."""
    counts = np.bincount(homes.postcode)
    shared = np.flatnonzero(counts[homes.postcode] > 1)
    weight = np.repeat(homes.residents[:, None], batch, axis=1)
    if not len(shared):
        return weight
    part = -np.log1p(-uniform.draw(len(shared), batch))
    postcode = homes.postcode[shared]
    total = np.zeros((len(counts), batch))
    np.add.at(total, postcode, part)
    people = np.bincount(homes.postcode, weights=homes.residents, minlength=len(counts))
    weight[shared] = part / total[postcode] * people[postcode][:, None]
    return weight


def _by_group(values: FloatArray, homes: Homes) -> FloatArray:
    membership = csr_array(
        (np.ones(len(homes.group)), (homes.group, np.arange(len(homes.group)))), shape=(homes.groups, len(homes.group))
    )
    each = np.asarray(membership @ values)
    return np.vstack([each, values.sum(axis=0)])
