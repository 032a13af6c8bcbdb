"""The static site in a browser: plain files that need no server, in a sub-folder, on a phone, a year later."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from publishing.context import PublishContext
from publishing.folder import write_files
from views.shared.downloads import SANDBOX

FIRST_LOAD_BYTES = 1_000_000


@pytest.fixture(scope="module")
def site(site_content: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    write_files(folder / "deep" / "down", site_content)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/deep/down/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_the_map_opens_on_a_phone_within_its_budget_and_asks_nobody_else(page, site: str) -> None:
    asked, faults, sizes = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(site, wait_until="networkidle")
    page.wait_for_selector(".riool-area")
    assert not faults
    assert all(url.startswith((site, "data:")) for url in asked)
    assert 0 < sum(sizes) < FIRST_LOAD_BYTES
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "path", ["", "en/index.html", "neighbourhoods.html", "initiatives.html", "initiative/huiskamer.html"]
)
def test_axe_finds_nothing_serious(page, site: str, path: str) -> None:
    page.goto(site + path, wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def test_choices_change_the_map_and_the_address(page, site: str) -> None:
    page.goto(site, wait_until="networkidle")
    before = page.inner_text("#site-lead")
    page.select_option("#choice-selection", "initiatives")
    page.wait_for_function("before => document.getElementById('site-lead').textContent !== before", arg=before)
    assert "selection=initiatives" in page.url
    expect(page.locator(".riool-place.riool-public")).to_have_count(0)
    expect(page.locator(".riool-place.riool-initiative")).not_to_have_count(0)


def test_a_postcode_finds_its_nearest_places(page, site: str, site_context: PublishContext) -> None:
    page.goto(site, wait_until="networkidle")
    code = str(site_context.bundle.demand["demand_id"].iloc[0])
    page.fill("#site-asked", f"{code[:4]} {code[4:].lower()}")
    page.press("#site-asked", "Enter")
    page.wait_for_selector("#site-found li")
    page.fill("#site-asked", "0000 zz ergens")
    page.press("#site-asked", "Enter")
    page.wait_for_function("document.getElementById('site-said').textContent.length > 0")


def test_no_name_runs(page, site: str) -> None:
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{site}index.html?place=huiskamer", wait_until="networkidle")
    page.wait_for_selector(".leaflet-popup")
    page.goto(f"{site}initiative/huiskamer.html", wait_until="networkidle")
    assert dialogs == []
    expect(page.locator("h1")).to_have_count(1)


def test_pages_say_louder_after_a_year_that_they_are_old(page, site: str) -> None:
    page.goto(f"{site}neighbourhoods.html", wait_until="networkidle")
    day = 24 * 3600 * 1000
    is_old = "([built, after]) => rioolSite.isOld(built, new Date(built + 'T00:00:00Z').getTime() + after)"
    assert page.evaluate(is_old, ["2026-01-01", 0 * day]) is False
    assert page.evaluate(is_old, ["2026-01-01", 365 * day]) is False
    assert page.evaluate(is_old, ["2026-01-01", 367 * day]) is True
    page.clock.set_fixed_time("2028-01-01T00:00:00Z")
    page.reload()
    expect(page.locator("#site-old")).to_be_visible()
    page.clock.set_fixed_time("2026-02-01T00:00:00Z")
    page.reload()
    expect(page.locator("#site-old")).to_be_hidden()


def test_the_embedding_line_shows_the_place_in_a_sandbox(page, site: str) -> None:
    page.goto(f"{site}initiative/huiskamer.html", wait_until="networkidle")
    code = page.input_value("#site-embed-code")
    tree = html5lib.parseFragment(code, namespaceHTMLElements=False)
    frame = next(tree.iter("iframe"))
    assert frame.get("src") == f"{site}index.html?embed=true&organisation=huiskamer"
    assert frame.get("sandbox") == SANDBOX
    page.goto(frame.get("src"), wait_until="networkidle")
    expect(page.locator(".site-head")).to_be_hidden()
    expect(page.locator(".site-credit a")).to_be_visible()
    expect(page.locator(".riool-place")).not_to_have_count(0)
