"""Finding a street, postcode, place or neighbourhood by what people type."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.bundle.store import read_bundle
from geo.search.index import LONGEST_TEXT, MOST_RESULTS, FoundKind, make_index, search, search_key
from geo.storage import DEFAULT_BUNDLE
from geo.vocabulary import RD
from tests.towns.tiny_bundle import HOSTILE, spot, tiny_demand, tiny_neighbourhoods, tiny_places


@pytest.fixture(scope="module")
def town():
    streets = gpd.GeoDataFrame(
        {"name": ["Sint Janstraat", "Sint Janstraat", "Kerkstraat", "Kerkstraat", None]},
        geometry=[
            shapely.LineString([spot(0, 0), spot(100, 0)]),
            shapely.LineString([spot(100, 0), spot(300, 0)]),
            shapely.LineString([spot(0, 400), spot(200, 400)]),
            shapely.LineString([spot(1200, 1400), spot(1300, 1400)]),
            shapely.LineString([spot(0, 0), spot(0, 400)]),
        ],
        crs=RD,
    )
    return make_index(tiny_demand(), streets, tiny_places(), tiny_neighbourhoods())


@pytest.fixture(scope="module")
def maastricht():
    bundle = read_bundle(DEFAULT_BUNDLE)
    places = bundle.places[bundle.places["counted"]]
    return make_index(bundle.demand, bundle.streets, places, bundle.neighbourhoods)


@pytest.mark.parametrize(
    "typed", ["Sint Janstraat", "st janstraat 12", "SINT-JANSTRAAT 12b", "sint janstraat 12-a", "janstr"]
)
def test_a_street_is_found_however_it_is_typed(town, typed):
    (found,) = search(town, typed)
    assert (found.kind, found.name, found.where) == (FoundKind.STREET, "Sint Janstraat", "Noord")
    middle = spot(150, 0)
    assert (found.x, found.y) == pytest.approx((middle.x, middle.y))


def test_two_streets_of_one_name_are_told_apart(town):
    found = search(town, "Kerkstraat")
    assert [one.name for one in found] == ["Kerkstraat", "Kerkstraat"]
    assert len({one.where for one in found}) == 2


def test_a_misspelt_name_is_understood(town):
    assert search(town, "Kerkstrat")[0].name == "Kerkstraat"


@pytest.mark.parametrize("typed", ["De Huiskamer", "huiskamer"])
def test_a_place_is_found_by_name(town, typed):
    assert search(town, typed)[0].kind is FoundKind.PLACE


def test_a_place_without_a_point_is_not_found(town):
    assert search(town, "Het Praathuis") == ()


@pytest.mark.parametrize("typed", ["", " ", "x", "1", "?!", "zzzzzz", "9999 ZZ"])
def test_nothing_is_found_where_nothing_is(town, typed):
    assert search(town, typed) == ()


def test_a_hostile_name_is_found_as_it_is(town):
    assert HOSTILE in [found.name for found in search(town, "script alert")]


@given(st.text(max_size=2 * LONGEST_TEXT))
def test_whatever_is_typed_gives_at_most_so_many_answers(town, text):
    assert len(search(town, text)) <= MOST_RESULTS


@given(st.text(max_size=60))
def test_a_plain_name_is_its_own_plain_name(text):
    assert search_key(search_key(text)) == search_key(text)


def test_every_postcode_of_the_city_is_found(maastricht):
    bundle = read_bundle(DEFAULT_BUNDLE)
    for demand in bundle.demand[bundle.demand["stands_for"]].iloc[::97].itertuples():
        code = demand.postcode
        (found,) = search(maastricht, f"{code[:4]} {code[4:].lower()} 17")
        assert (found.kind, found.name) == (FoundKind.POSTCODE, code)
        assert (found.x, found.y) == (demand.geometry.x, demand.geometry.y)


def test_a_street_in_the_city_comes_before_one_across_the_border(maastricht):
    found = search(maastricht, "Markt")
    assert (found[0].name, found[0].where) == ("Markt", "Binnenstad")


def test_a_street_point_lies_on_its_street(maastricht):
    streets = read_bundle(DEFAULT_BUNDLE).streets
    (found,) = search(maastricht, "Kesselskade")
    lines = streets.loc[streets["name"] == "Kesselskade", "geometry"]
    assert lines.distance(shapely.Point(found.x, found.y)).min() < 0.01
