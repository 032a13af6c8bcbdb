"""The layers as folium renders them: small, the same every time, with nothing that runs, and beside folium's own."""

from __future__ import annotations

import doctest
import json
import re
from dataclasses import replace

import folium
import pytest
from folium.plugins import MarkerCluster
from hypothesis import given, settings
from hypothesis import strategies as st

import layers
from geo.bundle.store import read_bundle
from geo.measures.access import selected_places
from geo.vocabulary import Selection
from layers import folium_adapter
from layers.assets import SCRIPTS, MapLinks, asset_text, joined_style
from layers.drawing import PDOK_TILES, Layer
from layers.escape import escape_text
from layers.figures import figures_for
from layers.folium_adapter import FoliumLayer, base_map, foreign_links, map_parts, page_html
from layers.measures import Measure
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from tests.layers.drawn import DUTCH, ENGLISH, HEADLINE, LINKS, every_layer, page
from tests.towns.tiny_bundle import write_tiny_bundle
from tests.towns.tiny_map import HOSTILE, coverage, neighbourhoods, place, places

BOUNDS = (50.8, 5.6, 50.9, 5.8)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "bundle"
    write_tiny_bundle(folder)
    return read_bundle(folder)


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
@pytest.mark.parametrize("links", [LINKS, None], ids=["linked", "inside"])
def test_the_same_tables_give_the_same_page(words, links):
    assert page(words, links=links) == page(words, links=links)


def test_the_page_says_its_language_and_title_and_lets_readers_zoom():
    shown = page(ENGLISH, area="Maastricht")
    assert '<html lang="en">' in shown
    assert "<title>Map of Maastricht</title>" in shown
    assert shown.count('name="viewport"') == 1
    assert shown.count("charset") == 1
    assert "user-scalable" not in shown
    assert "maximum-scale" not in shown


@pytest.mark.parametrize("static", ["static", "../../app/static", None])
def test_nothing_is_fetched_from_another_host(static):
    links = MapLinks.to_static(static) if static else None
    shown = page(links=links)
    fetched = re.findall(r'(?:src|href)="([^"]+)"', re.sub(r"<script>.*?</script>", "", shown, flags=re.DOTALL))
    assert all(address == "data:," or (static and address.startswith(static)) for address in fetched)
    assert foreign_links(base_map(BOUNDS, DUTCH, area="Maastricht", links=links)) == []


def test_a_plugin_with_a_distant_script_is_noticed():
    base = base_map(BOUNDS, DUTCH, area="Maastricht", links=LINKS)
    MarkerCluster().add_to(base)
    assert any("markercluster" in address for address in foreign_links(base))


def test_folium_itself_is_left_as_it_was():
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    page()
    assert (folium.Map.default_js, folium.Map.default_css) == before


def test_jquery_comes_only_when_folium_needs_it():
    with_popups = base_map(BOUNDS, DUTCH, area="Maastricht", links=LINKS, folium_popups=True)
    assert "jQuery v3" in map_parts(with_popups).header
    assert "jQuery" not in map_parts(base_map(BOUNDS, DUTCH, area="Maastricht", links=LINKS)).header


def test_tiles_are_credited_and_only_there_when_asked_for():
    assert "pdok" not in page().lower()
    tiled = page(tiles=PDOK_TILES)
    assert PDOK_TILES in tiled
    assert DUTCH.text("map.attribution.tiles") in tiled


def test_the_inline_page_holds_scripts_and_pictures_themselves():
    shown = page(links=None)
    for path in SCRIPTS:
        assert asset_text(path) in shown
    assert '<script src="' not in shown
    assert "url(images/" not in shown
    assert "url(data:image/png;base64," in shown


def test_pictures_of_a_joined_style_sheet_are_where_the_page_says():
    assert "url(pictures/layers.png)" in joined_style("pictures")
    assert "url(images/" not in joined_style("pictures")


def test_a_layer_is_named_by_its_content():
    def name(measure):
        view = replace(HEADLINE, measure=measure)
        figures = figures_for(neighbourhoods(), coverage(), view)
        return FoliumLayer(neighbourhoods_layer(figures, view, DUTCH)).get_name()

    names = [name(measure) for measure in Measure]
    assert names == [name(measure) for measure in Measure]
    assert len(set(names)) == len(Measure)
    assert all(re.fullmatch(r"riool_neighbourhoods_[0-9a-f]{16}", one) for one in names)


def test_a_layer_that_is_not_shown_at_first_is_there_to_be_switched_on():
    base = base_map(BOUNDS, DUTCH, area="Maastricht", links=LINKS)
    hidden = FoliumLayer(every_layer()[3], show=False)
    hidden.add_to(base)
    folium.LayerControl().add_to(base)
    script = map_parts(base).script
    assert f"{hidden.get_name()}.addTo(" not in script
    assert script.count(hidden.get_name()) >= 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_reaches_no_interpreter(hostile):
    bad = place(
        name=hostile,
        address=hostile,
        website=hostile,
        opening_text_nl=hostile,
        last_checked=hostile,
        place_id=hostile,
        source=hostile,
        functions="meet",
    )
    names = (hostile, "Zuid", "Kade")
    shown = page(layers=every_layer(names=names, found=places(bad)), names=names, area=hostile)
    harmless = page()
    for live in ("{{", "{%", "<script", "</script", "<img", "<svg onload", "${", "\u202e", "\u2028", "\x00"):
        assert shown.count(live) == harmless.count(live), live
    assert "49" not in re.findall(r"7\*7|49(?=&|<)", shown)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_of_a_layer_is_only_a_name(hostile):
    base = base_map(BOUNDS, DUTCH, area="Maastricht", links=LINKS)
    FoliumLayer(Layer("pipes", hostile, {"labels": []})).add_to(base)
    folium.LayerControl().add_to(base)
    script = map_parts(base).script
    assert not re.search(r"\{\{|\{%|</script|\$\{|\u202e|<img|<svg", script)


def test_a_string_that_was_not_escaped_stops_the_layer():
    with pytest.raises(ValueError, match="unescaped"):
        FoliumLayer(Layer("places", "Places", {"rows": ["{{ 7*7 }}"]}))


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="{}%#$`\\<>&'\"\n aZ")))
def test_any_name_survives_both_renderings_of_folium_unread(name):
    base = base_map(BOUNDS, DUTCH, area=name, links=LINKS)
    FoliumLayer(places_layer(places(place(name=name, address=name)), DUTCH)).add_to(base)
    shown = page_html(base, DUTCH)
    sent = re.search(r"= riool\.places\((.*)\);", shown)
    row = json.loads(sent.group(1))["rows"][0]
    assert row["n"] == escape_text(name if name.strip() else "Huiskamer van de buurt")
    assert escape_text(DUTCH.text("map.title", area=name)).replace("&", "\\u0026") in map_parts(base).script


def test_a_bundle_is_drawn_as_a_folium_map_that_takes_other_layers(bundle):
    city = layers.folium_map(bundle, "en")
    assert isinstance(city, folium.Map)
    folium.Marker([50.85, 5.69], popup="Here").add_to(city)
    folium.GeoJson(bundle.neighbourhoods.to_crs(4326).geometry.to_json()).add_to(city)
    layers.FoliumLayer(every_layer(ENGLISH)[3]).add_to(city)
    folium.LayerControl().add_to(city)
    script = map_parts(city).script
    for drawn in (
        "riool.neighbourhoods(",
        "riool.places(",
        "riool.pipes(",
        "L.marker(",
        "L.geoJson(",
        "L.control.layers(",
    ):
        assert drawn in script
    assert layers.foreign_links(city) == []


@pytest.mark.parametrize("selection", list(Selection))
def test_a_bundle_shows_the_places_that_count(bundle, selection):
    asked = replace(HEADLINE.assumptions, selection=selection)
    script = map_parts(layers.folium_map(bundle, view=replace(HEADLINE, assumptions=asked))).script
    sent = json.loads(re.search(r"= riool\.places\((.*)\);", script)[1])
    assert {row["i"] for row in sent["rows"]} == {
        escape_text(name)
        for name in bundle.places["place_id"][selected_places(bundle.places, selection, with_uncertain=True)]
    }


def test_the_examples_run():
    assert doctest.testmod(folium_adapter).failed == 0


def test_a_name_that_layers_does_not_have_is_refused():
    with pytest.raises(AttributeError, match="no_such_layer"):
        _ = layers.no_such_layer
