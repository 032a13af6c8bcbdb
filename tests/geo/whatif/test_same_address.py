"""Which places are behind one front door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.analysis.city import City
from geo.whatif.same_address import at_same_address
from tests.towns.whatif_cities import maastricht, tiny_city


def with_places(city: City, **columns) -> City:
    return replace(city, places=city.places.assign(**columns))


def test_who_stays_at_the_address_is_named():
    city = with_places(
        tiny_city(), address=["Straat 1", "STRAAT 1", "Straat 1", None], postcode=["6200AA", "6200 aa", "6200BB", None]
    )
    ids = list(city.places["place_id"])
    assert at_same_address(city, ids[:1]) == (ids[1],)
    assert at_same_address(city, ids[:2]) == ()
    assert at_same_address(city, ids[3:]) == ()


def test_an_address_without_a_house_number_is_nobodys_door():
    city = with_places(tiny_city(), address="Proosdijweg", postcode="6200AA")
    assert at_same_address(city, city.places["place_id"].iloc[:1]) == ()


def test_the_middle_of_a_neighbourhood_or_postcode_is_no_address():
    city = tiny_city()
    first = city.places.geometry.iloc[0]
    moved = city.places.set_geometry([first] * len(city.places)).assign(
        address=["Straat 1", "Straat 2", None, None], postcode="6200AA"
    )
    for place_id in moved["place_id"]:
        assert at_same_address(replace(city, places=moved), [place_id]) == ()


def test_a_square_named_after_a_year_has_no_house_number():
    city = with_places(tiny_city(), address="Plein 1992", postcode="6200AA")
    one, *others = city.places["place_id"]
    assert at_same_address(city, [one]) == tuple(others)
    names = city.ground.network.name.copy()
    names[0] = "Plein 1992"
    network = replace(city.ground.network, name=names)
    named = replace(city, ground=replace(city.ground, network=network))
    assert at_same_address(named, [one]) == ()


@pytest.mark.parametrize(("away", "same"), [(200.0, True), (2_000.0, False)])
def test_two_streets_of_one_name_are_two(away, same):
    city = tiny_city()
    first = city.places.geometry.iloc[0]
    moved = city.places.set_geometry([first, *city.places.geometry.iloc[1:]])
    moved.loc[1, "geometry"] = type(first)(first.x + away, first.y)
    moved = moved.assign(address=["Kerkstraat 1", "Kerkstraat 1", None, None], postcode=["6200AA", None, None, None])
    ids = list(moved["place_id"])
    assert at_same_address(replace(city, places=moved), ids[:1]) == ((ids[1],) if same else ())


def test_maastrichts_strangers_are_no_longer_one_address():
    city = maastricht()
    assert at_same_address(city, ["de-heeg"]) == ()
    names = city.places.set_index("place_id")["name"]
    museum = names.index[names == "Museum aan het Vrijthof"][0]
    assert list(names[list(at_same_address(city, [museum]))]) == ["Grand café Maastricht Soiron"]
    for place_id in ("municipal/buurtcentrum-de-romein", "municipal/buurtbrok-pottenberg"):
        assert at_same_address(city, [place_id]) == ()
