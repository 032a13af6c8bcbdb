"""Draws the layers with folium, for the app's frame, the static site, notebooks and exports alike.

Only folium's documented ways are used: a `Map` and a `Layer` of our own with a template and a name that never changes,
links through `JSCSSMixin`, and the parts of a rendered figure. So a map of ours takes folium's own layers beside ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, cast

import folium
from folium.template import Template

from geo.bundle.store import Bundle
from geo.measures.access import selected_places
from geo.settings import settings_from_manifest
from geo.streets.water import water_areas
from layers.assets import JQUERY, MapLinks, asset_text, joined_script, joined_style, marker_images
from layers.background import Background, Bounds, make_background
from layers.drawing import Layer, content_key, map_words
from layers.escape import escape_text, script_json
from layers.figures import figures_for
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.style import Scheme, style_sheet
from layers.words import Language, Words

_BRANCA_CHARSET: Final = '<meta http-equiv="content-type" content="text/html; charset=UTF-8" />'
_VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1">'


@dataclass(frozen=True, slots=True)
class MapParts:
    """A rendered map, to be put into a page that says more.

    Parameters
    ----------
    header, body
        HTML; the page around it names its own encoding, title and viewport.
    script
        JavaScript, to run after the body.
    """

    header: str
    body: str
    script: str


class _Verbatim(folium.Element):
    """Text for the head of a page, which Jinja prints and does not read."""

    _template = Template("<{{ this.tag }}>{{ this.text }}</{{ this.tag }}>")

    def __init__(self, tag: str, text: str) -> None:
        super().__init__()
        self.tag = tag
        self.text = text


class CityMap(folium.Map):
    """A `folium.Map` that draws itself through `riool.map`.

    Parameters
    ----------
    settings
        What `riool.Map` in `static/map/riool.js` expects; strings in it have passed `escape_text`.
    style
        CSS text with the palette.
    centre
        Latitude and longitude.
    name
        The map's variable in the page; two maps in one page need two names.
    links
        Scripts and styles to fetch.
    before, after
        JavaScript to run before and after the map is made: a `Background.script`, for instance.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}"
        "<style>html,body{height:100%;margin:0}#{{ this.get_name() }}{position:relative;width:100%;height:100%}</style>"
        "<style>{{ this.style }}</style>"
        "{% endmacro %}"
        "{% macro html(this, kwargs) %}"
        '<div class="folium-map" id="{{ this.get_name() }}"></div>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "{{ this.before }}"
        "var {{ this.get_name() }} = riool.map({{ this.get_name()|tojson }}, {{ this.settings }});{{ this.after }}"
        "{% endmacro %}"
    )

    def __init__(  # noqa: PLR0913 - what a map is made of; `base_map` is the way to one
        self,
        settings: dict[str, object],
        *,
        style: str,
        centre: tuple[float, float],
        name: str,
        links: MapLinks | None,
        before: str = "",
        after: str = "",
    ) -> None:
        # folium asks for the name while it makes the map.
        self.variable = name
        super().__init__(location=centre, tiles=None)
        self.settings = script_json(settings)
        self.style = style
        self.before = before
        self.after = after
        self.default_js = [(path, path) for path in links.scripts] if links else []
        self.default_css = [(path, path) for path in links.styles] if links else []

    def get_name(self) -> str:
        """Give the map's variable: the same in every rendering, where folium would draw a random one."""
        return self.variable

    def figure(self) -> folium.Figure:
        """Give the page around the map."""
        return cast("folium.Figure", self.get_root())


class FoliumLayer(folium.map.Layer):
    """A layer of ours on a `CityMap`; folium's `LayerControl` can switch it.

    Parameters
    ----------
    layer
        What to draw.
    show
        Whether it shows at first.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = riool.{{ this.function }}({{ this.json }});"
        "{% endmacro %}"
    )

    def __init__(self, layer: Layer, *, show: bool = True) -> None:
        self.function = layer.function
        self.json = layer.json()
        super().__init__(name=escape_text(layer.name), overlay=True, show=show)

    def get_name(self) -> str:
        """Give the layer's variable, named by its content."""
        return f"riool_{self.function}_{content_key(self.json)}"


def base_map(  # noqa: PLR0913 - each is one decision of the page that shows the map
    bounds: Bounds,
    words: Words,
    *,
    area: str,
    links: MapLinks | None = None,
    background: Background | None = None,
    tiles: str | None = None,
    scheme: Scheme = "auto",
    folium_popups: bool = False,
    framed: bool = False,
    name: str = "riool_map",
) -> CityMap:
    """Make the map on which the layers are drawn.

    Parameters
    ----------
    bounds
        What to show at first: south, west, north, east in degrees (`Background.bounds`).
    words
        The page's language.
    area
        Name of the area, for the map's title.
    links
        Where scripts, styles and fonts are; None carries scripts and styles inside, for notebooks and single files.
    background
        Carried inside; None when it is among the scripts of `links`.
    tiles
        Address pattern of background tiles, such as `layers.drawing.PDOK_TILES`; None asks no other host for anything.
    scheme
        Light, dark, or as the reader's device says.
    folium_popups
        Bring jQuery too, which `folium.Popup` needs; the layers of this package do not.
    framed
        Whether the page around the map hands over what to draw (`static/map/riool-frame.js`, which must be among the
        scripts of `links`).
    name
        The map's variable in the page.

    Returns
    -------
    CityMap
        The same arguments give the same bytes. No other host is asked for anything, but for tiles.
    """
    south, west, north, east = bounds
    settings: dict[str, object] = {
        "words": map_words(words, area, tiled=tiles is not None),
        "bounds": [[south, west], [north, east]],
        "images": marker_images(links),
        "tiles": tiles,
    }
    base = CityMap(
        settings,
        style=style_sheet(scheme, fonts=links.fonts if links else None),
        centre=((south + north) / 2, (west + east) / 2),
        name=name,
        links=links,
        before=background.script if background else "",
        after=f"riool.frame({name});" if framed else "",
    )
    page = base.figure()
    page.title = escape_text(words.text("map.title", area=area))
    if folium_popups:
        page.header.add_child(_Verbatim("script", asset_text(JQUERY)), name="jquery")
    if links is None:
        page.header.add_child(_Verbatim("style", joined_style()), name="riool_style")
        page.header.add_child(_Verbatim("script", joined_script()), name="riool_script")
    return base


def folium_map(
    bundle: Bundle,
    language: Language = "nl",
    *,
    view: View | None = None,
    tiles: str | None = None,
    scheme: Scheme = "auto",
) -> CityMap:
    """Draw a bundle as a `folium.Map`, to look at, to save, or to add layers to.

    The map carries all it needs inside, asks no other host for anything and, with what folium adds for it, takes
    folium's own layers: markers and their popups, GeoJSON, feature groups, `LayerControl`. `folium.Icon` and plugins
    bring scripts from elsewhere; `foreign_links` lists what a page would fetch.

    Parameters
    ----------
    bundle
        From `geo.read_bundle`.
    language
        `nl` or `en`.
    view
        The figure of the neighbourhoods, and which places count; None is the headline.
    tiles
        Address pattern of background tiles, if any.
    scheme
        Light, dark, or as the reader's device says.

    Returns
    -------
    CityMap
        With the neighbourhoods and the places that count; add `FoliumLayer(...)` for other layers of this package.

    Examples
    --------
    >>> import folium, geo, layers
    >>> from geo.storage import DEFAULT_BUNDLE
    >>> city = layers.folium_map(geo.read_bundle(DEFAULT_BUNDLE), "en")
    >>> marker = folium.Marker([50.8514, 5.6910], popup="Town hall").add_to(city)
    >>> control = folium.LayerControl().add_to(city)
    >>> city.save("maastricht.html")  # doctest: +SKIP
    """
    words = Words(language)
    settings = settings_from_manifest(bundle.manifest)
    shown = view or View.headline(settings)
    water = water_areas(bundle.water, settings.water_half_width_m)
    background = make_background(bundle.neighbourhoods, bundle.streets, water)
    area = str(bundle.manifest["area"]["name"])
    city = base_map(
        background.bounds, words, area=area, background=background, tiles=tiles, scheme=scheme, folium_popups=True
    )
    figures = figures_for(bundle.neighbourhoods, bundle.weighed, shown)
    FoliumLayer(neighbourhoods_layer(figures, shown, words)).add_to(city)
    asked = shown.assumptions
    counting = selected_places(bundle.places, asked.selection, with_uncertain=asked.with_uncertain)
    FoliumLayer(places_layer(bundle.places[counting], words)).add_to(city)
    return city


def map_parts(city: folium.Map) -> MapParts:
    """Render a map in parts, as folium documents it for pages of one's own.

    Parameters
    ----------
    city
        With its layers.

    Returns
    -------
    MapParts
        The same map gives the same parts, unless a layer of folium's own has a random name.
    """
    page = cast("folium.Figure", city.get_root())
    page.render()
    header = page.header.render().replace(_BRANCA_CHARSET, "")
    return MapParts(header, page.html.render(), page.script.render())


def page_html(city: CityMap, words: Words, *, head: str = "") -> str:
    """Render a map as a page of its own, in the reader's language.

    Parameters
    ----------
    city
        From `base_map` or `folium_map`, with its layers.
    words
        The page's language.
    head
        HTML to begin the head of the page with.

    Returns
    -------
    str
        A whole HTML document.
    """
    parts = map_parts(city)
    own = f'<meta charset="utf-8">{head}{_VIEWPORT}<title>{city.figure().title}</title><link rel="icon" href="data:,">'
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head>{own}{parts.header}</head>'
        f"<body>{parts.body}<script>{parts.script}</script></body></html>"
    )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"script": "src", "link": "href"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def foreign_links(city: folium.Map) -> list[str]:
    """List the scripts and styles that a map, or a plugin on it, would fetch from another host.

    Parameters
    ----------
    city
        A map with its layers.

    Returns
    -------
    list of str
        Addresses; empty for a map that is safe to show.
    """
    links = _Links()
    links.feed(map_parts(city).header)
    return [address for address in links.found if "//" in address]
