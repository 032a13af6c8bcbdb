"""The map's frame is handed what to draw, each layer once, and nothing that comes back from it is believed."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import streamlit.components.v2 as st_components
from hypothesis import given
from hypothesis import strategies as st

from geo.storage import DEFAULT_BUNDLE, STATIC
from layers.around import Around, around_layer
from layers.drawing import PDOK_TILES, Layer
from layers.places import places_layer
from layers.words import Words
from tests.browser.app_reader import maps_of, open_page, unpacked
from tests.towns.tiny_bundle import HOSTILE, tiny_places
from views.map.home import device_component
from views.server.map_files import map_files_of
from views.shared.html import plain_label
from views.shared.map_frame import Act, frame_layer, frame_message, map_component, read_act
from views.shared.visit import Visit
from views.state.data import open_bundle
from views.state.state import ViewState

DUTCH, ENGLISH = Words("nl"), Words("en")


def sent(layers, words=DUTCH, *, embedded=False):
    visit = Visit(ViewState(), words, open_bundle(DEFAULT_BUNDLE), "Maastricht", embedded)
    return json.loads(unpacked(frame_message(visit, layers)))


def text_of(layer):
    return json.dumps(sent([frame_layer(layer)])["layers"], ensure_ascii=False)


def test_the_frame_is_told_its_page_its_words_and_its_layers():
    layers = [places_layer(tiny_places(), DUTCH), around_layer(Around(), DUTCH)]
    message = sent([frame_layer(layer) for layer in layers])
    assert message["page"] == f".{map_files_of(DEFAULT_BUNDLE).page_path}"
    assert message["title"] == DUTCH.text("map.title", area="Maastricht")
    assert message["frame"]["words"]["zoomIn"] == DUTCH.text("map.zoom_in")
    assert [(name, data) for name, _, data in message["layers"]] == [
        (layer.function, json.loads(layer.json())) for layer in layers
    ]


def test_a_map_without_layers_is_a_message_too():
    assert sent([])["layers"] == []


def test_the_page_of_the_frame_is_the_same_in_every_language_and_embedded():
    assert sent([])["page"] == sent([], ENGLISH)["page"] == sent([], embedded=True)["page"]
    assert sent([], ENGLISH)["frame"]["words"]["language"] == "en"


def test_the_legend_stands_on_the_map_only_where_nothing_stands_beside_it():
    assert sent([])["frame"]["legendBeside"]
    assert not sent([], embedded=True)["frame"]["legendBeside"]


def test_tiles_are_told_and_credited_only_when_asked_for():
    assert sent([])["frame"]["tiles"] is None
    reader = open_page()
    reader.app.session_state["riool-tiles"] = True
    told = json.loads(unpacked(maps_of(reader.app.run())[0].proto.bytes))["frame"]
    assert told["tiles"] == PDOK_TILES
    assert DUTCH.text("map.attribution.tiles") in told["words"]["credits"]


def test_the_same_layer_is_the_same_bytes():
    one, other = (frame_layer(around_layer(Around(), DUTCH)) for _ in range(2))
    assert one == other


def test_another_content_has_another_key():
    keys = [
        sent([frame_layer(Layer("outline", "Outline", {"codes": codes}))])["layers"][0][1]
        for codes in ([], ["a"], ["a"], ["b"])
    ]
    assert keys[1] == keys[2]
    assert len(set(keys)) == 3


@given(st.lists(st.text(), max_size=4))
def test_pieces_that_were_packed_apart_are_read_as_one(names):
    layers = [frame_layer(Layer("legend", name, {"html": name.replace("{", "(")})) for name in names]
    assert [data["html"] for _, _, data in sent(layers)["layers"]] == [name.replace("{", "(") for name in names]


def test_a_message_is_small():
    layer = frame_layer(places_layer(open_bundle(DEFAULT_BUNDLE).places, DUTCH))
    assert len(layer.packed) * 4 < len(places_layer(open_bundle(DEFAULT_BUNDLE).places, DUTCH).json())


def test_a_hostile_name_is_only_text_in_a_layer():
    text = text_of(places_layer(tiny_places(), DUTCH))
    assert "<script>" not in text
    assert "{{" not in text
    assert "javascript:" not in text
    assert "&lt;script&gt;" in text


def done(**act):
    return {"act": act}


def test_what_was_done_is_understood():
    assert read_act(done(what="places", target="node/1")) == Act("places", "node/1")


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        "click",
        {"act": None},
        {"act": ["places", "x"]},
        done(what="places"),
        done(what=1, target=2),
        done(what=["places"], target={"a": 1}),
    ],
)
def test_what_is_no_act_is_ignored(value):
    assert read_act(value) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["act", "x"]), JSON | st.dictionaries(st.sampled_from(["what", "target"]), JSON))
)
def test_whatever_the_frame_says_is_an_act_or_nothing(value):
    act = read_act(value)
    assert act is None or (isinstance(act.what, str) and isinstance(act.target, str))


def test_a_label_says_a_hostile_name_and_makes_nothing_of_it():
    label = plain_label(f"[x](javascript:alert(1)) **b** `c` $d$ {HOSTILE}\nnext")
    assert "\n" not in label
    for sign in "[]()*`$<>":
        assert all(label[i - 1] == "\\" for i, one in enumerate(label) if one == sign), sign


def test_the_words_around_the_map_are_those_of_the_language():
    for words in (DUTCH, ENGLISH):
        assert words.text("map.act.home") in text_of(around_layer(Around(), words))


def test_the_components_are_registered_once_for_all_sessions_and_reruns(monkeypatch):
    registered, register = Counter(), st_components.component

    def counting(name, **content):
        registered[name] += 1
        return register(name, **content)

    monkeypatch.setattr(st_components, "component", counting)
    device_component.cache_clear()
    map_component.cache_clear()
    readers = [open_page(), open_page(lang="en"), open_page("neighbourhoods")]
    for reader in readers:
        reader.app.run()
    assert registered == {"riool_map": 1, "riool_device_location": 1}
    for reader in readers:
        (shown,) = maps_of(reader.app)
        assert shown.proto.js_content == (STATIC / "app" / "map.js").read_text("utf-8")
