"""A folder of map pages, served on this machine for one test."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from geo.settings import WalkSettings
from geo.storage import STATIC
from geo.vocabulary import Speed
from layers.figures import figures_for
from layers.legend import legend_html, legend_layer, places_legend_html
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from layers.places import places_layer
from layers.walks import demand_layer, dry_points, pipes_layer
from tests.towns.tiny_map import CODES, coverage, demand, neighbourhoods, place, places

READY = "document.querySelector('.leaflet-container') !== null"
THE_MAP = "window.riool_map"
"""In a page, the Leaflet map that folium made."""
HEADLINE = View.headline()
SETTINGS = WalkSettings()
AT_ONCE = {"reduced_motion": "reduce"}
"""Popups come and go without fading."""
ROUGH = {"location_quality": "area", "location_error": 450.0, "uncertain": True, "uncertain_reason": "location"}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """Serve the project's own static folder under /static, all else from the test's folder."""
        if path.startswith("/static/"):
            return str(STATIC / path.removeprefix("/static/").partition("?")[0])
        return super().translate_path(path)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder at an address of this machine, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def all_layers(words, *, names=("Noord", "Zuid", "Kade"), rows=()):
    """Every layer of the tiny town but those of a reader and of a scenario."""
    figures = figures_for(neighbourhoods(names), coverage(), HEADLINE)
    legend = legend_html(figures, HEADLINE, words) + places_legend_html(words)
    found = places(*(rows or (place(), place(place_id="gemeente/tuin", kind="public", functions="meet", **ROUGH))))
    return [
        neighbourhoods_layer(figures, HEADLINE, words),
        outline_layer([CODES[0]], words),
        places_layer(found, words),
        demand_layer(dry_points(demand(), 5, Speed.NORMAL, SETTINGS), Speed.NORMAL, words, SETTINGS),
        pipes_layer(words),
        legend_layer(legend, words),
    ]
