"""Places on the map: what each says, and what is not exactly known is never drawn as if it were."""

from __future__ import annotations

import html

import numpy as np
import pytest

from geo.vocabulary import Function, LocationQuality
from layers.places import is_inexact, mark_function, places_layer
from tests.layers.drawn import DUTCH, ENGLISH, page
from tests.towns.tiny_map import HOSTILE, place, places


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_is_sent_as_the_text_it_is(hostile):
    row = places_layer(places(place(name=hostile)), DUTCH).data["rows"][0]
    kept = "".join(c for c in hostile if c.isprintable())
    assert html.unescape(row["n"]).replace(" ", "") == kept.replace(" ", "")


def test_a_place_tells_what_it_is():
    row = places_layer(places(), DUTCH).data["rows"][0]
    assert row == {
        "i": "de-plek",
        "n": "De Plek",
        "y": pytest.approx(50.841, abs=0.01),
        "x": pytest.approx(5.69, abs=0.01),
        "k": "initiative",
        "c": "Huiskamer van de buurt",
        "g": "develop",
        "f": ["meet", "develop"],
        "o": "elke dag",
        "b": "yes",
        "a": "Straat 1",
        "q": "address",
        "d": "februari 2025",
        "s": "register",
        "w": "https://example.org/plek",
        "h": "yes",
    }


def test_what_is_not_known_is_said_or_left_out_and_never_made_up():
    unknown = place(
        opening_text_nl=None,
        days_per_week=np.nan,
        walk_in="unknown",
        wheelchair="unknown",
        address=None,
        last_checked=None,
        website=None,
        location_error=np.nan,
    )
    row = places_layer(places(unknown), DUTCH).data["rows"][0]
    assert row["o"] == "onbekend"
    assert row["b"] == "unknown"
    assert not {"h", "p", "a", "d", "w"} & set(row)


def test_where_only_the_number_of_days_is_known_that_is_said():
    row = places_layer(places(place(opening_text_nl=None, days_per_week=3.0)), DUTCH).data["rows"][0]
    assert row["o"] == "3 dagen per week; welke dagen en uren is niet bekend"


def test_a_place_without_a_name_is_called_by_its_category():
    row = places_layer(places(place(name="", category="bench", kind="informal")), ENGLISH).data["rows"][0]
    assert row["n"] == "Bench"


def test_an_inexact_place_has_its_error_and_its_reason():
    rough = place(location_quality="area", location_error=450.0, uncertain=True, uncertain_reason="both")
    row = places_layer(places(rough), DUTCH).data["rows"][0]
    assert (row["u"], row["e"]) == ("both", 450)


@pytest.mark.parametrize("quality", LocationQuality)
@pytest.mark.parametrize("uncertain", [True, False])
def test_a_neighbourhood_is_never_a_point(quality, uncertain):
    assert is_inexact(uncertain=uncertain, quality=quality) == (uncertain or quality is LocationQuality.AREA)


def test_an_area_without_a_stated_error_still_has_a_disc():
    rough = place(location_quality="area", location_error=np.nan, uncertain=False)
    assert places_layer(places(rough), DUTCH).data["rows"][0]["e"] > 0


def test_a_place_without_a_point_is_left_out():
    lost = place(place_id="kwijt", geometry=None, location_quality="none", counted=False, counted_reason="no_location")
    rows = places_layer(places(place(), lost), DUTCH).data["rows"]
    assert [row["i"] for row in rows] == ["de-plek"]


def test_a_place_that_does_not_count_says_why():
    layer = places_layer(places(place(counted=False, counted_reason="not_walk_in")), DUTCH).data
    assert layer["words"]["reasons"][layer["rows"][0]["r"]] == DUTCH.text("reason.not_walk_in")


def test_no_places_make_an_empty_layer():
    assert places_layer(places()[:0], DUTCH).data["rows"] == []
    assert page(layers=[places_layer(places()[:0], DUTCH)])


@pytest.mark.parametrize(
    ("functions", "mark"),
    [("meet", Function.MEET), ("meet;join_in", Function.JOIN_IN), ("meet;develop;move", Function.MOVE), ("", None)],
)
def test_a_mark_shows_the_most_special_function(functions, mark):
    assert mark_function(functions) == mark


def test_a_search_for_a_function_shows_its_icon_on_every_mark():
    rows = places_layer(places(), DUTCH, function=Function.MEET).data["rows"]
    assert [row["g"] for row in rows] == ["meet"]
