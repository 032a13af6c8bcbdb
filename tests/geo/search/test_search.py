"""Finding a street, postcode, place or neighbourhood by what people type."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.bundle.store import read_bundle
from geo.errors import RioolError
from geo.paths import DEFAULT_BUNDLE
from geo.search.index import LONGEST_TEXT, MOST_RESULTS, FoundKind, make_index, search, search_key
from geo.search.online import search_online
from geo.vocabulary import RD
from tests.servers.address_server import Behaviour, address, serving
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
    for demand in bundle.demand.iloc[::97].itertuples():
        code = demand.demand_id
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


def asked_online(behaviour, text):
    with serving(behaviour) as url:
        return search_online(text, "GM0935", url)


def test_an_address_comes_from_the_service_when_it_is_asked():
    behaviour = Behaviour([address("Hunnenweg", number) for number in range(1, 15)])
    found = asked_online(behaviour, "Hunnenweg 4")
    assert len(found) == MOST_RESULTS
    assert found[0].kind is FoundKind.ADDRESS
    assert found[0].name == "Hunnenweg 1, 6224JP Maastricht"
    assert (found[0].x, found[0].y) == pytest.approx(
        (178041.1, 317536.3), abs=5.0
    )  # that document says both, 4 m apart
    assert behaviour.questions[0]["fq"] == ["type:adres", "gemeentecode:0935"]


def test_no_answer_is_no_address():
    assert asked_online(Behaviour([]), "Nergens 1") == ()


def test_what_was_typed_is_not_in_the_message_when_the_service_fails(caplog):
    with pytest.raises(RioolError) as caught:
        asked_online(Behaviour(failures=[(503, {})]), "Geheimstraat 12")
    assert "Geheimstraat" not in str(caught.value)
    assert "Geheimstraat" not in caplog.text
