"""The table of coverage of a town that was worked out by hand (`tests/towns/worked_town.py`)."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.measures.summary import headline_rows, summarise
from geo.settings import WalkSettings
from geo.vocabulary import Speed
from tests.towns.worked_town import DEMAND_TABLE, PLACE_TABLE

SETTINGS = WalkSettings(thresholds_min=(3, 5), headline_threshold_min=5)
HEADLINE = ("headline", Speed.NORMAL.value, 5)


@pytest.fixture(scope="module")
def table(worked_access) -> pd.DataFrame:
    return summarise(
        worked_access, DEMAND_TABLE, PLACE_TABLE, neighbourhoods=["E", "N", "W"], city="city", settings=SETTINGS
    )


def row_of(table: pd.DataFrame, area: str, selection: str, speed: str, threshold: int, *, uncertain: bool) -> pd.Series:
    found = table[
        (table["neighbourhood"] == area)
        & (table["selection"] == selection)
        & (table["speed"] == speed)
        & (table["threshold"] == threshold)
        & (table["with_uncertain"] == uncertain)
    ]
    assert len(found) == 1
    return found.iloc[0, 5:].astype(float)


def test_the_table_has_every_neighbourhood_and_the_city_under_every_assumption(table):
    assert len(table) == 4 * 3 * 2 * 2 * 2


def test_the_row_of_the_city_with_uncertain_places(table):
    """Within 400 m of p or q: a and b 1, c 1, d 2. Functions: a 2, b 2, c 2, d 3, so 460 for 220 residents."""
    assert row_of(table, "city", *HEADLINE, uncertain=True).to_dict() == {
        "residents": 220.0,
        "covered": 220.0,
        "coverage": 1.0,
        "gap": 0.0,
        "gap_depth": 0.0,
        "dry": 0.0,
        "single": 200.0,
        "looped": 20.0,
        "variety": pytest.approx(460 / 220),
    }


def test_the_row_of_east_without_uncertain_places(table):
    """Only p is left: c walks 600 m, 7.5 minutes, 2.5 too many for 60 of 80 residents."""
    assert row_of(table, "E", *HEADLINE, uncertain=False).to_dict() == {
        "residents": 80.0,
        "covered": 20.0,
        "coverage": 0.25,
        "gap": 60.0,
        "gap_depth": pytest.approx(60 * 2.5 / 80),
        "dry": 60.0,
        "single": 20.0,
        "looped": 0.0,
        "variety": pytest.approx(20 * 2 / 80),
    }


def test_the_row_of_a_slow_walker(table):
    """At 3.0 km/h 5 minutes are 250 m: c walks 280 m, 5.6 minutes."""
    found = row_of(table, "E", "headline", "slow", 5, uncertain=True)
    assert found["covered"] == 20.0
    assert found["gap_depth"] == pytest.approx(60 * 0.6 / 80)


def test_where_nobody_lives_nothing_is_known(table):
    found = row_of(table, "N", *HEADLINE, uncertain=True)
    assert found[["residents", "covered", "gap", "dry", "single", "looped"]].tolist() == [0.0] * 6
    assert found[["coverage", "gap_depth", "variety"]].isna().all()


def test_the_headline_and_its_band(table):
    """East covers all 80; without q 20; a slow walker reaches 20 either way: the band runs from 0.25 to 1."""
    found = headline_rows(table, SETTINGS)
    assert found.loc["E", ["coverage_low", "coverage", "coverage_high"]].tolist() == [0.25, 1.0, 1.0]
    assert found.loc["W", ["coverage_low", "coverage", "coverage_high"]].tolist() == [1.0, 1.0, 1.0]
