"""The map in the page: a frame that keeps its base map, and is handed the layers when they change.

The frame's own page was rendered by folium and is the same for everybody (`views/server/map_files.py`). A run of the
page sends the layers as one message; the browser draws anew only those whose content changed, so that the reader's view
and an open popup stay.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from geo.storage import STATIC
from layers.drawing import PDOK_TILES, Layer, content_key, map_words
from layers.words import Language, Words
from views.server.map_files import map_files_of
from views.shared.visit import Visit
from views.state.where import bundle_path

TILES: Final = "riool-tiles"
"""Where the session keeps whether the reader wants a background of tiles, which another host sends."""
_COMPONENT: Final = "riool_map"
_KEY: Final = "riool-map-frame"


@dataclass(frozen=True, slots=True)
class FrameLayer:
    """A layer as the frame is sent it: made once, kept compressed.

    Parameters
    ----------
    function
        Name of the drawing function.
    packed
        JSON of the name, a key that changes with the content, and the data; see `_pack`.
    """

    function: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader did on the map.

    Parameters
    ----------
    what
        `neighbourhoods`, `places` or `demand` for a click; `home`, `route`, `reach` for a button in a popup.
    target
        The id of what was clicked, or `latitude~longitude`.
    """

    what: str
    target: str


def frame_layer(layer: Layer) -> FrameLayer:
    """Encode and compress a layer as the map's frame reads it.

    Parameters
    ----------
    layer
        From `layers`.

    Returns
    -------
    FrameLayer
        The same layer gives the same bytes.
    """
    data = layer.json()
    return FrameLayer(layer.function, _pack(f'["{layer.function}","{content_key(data)}",{data}]'))


def _pack(text: str) -> bytes:
    """Deflate a piece of a message. It ends on a whole byte and points to nothing before it, so pieces join."""
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return packer.compress(text.encode()) + packer.flush(zlib.Z_FULL_FLUSH)


_COMMA: Final = _pack(",")
_CLOSE: Final = _pack("]}") + b"\x03\x00"
"""The end of the message, and the empty block that ends a deflated text."""


@lru_cache(maxsize=16)
def _words(language: Language, area: str, *, tiled: bool) -> dict[str, Any]:
    return map_words(Words(language), area, tiled=tiled)


def frame_message(visit: Visit, layers: Sequence[FrameLayer]) -> bytes:
    """Encode the message to the map's frame: its page, its words and its layers.

    Parameters
    ----------
    visit
        Language, area, and whether the page stands inside another one.
    layers
        Bottom first; each drawing function at most once.

    Returns
    -------
    bytes
        Deflated JSON, for `static/app/map.js`: a seventh of its length.
    """
    tiles = PDOK_TILES if st.session_state.get(TILES) else None
    frame = {
        "words": _words(visit.words.language, visit.area, tiled=tiles is not None),
        "tiles": tiles,
        # Beside an embedded map there is no room for a legend.
        "legendBeside": not visit.embedded,
    }
    page = f".{map_files_of(bundle_path()).page_path}"
    title = visit.words.text("map.title", area=visit.area)
    head = json.dumps({"page": page, "title": title, "frame": frame})
    return _pack(f'{head[:-1]},"layers":[') + _COMMA.join(layer.packed for layer in layers) + _CLOSE


@cache
def map_component() -> ComponentRenderer:
    """Register the frame once for all sessions, in the first run that shows it: Streamlit runs by then."""
    script = (STATIC / "app" / "map.js").read_text(encoding="utf-8")
    return st.components.v2.component(_COMPONENT, js=script, isolate_styles=False)


def show_map(visit: Visit, layers: Sequence[FrameLayer], *, on_act: Callable[[Act], None] | None = None) -> None:
    """Put the map on the page, with the layers of this run.

    Parameters
    ----------
    visit
        Language and area.
    layers
        From `frame_layer`, bottom first.
    on_act
        Called, before the page runs again, when the reader did something on the map.
    """

    def pass_on() -> None:
        act = read_act(st.session_state.get(_KEY))
        if act is not None and on_act is not None:
            on_act(act)

    with st.container(key="riool-map"):
        map_component()(key=_KEY, data=frame_message(visit, layers), on_act_change=pass_on)


def read_act(value: object) -> Act | None:
    """Check and read a click that the map's frame reports; everything in it is from outside.

    Parameters
    ----------
    value
        The component's value.

    Returns
    -------
    Act | None
        None for anything that is not something done on one of our layers.
    """
    act = value.get("act") if isinstance(value, Mapping) else None
    if not isinstance(act, Mapping):
        return None
    what, target = act.get("what"), act.get("target")
    if isinstance(what, str) and isinstance(target, str):
        return Act(what, target)
    return None
