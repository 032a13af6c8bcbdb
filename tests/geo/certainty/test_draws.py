"""Draws: in the middle what is expected, no width without doubt, the same on every machine."""

from __future__ import annotations

import hashlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.certainty.draws import Homes, coverage_draws, seed_of
from geo.certainty.expected import expected_redundancy, expected_share, reach_chances
from geo.certainty.intervals import (
    chance_among_driest,
    chance_below,
    chance_drier,
    interval,
    rank_interval,
    ranks,
)
from tests.geo.certainty.possible_towns import counts_in, possible, states, towns


def everyone(homes: Homes, chance):
    each = expected_share(chance, homes.residents, homes.group, homes.groups)
    return np.append(each, np.average(chance, weights=homes.residents))


@given(towns())
@settings(max_examples=40)
def test_draws_average_to_what_is_expected(town):
    places, homes = town
    drawn = coverage_draws(places, homes, draws=2000, seed=1)
    expected = everyone(homes, 1 - expected_redundancy(reach_chances(places)).dry)
    np.testing.assert_allclose(drawn.mean(axis=1), expected, atol=5 * 0.5 / np.sqrt(2000))


@given(towns(existence=st.just(1.0)))
def test_without_doubt_the_interval_has_no_width(town):
    places, homes = town
    first = np.unique(places.place, return_index=True)[1]
    certain = possible(places.reach.toarray()[:, first], np.arange(len(first)), places.existence)
    found = interval(coverage_draws(certain, homes, draws=50, seed=3))
    exact = everyone(homes, (certain.reach.toarray().sum(axis=1) > 0).astype(float))
    for end in (found.low, found.median, found.high):
        np.testing.assert_array_equal(np.isnan(end), np.isnan(exact))
        np.testing.assert_allclose(end, exact, atol=1e-12)
    assert np.nanmax(found.error) == 0


@given(towns())
@settings(max_examples=30)
def test_every_draw_is_a_state_that_can_be(town):
    places, homes = town
    can_be = {
        tuple(np.round(everyone(homes, (counts_in(places, taken) > 0).astype(float)), 9)) for _, taken in states(places)
    }
    drawn = coverage_draws(places, homes, draws=60, seed=5)
    assert {tuple(np.round(column, 9)) for column in drawn.T if not np.isnan(column).any()} <= can_be


def test_draws_are_the_same_bytes_on_every_machine():
    places = possible([[1, 0, 1], [0, 1, 0]], [0, 0, 1], [0.5, 0.5])
    homes = Homes(np.array([3.0, 4.0]), np.array([0, 1]), np.array([0, 0]), 1)
    drawn = coverage_draws(places, homes, draws=300, seed=seed_of([b"places", b"walks"]))
    assert hashlib.sha256((drawn * 7).round().astype("<i4").tobytes()).hexdigest()[:16] == "7a665ea8f7fd524e"
    assert seed_of([b"places", b"walks"]) != seed_of([b"placesw", b"alks"])


def test_residents_of_one_postcode_are_divided_over_its_points():
    places = possible([[1], [0]], [0], [1.0])
    homes = Homes(np.array([5.0, 5.0]), np.array([0, 0]), np.array([0, 0]), 1)
    drawn = coverage_draws(places, homes, draws=4000, seed=9)[1]
    # Uniform over all divisions: mean 1/2, the 5th percentile at 0.05.
    assert abs(drawn.mean() - 0.5) < 0.02
    assert abs(np.quantile(drawn, 0.05) - 0.05) < 0.02


def test_more_draws_move_the_ends_by_no_more_than_the_error_said():
    rng = np.random.default_rng(0)
    reach = rng.random((30, 12)) < 0.3
    places = possible(reach, np.arange(12), rng.uniform(0.3, 0.9, 12))
    homes = Homes(np.full(30, 10.0), np.arange(30), np.zeros(30, dtype=np.int64), 1)
    few = interval(coverage_draws(places, homes, draws=1000, seed=1))
    many = interval(coverage_draws(places, homes, draws=20000, seed=2))
    assert abs(few.low - many.low).max() <= 2 * few.error.max()
    assert abs(few.high - many.high).max() <= 2 * few.error.max()


def test_ranks_share_and_count():
    draws = np.array([[0.1, 0.5, 0.2], [0.1, 0.4, 0.3], [0.9, 0.9, 0.1], [np.nan] * 3])
    ranked = np.array([True, True, True, False])
    assert ranks(draws, ranked).tolist() == [[1.5, 2, 2], [1.5, 1, 3], [3, 3, 1]]
    chance = chance_among_driest(draws, ranked, 2)
    assert chance[:3].tolist() == [1.0, 2 / 3, 1 / 3]
    assert np.isnan(chance[3])
    low, high = rank_interval(draws, ranked)
    assert low.tolist() == [1, 1, 1, 0]
    assert high.tolist() == [2, 3, 3, 0]
    assert chance_below(draws, 0.45)[:3].tolist() == [2 / 3, 1.0, 1 / 3]
    drier = chance_drier(draws)
    assert drier[0, 1] == (0.5 + 0 + 1) / 3
    assert drier[0, 1] + drier[1, 0] == 1
    assert np.isnan(drier[3, 0])
