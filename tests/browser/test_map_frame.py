"""The map as a frame inside a page: it draws what it is handed, tells what was done, and listens to nobody else."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from geo.streets.water import water_areas
from layers.assets import MapLinks
from layers.background import make_background
from layers.drawing import content_key, map_words
from layers.figures import figures_for
from layers.folium_adapter import base_map, page_html
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from layers.whatif import AffectedPoints, whatif_layer
from layers.words import Words
from tests.browser.map_pages import AT_ONCE, HEADLINE, all_layers, served
from tests.towns.tiny_map import CODES, coverage, neighbourhoods, places, streets, water

FRAMED = """
<!DOCTYPE html><iframe src="map.html" style="width:800px;height:600px"></iframe><script>
window.heard = [];
window.addEventListener("message", (event) => window.heard.push(event.data.riool));
window.show = (layers, words, more) => document.querySelector("iframe").contentWindow.postMessage(
    { riool: { frame: { words, tiles: null, legendBeside: true, ...more }, layers } }, location.origin);
</script>"""


@pytest.fixture
def framed(tmp_path, page_at):
    """A page with the map in a frame, as the app has it; gives the page and its frame."""
    ground = make_background(neighbourhoods(), streets(), water_areas(water(), 50))
    (tmp_path / "background.js").write_text(ground.script, encoding="utf-8")
    links = MapLinks.to_static("static", "static/map/riool-frame.js", "background.js")
    base = base_map(ground.bounds, Words("nl"), area="Maastricht", links=links, name="map", framed=True)
    (tmp_path / "map.html").write_text(page_html(base, Words("nl")), encoding="utf-8")
    (tmp_path / "around.html").write_text(FRAMED, encoding="utf-8")
    with served(tmp_path) as address:
        page = page_at(1000, 700, **AT_ONCE)
        page.goto(f"{address}/around.html")
        page.wait_for_function("window.heard.some((said) => said.ready)")
        yield page, page.frames[1]


def hand_over(page, words, layers, **more):
    """Do what `static/app/map.js` does in one run of the page."""
    sent = [[layer.function, content_key(layer.json()), layer.data] for layer in layers]
    page.evaluate("given => window.show(...given)", [sent, map_words(words, "Maastricht"), more])
    page.wait_for_timeout(50)


def test_the_frame_draws_only_what_changed(framed):
    page, frame = framed
    words = Words("nl")
    hand_over(page, words, all_layers(words))
    expect(frame.locator("path.riool-area")).to_have_count(3)
    mark = "element => element.setAttribute('data-mark', 'kept')"
    frame.locator("path.riool-area").first.evaluate(mark)
    frame.locator(".riool-place").first.evaluate(mark)
    frame.evaluate("map.setView([50.842, 5.692], 15, { animate: false })")
    view = frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    changed = [
        outline_layer([CODES[1]], words) if layer.function == "outline" else layer
        for layer in all_layers(words)
        if layer.function != "pipes"
    ]
    hand_over(page, words, changed)
    expect(frame.locator("[data-mark=kept]")).to_have_count(2)
    expect(frame.locator("path.riool-pipe")).to_have_count(0)
    assert frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]") == view
    hand_over(page, words, [])
    expect(frame.locator("path.riool-area, .riool-place")).to_have_count(0)
    expect(frame.locator(".riool-classed")).to_have_count(0)


def test_the_frame_speaks_the_language_it_is_told(framed):
    page, frame = framed
    for words in (Words("en"), Words("nl")):
        hand_over(page, words, [])
        assert frame.evaluate("document.documentElement.lang") == words.language
        assert frame.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == words.text("map.zoom_in")
        assert words.text("map.attribution.cbs") in frame.locator(".leaflet-control-attribution").inner_text()
        expect(frame.locator(".leaflet-control-zoom")).to_have_count(1)


def test_the_legend_of_the_frame_gives_way_to_one_beside_it(framed):
    page, frame = framed
    words = Words("nl")
    hand_over(page, words, all_layers(words))
    expect(frame.locator(".riool-corner")).to_be_hidden()
    hand_over(page, words, all_layers(words), legendBeside=False)
    expect(frame.locator(".riool-corner")).to_be_visible()


def test_one_click_in_a_scenario_is_one_act(framed):
    page, frame = framed
    words = Words("nl")
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    nobody = AffectedPoints(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=bool))
    areas = neighbourhoods_layer(figures, HEADLINE, words, popups=False)
    hand_over(page, words, [areas, whatif_layer(places(), set(), [], nobody, words)])
    box = frame.locator("path.riool-area.riool-class-1").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.wait_for_function("window.heard.some((said) => said.act)")
    page.wait_for_timeout(100)
    (act,) = [said["act"] for said in page.evaluate("window.heard") if "act" in said]
    assert act["what"] == "open"
    assert re.fullmatch(r"50\.\d{5}~5\.\d{5}", act["target"])
    frame.locator(".riool-place").first.dispatch_event("click")
    page.wait_for_function("window.heard.filter((said) => said.act).length === 2")
    assert page.evaluate("window.heard.at(-1).act") == {"what": "close", "target": "de-plek"}


def test_the_frame_listens_to_nobody_but_the_page_around_it(framed):
    page, frame = framed
    message = {"riool": {"frame": {"words": map_words(Words("en"), "Elsewhere"), "tiles": None}, "layers": []}}
    frame.evaluate("message => window.postMessage(message, '*')", message)
    page.wait_for_timeout(100)
    assert frame.evaluate("document.documentElement.lang") == "nl"
