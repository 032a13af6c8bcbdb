"""Expectations against the list of everything that could be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.certainty.expected import expected_redundancy, expected_share, expected_sole_residents, reach_chances
from tests.geo.certainty.possible_towns import counts_in, possible, small_possibilities, states, towns


@given(small_possibilities())
def test_redundancy_equals_the_list_of_all_states(places):
    found = expected_redundancy(reach_chances(places))
    listed = np.zeros((3, places.reach.shape[0]))
    for chance, taken in states(places):
        count = np.minimum(counts_in(places, taken), 2)
        listed[count, np.arange(len(count))] += chance
    np.testing.assert_allclose([found.dry, found.single, found.looped], listed, atol=1e-12)


@given(towns())
def test_sole_residents_equal_the_list_of_all_states(town):
    places, homes = town
    listed = np.zeros(len(places.existence))
    for chance, taken in states(places):
        sole = counts_in(places, taken) == 1
        for at in taken:
            reached = places.reach[:, [at]].toarray().ravel()
            listed[places.place[at]] += chance * homes.residents[sole & reached].sum()
    found = expected_sole_residents(reach_chances(places), homes.residents, len(places.existence))
    np.testing.assert_allclose(found, listed, atol=1e-9)


@given(small_possibilities(existence=st.just(1.0)))
def test_what_is_certain_is_the_plain_count(places):
    certain = possible(
        places.reach.toarray()[:, np.unique(places.place, return_index=True)[1]],
        np.arange(len(places.existence)),
        places.existence,
    )
    found = expected_redundancy(reach_chances(certain))
    count = certain.reach.toarray().sum(axis=1)
    assert found.dry.tolist() == (count == 0).astype(float).tolist()
    assert found.single.tolist() == (count == 1).astype(float).tolist()


def test_a_place_near_at_some_of_its_spots_counts_by_their_share():
    places = possible([[1, 1, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0]], [0, 0, 0, 1], [0.9, 0.5])
    covered = 1 - expected_redundancy(reach_chances(places)).dry
    assert covered == pytest.approx([1 - (1 - 0.9 * 2 / 3) * 0.5, 1 - 0.1 * 0.5, 0.0])


@given(small_possibilities(), st.data())
def test_an_extra_place_never_lowers_the_chance(places, data):
    before = expected_redundancy(reach_chances(places)).dry
    drop = data.draw(st.integers(0, len(places.existence) - 1))
    selected = np.arange(len(places.existence)) != drop
    without = expected_redundancy(reach_chances(places.only(selected))).dry
    assert (before <= without + 1e-12).all()


def test_nobody_living_somewhere_is_no_figure_not_zero():
    share = expected_share(np.array([1.0, 0.5]), np.array([0.0, 10.0]), np.array([0, 1]), 2)
    assert np.isnan(share[0])
    assert share[1] == 0.5


def test_a_town_without_places_is_dry():
    places = possible(np.zeros((2, 0), dtype=bool), [], [])
    assert expected_redundancy(reach_chances(places)).dry.tolist() == [1.0, 1.0]


@given(small_possibilities(), st.data())
def test_a_likelier_place_never_lowers_the_chance(places, data):
    which = data.draw(st.integers(0, len(places.existence) - 1))
    likelier = places.existence.copy()
    likelier[which] = (likelier[which] + 1) / 2
    after = possible(places.reach.toarray(), places.place, likelier)
    assert (reach_chances(after).none_within <= reach_chances(places).none_within + 1e-12).all()
