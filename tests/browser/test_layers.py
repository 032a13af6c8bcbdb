"""The map in a real browser: drawn as meant, harmless, quiet on the network, and usable without a mouse."""

from __future__ import annotations

import json

import folium
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import layers
from geo.bundle.store import read_bundle
from geo.streets.routes import Route
from geo.streets.water import water_areas
from layers.around import Around, around_layer
from layers.assets import MapLinks
from layers.background import make_background
from layers.encoding import encode_lines, encode_polygons
from layers.folium_adapter import FoliumLayer, base_map, page_html
from layers.places import places_layer
from layers.walks import pipes_layer
from layers.words import Words
from tests.browser.map_pages import AT_ONCE, READY, THE_MAP, all_layers, served
from tests.browser.map_text import decoded
from tests.towns.tiny_bundle import write_tiny_bundle
from tests.towns.tiny_map import CODES, HOSTILE, X, Y, neighbourhoods, place, places, streets, water

DESK, PHONE = (1280, 800), (390, 700)
OPEN_POPUP = f"""([kind, id]) => {{ {THE_MAP}.eachLayer(layer => {{
    if (layer.about && layer.about.layer === kind && layer.about.id === id) layer.openPopup(); }}); }}"""


def written(folder, words, layers, *, names=("Noord", "Zuid", "Kade"), **options):
    """Write a page with these layers; return its file name."""
    ground = make_background(neighbourhoods(names), streets(), water_areas(water(), 50))
    (folder / "background.js").write_text(ground.script, encoding="utf-8")
    usual = {"area": "Maastricht", "links": MapLinks.to_static("static", "background.js")}
    base = base_map(ground.bounds, words, **{**usual, **options})
    for layer in layers:
        FoliumLayer(layer).add_to(base)
    (folder / "map.html").write_text(page_html(base, words), encoding="utf-8")
    return "map.html"


@pytest.fixture
def shown(tmp_path, page_at):
    """A function that shows layers on a page and waits until they are drawn."""
    with served(tmp_path) as address:

        def show(words, layers, size=DESK, *, context=None, **options):
            page = page_at(*size, **(context or {}))
            page.goto(f"{address}/{written(tmp_path, words, layers, **options)}")
            page.wait_for_function(READY)
            page.evaluate("document.fonts.ready")
            return page

        yield show


@pytest.fixture(params=["nl", "en"])
def words(request):
    return Words(request.param)


def test_it_draws_every_layer_and_asks_nobody_else(shown, words, request_log, page_faults):
    page = shown(words, all_layers(words))
    expect(page.locator("path.riool-area")).to_have_count(3)
    expect(page.locator("path.riool-stripes")).to_have_count(1)
    expect(page.locator(".riool-place")).to_have_count(2)
    expect(page.locator("path.riool-disc")).to_have_count(1)
    expect(page.locator("path.riool-pipe")).to_have_count(4)
    expect(page.locator("path.riool-dot")).to_have_count(2)
    expect(page.locator("path.riool-water")).to_have_count(1)
    assert request_log.elsewhere() == []
    assert page_faults == []


def test_colours_come_from_the_palette_and_follow_the_device(shown):
    words = Words("nl")
    fill = "getComputedStyle(document.querySelector('path.riool-class-1')).fill"
    light = shown(words, all_layers(words), context={"color_scheme": "light"}).evaluate(fill)
    dark = shown(words, all_layers(words), context={"color_scheme": "dark"}).evaluate(fill)
    assert light == "rgb(220, 239, 235)"
    assert dark == "rgb(20, 62, 72)"


def test_the_bundled_font_is_used(shown):
    words = Words("nl")
    page = shown(words, all_layers(words))
    assert page.evaluate("[...document.fonts].some(font => font.family.includes('Nunito') && font.status === 'loaded')")


def test_the_page_says_what_it_is(shown, words):
    page = shown(words, all_layers(words), area="Maastricht")
    assert page.locator("html").get_attribute("lang") == words.language
    assert page.title() == words.text("map.title", area="Maastricht")
    assert page.locator("main h1").inner_text() == words.text("map.heading", area="Maastricht")
    expect(page.get_by_role("button", name=words.text("map.zoom_in"))).to_have_count(1)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
@pytest.mark.parametrize(("kind", "id_"), [("neighbourhoods", CODES[1]), ("places", "gemeente/tuin")])
def test_axe_finds_nothing_with_a_popup_open(shown, words, size, scheme, kind, id_):
    page = shown(words, all_layers(words), size, scheme=scheme, context=AT_ONCE)
    page.evaluate(OPEN_POPUP, [kind, id_])
    page.locator(".leaflet-popup .riool-popup").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def test_the_tab_key_visits_the_map_and_its_buttons_only(shown):
    words = Words("nl")
    page = shown(words, all_layers(words))
    visited = []
    for _ in range(5):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.tagName"))
    assert visited == ["DIV", "SUMMARY", "A", "A", "A"]


def test_the_chosen_map_does_not_scroll_the_page_around_its_frame(shown, tmp_path):
    words = Words("nl")
    page = shown(words, all_layers(words), PHONE)
    frame = '<iframe src="map.html" style="display:block;width:100%;height:600px;margin-top:400px"></iframe>'
    (tmp_path / "around.html").write_text(f"<!DOCTYPE html>{frame}<p style='height:2000px'>", encoding="utf-8")
    page.goto(page.url.replace("map.html", "around.html"))
    page.frame_locator("iframe").locator(".leaflet-container path.riool-area").first.wait_for(state="attached")
    page.mouse.click(200, 650)
    assert page.frames[1].evaluate("document.activeElement.classList.contains('leaflet-container')")
    page.wait_for_timeout(200)
    assert page.evaluate("window.scrollY") == 0


def test_a_click_on_a_neighbourhood_tells_it_in_words(shown, words):
    page = shown(words, [all_layers(words)[0]], context=AT_ONCE)
    box = page.locator("path.riool-area.riool-class-3").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    told = page.locator(".riool-popup").inner_text()
    assert "Zuid" in told
    assert "64%" in told
    assert words.text("sentence.modelled") in told
    expect(page.locator(".riool-tooltip")).to_have_count(0)


def test_the_popup_of_a_place_stands_alone(shown):
    words = Words("nl")
    page = shown(words, [places_layer(places(), words)], context=AT_ONCE)
    mark = page.locator(".riool-place").first
    mark.hover()
    page.locator(".riool-tooltip").wait_for()
    mark.click()
    page.locator(".riool-popup").wait_for()
    expect(page.locator(".riool-tooltip")).to_have_count(0)


def test_a_tap_beside_a_mark_still_hits_it(shown):
    words = Words("nl")
    page = shown(words, [places_layer(places(), words)], PHONE, context={"has_touch": True, "is_mobile": True})
    box = page.locator(".riool-place").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 20, box["y"] + box["height"] / 2)
    assert "De Plek" in page.locator(".riool-popup").inner_text()


@pytest.mark.parametrize("button", [".leaflet-control-zoom-in", ".leaflet-popup-close-button", ".riool-corner summary"])
def test_targets_are_large_enough_for_a_thumb(shown, button):
    words = Words("nl")
    page = shown(words, all_layers(words), PHONE)
    page.evaluate(OPEN_POPUP, ["places", "de-plek"])
    box = page.locator(button).bounding_box()
    # The browser computes sizes in binary fractions: 43.99998 is 44.
    assert round(min(box["width"], box["height"]), 2) >= 44


def test_a_click_is_told_once_with_what_was_clicked(shown):
    words = Words("nl")
    page = shown(words, all_layers(words), context=AT_ONCE)
    page.evaluate(
        f"""() => {{ window.acts = [];
        {THE_MAP}.on('riool:act', ({{ what, about }}) => window.acts.push([what, about])); }}"""
    )
    page.locator("path.riool-area.riool-class-3").dispatch_event("click")
    page.locator(".riool-place.riool-initiative").dispatch_event("click")
    page.locator("path.riool-dot").first.dispatch_event("click")
    assert page.evaluate("window.acts") == [
        ["neighbourhoods", CODES[1]],
        ["places", "de-plek"],
        ["demand", "6211AB"],
    ]


@pytest.mark.parametrize("near", [False, True])
def test_an_inexact_place_is_hollow_and_its_disc_shows_from_nearby(shown, near):
    words = Words("nl")
    page = shown(words, all_layers(words))
    page.evaluate(f"zoom => {THE_MAP}.setZoom(zoom, {{animate: false}})", 15 if near else 12)
    assert page.locator("path.riool-disc").is_visible() == near
    fill = "getComputedStyle(document.querySelector('.riool-unsure svg > rect')).fill"
    assert page.evaluate(fill) == "rgb(255, 255, 255)"
    radius = f"""() => {{ let metres; {THE_MAP}.eachLayer(layer => {{
        if (layer.options.className === 'riool-disc') metres = layer.getRadius(); }}); return metres; }}"""
    assert page.evaluate(radius) == 450


def test_hostile_names_are_shown_as_text_and_run_nowhere(shown, page_faults):
    words = Words("nl")
    rows = [
        place(place_id=f"plek-{n}", name=name, address=name, website=name, opening_text_nl=name, functions="meet")
        for n, name in enumerate(HOSTILE)
    ]
    names = (HOSTILE[5], HOSTILE[8], HOSTILE[0])
    layers = all_layers(words, names=names, rows=rows)
    page = shown(words, layers, names=names, area=HOSTILE[5], context=AT_ONCE)
    for number, name in enumerate(HOSTILE):
        page.evaluate(OPEN_POPUP, ["places", f"plek-{number}"])
        told = page.locator(".riool-popup h2").inner_text()
        assert told.split() == "".join(c if c.isprintable() else " " * (c in "\n\x00\u2028") for c in name).split()
        expect(page.locator(".riool-popup a")).to_have_count(0)
    for code, name in zip(CODES, names, strict=True):
        page.evaluate(OPEN_POPUP, ["neighbourhoods", code])
        assert page.locator(".riool-popup h2").inner_text() == name
        page.locator("path.riool-area").first.dispatch_event("mouseover")
    assert page.evaluate("window.hacked") is None
    expect(page.locator("img[src=x], svg[onload]")).to_have_count(0)
    assert page_faults == []


def test_a_website_opens_elsewhere_and_tells_so(shown, words):
    page = shown(words, [places_layer(places(), words)])
    page.evaluate(OPEN_POPUP, ["places", "de-plek"])
    link = page.locator(".riool-popup a")
    assert link.get_attribute("href") == "https://example.org/plek"
    assert set(link.get_attribute("rel").split()) == {"noopener", "noreferrer", "nofollow"}
    assert words.text("place.website.new_window") in link.text_content()


def test_one_file_without_a_server_shows_the_same_map(tmp_path, page_at, page_faults):
    words = Words("nl")
    page = page_at(*DESK)
    ground = make_background(neighbourhoods(), streets(), water_areas(water(), 50))
    base = base_map(ground.bounds, words, area="Maastricht", background=ground)
    for layer in all_layers(words):
        FoliumLayer(layer).add_to(base)
    page.set_content(page_html(base, words))
    page.wait_for_function(READY)
    expect(page.locator("path.riool-area")).to_have_count(3)
    assert page_faults == []


def test_the_browser_reads_the_text_of_lines_and_rings_as_it_was_written(shown):
    words = Words("nl")
    page = shown(words, [])
    outlines = neighbourhoods().to_crs(4326).geometry
    text = encode_polygons(outlines)
    rings = page.evaluate("text => riool.decode(text, true).flat()", text)
    assert [[(lon, lat) for lat, lon in ring] for ring in rings] == decoded(text)
    text = encode_lines(streets().to_crs(4326).geometry)
    lines = page.evaluate("text => riool.decode(text)", text)
    assert json.loads(json.dumps([[(lon, lat) for lat, lon in line] for line in lines])) == [
        [list(point) for point in line] for line in decoded(text)
    ]


def test_folium_s_own_layers_stand_beside_ours(page_at, page_faults, request_log, tmp_path):
    write_tiny_bundle(tmp_path / "bundle")
    city = layers.folium_map(read_bundle(tmp_path / "bundle"), "en")
    folium.Marker([50.842, 5.692], popup="Here <b>we</b> are", tooltip="Here").add_to(city)
    folium.GeoJson({"type": "Point", "coordinates": [5.693, 50.843]}).add_to(city)
    layers.FoliumLayer(pipes_layer(Words("en")), show=False).add_to(city)
    folium.LayerControl(collapsed=False).add_to(city)
    city.save(tmp_path / "city.html")
    (tmp_path / "favicon.ico").write_bytes(b"")
    with served(tmp_path) as address:
        page = page_at(*DESK)
        page.goto(f"{address}/city.html")
        page.wait_for_function(READY)
        expect(page.locator("path.riool-area")).not_to_have_count(0)
        icons = page.locator("img.leaflet-marker-icon")
        expect(icons).to_have_count(2)
        assert icons.first.evaluate("icon => icon.naturalWidth") > 0
        icons.first.dispatch_event("click")
        assert page.locator(".leaflet-popup-content").inner_text() == "Here we are"
        expect(page.locator("path.riool-pipe")).to_have_count(0)
        page.get_by_label(Words("en").text("map.layer.pipes")).check()
        expect(page.locator("path.riool-pipe")).not_to_have_count(0)
    assert page_faults == []
    assert request_log.elsewhere() == []


def test_a_route_is_drawn_and_a_popup_offers_what_can_be_done(shown, words):
    route = Route(
        line=shapely.LineString([(X, Y), (X + 400, Y)]),
        first_leg=shapely.LineString([(X, Y - 30), (X, Y)]),
        last_leg=shapely.LineString([(X + 400, Y), (X + 400, Y + 30)]),
        distance=460.0,
    )
    around = Around(
        home=shapely.Point(X, Y - 30),
        target=shapely.Point(X + 400, Y + 30),
        route=route,
        reach=shapely.Point(X, Y).buffer(300),
        look_at=route.line,
    )
    page = shown(words, [*all_layers(words), around_layer(around, words)], context=AT_ONCE)
    for drawn in ("path.riool-route", "path.riool-reach", "path.riool-leg", ".riool-home", ".riool-target"):
        expect(page.locator(drawn)).to_have_count(1)
    page.evaluate(f"() => {{ {THE_MAP}.on('riool:act', (act) => {{ window.act = [act.what, act.about]; }}); }}")
    page.evaluate(OPEN_POPUP, ["places", "de-plek"])
    labels = [words.text(f"map.act.{act}") for act in ("route", "reach")]
    assert page.locator(".riool-popup .riool-act").all_inner_texts() == labels
    page.get_by_role("button", name=labels[0]).click()
    assert page.evaluate("window.act") == ["route", "de-plek"]
    expect(page.locator(".riool-popup")).to_have_count(0)


def test_a_layer_that_goes_takes_its_offers_with_it(shown):
    words = Words("nl")
    page = shown(words, [*all_layers(words), around_layer(Around(), words)], context=AT_ONCE)
    page.evaluate("Object.entries(window).find(([name]) => name.startsWith('riool_around'))[1].remove()")
    page.evaluate(OPEN_POPUP, ["places", "de-plek"])
    page.locator(".riool-popup").wait_for()
    expect(page.locator(".riool-act")).to_have_count(0)


def test_an_area_with_an_apostrophe_is_called_by_its_name(shown, words):
    page = shown(words, [], area="'s-Hertogenbosch & co")
    assert page.title() == words.text("map.title", area="'s-Hertogenbosch & co")
    assert page.locator("h1").inner_text() == words.text("map.heading", area="'s-Hertogenbosch & co")
