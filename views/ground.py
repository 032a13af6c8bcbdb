"""The ground of every map, made once and served by address, so that it is fetched once and never sent with a switch."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.bundle import Bundle
from geo.city import settings_from_manifest
from geo.errors import RioolError
from layers.background import Background, make_background
from layers.water import water_band
from views.data import open_bundle
from views.where import bundle_path

GROUND_PATH: Final = "/riool/ground"
_FROM_FRAME: Final = "../.."
"""From st_folium's frame (`/component/<name>/index.html`) to the app's own address."""
_FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Ground:
    """The background of the maps of one bundle.

    Parameters
    ----------
    background
        What `layers.background.make_background` made.
    version
        Changes when the geometry does; part of the address.
    packed
        The script, compressed.
    """

    background: Background
    version: str
    packed: bytes

    @property
    def address(self) -> str:
        """Where the map's frame finds the script."""
        return f"{_FROM_FRAME}{GROUND_PATH}-{self.version}.js"


def make_ground(bundle: Bundle) -> Ground:
    """Draw the ground of a bundle's maps."""
    settings = settings_from_manifest(bundle.manifest)
    water = water_band(bundle.water, settings.water_half_width_m)
    background = make_background(bundle.neighbourhoods, bundle.streets, water)
    script = background.script.encode()
    return Ground(background, hashlib.sha256(script).hexdigest()[:16], gzip.compress(script, mtime=0))


@lru_cache(maxsize=4)
def ground_of(path: Path) -> Ground:
    """Give the ground of the bundle in a folder.

    Raises
    ------
    BundleError
        If there is none.
    """
    return make_ground(open_bundle(path))


def _serve(request: Request) -> Response:
    try:
        ground = ground_of(bundle_path())
    except RioolError:
        return Response(status_code=404)
    if request.path_params["version"] != ground.version:
        return Response(status_code=404)
    headers = {"cache-control": _FOREVER, "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(ground.packed, media_type="text/javascript", headers=headers)
    return Response(ground.background.script, media_type="text/javascript", headers=headers)


def ground_route() -> Route:
    """Give the route that serves the ground; its address names the version, so it may be kept for ever."""
    return Route(f"{GROUND_PATH}-{{version}}.js", _serve, methods=["GET", "HEAD"])
