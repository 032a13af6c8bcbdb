"""Small towns whose every possible state can be listed: the oracle of expectations and draws."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.certainty.draws import Homes
from geo.certainty.expected import PossiblePlaces


def possible(reach, place, existence) -> PossiblePlaces:
    return PossiblePlaces(
        csr_array(np.array(reach, dtype=bool)), np.array(place, dtype=np.int64), np.array(existence, dtype=np.float64)
    )


def states(places: PossiblePlaces):
    """Every state of a town, with its probability and which positions are taken."""
    count = places.positions_of
    first = np.searchsorted(places.place, np.arange(len(count)))
    choices = [
        [each for each in [(1 - e, None), *((e / n, at + step) for step in range(n))] if each[0] > 0]
        for e, n, at in zip(places.existence, count, first, strict=True)
    ]
    for state in product(*choices):
        yield math.prod(each for each, _ in state), [at for _, at in state if at is not None]


def counts_in(places: PossiblePlaces, taken: list[int]):
    return places.reach[:, taken].toarray().sum(axis=1) if taken else np.zeros(places.reach.shape[0], dtype=int)


@st.composite
def small_possibilities(draw, *, existence=None):
    homes = draw(st.integers(1, 6))
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    place = np.repeat(np.arange(len(sizes)), sizes)
    reach = draw(
        st.lists(st.lists(st.booleans(), min_size=len(place), max_size=len(place)), min_size=homes, max_size=homes)
    )
    chances = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]) if existence is None else existence
    e = draw(st.lists(chances, min_size=len(sizes), max_size=len(sizes)))
    return possible(reach, place, e)


@st.composite
def towns(draw, **options):
    places = draw(small_possibilities(**options))
    k = places.reach.shape[0]
    residents = np.array(draw(st.lists(st.integers(1, 50), min_size=k, max_size=k)), dtype=np.float64)
    group = np.array(draw(st.lists(st.integers(0, 1), min_size=k, max_size=k)), dtype=np.int64)
    return places, Homes(residents, np.arange(k), group, 2)
