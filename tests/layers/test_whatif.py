"""A scenario on the map: what is sent, and that names do no harm."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import shapely

from layers.whatif import AffectedPoints, NewPlace, sites_layer, whatif_layer
from layers.words import Words
from tests.towns.tiny_map import X, Y, place, places

DUTCH = Words("nl")
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}${x}"
NOBODY = AffectedPoints(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=bool))
SOMEBODY = AffectedPoints(np.array([[X, Y], [X + 500.0, Y]]), np.array([4.0, 400.0]), np.array([True, False]))


def sent(layer):
    return json.loads(layer.json())


def test_places_say_what_a_click_does():
    found = places(place(), place(place_id="tweede", name="Tweede", kind="public"))
    rows = sent(whatif_layer(found, {"tweede"}, [], NOBODY, DUTCH))["places"]
    assert [(row[0], row[3], row[4]) for row in rows] == [("de-plek", "initiative", 0), ("tweede", "public", 1)]
    assert DUTCH.text("map.whatif.close") in rows[0][-1]
    assert DUTCH.text("map.whatif.reopen") in rows[1][-1]


def test_what_is_not_exactly_known_is_drawn_so():
    found = places(place(uncertain=True), place(place_id="vaag", location_quality="area"), place(place_id="zeker"))
    assert [row[5] for row in sent(whatif_layer(found, set(), [], NOBODY, DUTCH))["places"]] == [1, 1, 0]


def test_places_without_a_point_are_left_out():
    found = places(place(geometry=None), place(place_id="leeg", geometry=shapely.Point()))
    assert sent(whatif_layer(found, set(), [], NOBODY, DUTCH))["places"] == []


def test_new_places_stand_in_degrees():
    new = NewPlace("176000,317000", X, Y, "Nieuw")
    (row,) = sent(whatif_layer(places(place()), set(), [new], NOBODY, DUTCH))["opened"]
    assert row[0] == "176000,317000"
    assert row[1:3] == pytest.approx([50.8435, 5.6917], abs=0.01)


def test_who_notices_is_told_and_grows_with_people():
    winning, losing = sent(whatif_layer(places(place()), set(), [], SOMEBODY, DUTCH))["dots"]
    assert (winning[3], losing[3]) == (1, 0)
    assert winning[2] < losing[2]
    assert winning[4] == DUTCH.text("map.whatif.wins", residents=DUTCH.text("residents", count=4))
    assert losing[4] == DUTCH.text("map.whatif.loses", residents=DUTCH.text("residents", count=400))


def test_sites_are_numbered_and_only_to_look_at():
    data = sent(sites_layer([NewPlace("6211AA", X, Y, "Bij 6211AA", 1)], SOMEBODY, DUTCH))
    assert data["still"] is True
    assert data["places"] == []
    assert data["opened"][0][-1] == 1


def test_names_do_no_harm():
    found = places(place(place_id=HOSTILE, name=HOSTILE))
    whatif = whatif_layer(found, {HOSTILE}, [NewPlace(HOSTILE, X, Y, HOSTILE)], SOMEBODY, DUTCH)
    sites = sites_layer([NewPlace(HOSTILE, X, Y, HOSTILE, 1)], SOMEBODY, DUTCH)
    for layer in (whatif, sites):
        assert not re.search(r"<script|\{\{|\$\{", layer.json())


def test_the_same_scenario_gives_the_same_bytes():
    texts = [whatif_layer(places(place()), set(), [], SOMEBODY, DUTCH).json() for _ in "ab"]
    assert texts[0] == texts[1]
