"""The map under every layer: constant per language, so that a switch of layers never makes the frame anew.

All scripts, styles and fonts come from the project's own `static` folder. Without tiles (the default) no other host is
asked for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, cast

import folium
from branca.element import Element, Figure
from folium.template import Template

from geo.paths import STATIC
from layers.background import Background, Bounds
from layers.drawing import drawn_layer, fixed_id
from layers.escape import Html, escape_text, script_json
from layers.style import Scheme, style_sheet
from layers.words import Words

APP_ASSETS: Final = "../../app/static"
"""Where Streamlit serves `static`, seen from st_folium's frame: relative, so that a base path does no harm."""
INLINE: Final = "inline"
"""Instead of an address: put scripts and styles into the page itself, for notebooks and single-file exports."""
PDOK_TILES: Final = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
"""The Kadaster's grey background map (CC BY 4.0); only when a reader switches it on."""

_SCRIPTS: Final = {"leaflet": "vendor/leaflet/leaflet.js", "riool": "map/riool.js"}
_JQUERY: Final = {"jquery": "vendor/jquery/jquery.slim.min.js"}
_STYLES: Final = {"leaflet_css": "vendor/leaflet/leaflet.css", "riool_css": "map/riool.css"}
_FONTS: Final = "vendor/fonts"


class _Verbatim(Element):
    """Text for the head of a page, which Jinja prints and does not read."""

    _template = Template("<{{ this.tag }}>{{ this.text }}</{{ this.tag }}>")

    def __init__(self, tag: str, text: str) -> None:
        super().__init__()
        self.tag = tag
        self.text = text


class BaseMap(folium.Map):
    """A `folium.Map` that draws itself through `riool.map`.

    Parameters
    ----------
    settings
        What `riool.map` in `static/map/riool.js` expects; strings in it have passed `escape_text`.
    style
        CSS text with the palette.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        "<style>html,body{height:100%;margin:0}#{{ this.get_name() }}{position:relative;width:100%;height:100%}</style>"
        "<style>{{ this.style }}</style>"
        "{% endmacro %}"
        "{% macro html(this, kwargs) %}"
        '<div class="folium-map" id="{{ this.get_name() }}" ></div>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = riool.map({{ this.get_name()|tojson }}, {{ this.settings }});"
        "{% endmacro %}"
    )

    def __init__(self, settings: dict[str, object], style: str, centre: tuple[float, float]) -> None:
        super().__init__(location=centre, tiles=None)
        self._id = fixed_id("base map")
        self.settings = script_json(settings)
        self.style = style
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []


def _page(base: folium.Map) -> Figure:
    return cast("Figure", base.get_root())


@cache
def _asset(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8").replace("</script", "<\\/script")


def _credits(words: Words, *, tiled: bool) -> list[Html]:
    osm = escape_text(words.text("map.attribution.osm"))
    sources = [
        Html(f'<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">{osm}</a>'),
        escape_text(words.text("map.attribution.cbs")),
    ]
    return [*sources, escape_text(words.text("map.attribution.tiles"))] if tiled else sources


def frame_settings(words: Words, area: str, *, tiled: bool) -> dict[str, object]:
    """Give what a map's frame says besides its layers: title, labels of its buttons, credits."""
    return {
        "language": words.language,
        "title": escape_text(words.text("map.title", area=area)),
        "heading": escape_text(words.text("map.heading", area=area)),
        "description": escape_text(words.text("map.description")),
        "zoomIn": escape_text(words.text("map.zoom_in")),
        "zoomOut": escape_text(words.text("map.zoom_out")),
        "close": escape_text(words.text("map.close")),
        "credits": _credits(words, tiled=tiled),
    }


def _settings(bounds: Bounds, words: Words, area: str, assets: str, tiles: str | None) -> dict[str, object]:
    south, west, north, east = bounds
    return {
        **frame_settings(words, area, tiled=tiles is not None),
        "bounds": [[south, west], [north, east]],
        "assets": assets if assets != INLINE else "",
        "tiles": tiles,
    }


def _link_assets(base: BaseMap, assets: str, scripts: dict[str, str]) -> None:
    base.default_js = [(name, f"{assets}/{path}") for name, path in scripts.items()]
    base.default_css = [(name, f"{assets}/{path}") for name, path in _STYLES.items()]


def _embed_assets(base: BaseMap, scripts: dict[str, str]) -> None:
    header = _page(base).header
    for name, path in _STYLES.items():
        header.add_child(_Verbatim("style", _asset(path)), name=name)
    for name, path in scripts.items():
        header.add_child(_Verbatim("script", _asset(path)), name=name)


def base_map(  # noqa: PLR0913 - each is one decision of the page that shows the map
    bounds: Bounds,
    words: Words,
    *,
    area: str,
    background: Background | str | None = None,
    assets: str = APP_ASSETS,
    tiles: str | None = None,
    scheme: Scheme = "auto",
    folium_popups: bool = False,
) -> folium.Map:
    """Make the map on which the layers are drawn.

    Parameters
    ----------
    bounds
        What to show at first: south, west, north, east in degrees (`Background.bounds`).
    words
        The page's language.
    area
        Name of the area, for the map's title.
    background
        The address from which the page serves `Background.script`, or the background itself to carry it inside (which
        sends it again with every switch in Streamlit; meant for notebooks and exports).
    assets
        Address of the `static` folder, or `INLINE`.
    tiles
        Address pattern of background tiles, such as `PDOK_TILES`; None asks no other host for anything.
    scheme
        Light, dark, or as the reader's device says.
    folium_popups
        Load jQuery too, which `folium.Popup` needs; the layers of this package do not.

    Returns
    -------
    folium.Map
        The same arguments give the same bytes.
    """
    south, west, north, east = bounds
    inline = assets == INLINE
    style = style_sheet(scheme, fonts=None if inline else f"{assets}/{_FONTS}")
    centre = ((south + north) / 2, (west + east) / 2)
    base = BaseMap(_settings(bounds, words, area, assets, tiles), style, centre)
    _page(base).title = escape_text(words.text("map.title", area=area))
    scripts = {**_SCRIPTS, **(_JQUERY if folium_popups else {})}
    if inline:
        _embed_assets(base, scripts)
    else:
        _link_assets(base, assets, scripts)
    if isinstance(background, str):
        base.default_js.append(("background", background))
    elif background is not None:
        _page(base).header.add_child(_Verbatim("script", background.script), name="background")
    return base


def page_html(base: folium.Map, words: Words) -> str:
    """Render a map as a page of its own, in the reader's language.

    Parameters
    ----------
    base
        From `base_map`, with its layers.
    words
        The page's language.

    Returns
    -------
    str
        A whole HTML document.
    """
    page: str = base.get_root().render()
    return page.replace("<html>", f'<html lang="{words.language}">', 1)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca's tree has no public walk
        yield from _walk(child)


def foreign_links(base: folium.Map) -> list[str]:
    """List the scripts and styles that a map, or a plugin on it, would fetch from another host.

    Parameters
    ----------
    base
        A map with its layers.

    Returns
    -------
    list of str
        Addresses; empty for a map that is safe to show.
    """
    links = [
        address
        for element in _walk(base)
        for _, address in (*getattr(element, "default_js", ()), *getattr(element, "default_css", ()))
    ]
    return [address for address in links if "//" in address]


def frame_words_layer(words: Words, area: str, *, tiled: bool = False) -> folium.FeatureGroup:
    """Make a layer that draws nothing and puts the frame's words into a language.

    Needs `static/map/riool-around.js` in the page.

    Parameters
    ----------
    words
        The page's language.
    area
        Name of the area, for the map's title.
    tiled
        Whether background tiles are shown, which then are credited.

    Returns
    -------
    FeatureGroup
        For `st_folium(feature_group_to_add=...)`.
    """
    return drawn_layer("speak", words.text("map.title", area=area), frame_settings(words, area, tiled=tiled))
