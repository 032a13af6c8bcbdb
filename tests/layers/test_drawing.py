"""The layers as folium renders them: small, the same every time, and with nothing that runs."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import folium
import numpy as np
import pytest
import shapely
import streamlit_folium
from hypothesis import given, settings
from hypothesis import strategies as st
from layers.base import INLINE, PDOK_TILES, base_map, foreign_links, page_html
from layers.demand import demand_layer, dry_points
from layers.pipes import flow_labels, pipes_layer

from geo.settings import WalkSettings
from geo.streets.water import water_areas
from geo.vocabulary import RD, Function, Kind, LocationQuality, Speed
from layers.background import FLOW_BREAKS, flow_classes, make_background
from layers.escape import escape_text
from layers.figures import figures_for
from layers.icons import FUNCTION_PATHS, KIND_SHAPES, function_icon, kind_icon
from layers.legend import legend_html, legend_layer, pipes_legend_html, places_legend_html
from layers.measures import Measure, View
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import is_inexact, mark_function, places_layer
from layers.words import Words
from tests.browser.map_text import decoded
from tests.towns.tiny_map import CODES, HOSTILE, X, Y, coverage, demand, neighbourhoods, place, places, streets, water

DUTCH, ENGLISH = Words("nl"), Words("en")
HEADLINE = View.headline()
SETTINGS = WalkSettings()


def background(names=("Noord", "Zuid", "Kade")):
    return make_background(neighbourhoods(names), streets(), water_areas(water(), 50))


def every_layer(words=DUTCH, *, names=("Noord", "Zuid", "Kade"), found=None):
    figures = figures_for(neighbourhoods(names), coverage(), HEADLINE)
    dry = dry_points(demand(), 10, Speed.NORMAL, SETTINGS)
    return [
        neighbourhoods_layer(figures, HEADLINE, words),
        places_layer(places() if found is None else found, words),
        pipes_layer(words),
        demand_layer(dry, Speed.NORMAL, words, SETTINGS),
        legend_layer(legend_html(figures, HEADLINE, words), words),
    ]


def page(words=DUTCH, *, layers=None, names=("Noord", "Zuid", "Kade"), **options):
    ground = background(names)
    base = base_map(ground.bounds, words, **{"area": "Maastricht", "background": ground, "assets": "static", **options})
    for layer in every_layer(words, names=names) if layers is None else layers:
        layer.add_to(base)
    return page_html(base, words)


def call_of(group: folium.FeatureGroup) -> dict:
    """What a layer sends to its drawing function."""
    (call,) = group._children.values()
    return json.loads(call.json)


def streamlit_script(base, layers):
    """What st_folium sends to the browser, by its own functions."""
    base.get_root().render()
    base.render()
    scripts = [streamlit_folium._get_map_string(base)]
    scripts += [
        streamlit_folium._get_feature_group_string(layer, map=base, idx=index) for index, layer in enumerate(layers)
    ]
    return scripts


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
def test_the_same_tables_give_the_same_page(words):
    assert page(words) == page(words)


def test_the_page_says_its_language_and_title_and_lets_readers_zoom():
    shown = page(ENGLISH, area="Maastricht")
    assert '<html lang="en">' in shown
    assert "<title>Map of Maastricht</title>" in shown
    assert "user-scalable" not in shown
    assert "maximum-scale" not in shown


@pytest.mark.parametrize("assets", ["static", "../../app/static", INLINE])
def test_nothing_is_fetched_from_another_host(assets):
    shown = page(assets=assets)
    fetched = re.findall(r'(?:src|href)="([^"]+)"', re.sub(r"<script>.*?</script>", "", shown, flags=re.DOTALL))
    assert all(address == "data:," or address.startswith(assets) for address in fetched)
    assert foreign_links(base_map(background().bounds, DUTCH, area="Maastricht", assets=assets)) == []


def test_a_plugin_with_a_distant_script_is_noticed():
    base = base_map(background().bounds, DUTCH, area="Maastricht", assets="static")
    folium.plugins.MarkerCluster().add_to(base)
    assert any("markercluster" in address for address in foreign_links(base))


def test_folium_itself_is_left_as_it_was():
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    page()
    assert (folium.Map.default_js, folium.Map.default_css) == before


def test_jquery_comes_only_when_folium_needs_it():
    base = base_map(background().bounds, DUTCH, area="Maastricht", assets="static", folium_popups=True)
    assert any("jquery" in address for _, address in base.default_js)
    plain = base_map(background().bounds, DUTCH, area="Maastricht")
    assert not any("jquery" in address for _, address in plain.default_js)


def test_tiles_are_credited_and_only_there_when_asked_for():
    assert "pdok" not in page().lower()
    tiled = page(tiles=PDOK_TILES)
    assert PDOK_TILES in tiled
    assert DUTCH.text("map.attribution.tiles") in tiled


def test_the_inline_page_holds_the_scripts_themselves():
    shown = page(assets=INLINE)
    assert "L.Path.include" in shown
    assert '<script src="' not in shown


def test_a_switch_of_layers_leaves_the_frame_alone():
    ground = background()
    keys = set()
    for measure in Measure:
        view = replace(HEADLINE, measure=measure)
        figures = figures_for(neighbourhoods(), coverage(), view)
        base = base_map(ground.bounds, DUTCH, area="Maastricht", background="background.js")
        base_script, layer_script = streamlit_script(base, [neighbourhoods_layer(figures, view, DUTCH)])
        keys.add(streamlit_folium.generate_js_hash(base_script, "map"))
        assert "riool.neighbourhoods(" in layer_script
    assert len(keys) == 1


def test_streamlit_gets_scripts_whose_names_agree():
    base = base_map(background().bounds, DUTCH, area="Maastricht", background="background.js")
    scripts = streamlit_script(base, every_layer())
    assert scripts[0].strip().startswith('var map_div = riool.map("map_div"')
    for index, script in enumerate(scripts[1:]):
        assert f".addTo(feature_group_feature_group_{index});" in script
        assert f"map_div.addLayer(feature_group_feature_group_{index})" in script


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
    layers = every_layer(names=names, found=places(bad))
    shown = page(layers=layers, names=names)
    harmless = page(layers=every_layer(), names=("Noord", "Zuid", "Kade"))
    for live in ("{{", "{%", "<script", "</script", "<img", "<svg onload", "${", "\u202e", "\u2028", "\x00"):
        assert shown.count(live) == harmless.count(live), live
    assert "49" not in re.findall(r"7\*7|49(?=&|<)", shown)
    base = base_map(background(names).bounds, DUTCH, background="background.js", area=hostile)
    for script in streamlit_script(base, every_layer(names=names, found=places(bad))):
        assert not re.search(r"\{\{|\{%|</script|\$\{|\u202e|<img|<svg onload", script)


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="{}%#$`\\<>&'\"\n aZ")))
def test_any_name_survives_both_renderings_of_folium_unread(name):
    base = base_map((50.8, 5.6, 50.9, 5.8), DUTCH, area=name, assets="static")
    places_layer(places(place(name=name, address=name)), DUTCH).add_to(base)
    sent = re.search(r"riool\.places\((.*)\)\.addTo", page_html(base, DUTCH))
    row = json.loads(sent.group(1))["rows"][0]
    assert row["n"] == escape_text(name if name.strip() else "Huiskamer van de buurt")
    for script in streamlit_script(base, []):
        assert escape_text(DUTCH.text("map.title", area=name)).replace("&", "\\u0026") in script


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_is_sent_as_the_text_it_is(hostile):
    row = call_of(places_layer(places(place(name=hostile)), DUTCH))["rows"][0]
    kept = "".join(c for c in hostile if c.isprintable())
    assert html.unescape(row["n"]).replace(" ", "") == kept.replace(" ", "")


def test_a_place_tells_what_it_is():
    row = call_of(places_layer(places(), DUTCH))["rows"][0]
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
    row = call_of(places_layer(places(unknown), DUTCH))["rows"][0]
    assert row["o"] == "onbekend"
    assert row["b"] == "unknown"
    assert not {"h", "p", "a", "d", "w"} & set(row)


def test_where_only_the_number_of_days_is_known_that_is_said():
    row = call_of(places_layer(places(place(opening_text_nl=None, days_per_week=3.0)), DUTCH))["rows"][0]
    assert row["o"] == "3 dagen per week; welke dagen en uren is niet bekend"


def test_a_place_without_a_name_is_called_by_its_category():
    row = call_of(places_layer(places(place(name="", category="bench", kind="informal")), ENGLISH))["rows"][0]
    assert row["n"] == "Bench"


def test_an_inexact_place_has_its_error_and_its_reason():
    rough = place(location_quality="area", location_error=450.0, uncertain=True, uncertain_reason="both")
    row = call_of(places_layer(places(rough), DUTCH))["rows"][0]
    assert (row["u"], row["e"]) == ("both", 450)


@pytest.mark.parametrize("quality", LocationQuality)
@pytest.mark.parametrize("uncertain", [True, False])
def test_a_neighbourhood_is_never_a_point(quality, uncertain):
    assert is_inexact(uncertain=uncertain, quality=quality) == (uncertain or quality is LocationQuality.AREA)


def test_an_area_without_a_stated_error_still_has_a_disc():
    rough = place(location_quality="area", location_error=np.nan, uncertain=False)
    assert call_of(places_layer(places(rough), DUTCH))["rows"][0]["e"] > 0


def test_a_place_without_a_point_is_left_out():
    lost = place(place_id="kwijt", geometry=None, location_quality="none", counted=False, counted_reason="no_location")
    rows = call_of(places_layer(places(place(), lost), DUTCH))["rows"]
    assert [row["i"] for row in rows] == ["de-plek"]


def test_a_place_that_does_not_count_says_why():
    layer = call_of(places_layer(places(place(counted=False, counted_reason="not_walk_in")), DUTCH))
    assert layer["words"]["reasons"][layer["rows"][0]["r"]] == DUTCH.text("reason.not_walk_in")


def test_no_places_make_an_empty_layer():
    assert call_of(places_layer(places()[:0], DUTCH))["rows"] == []
    assert page(layers=[places_layer(places()[:0], DUTCH)])


@pytest.mark.parametrize(
    ("functions", "mark"),
    [("meet", Function.MEET), ("meet;join_in", Function.JOIN_IN), ("meet;develop;move", Function.MOVE), ("", None)],
)
def test_a_mark_shows_the_most_special_function(functions, mark):
    assert mark_function(functions) == mark


def test_a_search_for_a_function_shows_its_icon_on_every_mark():
    rows = call_of(places_layer(places(), DUTCH, function=Function.MEET))["rows"]
    assert [row["g"] for row in rows] == ["meet"]


def test_neighbourhoods_send_classes_and_words_only():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    sent = call_of(neighbourhoods_layer(figures, HEADLINE, DUTCH, selected=CODES[1]))
    assert sent["selected"] == CODES[1]
    assert [row[:3] for row in sent["rows"]] == [[CODES[0], 1, 0], [CODES[1], 3, 4], [CODES[2], 0, 0]]
    assert "4.100 (64%)" in sent["rows"][1][4]
    assert len(json.dumps(sent)) / len(figures) < 1200


@pytest.mark.parametrize(
    ("flow", "class_"), [(0, 0), (0.9, 0), (1, 1), (49, 1), (50, 2), (999, 4), (1000, 5), (1e6, 5)]
)
def test_classes_of_flow(flow, class_):
    assert flow_classes([flow]).tolist() == [class_]


def test_the_background_knows_how_much_street_carries_whom():
    assert background().flow_metres == pytest.approx((1400, 1400, 1400, 0, 0, 1400))
    assert len(flow_labels(DUTCH)) == len(FLOW_BREAKS)


def test_the_background_covers_the_neighbourhoods():
    south, west, north, east = background().bounds
    assert 50.8 < south < north < 50.9
    assert 5.6 < west < east < 5.8


def test_dry_points_are_those_without_a_place_in_reach():
    assert dry_points(demand(), 10, Speed.NORMAL, SETTINGS)["demand_id"].tolist() == ["6211AB", "6211AC"]
    assert dry_points(demand(), 15, Speed.NORMAL, SETTINGS)["demand_id"].tolist() == ["6211AC"]
    assert dry_points(demand(residents=[0.0, 0.0, 0.0]), 5, Speed.SLOW, SETTINGS).empty


def test_a_dot_grows_with_its_residents_and_says_how_far():
    rows = call_of(demand_layer(demand(), Speed.NORMAL, DUTCH, SETTINGS))["rows"]
    radii = [row[3] for row in rows]
    assert radii == sorted(radii, reverse=True)
    assert rows[1][4] == "25 bewoners, 15 minuten van de dichtstbijzijnde plek"
    assert rows[2][4] == "9 bewoners, geen plek te bereiken"


def test_the_legend_counts_every_neighbourhood_once():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    shown = legend_html(figures, HEADLINE, DUTCH)
    counts = [int(number) for number in re.findall(r"<span>(\d+) buurt(?:en)?</span>", shown)]
    assert sum(counts[:-1]) == len(figures)
    assert counts[-1] == 1
    assert "&lt;" not in shown


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
def test_a_legend_is_a_list_under_a_heading(words):
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    for shown in (legend_html(figures, HEADLINE, words), places_legend_html(words), pipes_legend_html(words)):
        assert re.fullmatch(r"<section.*<h2>.+</h2>.*<ul>(<li.*</li>)+</ul></section>", shown)


def test_every_function_and_kind_has_its_own_shape():
    assert len(set(FUNCTION_PATHS.values())) == len(Function)
    assert len(set(KIND_SHAPES.values())) == len(Kind)


def test_an_icon_has_a_name_or_is_decoration():
    assert 'role="img" aria-label="Ontmoeten"' in function_icon(Function.MEET, title="Ontmoeten")
    assert 'aria-hidden="true"' in function_icon(Function.MEET)
    assert 'aria-label="a&quot;b"' in kind_icon(Kind.PUBLIC, title='a"b')


def test_borders_that_neighbours_share_stay_shared():
    border = [(X + 500 + (i % 2), Y + 10 * i) for i in range(51)]
    left = shapely.Polygon([(X, Y), *border, (X, Y + 500)])
    right = shapely.Polygon([*border, (X + 1000, Y + 500), (X + 1000, Y)])
    table = neighbourhoods()[:2].set_geometry([left, right], crs=RD)
    script = make_background(table, streets(), water_areas(water(), 50)).script
    sent = json.loads(script.removeprefix("riool.setBackground(").removesuffix(");"))
    one, other = (decoded(row[4])[0] for row in sent["neighbourhoods"])
    shared = set(one) & set(other)
    assert len(shared) >= 2
    assert len(one) < 10
    assert shapely.Polygon(one).intersection(shapely.Polygon(other)).area == pytest.approx(0, abs=1e-12)
