"""Walks, nearest places, areas and flow by the library are those of an independent oracle."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

import geo
from geo.vocabulary import RD
from tests.towns.small_networks import CAP_M, SmallCity, patient, small_cities

HAIR = 0.051
"""Distances are rounded to 0.1 m."""
WEST, SOUTH = 176_000.0, 317_000.0


def shift(shapes):
    """Small cities are drawn around a corner that no CRS is meant for."""
    return shapely.transform(np.asarray(shapes, dtype=object), lambda xy: xy + np.array([WEST, SOUTH]))


def tables(city: SmallCity) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Streets, residents and places, with labels that are no row numbers."""
    streets = city.table.set_geometry(shift(city.table.geometry), crs=RD)
    homes = {"residents": city.residents, "quarter": [f"q{row % 2}" for row in range(len(city.demand))]}
    residents = gpd.GeoDataFrame(
        homes, geometry=shift(city.demand), index=[f"d{9 - row}" for row in range(len(city.demand))], crs=RD
    )
    places = gpd.GeoDataFrame(geometry=shift(city.places), index=[50 - row for row in range(len(city.places))], crs=RD)
    return streets, residents, places


def known_cities() -> st.SearchStrategy[SmallCity]:
    """Cities in which no point might as well be snapped elsewhere, and every table has a point on a street."""
    return small_cities().filter(lambda city: not city.is_ambiguous() and _anyone_on_street(city))


def _anyone_on_street(city: SmallCity) -> bool:
    lines = shapely.union_all([street.line for street in city.streets])
    return all(min(shapely.distance(points, lines)) <= CAP_M for points in (city.demand, city.places))


@pytest.mark.filterwarnings("ignore::geo.errors.OffStreetWarning")
@given(city=known_cities(), limit=st.sampled_from([300.0, 800.0, 5_000.0]))
@patient(60)
def test_walks_are_those_of_the_oracle(city, limit):
    streets, residents, places = tables(city)
    walks = geo.walks(streets, residents, places, limit, snap_cap_m=CAP_M)
    truth = city.oracle.distances(city.demand, city.places)
    assume((np.abs(truth - limit) > 1.0).all())
    found = walks.access.distance
    near = truth <= limit
    assert (np.isfinite(found) == near).all()
    np.testing.assert_allclose(found[near], truth[near], atol=HAIR)
    assert len(walks.table) == near.sum()
    listed = walks.table.set_index(["from_id", "to_id"])["distance"]
    for row, column in np.argwhere(near):
        assert listed[residents.index[row], places.index[column]] == found[row, column]


@pytest.mark.filterwarnings("ignore::geo.errors.OffStreetWarning")
@given(city=known_cities())
@patient(60)
def test_the_nearest_is_that_of_the_oracle(city):
    streets, residents, places = tables(city)
    found = geo.nearest(streets, residents, places, snap_cap_m=CAP_M)
    truth = city.oracle.distances(city.demand, city.places)
    assert found.index.equals(residents.index)
    least = np.where(np.isfinite(truth.min(axis=1)), truth.min(axis=1), np.nan)
    np.testing.assert_allclose(found["distance"], least, atol=HAIR)
    assert (found["to_id"].isna() == found["distance"].isna()).all()
    for row, name in enumerate(found["to_id"]):
        if not pd.isna(name):
            assert truth[row, places.index.get_loc(name)] == pytest.approx(least[row], abs=HAIR)


@pytest.mark.filterwarnings("ignore::geo.errors.OffStreetWarning")
@given(city=known_cities(), metres=st.sampled_from([100.0, 400.0, 900.0]))
@patient(30)
def test_an_isochrone_holds_the_streets_within_the_walk(city, metres):
    streets, residents, _ = tables(city)
    areas = geo.isochrones(streets, residents, minutes=metres / 80, snap_cap_m=CAP_M)
    assert areas.index.equals(residents.index)
    assert areas.crs == streets.crs
    wider = geo.isochrones(streets, residents, minutes=metres / 40, snap_cap_m=CAP_M)
    for area, more, home in zip(areas, wider, residents.geometry, strict=True):
        if area is None:
            assert shapely.distance(home, streets.union_all()) > CAP_M
            continue
        # Nobody is farther off than a walk as the crow flies, and the streets' sides.
        assert shapely.difference(area, home.buffer(metres + 40.0)).area < 1.0
        # Both outlines are simplified by at most 5 m: one may stand out as far as the other falls short.
        assert area.difference(more.buffer(2 * 5.0 + 1.0)).area < 1.0


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def without_ties(points):
    """Some points of the grid are as near to two streets; moved a bit, they are not."""
    return points.set_geometry(points.translate(2.0, 1.0))


def test_flow_stands_on_the_index_of_the_streets(town):
    labelled = town.streets.set_axis([f"s{row}" for row in town.streets.index])
    flow = geo.flow(labelled, town.residents, town.places)
    assert flow.name == "flow"
    assert flow.index.equals(labelled.index)
    found = geo.nearest(town.streets, town.residents, town.places)
    # On a grid of 100 m whoever walks d metres walks on at least d / 100 - 1 streets.
    assert flow.sum() >= (town.residents["residents"] * (found["distance"] / 100 - 1)).sum()
    assert flow.max() <= town.residents["residents"].sum()


def test_flow_is_found_on_the_streets_of_osmnx(town):
    streets = geo.streets_from_graph(town.graph)
    assert geo.flow(streets, town.residents, town.places).index.equals(streets.index)


def test_walks_do_not_depend_on_the_order_of_any_table(town):
    homes, places = without_ties(town.residents), without_ties(town.places)
    one = geo.walks(town.streets, homes, places).table
    other = geo.walks(town.streets.iloc[::-1], homes.iloc[::-1], places.iloc[::-1]).table
    key = ["from_id", "to_id"]
    assert_frame_equal(
        one.sort_values(key, ignore_index=True), other.sort_values(key, ignore_index=True), check_exact=True
    )


def test_walks_do_not_depend_on_the_crs(town):
    homes, places = without_ties(town.residents), without_ties(town.places)
    one = geo.walks(town.streets, homes, places).table
    for crs in ("EPSG:32631", "EPSG:31370"):
        streets = geo.streets_from_lines(town.streets[["name", "geometry"]].to_crs(crs))
        other = geo.walks(streets, homes.to_crs(crs), places.to_crs(crs)).table
        assert_frame_equal(one, other, rtol=0.001, atol=0.11)


def test_nobody_walks_over_water(town):
    lane = town.streets[town.streets["name"] == "Straat 1"]
    moat = gpd.GeoDataFrame(geometry=[town.places.geometry["Buurthuis West"].buffer(2.0).boundary], crs=RD)
    homes, places = town.residents.loc[["1000AA", "1000AB"]], town.places.loc[["Buurthuis West"]]
    assert geo.nearest(lane, homes, places)["distance"].notna().all()
    with pytest.raises(geo.TableError, match="destinations"):
        geo.nearest(lane, homes, places, water=moat)
    ditch = gpd.GeoDataFrame(geometry=[homes.geometry["1000AA"].buffer(2.0).boundary], crs=RD)
    with pytest.warns(geo.OffStreetWarning, match="only across water"):
        wet = geo.nearest(lane, homes, places, water=ditch)
    assert wet["distance"].isna().to_dict() == {"1000AA": True, "1000AB": False}


def test_the_nearest_within_a_limit(town):
    everyone = geo.nearest(town.streets, town.residents, town.places)
    near = geo.nearest(town.streets, town.residents, town.places, limit_m=400)
    assert near["distance"].notna().equals(everyone["distance"] <= 400)
    assert_series_equal(near["distance"].dropna(), everyone["distance"][everyone["distance"] <= 400])


def test_tables_that_are_given_stay_as_they_are(town):
    before = [each.copy() for each in (town.streets, town.residents, town.places)]
    walks = geo.walks(town.streets, town.residents, town.places)
    geo.coverage(town.residents, walks, by="neighbourhood")
    geo.variety(town.residents, town.places, walks)
    geo.flow(town.streets, town.residents, town.places)
    for one, other in zip(before, (town.streets, town.residents, town.places), strict=True):
        assert_frame_equal(one, other)
