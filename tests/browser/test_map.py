"""The resident's story in a real browser: at a desk, on a phone, by keyboard, and with names that mean harm."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from geo.storage import STATIC
from layers.words import Words
from tests.browser.fixtures import wait_until, wait_until_settled
from tests.servers.streamlit_server import running_app
from tests.towns.tiny_bundle import HOSTILE, write_tiny_bundle
from views.server.safety import TILE_HOST
from views.state.where import BUNDLE_VARIABLE

SIZES = pytest.mark.parametrize(
    ("width", "height"), [(1280, 900), (390, 844), (360, 740)], ids=["desk", "phone", "small"]
)
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
SERIOUS = {"serious", "critical"}
HOME = "at=50.8440~5.7090&reach=home"
DUTCH = Words("nl")


def frame_of(page):
    return next(frame for frame in page.frames if "/riool/map-" in frame.url)


def wait_for_map(page):
    page.frame_locator("iframe").locator("path.riool-area").first.wait_for(state="attached")
    wait_until_settled(page)


def open_map(page, url, query=""):
    page.goto(f"{url}/?{query}" if query else f"{url}/")
    wait_for_map(page)
    return frame_of(page)


def faults_of(target):
    found = Axe().run(target).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found if fault["impact"] in SERIOUS]


def is_as_wide_as(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@SIZES
@LANGUAGES
def test_the_map_opens_and_asks_nobody_else(app_url, page_at, request_log, page_faults, width, height, language):
    page = page_at(width, height)
    frame = open_map(page, app_url, f"lang={language}")
    words = Words(language)
    expect(page.locator("h1")).to_have_count(1)
    assert re.match(r"\d", page.locator("h1").inner_text())
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title() == f"{words.text('app.page.map')} · {words.text('app.name')} Maastricht"
    expect(page.locator("iframe")).to_have_attribute("title", words.text("map.title", area="Maastricht"))
    assert frame.evaluate("[document.documentElement.lang, document.title]") == [
        language,
        words.text("map.title", area="Maastricht"),
    ]
    assert is_as_wide_as(page, width)
    assert request_log.elsewhere() == []
    assert page.context.cookies() == []
    assert page_faults == []


def test_the_button_that_asks_the_device_shows_only_with_its_name_on_it(page_at):
    page = page_at(390, 844)
    page.set_content((STATIC / "app" / "device.html").read_text(encoding="utf-8"))
    page.add_style_tag(path=STATIC / "app" / "device.css")
    button = page.locator(".riool-device")
    expect(button).to_be_hidden()
    source = (STATIC / "app" / "device.js").read_text(encoding="utf-8").replace("export default", "window.start =")
    page.add_script_tag(content=f"{{{source}}}")
    page.evaluate("window.start({ parentElement: document, data: { label: 'Here', asking: '...' } })")
    expect(button).to_be_visible()
    expect(button).to_have_accessible_name("Here")


@SIZES
@LANGUAGES
@pytest.mark.parametrize("query", ["", HOME], ids=["opening", "home"])
def test_nothing_serious_stands_in_the_way_of_anyone(app_url, page_at, width, height, language, query):
    page = page_at(width, height)
    frame = open_map(page, app_url, f"lang={language}&{query}")
    assert faults_of(page) == []
    assert faults_of(frame) == []


def test_colours_hold_in_the_dark(app_url, page_at):
    page = page_at(1280, 900, color_scheme="dark")
    frame = open_map(page, app_url, f"{HOME}&show=pipes")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 29, 34)"
    assert faults_of(page) == []
    assert faults_of(frame) == []


@SIZES
def test_a_resident_finds_a_place_to_walk_to(app_url, app, page_at, request_log, page_faults, width, height):
    page = page_at(width, height)
    frame = open_map(page, app_url)
    page.get_by_label(DUTCH.text("map.find.label")).fill("Leo Moonenstraat 8")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=DUTCH.text("map.home.from", street="Leo Moonenstraat")).wait_for()
    frame.locator("path.riool-route").wait_for(state="attached")
    frame.locator(".riool-home").wait_for()
    minutes = [int(text.removeprefix("±")) for text in page.locator(".riool-near-far b").all_inner_texts()]
    assert minutes == sorted(minutes)
    first_route = frame.locator("path.riool-route").get_attribute("d")
    page.get_by_role("button", name="Route naar").first.click()
    page.wait_for_url("**place=**")
    wait_until_settled(page)
    expect(frame.locator("path.riool-route")).not_to_have_attribute("d", first_route)
    copied = page.url
    assert "moonen" not in copied.lower()

    other = page_at(width, height)
    other.goto(copied)
    wait_for_map(other)
    other.get_by_role("heading", name=DUTCH.text("map.home.from", street="Leo Moonenstraat")).wait_for()
    frame_of(other).locator("path.riool-route").wait_for(state="attached")

    page.go_back()
    page.wait_for_url(lambda url: "place=" not in url)
    page.go_back()
    page.wait_for_url(lambda url: "at=" not in url)
    page.get_by_role("heading", name=DUTCH.text("map.find.title")).wait_for()
    assert request_log.elsewhere() == []
    assert page_faults == []
    assert "Moonen" not in app.log()
    assert "Traceback" not in app.log()


FREE_SPOT = """code => {
    let area = null;
    map.eachLayer((layer) => { if (layer.about && layer.about.id === code) area = layer; });
    const box = area.getElement().getBoundingClientRect();
    for (let i = 1; i < 20; i += 1) {
        for (let j = 1; j < 20; j += 1) {
            const [x, y] = [box.x + box.width * i / 20, box.y + box.height * j / 20];
            if (document.elementFromPoint(x, y) === area.getElement()) return [x, y];
        }
    }
    return null;
}"""


def click_in_neighbourhood(page, frame, code):
    """Click where nothing lies on top of a neighbourhood."""
    x, y = frame.evaluate(FREE_SPOT, code)
    page.locator("iframe").click(position={"x": x, "y": y})


@SIZES
def test_a_click_tells_of_a_neighbourhood_and_searches_from_there(app_url, page_at, width, height):
    page = page_at(width, height)
    frame = open_map(page, app_url)
    click_in_neighbourhood(page, frame, "BU09350402")
    popup = frame.locator(".leaflet-popup-content")
    popup.wait_for()
    name = popup.locator("h2").inner_text()
    page.wait_for_url("**neighbourhood=**")
    wait_until_settled(page)
    page.locator(".riool-asked-about h2").wait_for()
    # The page ran again; what the reader was reading is still open.
    expect(popup).to_be_visible()
    box = popup.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.locator(".riool-asked-about h2").inner_text() == name
    frame.get_by_role("button", name=DUTCH.text("map.act.home")).click()
    page.wait_for_url("**at=**")
    page.get_by_role("heading", name="Je zoekt vanaf").wait_for()


def test_a_popup_leads_to_the_page_of_the_neighbourhood(app_url, page_at):
    page = page_at(1280, 900)
    frame = open_map(page, app_url)
    click_in_neighbourhood(page, frame, "BU09350402")
    frame.get_by_role("button", name=DUTCH.text("map.act.about")).click()
    page.wait_for_url("**/buurten?neighbourhood=BU0935*")


def test_the_device_tells_where_it_is_only_when_asked_and_rounded(app_url, page_at, request_log):
    spot = {"latitude": 50.85123456, "longitude": 5.69123456}
    page = page_at(390, 844, permissions=["geolocation"], geolocation=spot)
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(bytes(frame))))
    open_map(page, app_url)
    assert not any(b"50.851" in frame for frame in sent)
    page.get_by_role("button", name=DUTCH.text("map.find.device")).click()
    page.wait_for_url("**at=50.8512~5.6912**")
    assert not any(b"50.85123" in frame for frame in sent)
    assert request_log.elsewhere() == []


def test_a_device_that_says_no_is_understood(app_url, page_at):
    page = page_at(390, 844)
    open_map(page, app_url)
    page.get_by_role("button", name=DUTCH.text("map.find.device")).click()
    page.get_by_text(DUTCH.text("map.find.device.refused")).wait_for()


def test_a_broken_link_opens_the_map_with_a_sentence(app_url, page_at, page_faults):
    page = page_at(390, 844)
    open_map(page, app_url, "threshold=7&at=nan~nan&place=%7B%7B7*7%7D%7D")
    page.get_by_text(DUTCH.text("app.link_fault", parts="at, place en threshold")).wait_for()
    assert page_faults == []


def looking_at(frame):
    return frame.evaluate(
        "[map.getZoom(), map.getCenter().lat.toFixed(4), map.getCenter().lng.toFixed(4), window.mark]"
    )


def test_every_switch_keeps_what_the_reader_looks_at(app_url, page_at):
    page = page_at(1280, 900)
    frame = open_map(page, app_url)
    frame.evaluate("window.mark = 'same frame'; map.setView([50.855, 5.70], 14, { animate: false })")
    before = looking_at(frame)
    page.get_by_role("radio", name="15 min").click()
    page.wait_for_url("**threshold=15**")
    wait_until_settled(page)
    page.get_by_role("radio", name=DUTCH.text("speed.slow")).click()
    page.wait_for_url("**speed=slow**")
    wait_until_settled(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en**")
    wait_until_settled(page)
    expect(page.locator("h1")).to_contain_text("15 minutes")
    assert looking_at(frame_of(page)) == before
    assert frame_of(page).evaluate("document.documentElement.lang") == "en"


def test_moving_the_map_asks_nothing_of_the_server(app_url, page_at):
    page = page_at(1280, 900)
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    frame = open_map(page, app_url)
    page.wait_for_timeout(800)
    before = len(sent)
    frame.evaluate("map.panBy([120, 40], { animate: false }); map.setZoom(14, { animate: false })")
    page.wait_for_timeout(1200)
    assert len(sent) == before


def test_by_keyboard_alone(app_url, page_at):
    page = page_at(1280, 900)
    frame = open_map(page, app_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == DUTCH.text("app.skip")
    assert page.locator(":focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    # The map is a few stops, not one for each of its 44 neighbourhoods.
    stops = frame.evaluate(STOPS)
    assert stops <= 8
    page.get_by_label(DUTCH.text("map.find.label")).focus()
    page.keyboard.type("Kesselskade")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Je zoekt vanaf Kesselskade").wait_for()
    route = page.get_by_role("button", name="Route naar").first
    route.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**place=**")


SMALL_TARGETS = """() => {
    const targets = 'button, input[type=text], .st-key-riool-nav a, .st-key-riool-languages a, summary';
    const field = '[data-testid=stTextInputRootElement]';
    return [...document.querySelectorAll(targets)]
        .filter((each) => each.offsetParent && !each.closest('[aria-hidden=true]'))
        .map((each) => [each.innerText || each.tagName, (each.closest(field) || each).getBoundingClientRect().height])
        .filter(([, height]) => height < 43.5);
}"""
HEIGHTS_ON_MAP = """() =>
    [...document.querySelectorAll('.leaflet-bar a, summary')].map((each) => each.getBoundingClientRect().height)"""
STOPS = """() =>
    [...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]
        .filter((each) => each.tabIndex >= 0).length"""


@pytest.mark.parametrize("query", ["", HOME], ids=["opening", "home"])
def test_everything_can_be_hit_with_a_finger(app_url, page_at, query):
    page = page_at(360, 740, has_touch=True, is_mobile=True)
    frame = open_map(page, app_url, query)
    assert page.evaluate(SMALL_TARGETS) == []
    assert min(frame.evaluate(HEIGHTS_ON_MAP)) >= 44


def test_at_twice_the_size_nothing_is_lost(app_url, page_at):
    page = page_at(640, 450, device_scale_factor=2)
    open_map(page, app_url, HOME)
    assert is_as_wide_as(page, 640)
    page.get_by_role("button", name="Route naar").first.click()
    page.wait_for_url("**place=**")


def test_nothing_moves_for_who_wants_no_motion(app_url, page_at):
    page = page_at(1280, 900, reduced_motion="reduce")
    frame = open_map(page, app_url)
    assert frame.evaluate("map.options.zoomAnimation") is False
    moving = page.evaluate("document.getAnimations().filter((animation) => animation.playState === 'running').length")
    assert moving == 0


def test_embedded_it_is_a_map_with_credit_and_a_link(app_url, page_at, page_faults):
    page = page_at(800, 600)
    open_map(page, app_url, "embed=true&lang=en")
    expect(page.get_by_role("link", name="Open the whole map")).to_be_visible()
    expect(page.get_by_role("link", name="© OpenStreetMap contributors")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_label("Street, postcode or name")).to_have_count(0)
    lowest = page.locator("iframe").evaluate("element => element.getBoundingClientRect().bottom")
    assert lowest <= 600
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the whole map").click()
    assert "embed" not in opened.value.url
    expect(opened.value.get_by_role("navigation")).not_to_have_count(0)
    assert page_faults == []


def test_embedded_for_a_neighbourhood_or_a_place_it_opens_there(app_url, page_at):
    whole, area, place = page_at(600, 600), page_at(600, 600), page_at(600, 600)
    shown = {}
    for page, asked in ((whole, ""), (area, "&neighbourhood=BU09350406"), (place, "&place=daalhoeve")):
        frame = open_map(page, app_url, f"embed=true&lang=en{asked}")
        wait_until(frame, "() => map._loaded && !map._animatingZoom")
        shown[page] = frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    assert shown[whole][0] < shown[area][0] < shown[place][0]
    assert "Amby" in area.locator("h1").inner_text()
    assert place.locator("h1").inner_text() == "Boerderij Daalhoeve"


def test_tiles_come_only_when_asked_for_and_only_from_the_kadaster(app_url, page_at, request_log):
    page = page_at(1280, 900)
    open_map(page, app_url)
    assert request_log.elsewhere() == []
    page.get_by_text(DUTCH.text("map.choice.more")).click()
    page.get_by_text(DUTCH.text("map.choice.tiles"), exact=True).click()
    page.frame_locator("iframe").locator(".riool-tiled").wait_for()
    page.wait_for_timeout(1000)
    hosts = {f"{urlsplit(url).scheme}://{urlsplit(url).hostname}" for url in request_log.elsewhere()}
    assert hosts == {TILE_HOST}


def test_what_the_policy_forbids_is_stopped(app_url, page_at):
    page = page_at(1280, 900)
    open_map(page, app_url)
    stopped = page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
            fetch('https://example.org/?leak').catch(() => {});
            setTimeout(() => resolve('nothing'), 3000);
        })"""
    )
    assert stopped == "connect-src"


def test_names_that_mean_harm_are_only_names(page_at, page_faults, request_log, tmp_path):
    bundle = tmp_path / "bundle"
    write_tiny_bundle(bundle)
    with running_app(tmp_path / "server.log", **{BUNDLE_VARIABLE: str(bundle)}) as hostile:
        page = page_at(1280, 900)
        dialogs = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        frame = open_map(page, hostile.url, "selection=all&place=osm-node-1")
        expect(page.locator(".riool-asked-place h3")).to_have_text(HOSTILE)
        page.get_by_label(DUTCH.text("map.find.label")).fill("script alert")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Plekken dichtbij").wait_for()
        frame.evaluate(
            """() => map.eachLayer((layer) => {
                if (layer.about && layer.about.id === 'osm-node-1') layer.openPopup();
            })"""
        )
        popup = frame.locator(".leaflet-popup-content")
        expect(popup.locator("h2")).to_have_text(HOSTILE)
        assert "7*7" in popup.inner_text()
        expect(page.locator("a[href^='javascript']")).to_have_count(0)
        expect(frame.locator("a[href^='javascript']")).to_have_count(0)
        assert dialogs == []
        assert request_log.elsewhere() == []
        assert page_faults == []
        assert "Traceback" not in hostile.log()
        page.goto("about:blank")
