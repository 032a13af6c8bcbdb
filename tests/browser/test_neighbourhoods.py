"""The planner's story in a real browser, the evening of a council meeting: at a desk, on a phone, and by keyboard."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from geo.vocabulary import WGS84
from layers.words import Words
from tests.browser.fixtures import wait_until, wait_until_settled
from views.state.data import open_bundle
from views.state.state import Part
from views.state.where import bundle_path

SIZES = pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desk", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
SERIOUS = {"serious", "critical"}
DUTCH = Words("nl")
PAIR = "neighbourhood=BU09350406&other=BU09350602"
PLAN = "scenario=close%3Ddaalhoeve%26open%3D178500,316500"
LOOKS = {Part.COMPARE: PAIR, Part.WHATIF: PLAN, Part.GAPS: "neighbourhood=BU09350406&measure=need_gap"}
FREE_GROUND = """() => {
  const box = window.map.getContainer();
  for (let y = 0.55; y < 0.75; y += 0.02) for (let x = 0.65; x > 0.4; x -= 0.02) {
    const at = [x * box.clientWidth, y * box.clientHeight], found = document.elementFromPoint(...at);
    if (found && found.classList.contains("riool-area") && !found.classList.contains("riool-class-0")) return at;
  }
  return null;
}"""
"""A spot on a neighbourhood with no place on it, where the town is."""


def say(key, **values):
    return DUTCH.text(f"neighbourhoods.{key}", **values)


def frame_of(page):
    return next(frame for frame in page.frames if "/riool/map-" in frame.url)


def open_part(page, url, part=Part.GAPS, query=""):
    page.goto(f"{url}/buurten?part={part.value}&{query}")
    page.frame_locator("iframe").locator("path.riool-area").first.wait_for(state="attached")
    wait_until_settled(page)
    return frame_of(page)


def heading(page):
    return page.locator("h1.riool-answer")


def turn_to(page, part):
    page.get_by_role("radio", name=say(f"part.{part.value}")).click()
    page.wait_for_url(f"**part={part.value}**" if part is not Part.GAPS else lambda url: "part=" not in url)
    wait_until_settled(page)


def view_of(frame):
    return frame.evaluate("[window.map.getZoom(), window.map.getCenter().lat, window.map.getCenter().lng]")


def zoom_in(page, frame):
    before = view_of(frame)
    page.locator("iframe").scroll_into_view_if_needed()
    frame.locator("a.leaflet-control-zoom-in").dispatch_event("click")
    wait_until(frame, "zoom => window.map.getZoom() > zoom && !window.map._animatingZoom", before[0])
    return view_of(frame)


def faults_of(target):
    found = Axe().run(target).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found if fault["impact"] in SERIOUS]


def pick(page, label, option):
    """Choose from a select box as a reader does: type, and press Enter."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    wait_until_settled(page)


@SIZES
@LANGUAGES
@pytest.mark.parametrize("part", list(Part))
def test_every_part_is_for_everyone(app_url, page_at, request_log, page_faults, width, height, language, part):
    page = page_at(width, height)
    frame = open_part(page, app_url, part, f"lang={language}&{LOOKS.get(part, '')}")
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_of(page) == []
    assert faults_of(frame) == []
    small = page.locator("[data-testid='stMain'] button:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))"
    )
    assert small == []
    assert request_log.elsewhere() == []
    assert page_faults == []


@pytest.mark.parametrize("part", list(Part))
def test_every_part_holds_in_the_dark(app_url, page_at, part):
    page = page_at(1280, 900, color_scheme="dark")
    frame = open_part(page, app_url, part, LOOKS.get(part, ""))
    assert faults_of(page) == []
    assert faults_of(frame) == []


@SIZES
def test_a_planner_prepares_for_tonight(app_url, app, page_at, request_log, page_faults, width, height):
    page = page_at(width, height)
    frame = open_part(page, app_url)
    view = zoom_in(page, frame)

    pick(page, say("choice.measure"), DUTCH.text("measure.gap"))
    expect(heading(page)).to_contain_text("kunnen niet binnen 10 minuten")
    assert view_of(frame) == view

    turn_to(page, Part.COMPARE)
    pick(page, say("compare.first"), "Amby")
    pick(page, say("compare.second"), "Heer")
    expect(heading(page)).to_contain_text("Amby is")
    expect(heading(page)).to_contain_text("slechter af dan Heer")
    assert view_of(frame) == view

    turn_to(page, Part.WHATIF)
    pick(page, say("whatif.close"), "Boerderij Daalhoeve")
    expect(heading(page)).to_contain_text("Als Boerderij Daalhoeve sluit")
    expect(page.locator(".riool-pair img")).to_have_count(2)
    frame.locator(".riool-closed").wait_for()
    assert view_of(frame) == view
    answer = heading(page).inner_text()

    other = page_at(width, height)
    other.goto(page.url)
    expect(heading(other)).to_have_text(answer)

    turn_to(page, Part.SITES)
    expect(heading(page)).to_contain_text("nieuwe plekken")
    page.get_by_role("button", name=say("sites.try")).click()
    page.wait_for_url("**part=whatif**")
    wait_until_settled(page)
    expect(heading(page)).to_contain_text("3 nieuwe plekken")
    expect(frame.locator(".riool-opened")).to_have_count(3)

    turn_to(page, Part.WHO)
    page.get_by_role("heading", name=say("hours.title")).wait_for()
    assert request_log.elsewhere() == []
    assert page_faults == []
    assert "Traceback" not in app.log()


@SIZES
def test_the_map_closes_and_opens_places_and_back_undoes_it(app_url, page_at, width, height):
    page = page_at(width, height)
    frame = open_part(page, app_url, Part.WHATIF)
    view = view_of(frame)
    x, y = frame.evaluate(FREE_GROUND)
    page.locator("iframe").click(position={"x": x, "y": y})
    page.wait_for_url("**scenario=open**")
    frame.locator(".riool-opened").wait_for()
    expect(heading(page)).to_contain_text("een nieuwe plek komt in")
    assert view_of(frame) == view

    frame.locator(".riool-place.riool-initiative").first.dispatch_event("click")
    page.wait_for_url("**scenario=close**")
    frame.locator(".riool-closed").wait_for()
    expect(heading(page)).to_contain_text("sluit en er een nieuwe plek komt")
    assert view_of(frame) == view

    page.go_back()
    page.wait_for_url(lambda url: "close" not in url)
    expect(frame.locator(".riool-closed")).to_have_count(0)
    frame.locator(".riool-opened").dispatch_event("click")
    page.wait_for_url(lambda url: "scenario" not in url)
    expect(heading(page)).to_have_text(say("whatif.lead.begin"))


def test_a_click_in_the_river_is_refused_with_a_sentence(app_url, page_at):
    page = page_at(1280, 900)
    frame = open_part(page, app_url, Part.WHATIF)
    river = open_bundle(bundle_path()).water.to_crs(WGS84).geometry.iloc[0]
    middle = river.interpolate(0.5, normalized=True)
    frame.evaluate("([lat, lng]) => window.map.fire('click', { latlng: L.latLng(lat, lng) })", [middle.y, middle.x])
    page.get_by_text(say("problem.in_water")).wait_for()
    assert "scenario" not in page.url


def cells(page, column):
    return page.locator(
        f".riool-sortable[data-name=ranking] tbody:first-of-type tr > :nth-child({column})"
    ).all_inner_texts()


def test_the_ranking_sorts_by_keyboard_and_remembers(app_url, page_at):
    page = page_at(1280, 900)
    open_part(page, app_url)
    name = page.get_by_role("button", name=DUTCH.text("app.column.neighbourhood"), exact=True)
    name.focus()
    page.keyboard.press("Enter")
    heads = page.get_by_role("columnheader", name=DUTCH.text("app.column.neighbourhood"))
    expect(heads).to_have_attribute("aria-sort", "ascending")
    names = cells(page, 1)
    assert names == sorted(names, key=str.casefold)
    residents = page.get_by_role("button", name=DUTCH.text("app.column.residents"), exact=True)
    residents.click()
    numbers = [int(text.replace(".", "")) for text in cells(page, 5)]
    assert all(one >= next_one for one, next_one in pairwise(numbers))
    page.get_by_text("Instellingen").click()
    page.get_by_role("radio", name="5 min", exact=True).click()
    page.wait_for_url("**threshold=5**")
    wait_until_settled(page)
    assert [int(text.replace(".", "")) for text in cells(page, 5)] == numbers
    below = page.locator(".riool-sortable[data-name=ranking] .riool-unranked tr")
    expect(below).not_to_have_count(0)


def test_the_parts_are_reached_by_keyboard(app_url, page_at):
    page = page_at(1280, 900)
    open_part(page, app_url)
    page.get_by_role("radio", name=say("part.gaps")).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.innerText").strip() == say("part.compare")
    page.keyboard.press("Enter")
    page.wait_for_url("**part=compare**")


def test_the_sentence_and_the_link_can_be_copied(app_url, page_at):
    page = page_at(1280, 900, permissions=["clipboard-read", "clipboard-write"])
    open_part(page, app_url, Part.WHATIF, PLAN)
    page.get_by_role("button", name=say("copy.text")).click()
    expect(page.locator(".riool-copied")).to_have_text(say("copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".riool-along blockquote").inner_text()
    assert copied.startswith(heading(page).inner_text())
    page.get_by_role("button", name=say("copy.link")).click()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_tap_on_a_neighbourhood_tells_it(app_url, page_at):
    page = page_at(390, 844, has_touch=True)
    frame = open_part(page, app_url)
    x, y = frame.evaluate(FREE_GROUND)
    page.locator("iframe").tap(position={"x": x, "y": y})
    page.wait_for_url(re.compile("neighbourhood=BU"))
    popup = frame.locator(".leaflet-popup-content")
    popup.wait_for()
    name = popup.locator("h2").inner_text()
    expect(page.locator(".riool-card h2")).to_have_text(name)


def test_a_switch_of_the_figure_sends_little(app_url, page_at):
    page = page_at(1280, 900)
    received = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    open_part(page, app_url)
    pick(page, say("choice.measure"), DUTCH.text("measure.gap_depth"))
    received.clear()
    pick(page, say("choice.measure"), DUTCH.text("measure.variety"))
    expect(heading(page)).to_contain_text("functies")
    assert 0 < sum(received) < 200_000
