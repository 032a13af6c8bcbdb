"""The map's frame: a page that folium rendered, its script and its style sheet, each at an address with its hash.

They are the same for every visitor, language and choice, so a browser fetches each of them once and keeps it. What is
shown on the map comes later, from the page around it (`views/shared/map_frame.py`).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.bundle.store import Bundle
from geo.errors import RioolError
from geo.settings import settings_from_manifest
from geo.streets.water import water_areas
from layers.assets import SCRIPTS, MapLinks, joined_script, joined_style
from layers.background import make_background
from layers.folium_adapter import base_map, map_parts, page_html
from layers.words import LANGUAGES, Words
from views.server.assets import Asset, make_asset
from views.server.safety import MAP_PATH, TILE_HOST
from views.state.data import open_bundle
from views.state.where import bundle_path

_FRAME_SCRIPT: Final = "map/riool-frame.js"
_STATIC: Final = "../app/static"
"""From the frame's address to our static folder: relative, so that a base path does no harm."""
_IMAGES: Final = f"{_STATIC}/vendor/leaflet/images"


@dataclass(frozen=True, slots=True)
class MapFiles:
    """The frame of the maps of one bundle.

    Parameters
    ----------
    page
        What the frame shows: the base map, as folium rendered it.
    script
        Leaflet, our drawing code, and the outlines, streets and water of the area.
    style
        The style sheet.
    """

    page: Asset
    script: Asset
    style: Asset

    @property
    def page_path(self) -> str:
        """Address of the page on the app's host."""
        return f"{MAP_PATH}-{self.page.tag}.html"

    @property
    def script_path(self) -> str:
        """Address of the script on the app's host."""
        return f"{MAP_PATH}-{self.script.tag}.js"


def _policy(script: str) -> str:
    """Let the frame run the script that stands in it and those of this host, and evaluate nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: {TILE_HOST}; font-src 'self'; base-uri 'none'; form-action 'none'"
    )


def make_map_files(bundle: Bundle) -> MapFiles:
    """Draw the frame of a bundle's maps."""
    water = water_areas(bundle.water, settings_from_manifest(bundle.manifest).water_half_width_m)
    background = make_background(bundle.neighbourhoods, bundle.streets, water)
    script = make_asset(f"{joined_script((*SCRIPTS, _FRAME_SCRIPT))}\n{background.script}".encode(), "map.js")
    style = make_asset(joined_style(_IMAGES).encode(), "map.css")
    name = MAP_PATH.rpartition("/")[2]
    links = MapLinks(
        scripts=(f"{name}-{script.tag}.js",),
        styles=(f"{name}-{style.tag}.css",),
        fonts=f"{_STATIC}/vendor/fonts",
        images=_IMAGES,
    )
    # Its first words are those of the app's first language; the page around it brings the reader's own.
    words, area = Words(LANGUAGES[0]), str(bundle.manifest["area"]["name"])
    base = base_map(background.bounds, words, area=area, links=links, name="map", framed=True)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(map_parts(base).script)}">'
    page = make_asset(page_html(base, words, head=policy).encode(), "map.html")
    return MapFiles(page, script, style)


@lru_cache(maxsize=4)
def map_files_of(path: Path) -> MapFiles:
    """Give the frame of the maps of the bundle in a folder.

    Raises
    ------
    BundleError
        If there is none.
    """
    return make_map_files(open_bundle(path))


def _map_file(request: Request) -> Response:
    try:
        files = map_files_of(bundle_path())
    except RioolError:
        return Response(status_code=404)
    asked = request.path_params["tag"]
    found = next((file for file in (files.page, files.script, files.style) if file.tag == asked), None)
    return found.response() if found else Response(status_code=404)


def map_routes() -> list[Route]:
    """Give the routes of the frame's page, script and style sheet."""
    return [Route(f"{MAP_PATH}-{{tag}}.{kind}", _map_file) for kind in ("html", "js", "css")]
