"""Asking PDOK's Location API: the same answers behind the same door, from a search and the register of addresses."""

from __future__ import annotations

import json

import pytest

from geo.sources.addresses import HouseAddress
from geo.sources.register.geocoding import MatchOutcome, match_address
from geo.sources.web.address_service import GEOCODING, GeocoderError
from geo.sources.web.location_api import LocationApi
from tests.servers.location_server import REGISTER, SEARCH, Location, Places, serving

WERKHUIS = Location("Hunnenweg", 4)
PATIENCE = GEOCODING.model_copy(update={"read_s": 5.0, "wait_first_s": 0.01, "attempts": 2, "pause_s": 0.0})


def find(places, municipality="0935"):
    with serving(places) as base:
        service = LocationApi(
            f"{base}{SEARCH.removesuffix('/search')}", f"{base}{REGISTER.removesuffix('/collections')}"
        )
        service.client.policy = PATIENCE
        with service:
            return service.find("Hunnenweg 4 6224JP Maastricht", municipality)


def test_an_address_comes_with_all_its_parts():
    (found,) = find(Places([Location("Hunnenweg", 4, "A", "2")]))

    assert found.weergavenaam == "Hunnenweg 4A-2, 6224JP Maastricht"
    assert found.lonlat == (5.714401, 50.847202)
    assert (found.straatnaam, found.huisnummer, found.huisletter, found.huisnummertoevoeging) == (
        "Hunnenweg",
        4,
        "A",
        "2",
    )
    assert (found.postcode, found.woonplaatsnaam) == ("6224JP", "Maastricht")
    assert (found.gemeentecode, found.gemeentenaam, found.score) == ("0935", "Maastricht", 0.5)


def test_the_questions_are_as_public_clients_ask_them():
    places = Places([WERKHUIS])
    find(places)

    assert [path for path, _ in places.asked] == [
        SEARCH,
        f"{REGISTER}/adres/items/{WERKHUIS.id}",
        f"{REGISTER}/verblijfsobject/items",
    ]
    assert places.asked[0][1] == {
        "q": "Hunnenweg 4 6224JP Maastricht",
        "adres[version]": "1",
        "limit": "10",
        "f": "json",
    }


def test_what_lies_elsewhere_is_left_out_whatever_its_number_says():
    # Their numbers in the register all begin with 0988: that is Weert, where none of them lies.
    weert = Location("Hunnenweg", 5, town="Weert", municipality="0988")
    places = [WERKHUIS, weert, Location("Hunnenweg", 6, municipality=None)]

    assert [each.woonplaatsnaam for each in find(Places(places))] == ["Maastricht"]
    assert [each.gemeentecode for each in find(Places(places), None)] == ["0935", "0988", ""]


def test_of_many_answers_a_few_are_looked_up():
    places = Places([Location("Hunnenweg", number) for number in range(1, 10)])

    assert len(find(places)) == 5
    assert len(places.asked) == 1 + 5 * 2


def test_a_street_is_no_address():
    assert find(Places([Location("Hunnenweg", 4, collection="weg")])) == ()


def test_an_address_on_the_water_has_its_municipality_too():
    places = Places([Location("Bassin", 3, kind="Ligplaats")])

    assert find(places)[0].gemeentecode == "0935"
    assert places.asked[-1][0] == f"{REGISTER}/ligplaats/items"


def test_a_match_is_made_as_with_the_other_service():
    found = find(Places([WERKHUIS, Location("Hunnenweg", 40)]))

    match = match_address(HouseAddress("Hunnenweg", 4, ""), "6224JP", "0935", found)
    assert match.outcome is MatchOutcome.MATCH


@pytest.mark.parametrize(
    "hit",
    [
        {"id": "../../etc", "properties": {"collection_id": "adres"}},
        {"properties": {"collection_id": "adres"}, "geometry": {"type": "Point", "coordinates": [5.7, 50.8]}},
        WERKHUIS.hit() | {"geometry": {"type": "LineString", "coordinates": [[5, 50], [6, 51]]}},
        WERKHUIS.hit() | {"properties": {}},
    ],
)
def test_another_shape_is_told(hit):
    places = Places([WERKHUIS], raw={SEARCH: json.dumps({"features": [hit]}).encode()})

    with pytest.raises(GeocoderError, match="shape we do not know"):
        find(places)
    assert len(places.asked) == 1


def test_a_point_outside_the_country_is_told():
    with pytest.raises(GeocoderError, match="shape we do not know"):
        find(Places([Location("Hunnenweg", 4, lonlat=(50.8, 5.7))]))


def test_an_address_that_the_register_does_not_know_is_told():
    places = Places([WERKHUIS], raw={f"{REGISTER}/adres/items/{WERKHUIS.id}": b'{"properties": {}}'})

    with pytest.raises(GeocoderError, match="shape we do not know"):
        find(places)
