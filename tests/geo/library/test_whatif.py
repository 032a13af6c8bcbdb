"""What-ifs by the library are the measures computed anew; best sites are the best of all choices."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

import geo
from geo.errors import QuestionError
from tests.geo.library.test_measures import MINUTES, SPEEDS
from tests.geo.library.test_walking import known_cities, tables, without_ties
from tests.towns.small_networks import CAP_M, patient

pytestmark = pytest.mark.filterwarnings("ignore::geo.errors.OffStreetWarning")


def walks_or_skip(streets, residents, places):
    """Walks, unless none of these places is on a street."""
    try:
        return geo.walks(streets, residents, places, snap_cap_m=CAP_M)
    except geo.TableError:
        reject()


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS, closing=st.integers(1, 3))
@patient(50)
def test_a_closure_is_the_measures_without_the_places(city, minutes, speed, closing):
    streets, residents, places = tables(city)
    assume(len(places) > closing)
    walk = {"minutes": minutes, "speed_kmh": speed}
    walks = walks_or_skip(streets, residents, places)
    left = walks_or_skip(streets, residents, places.iloc[closing:])
    closed = list(places.index[:closing])
    change = geo.closure(residents, walks, closed, **walk)
    assert change.index.equals(residents.index)
    assert change["covered_before"].equals(geo.coverage(residents, walks, **walk).rename("covered_before"))
    assert change["covered_after"].equals(geo.coverage(residents, left, **walk).rename("covered_after"))
    metres = left.access.nearest()
    expected = np.where(np.isfinite(metres), metres * 60 / (speed * 1000), np.nan)
    np.testing.assert_allclose(change["minutes_after"], expected)
    by = geo.closure(residents, walks, closed, by="quarter", **walk)
    np.testing.assert_allclose(by["coverage_after"], geo.coverage(residents, left, by="quarter", **walk))
    np.testing.assert_allclose(by["gap_after"], geo.gap(residents, left, by="quarter", **walk))
    np.testing.assert_allclose(by["covered_before"] - by["no_longer_covered"], by["covered_after"], atol=1e-9)
    assert (by["newly_covered"] == 0).all()


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(50)
def test_an_opening_is_the_measures_with_the_places(city, minutes, speed):
    streets, residents, places = tables(city)
    assume(len(places) > 1)
    walk = {"minutes": minutes, "speed_kmh": speed}
    there, new = places.iloc[1:], places.iloc[:1]
    walks, new_walks = walks_or_skip(streets, residents, there), walks_or_skip(streets, residents, new)
    both = walks_or_skip(streets, residents, places)
    change = geo.opening(residents, walks, new_walks, **walk)
    assert change["covered_after"].equals(geo.coverage(residents, both, **walk).rename("covered_after"))
    by = geo.opening(residents, walks, new_walks, by="quarter", **walk)
    np.testing.assert_allclose(by["coverage_after"], geo.coverage(residents, both, by="quarter", **walk))
    np.testing.assert_allclose(by["covered_before"] + by["newly_covered"], by["covered_after"], atol=1e-9)


@given(city=known_cities(), minutes=MINUTES, speed=SPEEDS)
@patient(40)
def test_losses_are_those_of_each_closure_alone(city, minutes, speed):
    streets, residents, places = tables(city)
    walk = {"minutes": minutes, "speed_kmh": speed}
    walks = walks_or_skip(streets, residents, places)
    losses = geo.closure_losses(residents, walks, **walk)
    assert losses.index.equals(places.index)
    people = residents["residents"]
    for place in places.index:
        change = geo.closure(residents, walks, place, **walk)
        lost = people[change["covered_before"] & ~change["covered_after"]].sum()
        assert losses.loc[place, "sole_residents"] == pytest.approx(lost)
        capped = change[["minutes_before", "minutes_after"]].fillna(30.0).clip(upper=30.0)
        extra = (people * (capped["minutes_after"] - capped["minutes_before"])).sum()
        assert losses.loc[place, "extra_minutes"] == pytest.approx(extra, abs=1e-6)


@given(city=known_cities(), minutes=MINUTES, count=st.integers(1, 2))
@patient(40)
def test_the_best_sites_are_the_best_of_all_choices(city, minutes, count):
    streets, residents, places = tables(city)
    sites = residents[["geometry"]].set_axis([f"s{row}" for row in range(len(residents))])
    assume(len(sites) >= count)
    walks = walks_or_skip(streets, residents, places)
    site_walks = geo.walks(streets, residents, sites, snap_cap_m=CAP_M)
    best = geo.best_sites(residents, walks, site_walks, count, minutes=minutes)
    uncovered = residents["residents"].to_numpy() * ~geo.coverage(residents, walks, minutes=minutes)
    near = site_walks.access.distance <= minutes * 80
    most = max(uncovered[near[:, list(choice)].any(axis=1)].sum() for choice in combinations(range(len(sites)), count))
    assert best["newly_covered"].sum() == pytest.approx(most)
    if len(best):
        assert best["together"].iloc[-1] == pytest.approx(most)
        assert best["proven"].all()
        chosen = sites.loc[best.index]
        opened = geo.walks(streets, residents, chosen, snap_cap_m=CAP_M)
        change = geo.opening(residents, walks, opened, minutes=minutes)
        newly = change["covered_after"] & ~change["covered_before"]
        assert residents["residents"][newly].sum() == pytest.approx(most)


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def test_one_label_or_several_may_close(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    one = geo.closure(town.residents, walks, "Buurthuis West", minutes=4)
    assert_frame_equal(one, geo.closure(town.residents, walks, ["Buurthuis West"] * 2, minutes=4))
    everything = geo.closure(town.residents, walks, town.places.index, minutes=4)
    assert not everything["covered_after"].any()
    assert everything["minutes_after"].isna().all()
    numbered = geo.walks(town.streets, town.residents, town.places.reset_index())
    by_number = geo.closure(town.residents, numbered, 1, minutes=4)
    assert_frame_equal(one, by_number)


def test_only_known_places_close(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    with pytest.raises(QuestionError, match="no place 'Buurthuis Noord'"):
        geo.closure(town.residents, walks, ["Buurthuis West", "Buurthuis Noord"])
    with pytest.raises(QuestionError, match="Name at least one"):
        geo.closure(town.residents, walks, [])
    with pytest.raises(QuestionError):
        geo.closure(town.residents, geo.walks(town.streets, town.residents, town.places.reset_index()), "West")


def test_new_walks_are_from_the_same_residents_and_as_far(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    short = geo.walks(town.streets, town.residents, town.sites, limit_m=800)
    with pytest.raises(QuestionError, match="same limit_m"):
        geo.opening(town.residents, walks, short)
    others = geo.walks(town.streets, town.residents.iloc[1:], town.sites)
    for ask in (geo.opening, geo.best_sites):
        with pytest.raises(geo.TableError, match=r"Call geo\.walks with this table"):
            ask(town.residents, walks, others)


def test_sites_stand_apart(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    site_walks = geo.walks(town.streets, town.residents, town.sites)
    apart = geo.best_sites(town.residents, walks, site_walks, 2, minutes=4, min_distance_m=500)
    assert len(apart) == 1
    together = geo.best_sites(town.residents, walks, site_walks, 2, minutes=4)
    assert together.index.tolist() == ["school", "church"]
    with pytest.raises(QuestionError):
        geo.best_sites(town.residents, walks, site_walks, 4, minutes=4)


def test_what_ifs_hold_in_any_crs(town):
    lines = town.streets[["geometry"]]
    points = [without_ties(one) for one in (town.residents, town.places, town.sites)]
    answers = []
    for crs in ("EPSG:28992", "EPSG:32631"):
        streets = geo.streets_from_lines(lines.to_crs(crs))
        residents, places, sites = (one.to_crs(crs) for one in points)
        walks, site_walks = geo.walks(streets, residents, places), geo.walks(streets, residents, sites)
        answers.append(
            (
                geo.closure_losses(residents, walks, minutes=4),
                geo.best_sites(residents, walks, site_walks, 2, minutes=4),
                geo.opening(residents, walks, site_walks, minutes=4),
            )
        )
    for one, other in zip(*answers, strict=True):
        assert_frame_equal(one, other, rtol=0.01, atol=0.5)


def test_a_table_of_changes_is_one_of_residents(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    change = geo.closure(town.residents, walks, "Buurthuis West", minutes=4)
    assert isinstance(change, pd.DataFrame)
    assert not isinstance(change, gpd.GeoDataFrame)
    assert_series_equal(change["covered_before"], geo.coverage(town.residents, walks, minutes=4), check_names=False)
