"""A layer of the map as plain data: its name, the function that draws it, and what that function is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from layers.escape import Html, escape_text, script_json
from layers.words import Words

Json: TypeAlias = Any
"""What `json` can write; every string from outside in it has passed `escape_text`."""

PDOK_TILES: Final = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
"""The Kadaster's grey background map (CC BY 4.0); only when a reader switches it on."""
_KEY_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the map.

    Parameters
    ----------
    function
        Name of the drawing function under `riool` in `static/map`.
    name
        How readers call the layer; plain text.
    data
        The function's argument.
    """

    function: str
    name: str
    data: Json

    def json(self) -> str:
        """Write the data as JSON that may stand in a script inside a page.

        Raises
        ------
        ValueError
            If a string in it was not escaped.
        """
        return script_json(self.data)


def content_key(text: str) -> str:
    """Name a text by its content: another text has another name, everywhere and always."""
    return hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest()


def degrees(value: float) -> float:
    """Round a longitude or latitude to what a map shows: 5 decimals, about a metre."""
    return round(float(value), 5)


def _credits(words: Words, *, tiled: bool) -> list[Html]:
    osm = escape_text(words.text("map.attribution.osm"))
    sources = [
        Html(f'<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">{osm}</a>'),
        escape_text(words.text("map.attribution.cbs")),
    ]
    return [*sources, escape_text(words.text("map.attribution.tiles"))] if tiled else sources


def map_words(words: Words, area: str, *, tiled: bool = False) -> dict[str, Json]:
    """Give what a map says besides its layers: its title, the labels of its buttons, whose data these are.

    Parameters
    ----------
    words
        The page's language.
    area
        Name of the area.
    tiled
        Whether background tiles are shown, which then are credited.

    Returns
    -------
    dict
        What `riool.Map.speak` in `static/map/riool.js` expects.
    """
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
