"""Somebody who opens a page of the app, without a browser."""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests import ROOT
from views.state.where import PAGE_PATHS

PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Reader:
    app: AppTest

    def html(self) -> str:
        """All finished HTML on the page."""
        assert not self.app.exception, self.app.exception
        return "".join(element.proto.body for element in self.app.get("html"))

    def text(self) -> str:
        """What a reader sees of it."""
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", self.html())))

    def heading(self) -> str:
        """The one `h1`, in words."""
        (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", self.html(), flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", found))

    def table(self, caption: str) -> list[list[str]]:
        """The cells of a table by its caption, headings first."""
        tables = re.findall(r"<table.*?</table>", self.html(), flags=re.DOTALL)
        (wanted,) = [one for one in tables if f"<caption>{caption}</caption>" in html.unescape(one)]
        return [
            [html.unescape(re.sub(r"<small.*?</small>|<[^>]+>", "", cell)) for cell in re.findall(CELL, row)]
            for row in re.findall(r"<tr>(.*?)</tr>", wanted, flags=re.DOTALL)
        ]

    def map_texts(self) -> str:
        """All that is sent to the map's frame."""
        return "".join(unpacked(element.proto.bytes) for element in maps_of(self.app))

    def param(self, name: str) -> str | None:
        """A parameter of the address."""
        values = self.app.query_params.get(name)
        return values[0] if isinstance(values, list) else values


def maps_of(app: AppTest) -> list:
    """The map on the page, if there is one."""
    return [one for one in app.get("bidi_component") if one.proto.component_name == "riool_map"]


def unpacked(message: bytes) -> str:
    """The JSON that the map's frame is sent, as the browser reads it."""
    return zlib.decompress(message, -zlib.MAX_WBITS).decode()


CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", flags=re.DOTALL)


def open_page(page: str = "map", **params: str) -> Reader:
    """Open a page at an address."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=PATIENCE_S)
    app.session_state["riool-more"] = True  # the choices that are folded away at first
    if PAGE_PATHS[page]:
        app._page_hash = calc_hash(PAGE_PATHS[page])
    for name, value in params.items():
        app.query_params[name] = value
    return Reader(app.run())
