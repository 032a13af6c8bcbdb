"""The browser's fixtures see what a page asks for and what goes wrong in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import RequestLog, wait_until_settled
from tests.servers.streamlit_server import running_app

PAGE = """<!doctype html><html lang="nl"><title>Proef</title>
<img src="http://elsewhere.invalid/pixel.png" alt=""><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
<script>console.error("wrong on purpose")</script><p id="lang"></p>
<script>document.getElementById("lang").textContent = navigator.language + " " + innerWidth</script>"""


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentHandler, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_page_has_the_size_asked_for_and_is_dutch(site: str, page_at: Callable[..., Page]) -> None:
    page = page_at(390, 844)
    page.goto(site)
    assert page.locator("#lang").inner_text() == "nl-NL 390"


def test_requests_elsewhere_and_faults_are_seen(
    site: str, page_at: Callable[..., Page], request_log: RequestLog, page_faults: list[str]
) -> None:
    page_at(1280, 800).goto(site)
    assert f"{site}/" in request_log.urls
    assert request_log.elsewhere() == ["http://elsewhere.invalid/pixel.png"]
    assert "console: wrong on purpose" in page_faults


def test_an_app_is_served_and_settles(tmp_path: Path, page_at: Callable[..., Page], request_log: RequestLog) -> None:
    script = tmp_path / "small_app.py"
    script.write_text("import streamlit as st\nst.title('Klein')\n", "utf-8")
    with running_app(tmp_path / "log", script) as app:
        page = page_at(1280, 800)
        page.goto(app.url)
        wait_until_settled(page)
        expect(page.get_by_role("heading", name="Klein")).to_be_visible()
        assert any(url.startswith("ws://127.0.0.1") for url in request_log.urls)
        assert request_log.elsewhere() == []
        page.goto("about:blank")
