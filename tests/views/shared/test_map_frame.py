"""The map's frame is told what st_folium itself would tell it, and believes nothing that comes back."""

from __future__ import annotations

import pytest
import streamlit_folium
from hypothesis import given
from hypothesis import strategies as st
from layers.base import base_map

from layers.around import Around, around_layer
from layers.places import places_layer
from layers.words import Words
from tests.towns.tiny_bundle import HOSTILE, tiny_places
from views.shared.html import plain_label
from views.shared.map_frame import Act, frame_text, layer_text, read_act

BOUNDS = (50.8, 5.6, 50.9, 5.8)
DUTCH = Words("nl")


def told_by_st_folium(monkeypatch, base, layers):
    """What st_folium hands to its frame."""
    told = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: told.update(arguments))
    streamlit_folium.st_folium(base, feature_group_to_add=layers, returned_objects=["last_active_drawing"])
    return told


def test_the_base_map_is_told_as_st_folium_would(monkeypatch):
    told = told_by_st_folium(monkeypatch, base_map(BOUNDS, DUTCH, area="Maastricht"), None)
    text = frame_text(base_map(BOUNDS, DUTCH, area="Maastricht"))
    assert (text.script, text.header, text.html) == (told["script"], told["header"], told["html"])
    assert text.map_id == told["id"]
    assert list(text.scripts) == told["js_links"]
    assert list(text.styles) == told["css_links"]


def test_a_layer_is_told_as_st_folium_would_but_for_its_number(monkeypatch):
    places = tiny_places()
    told = told_by_st_folium(monkeypatch, base_map(BOUNDS, DUTCH, area="Maastricht"), places_layer(places, DUTCH))
    text = layer_text(places_layer(places, DUTCH))
    number = text.split("var feature_group_feature_group_", 1)[1].split(" ", 1)[0]
    assert text.replace(f"feature_group_{number}", "feature_group_0") == told["feature_group"]


def test_the_same_layer_is_the_same_text():
    one, other = (layer_text(around_layer(Around(), DUTCH)) for _ in range(2))
    assert one == other


def test_layers_have_names_of_their_own():
    texts = [layer_text(places_layer(tiny_places(), DUTCH)), layer_text(around_layer(Around(), DUTCH))]
    names = {text.split("var ", 1)[1].split(" ", 1)[0] for text in texts}
    assert len(names) == len(texts)


def test_a_hostile_name_is_only_text_in_a_layer():
    text = layer_text(places_layer(tiny_places(), DUTCH))
    assert "<script>" not in text
    assert "{{" not in text
    assert "javascript:" not in text
    assert "\\u0026lt;script\\u0026gt;" in text


def drawing(**properties):
    return {"last_active_drawing": {"type": "Feature", "properties": properties}}


def test_a_click_is_understood():
    assert read_act(drawing(layer="places", id="node/1", count=3)) == Act("places", "node/1")


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        "click",
        {"last_active_drawing": None},
        {"last_active_drawing": {"properties": None}},
        drawing(layer="places"),
        drawing(layer=1, id=2),
        drawing(layer=["places"], id={"a": 1}),
    ],
)
def test_what_is_no_click_is_ignored(value):
    assert read_act(value) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["last_active_drawing", "x"]), JSON | st.dictionaries(st.just("properties"), JSON))
)
def test_whatever_the_frame_says_is_a_click_or_nothing(value):
    act = read_act(value)
    assert act is None or (isinstance(act.what, str) and isinstance(act.target, str))


def test_a_label_says_a_hostile_name_and_makes_nothing_of_it():
    label = plain_label(f"[x](javascript:alert(1)) **b** `c` $d$ {HOSTILE}\nnext")
    assert "\n" not in label
    for sign in "[]()*`$<>":
        assert all(label[i - 1] == "\\" for i, one in enumerate(label) if one == sign), sign


def test_the_words_around_the_map_are_those_of_the_language():

    for language in ("nl", "en"):
        text = layer_text(around_layer(Around(), Words(language)))
        assert Words(language).text("map.act.home") in text
