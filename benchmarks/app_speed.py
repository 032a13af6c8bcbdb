"""How fast the map is for one visitor, in a real browser: python benchmarks/app_speed.py [repeats].

Every visit is a new browser context, so nothing is cached. A switch is timed in the browser, from the click to the
first frame after the new layers were drawn. Bytes are those of the web socket; processor time is that of the server.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Frame, Page, sync_playwright
from served_app import CHROMIUM_OPTIONS, Served, load_now, served_app, wait_until, wait_until_settled

from setup_steps.checking import find_chromium

REPEATS = 7
TARGETS = {
    "first map painted (s)": 2.0,
    "first map painted, again (s)": 2.0,
    "switch (s)": 0.25,
    "bytes per switch (kB)": 200.0,
    "server CPU per switch (ms)": 60.0,
}
WATCH_FRAME = """() => {
    window.mark = Math.random();
    map.on('layeradd', () => requestAnimationFrame(() => {
        window.paintedAt = performance.timeOrigin + performance.now();
    }));
}"""
WATCH_PAGE = """() => document.addEventListener('click', () => {
    window.clickedAt = performance.timeOrigin + performance.now();
}, true)"""
VIEW = "[map.getZoom(), map.getCenter().lat.toFixed(5), map.getCenter().lng.toFixed(5), window.mark]"


@dataclass
class Sockets:
    """What went over the web sockets of a page."""

    received: int = 0
    sent: list[int] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Count from now on."""

        def count(payload: str | bytes) -> None:
            self.received += len(payload)

        page.on(
            "websocket",
            lambda socket: (
                socket.on("framereceived", count),
                socket.on("framesent", lambda payload: self.sent.append(len(payload))),
            ),
        )


def frame_of(page: Page) -> Frame:
    """Give the map's frame."""
    return next(frame for frame in page.frames if "/riool/map-" in frame.url)


def opened(browser: Browser, url: str) -> tuple[Page, Sockets, float, float]:
    """Open the map as a new visitor; gives the seconds until it is painted, new and again."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL").new_page()
    sockets = Sockets()
    sockets.listen(page)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        page.goto(url)
        page.frame_locator("iframe").locator("path.riool-area").first.wait_for()
        seconds.append(time.perf_counter() - start)
        wait_until_settled(page)
        page.goto("about:blank")
    page.goto(url)
    page.frame_locator("iframe").locator("path.riool-area").first.wait_for()
    wait_until_settled(page)
    page.wait_for_timeout(500)
    return page, sockets, seconds[0], seconds[1]


def switched(page: Page, sockets: Sockets, act: Callable[[Page], None]) -> tuple[float, float]:
    """Do something on the page; gives seconds until painted, and kB received."""
    frame, before = frame_of(page), sockets.received
    frame.evaluate("window.paintedAt = 0")
    view = frame.evaluate(VIEW)
    act(page)
    wait_until(frame, "window.paintedAt > 0")
    page.wait_for_timeout(400)
    wait_until_settled(page)
    assert frame_of(page).evaluate(VIEW) == view, "the view was not kept"
    clicked, painted = page.evaluate("window.clickedAt"), frame.evaluate("window.paintedAt")
    return (painted - clicked) / 1000, (sockets.received - before) / 1000


def radio(name: str) -> Callable[[Page], None]:
    """Choose an option by its name."""
    return lambda page: page.get_by_role("radio", name=name).click()


SWITCHES = {
    "threshold": ("15 min", "10 min"),
    "speed": ("Rustig tempo", "Gewoon tempo"),
}


def measure(served: Served, browser: Browser, repeats: int) -> dict[str, list[float]]:
    """Take every measure `repeats` times."""
    found: dict[str, list[float]] = {name: [] for name in TARGETS}
    for _ in range(repeats):
        page, sockets, first, again = opened(browser, served.url)
        found["first map painted (s)"].append(first)
        found["first map painted, again (s)"].append(again)
        frame_of(page).evaluate(WATCH_FRAME)
        page.evaluate(WATCH_PAGE)
        for there, back in SWITCHES.values():
            for name in (there, back):
                cpu = served.cpu_s()
                seconds, kilobytes = switched(page, sockets, radio(name))
                found["switch (s)"].append(seconds)
                found["bytes per switch (kB)"].append(kilobytes)
                found["server CPU per switch (ms)"].append((served.cpu_s() - cpu) * 1000)
        _pan(page, sockets)
        page.context.close()
    return found


def _pan(page: Page, sockets: Sockets) -> None:
    before = len(sockets.sent)
    frame_of(page).evaluate("map.panBy([150, 60], { animate: false }); map.setZoom(14, { animate: false })")
    page.wait_for_timeout(800)
    assert len(sockets.sent) == before, "moving the map asked the server for something"


def main() -> int:
    """Measure and print."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    chromium = find_chromium(os.environ)
    if chromium is None:
        print("no Chromium or Chrome on this machine")
        return 2
    print(f"before: {load_now()}")
    with served_app() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        opened(browser, served.url)[0].context.close()  # the server's first visitor pays for its imports
        found = measure(served, browser, repeats)
        memory = served.memory_mb()
        browser.close()
    print(f"after: {load_now()}; server holds {memory:.0f} MB")
    print(f"{'measure':32} {'median':>8} {'lowest':>8} {'highest':>8} {'target':>8}  n")
    for name, values in found.items():
        row = (statistics.median(values), min(values), max(values), TARGETS[name])
        print(f"{name:32} " + " ".join(f"{value:8.2f}" for value in row) + f"  {len(values)}")
    print("the view was kept on every switch; moving the map sent nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
