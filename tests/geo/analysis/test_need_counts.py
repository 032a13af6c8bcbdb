"""Needs counted among residents, households or adults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from geo.analysis.city import NEEDS
from geo.analysis.need_counts import adults, need_counts
from geo.vocabulary import NEED_BASES, NEED_COLUMNS, NeedBase
from tests.towns.whatif_cities import SEEDS, invented_city, maastricht, tiny_city

ALONE, BENEFITS, LONELY = (NEEDS.index(f"share_{need}") for need in ("one_person_households", "benefits", "lonely"))


def test_every_need_has_a_base():
    assert tuple(NEED_BASES) == NEED_COLUMNS


def test_children_of_15_to_17_are_no_adults():
    ages = np.array([[150.0, 200.0, 10.0, 20.0, 30.0], [150.0, 10.0, 0.0, 0.0, 0.0], [0.0, 50.0, 0.0, 0.0, 0.0]])
    assert adults(ages).tolist() == [200.0 - 30.0 + 60.0, 0.0, 50.0]


def test_the_postcodes_own_counts_come_before_the_share_of_the_neighbourhood():
    city = tiny_city()
    demand = city.demand.assign(households=40.0, one_person_households=7.0, benefits=3.0)
    found = need_counts(replace(city, demand=demand))
    assert set(found.base[:, ALONE]) == {40.0}
    assert set(found.number[:, ALONE]) == {7.0}
    assert set(found.number[:, BENEFITS]) == {3.0}
    assert not found.modelled[[ALONE, BENEFITS]].any()


def test_without_a_count_the_share_is_spread_over_households_residents_or_adults():
    city = tiny_city()
    demand = city.demand.assign(households=40.0, one_person_households=np.nan, benefits=np.nan)
    found = need_counts(replace(city, demand=demand, needs=np.full_like(city.needs, 0.25)))
    assert set(found.number[:, ALONE]) == {10.0}
    assert found.number[:, BENEFITS] == pytest.approx(city.residents / 4)
    assert found.number[:, LONELY] == pytest.approx(adults(city.ages) / 4)
    assert found.modelled[[ALONE, BENEFITS, LONELY]].all()


def test_without_households_nobody_knows_how_many_live_alone():
    city = tiny_city()
    demand = city.demand.assign(households=np.nan, one_person_households=np.nan)
    found = need_counts(replace(city, demand=demand))
    assert np.isnan(found.number[:, ALONE]).all()
    assert not found.modelled[ALONE]


@given(SEEDS)
def test_nobody_has_a_need_twice(seed):
    city = invented_city(seed % 20)
    found = need_counts(city)
    spread = [index for index, need in enumerate(NEEDS) if NEED_BASES[need] is NeedBase.ADULTS]
    known = np.isfinite(found.number[:, spread])
    assert (found.number[:, spread][known] <= found.base[:, spread][known] + 1e-9).all()
    assert (found.base[:, spread] <= city.residents[:, None] + 1e-9).all()


def test_maastricht_has_fewer_one_person_households_than_households():
    city = maastricht()
    found = need_counts(city)
    total, base = found.number.sum(axis=0), found.base.sum(axis=0)
    assert total[ALONE] == pytest.approx(city.demand["one_person_households"].sum())
    assert 35_000 < total[ALONE] < 40_000
    assert total[ALONE] < base[ALONE] < city.residents.sum()
    assert total[LONELY] < 0.62 * base[LONELY] < 0.62 * 0.9 * city.residents.sum()
