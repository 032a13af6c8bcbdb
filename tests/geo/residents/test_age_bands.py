"""Suppressed age bands get a modelled number, so that the bands of every demand point add up to its residents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.residents.age_bands import MOST_IN_SUPPRESSED_BAND, fill_age_bands
from geo.residents.totals import place_in_neighbourhoods
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from geo.sources.cbs.postcode6 import read_postcode6
from geo.vocabulary import AGE_BANDS

CODE = "BU09350000"
# Tables are slow on a busy machine; how long an example takes is not what these tests are about.
PATIENT = settings(deadline=None, max_examples=50)


def points(*rows, code=CODE):
    table = pd.DataFrame([row for _, row in rows], columns=list(AGE_BANDS), dtype="float64")
    residents = [float(number) for number, _ in rows]
    return GeoDataFrame(table.assign(residents=residents, neighbourhood=code))


def shares(*values, code=CODE):
    names = [band.replace("age_", "share_") for band in AGE_BANDS]
    return pd.DataFrame([values], columns=names).assign(neighbourhood=code)


def filled(residents, bands, official=(0.1, 0.2, 0.3, 0.3, 0.1)):
    return fill_age_bands(points((residents, bands)), shares(*official))[list(AGE_BANDS)].iloc[0].tolist()


def test_bands_that_add_up_stay_as_they_are():
    assert filled(40, [5, 5, 10, 15, 5]) == [5, 5, 10, 15, 5]


def test_the_hidden_residents_go_to_the_suppressed_bands_by_the_shares_of_the_neighbourhood():
    assert filled(33, [0, 0, 10, 15, 5]) == pytest.approx([1, 2, 10, 15, 5])


def test_a_suppressed_band_holds_at_most_4_and_the_published_are_scaled_by_the_rest():
    assert filled(60, [0, 10, 20, 20, 0]) == pytest.approx([4, 10 * 52 / 50, 20 * 52 / 50, 20 * 52 / 50, 4])


def test_what_a_full_band_cannot_hold_goes_to_the_other_suppressed_bands_first():
    assert filled(36, [0, 0, 10, 15, 5], (0.05, 0.45, 0.2, 0.2, 0.1)) == pytest.approx([2, 4, 10, 15, 5])


def test_bands_that_are_too_much_are_scaled_down():
    assert filled(30, [0, 0, 10, 20, 10]) == pytest.approx([0, 0, 7.5, 15, 7.5])


def test_where_nobody_lives_nobody_has_an_age():
    assert filled(0, [0, 0, 5, 0, 0]) == [0, 0, 0, 0, 0]


def test_few_residents_without_any_published_band():
    assert filled(10, [0, 0, 0, 0, 0]) == pytest.approx([1, 2, 3, 3, 1])


def test_many_residents_without_any_published_band_follow_the_neighbourhood():
    assert filled(100, [0, 0, 0, 0, 0]) == pytest.approx([10, 20, 30, 30, 10])


def test_a_missing_band_is_a_suppressed_band():
    assert filled(33, [np.nan, np.nan, 10, 15, 5]) == pytest.approx([1, 2, 10, 15, 5])


def test_unknown_residents_have_unknown_bands():
    table = fill_age_bands(points((np.nan, [0, 0, 10, 15, 5]), (35, [0, 0, 10, 15, 5])))

    assert table[list(AGE_BANDS)].iloc[0].isna().all()
    assert table[list(AGE_BANDS)].iloc[1].sum() == pytest.approx(35)


def test_without_official_shares_the_points_of_the_neighbourhood_give_them():
    table = fill_age_bands(points((4, [0, 0, 0, 0, 0]), (40, [10, 30, 0, 0, 0])))

    assert table[list(AGE_BANDS)].iloc[0].tolist() == pytest.approx([1, 3, 0, 0, 0])


def test_without_any_published_band_the_shares_are_equal():
    assert fill_age_bands(points((10, [0] * 5)))[list(AGE_BANDS)].iloc[0].tolist() == pytest.approx([2] * 5)


def test_official_shares_that_are_missing_are_not_zero():
    table = fill_age_bands(points((8, [0] * 5), (40, [40, 0, 0, 0, 0])), shares(*[np.nan] * 5))

    assert table[list(AGE_BANDS)].iloc[0].tolist() == pytest.approx([4, 1, 1, 1, 1])


def test_a_neighbourhood_without_published_bands_follows_the_others():
    table = points((8, [0] * 5), (40, [20, 20, 0, 0, 0]))
    table["neighbourhood"] = ["BU09350000", "BU09350001"]

    assert fill_age_bands(table)[list(AGE_BANDS)].iloc[0].tolist() == pytest.approx([4, 4, 0, 0, 0])


COUNTS = st.one_of(st.just(0.0), st.integers(1, 200).map(lambda fives: 5.0 * fives), st.just(np.nan))
ROWS = st.lists(
    st.tuples(st.integers(0, 1500).map(float), st.lists(COUNTS, min_size=5, max_size=5)), min_size=1, max_size=8
)
SHARES = st.lists(st.integers(0, 100).map(float), min_size=5, max_size=5).filter(any)


@PATIENT
@given(ROWS, st.one_of(st.none(), SHARES))
def test_bands_add_up_and_none_is_negative(rows, official):
    table = fill_age_bands(points(*rows), None if official is None else shares(*official))

    bands = table[list(AGE_BANDS)].to_numpy()
    assert bands.sum(axis=1) == pytest.approx(table["residents"].to_numpy(), rel=1e-9, abs=1e-9)
    assert (bands >= 0).all()


@PATIENT
@given(ROWS, SHARES)
def test_a_suppressed_band_beside_published_ones_holds_at_most_4(rows, official):
    before = points(*rows)

    after = fill_age_bands(before, shares(*official))

    published = before[list(AGE_BANDS)].fillna(0.0).to_numpy()
    beside = (published <= 0) & (published.sum(axis=1) > 0)[:, np.newaxis]
    assert (after[list(AGE_BANDS)].to_numpy()[beside] <= MOST_IN_SUPPRESSED_BAND + 1e-9).all()


@PATIENT
@given(ROWS, SHARES)
def test_published_bands_keep_their_proportions(rows, official):
    before = points(*rows)

    after = fill_age_bands(before, shares(*official))[list(AGE_BANDS)].to_numpy()

    published = before[list(AGE_BANDS)].fillna(0.0).to_numpy()
    for old, new in zip(published, after, strict=True):
        scale = new[old > 0] / old[old > 0]
        assert scale == pytest.approx(np.full(len(scale), scale[:1].sum()))


def test_on_the_real_postcodes_the_model_stays_near_what_is_published(inputs_dir):
    areas = read_neighbourhoods(inputs_dir / "buurten_2017.gpkg", municipality="GM0935")
    before = place_in_neighbourhoods(read_postcode6(inputs_dir / "postcode6_2021.gpkg"), areas)

    after = fill_age_bands(before, areas)

    assert after[list(AGE_BANDS)].sum(axis=1).to_numpy() == pytest.approx(after["residents"].to_numpy())
    share = after[list(AGE_BANDS)].sum() / after["residents"].sum()
    published = before[list(AGE_BANDS)].sum() / before[list(AGE_BANDS)].sum().sum()
    assert (share - published).abs().max() < 0.02
