"""What a page needs to draw a map: scripts, style sheets and pictures, by address or carried inside."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.storage import STATIC

SCRIPTS: Final = (
    "vendor/leaflet/leaflet.js",
    "map/riool.js",
    "map/riool-layers.js",
    "map/riool-around.js",
    "map/riool-whatif.js",
)
"""What draws a map, in order, within `static`."""
STYLES: Final = ("vendor/leaflet/leaflet.css", "map/riool.css")
JQUERY: Final = "vendor/jquery/jquery.slim.min.js"
_IMAGES: Final = "vendor/leaflet/images"
_FONTS: Final = "vendor/fonts"
_ICON_FILES: Final = {
    "iconUrl": "marker-icon.png",
    "iconRetinaUrl": "marker-icon-2x.png",
    "shadowUrl": "marker-shadow.png",
}


@dataclass(frozen=True, slots=True)
class MapLinks:
    """Addresses from which a page fetches what draws its map, instead of carrying it inside.

    Parameters
    ----------
    scripts, styles
        In order; Leaflet first, `Background.script` among the scripts.
    fonts, images
        Folders with the font files and with Leaflet's pictures.
    """

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    fonts: str
    images: str

    @classmethod
    def to_static(cls, static: str, *more_scripts: str) -> MapLinks:
        """Link to every file in a copy of the `static` folder, and to further scripts."""
        return cls(
            scripts=(*(f"{static}/{path}" for path in SCRIPTS), *more_scripts),
            styles=tuple(f"{static}/{path}" for path in STYLES),
            fonts=f"{static}/{_FONTS}",
            images=f"{static}/{_IMAGES}",
        )


@cache
def asset_text(path: str) -> str:
    """Read a script or a style sheet of `static`, fit to stand inside a page."""
    return (STATIC / path).read_text(encoding="utf-8").replace("</script", "<\\/script")


@cache
def picture_data(name: str) -> str:
    """Write one of Leaflet's pictures as an address that carries it."""
    content = base64.b64encode((STATIC / _IMAGES / name).read_bytes()).decode("ascii")
    return f"data:image/png;base64,{content}"


def joined_script(paths: tuple[str, ...] = SCRIPTS) -> str:
    """Join scripts of `static` into one."""
    return "\n".join(asset_text(path) for path in paths)


def joined_style(images: str | None = None) -> str:
    """Join the style sheets of a map into one.

    Parameters
    ----------
    images
        Address of the folder with Leaflet's pictures; None carries them inside.
    """
    style = "\n".join(asset_text(path) for path in STYLES)
    for picture in sorted((STATIC / _IMAGES).glob("*.png")):
        address = picture_data(picture.name) if images is None else f"{images}/{picture.name}"
        style = style.replace(f"url(images/{picture.name})", f"url({address})")
    return style


def marker_images(links: MapLinks | None) -> dict[str, object]:
    """Say where Leaflet finds the pictures of its own markers, for `riool.map`."""
    if links is not None:
        return {"folder": f"{links.images}/", "icons": {}}
    return {"folder": "", "icons": {option: picture_data(name) for option, name in _ICON_FILES.items()}}
