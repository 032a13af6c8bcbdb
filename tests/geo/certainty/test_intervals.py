"""Intervals: no width without doubt, within what could be at all, and as exact as they say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.certainty.draws import Homes, coverage_draws
from geo.certainty.expected import PossiblePlaces, expected_redundancy, expected_share, reach_chances
from geo.certainty.intervals import HIGH, LOW, interval
from tests.geo.certainty.possible_towns import possible, towns

PERCENTILES = ("low", "fifth", "median", "four_fifths", "high")


def one_spot_each(places: PossiblePlaces, existence: np.ndarray) -> PossiblePlaces:
    first = np.unique(places.place, return_index=True)[1]
    return possible(places.reach.toarray()[:, first], np.arange(len(first)), existence)


def share(covered: np.ndarray, homes: Homes) -> np.ndarray:
    """Plain coverage per neighbourhood and of all together, NaN where nobody lives."""
    rows = [homes.group == group for group in range(homes.groups)] + [np.ones(len(covered), dtype=bool)]
    return np.array(
        [
            (homes.residents * covered)[row].sum() / homes.residents[row].sum() if row.any() else float("nan")
            for row in rows
        ]
    )


@given(towns(existence=st.sampled_from([0.0, 1.0])), st.integers(0, 2**64))
@settings(max_examples=50)
def test_without_doubt_every_percentile_is_plain_coverage(town, seed):
    places, homes = town
    places = one_spot_each(places, places.existence)
    covered = places.reach.toarray()[:, places.existence == 1].any(axis=1)
    found = interval(coverage_draws(places, homes, draws=40, seed=seed))
    for name in PERCENTILES:
        np.testing.assert_allclose(getattr(found, name), share(covered, homes), atol=1e-12)
    assert np.nan_to_num(found.error).max() <= 1e-12


@given(towns(), st.integers(0, 2**64))
@settings(max_examples=50)
def test_percentiles_rise_between_nothing_there_and_all_there(town, seed):
    places, homes = town
    places = one_spot_each(places, places.existence)
    reach = places.reach.toarray()
    fewest = share(reach[:, places.existence == 1].any(axis=1), homes)
    most = share(reach[:, places.existence > 0].any(axis=1), homes)
    found = interval(coverage_draws(places, homes, draws=60, seed=seed))
    ends = [fewest, *(getattr(found, name) for name in PERCENTILES), most]
    known = ~np.isnan(fewest)
    for lower, higher in pairwise(ends):
        assert (lower[known] <= higher[known] + 1e-12).all()
    assert all(np.isnan(each[~known]).all() for each in ends)


@given(towns(), st.data())
@settings(max_examples=50)
def test_the_order_of_places_and_demand_points_does_not_matter_for_what_is_expected(town, data):
    places, homes = town
    rows = np.array(data.draw(st.permutations(range(len(homes.residents)))))
    order = data.draw(st.permutations(range(len(places.existence))))
    columns = np.concatenate([np.flatnonzero(places.place == one) for one in order])
    shuffled = possible(
        places.reach.toarray()[rows][:, columns],
        np.repeat(np.arange(len(order)), places.positions_of[order]),
        places.existence[order],
    )
    one, other = expected_redundancy(reach_chances(places)), expected_redundancy(reach_chances(shuffled))
    for name in ("dry", "single", "looped"):
        np.testing.assert_allclose(getattr(one, name)[rows], getattr(other, name), atol=1e-12)
    np.testing.assert_allclose(
        expected_share(1 - one.dry, homes.residents, homes.group, 2),
        expected_share(1 - other.dry, homes.residents[rows], homes.group[rows], 2),
        atol=1e-12,
    )


@pytest.fixture(scope="module")
def many_places():
    """Three hundred homes and forty places, each near at some of its spots."""
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(40), 3)
    places = possible(rng.random((300, 120)) < 0.02, place, rng.uniform(0.2, 0.95, 40))
    return places, Homes(rng.uniform(1, 50, 300), np.arange(300) // 2, np.arange(300) // 30, 10)


def test_more_draws_stay_within_the_error_that_is_published(many_places):
    few = interval(coverage_draws(*many_places, draws=1000, seed=1))
    many = interval(coverage_draws(*many_places, draws=20_000, seed=2))
    beyond = np.maximum(np.abs(few.low - many.low), np.abs(few.high - many.high)) / few.error
    # The error is half the width of a 95 % confidence interval: a few of eleven ends may lie beyond, none twice as far.
    assert (beyond <= 1).mean() >= 0.8
    assert beyond.max() <= 2
    assert (many.error < few.error).all()


def test_as_many_draws_lie_within_the_interval_as_it_says(many_places):
    found = interval(coverage_draws(*many_places, draws=2000, seed=3))
    fresh = coverage_draws(*many_places, draws=5000, seed=4)
    within = ((found.low[:, None] <= fresh) & (fresh <= found.high[:, None])).mean(axis=1)
    assert within == pytest.approx(HIGH - LOW, abs=0.03)
