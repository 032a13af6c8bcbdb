"""What the map page is about: one scene per run, of what the address says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.vocabulary import Function, Kind, Selection, Speed
from layers.words import Words
from tests import ROOT
from views.map.scene import scene_of, to_metres, to_position
from views.shared.visit import Visit
from views.state.data import counted_places, open_bundle, places_wanted
from views.state.state import HEADLINE, PlaceFilter, Position, Reach, ViewState

BUNDLE = ROOT / "data" / "maastricht"
MARKET = Position(50.85, 5.6941)
IN_THE_RIVER = Position(50.823, 5.63)


def scene(*, embedded: bool = False, **choices):
    return scene_of(Visit(ViewState(**choices), Words("nl"), open_bundle(BUNDLE), "Maastricht", embedded))


def test_without_a_question_there_is_nothing_around():
    found = scene()
    assert (found.near, found.chosen, found.asked, found.figure, found.walks) == ((), None, None, None, None)
    assert not found.around.token


def test_near_home_the_nearest_place_comes_first_and_is_chosen():
    found = scene(at=MARKET, reach=Reach.HOME)
    far = [one.distance for one in found.near]
    assert far == sorted(far)
    assert found.chosen == found.near[0].index
    assert found.chosen_name == found.near[0].place.name
    assert all(one.minutes[Speed.SLOW] > one.minutes[Speed.NORMAL] for one in found.near)
    assert found.around.route is not None
    assert found.around.reach.contains(found.around.home)


def test_what_is_wanted_is_near_and_nothing_else():
    found = scene(at=MARKET, functions=(Function.MEET,), kinds=(Kind.PUBLIC,))
    assert found.near
    assert all("meet" in one.place.functions and one.place.kind == "public" for one in found.near)
    places = counted_places(BUNDLE)
    assert all(places["place_id"].iloc[one.index] == one.place.place_id for one in found.near)


def test_who_lives_on_no_street_has_nothing_near():
    found = scene(at=IN_THE_RIVER, reach=Reach.HOME)
    assert found.walks is None
    assert (found.near, found.around.reach) == ((), None)


def test_a_place_asked_for_is_chosen_and_its_reach_is_drawn():
    found = scene(place="daalhoeve", reach=Reach.PLACE)
    assert found.asked.place_id == "daalhoeve"
    assert found.chosen_name == "Boerderij Daalhoeve"
    assert found.around.reach.contains(found.around.target)


def test_a_longer_walk_reaches_farther():
    short, long = (
        scene(at=MARKET, reach=Reach.HOME, assumptions=replace(HEADLINE, threshold=minutes)).around.reach
        for minutes in (5, 15)
    )
    assert long.area > short.area
    assert shapely.difference(short, long).area == pytest.approx(0.0, abs=short.area / 1000)


def test_embedded_the_map_opens_at_its_neighbourhood():
    found = scene(embedded=True, neighbourhood="BU09350209")
    areas = open_bundle(BUNDLE).neighbourhoods.set_index("neighbourhood").geometry
    assert found.around.look_at.contains(areas["BU09350209"])
    assert (found.around.token, found.figure.neighbourhood) == ("BU09350209", "BU09350209")


def test_there_and_back_is_within_the_rounding_of_an_address():
    point = to_metres(MARKET)
    assert to_position(point.x, point.y) == MARKET


@pytest.mark.parametrize("selection", Selection)
def test_wanted_places_are_those_of_the_selection(selection):
    places = places_wanted(BUNDLE, PlaceFilter(selection, with_uncertain=False))
    assert not places["uncertain"].any()
    some = places_wanted(BUNDLE, PlaceFilter(selection, with_uncertain=True, functions=(Function.MEET, Function.MOVE)))
    has = [bool({"meet", "move"} & set(joined.split(";"))) for joined in some["functions"]]
    assert np.all(has)
    whole = counted_places(BUNDLE)
    assert list(whole.loc[places.index, "place_id"]) == list(places["place_id"])
