"""A folder of map pages, served on this machine for one test."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from geo.paths import STATIC

READY = "document.querySelector('.leaflet-container') !== null"
THE_MAP = "window[Object.keys(window).find(name => /^map_[0-9a-f]{32}$/.test(name))]"
"""In a page, the Leaflet map that folium made."""


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
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
