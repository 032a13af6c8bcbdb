"""A real browser for the tests: the installed Chromium or Chrome, or a visible skip.

Fixtures: `app`, `app_url`, `browser`, `page_at`, `request_log`, `page_faults`. A test that uses any of
the browser's gets the marker `browser`, and runs after the others: Playwright keeps an event loop
running in this thread, which code that starts its own would stumble over.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Response, WebSocket, expect, sync_playwright

from setup_steps.checking import BrowserTesting, NoSuchBrowserError, look_for_browser
from tests import ROOT
from tests.servers.streamlit_server import RunningApp, running_app

PATIENCE_MS = 30_000
PAUSE_MS = 50
PICTURES = ROOT / "test-results"
CHROMIUM_OPTIONS = [
    "--headless=new",
    "--no-sandbox",  # we open only our own pages, and root has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for elsewhere is recorded, and finds nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
FAILED = pytest.StashKey[bool]()
FOUND = pytest.StashKey[BrowserTesting]()


def skip_reason(found: BrowserTesting) -> str:
    """Say why a browser test is skipped, and what would change that."""
    return f"{found.why_not} on this machine (apt-get install {' '.join(found.missing)}; or see README.md)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser, put them last, and skip them by name where there is none."""
    with_browser = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    if not with_browser:
        return
    try:
        found = look_for_browser(os.environ, sys.executable)
    except NoSuchBrowserError as fault:
        raise pytest.UsageError(str(fault)) from fault
    config.stash[FOUND] = found
    for item in with_browser:
        item.add_marker("browser")
        if found.missing:
            item.add_marker(pytest.mark.skip(reason=skip_reason(found)))
    needs_browser = set(with_browser)
    items.sort(key=lambda item: item in needs_browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember whether a test failed, so that `page_at` can keep a picture of it."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@dataclass(slots=True)
class RequestLog:
    """Every address the pages of one test asked for, web sockets included."""

    urls: list[str] = field(default_factory=list)

    def elsewhere(self) -> list[str]:
        """Return the requests to anything but this machine; `data:` and `blob:` go nowhere."""
        return [
            url
            for url in self.urls
            if urlsplit(url).scheme not in {"data", "blob", "about"} and urlsplit(url).hostname != "127.0.0.1"
        ]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The project's app, served for the whole session, with `url` and `log()`."""
    with running_app(tmp_path_factory.mktemp("app") / "server.log") as running:
        yield running


@pytest.fixture(scope="session")
def app_url(app: RunningApp) -> str:
    """The address of the project's app, without a slash at the end."""
    return app.url


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """The installed Chromium or Chrome, without a window."""
    path = pytestconfig.stash[FOUND].browser
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS, timeout=PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture
def request_log() -> RequestLog:
    """What the pages of this test asked for."""
    return RequestLog()


@pytest.fixture
def page_faults() -> list[str]:
    """What went wrong in the pages of this test: uncaught errors, console errors, answers of 400 and up."""
    return []


@pytest.fixture
def page_at(
    request: pytest.FixtureRequest, browser: Browser, request_log: RequestLog, page_faults: list[str]
) -> Iterator[Callable[..., Page]]:
    """A function `page_at(width, height, **context_options)` that opens an empty page of that size.

    Pages are Dutch unless `locale` says otherwise, and each has its own cookies. When the test fails,
    a picture of every page stays in `test-results/`.
    """
    contexts: list[BrowserContext] = []

    def open_page(width: int, height: int, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "nl-NL", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", lambda page: listen(page, request_log, page_faults))
        context.on("request", lambda asked: request_log.urls.append(asked.url))
        return context.new_page()

    yield open_page
    for number, page in enumerate(page for context in contexts for page in context.pages):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=picture_of(request.node.nodeid, number))
    for context in contexts:
        context.close()


def picture_of(nodeid: str, number: int) -> Path:
    PICTURES.mkdir(exist_ok=True)
    return PICTURES / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', nodeid)}-{number}.png"


def listen(page: Page, request_log: RequestLog, page_faults: list[str]) -> None:
    """Write down what a page asks for and what goes wrong in it."""

    def on_socket(socket: WebSocket) -> None:
        request_log.urls.append(socket.url)

    def on_response(response: Response) -> None:
        if response.status >= 400:
            page_faults.append(f"{response.status} {response.url}")

    page.on("websocket", on_socket)
    page.on("response", on_response)
    page.on("pageerror", lambda error: page_faults.append(f"uncaught: {error}"))
    page.on("console", lambda said: page_faults.append(f"console: {said.text}") if said.type == "error" else None)


def wait_until(frame: Frame, question: str, given: object = None) -> None:
    """Ask a frame until the answer is yes: its policy forbids what Playwright's own `wait_for_function` does there."""
    for _ in range(PATIENCE_MS // PAUSE_MS):
        if frame.evaluate(question, given):
            return
        frame.page.wait_for_timeout(PAUSE_MS)
    raise AssertionError(f"after {PATIENCE_MS / 1000:.0f} s still not: {question}")


def wait_until_settled(page: Page) -> None:
    """Wait until Streamlit is connected and has run the page's script to its end."""
    state = "[data-testid='stApp'][data-test-connection-state='CONNECTED'][data-test-script-state='notRunning']"
    page.locator(state).wait_for(state="attached")
