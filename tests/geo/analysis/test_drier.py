"""How likely one neighbourhood is drier than another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.analysis.city import city_from_bundle, evaluate_city
from geo.analysis.drier import chance_drier_than
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from tests import ROOT

RANDWYCK, AMBY, HEER = "BU09350600", "BU09350406", "BU09350602"


@pytest.fixture(scope="module")
def city():
    return city_from_bundle(read_bundle(ROOT / "data" / "maastricht"))


def asked(city, **changes):
    return evaluate_city(city, replace(Assumptions.headline(city.settings), **changes))


def test_both_ways_together_are_certain(city):
    today = asked(city)
    assert chance_drier_than(city, today, AMBY, HEER) + chance_drier_than(city, today, HEER, AMBY) == pytest.approx(1)


def test_a_neighbourhood_that_is_surely_dry_is_drier_and_never_drier_than_itself(city):
    today = asked(city)
    assert chance_drier_than(city, today, RANDWYCK, HEER) > 0.99
    assert chance_drier_than(city, today, HEER, HEER) is None


def test_one_that_is_drier_more_often_has_the_lower_median(city):
    bundle = read_bundle(ROOT / "data" / "maastricht")
    rows = bundle.expected.query("selection == 'headline' and speed == 'normal' and threshold == 10")
    medians = rows.set_index("neighbourhood")["median"]
    today = asked(city)
    for other in (HEER, RANDWYCK):
        chance = chance_drier_than(city, today, AMBY, other)
        if abs(chance - 0.5) > 0.2:
            assert (chance > 0.5) == (medians[AMBY] < medians[other])


def test_without_uncertain_places_nothing_is_drawn(city):
    assert chance_drier_than(city, asked(city, with_uncertain=False), AMBY, HEER) is None
