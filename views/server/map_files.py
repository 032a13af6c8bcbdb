"""The ground of every map, and all that draws it: one script and one style sheet, made once and served by address.

st_folium loads the scripts of a map one after another, and each switch sends the map's arguments anew. So what never
changes is one file, which the browser fetches once and keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from geo.bundle.store import Bundle
from geo.errors import RioolError
from geo.paths import STATIC
from geo.settings import settings_from_manifest
from geo.streets.water import water_areas
from layers.background import Bounds, make_background
from views.server.assets import Asset, make_asset
from views.state.data import open_bundle
from views.state.where import bundle_path

MAP_PATH: Final = "/riool/map"
_FROM_FRAME: Final = "../.."
"""From st_folium's frame (`/component/<name>/index.html`) to the app's own address."""
_SCRIPTS: Final = ("vendor/leaflet/leaflet.js", "map/riool.js", "map/riool-around.js", "map/riool-whatif.js")
_STYLES: Final = ("vendor/leaflet/leaflet.css", "map/riool.css", "map/riool-around.css", "map/riool-whatif.css")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the maps of one bundle stand on.

    Parameters
    ----------
    bounds
        What a map shows at first.
    script, style
        Leaflet, our drawing code, and the outlines, streets and water of the area.
    """

    bounds: Bounds
    script: Asset
    style: Asset

    @property
    def script_address(self) -> str:
        """Where the map's frame finds the script; another content has another address."""
        return f"{_FROM_FRAME}{self.script_path}"

    @property
    def style_address(self) -> str:
        """Where the map's frame finds the style sheet."""
        return f"{_FROM_FRAME}{MAP_PATH}-{self.style.tag}.css"

    @property
    def script_path(self) -> str:
        """Address of the script on the app's host."""
        return f"{MAP_PATH}-{self.script.tag}.js"


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def make_ground(bundle: Bundle) -> Ground:
    """Draw the ground of a bundle's maps."""
    settings = settings_from_manifest(bundle.manifest)
    water = water_areas(bundle.water, settings.water_half_width_m)
    background = make_background(bundle.neighbourhoods, bundle.streets, water)
    return Ground(
        bounds=background.bounds,
        script=make_asset(f"{_joined(_SCRIPTS)}\n{background.script}".encode(), "map.js"),
        style=make_asset(_joined(_STYLES).encode(), "map.css"),
    )


@lru_cache(maxsize=4)
def ground_of(path: Path) -> Ground:
    """Give the ground of the bundle in a folder.

    Raises
    ------
    BundleError
        If there is none.
    """
    return make_ground(open_bundle(path))


class _MapFile:
    """Serves the script or the style sheet under the address that names its content."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            ground = ground_of(bundle_path())
        except RioolError:
            files = {}
        else:
            files = {asset.tag: asset for asset in (ground.script, ground.style)}
        asset = files.get(scope["path_params"]["version"])
        response = Response(status_code=404) if asset is None else asset.response()
        await response(scope, receive, send)


def map_routes() -> list[Route]:
    """Give the routes of the script and the style sheet of the maps."""
    return [Route(f"{MAP_PATH}-{{version}}.{kind}", _MapFile(), methods=["GET", "HEAD"]) for kind in ("js", "css")]
