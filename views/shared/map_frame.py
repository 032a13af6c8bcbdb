"""The map in the page: st_folium's frame, given finished text.

st_folium renders the whole map on every run of the page, also when nothing changed, and keeps nothing. Here its own
functions make the text once per language and layer, and a run of the page only hands it over; a test holds the result
against what st_folium itself would send. The base map stays the same, whatever is shown and in whichever language, so
the frame lives on and the reader's view is kept.
"""

# ruff: noqa: SLF001 - the steps of st_folium are private, and there is no other way to take them one at a time

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import folium
import streamlit as st
import streamlit_folium

from layers.base import PDOK_TILES, base_map, frame_words_layer
from layers.words import LANGUAGES, Language, Words
from views.server.map_files import ground_of
from views.shared.visit import Visit
from views.state.where import bundle_path

HEIGHT: Final = 620
"""Pixels, where the style sheet (`static/app/page.css`) does not say otherwise."""
FILLED: Final = "<style>#map_div{position:fixed!important;inset:0;width:auto!important;height:auto!important}</style>"
"""The map is as large as its frame from the start, whatever height st_folium was told."""
WITH_LEGEND: Final = "<style>.riool-corner{display:block!important}</style>"
RETURNED: Final = ("last_active_drawing",)
_NUMBER_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class FrameText:
    """What st_folium's frame is told about the base map.

    Parameters
    ----------
    script, header, html, map_id
        As st_folium makes them.
    styles, scripts
        Addresses, in order.
    """

    script: str
    header: str
    html: str
    map_id: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


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


def frame_text(base: folium.Map) -> FrameText:
    """Make what st_folium's frame needs to draw a base map."""
    base.get_root().render()
    html = streamlit_folium._get_html(base)
    header = streamlit_folium._get_header(base)
    script = streamlit_folium._get_map_string(base)
    return FrameText(
        script=script,
        header=header,
        html=html,
        map_id=streamlit_folium.get_full_id(base),
        styles=tuple(address for _, address in base.default_css),
        scripts=tuple(address for _, address in base.default_js),
    )


@lru_cache(maxsize=16)
def _base_text(path: Path, area: str, tiles: str | None, *, embedded: bool) -> FrameText:
    ground = ground_of(path)
    base = base_map(ground.bounds, Words(LANGUAGES[0]), area=area, tiles=tiles)
    base.default_js = [("map", ground.script_address)]
    base.default_css = [("map", ground.style_address)]
    text = frame_text(base)
    # Beside an embedded map there is no room for a legend.
    return replace(text, header=text.header + FILLED + (WITH_LEGEND if embedded else ""))


def layer_text(layer: folium.FeatureGroup) -> str:
    """Make what st_folium's frame needs to draw one layer. Keep the text, never the layer.

    Parameters
    ----------
    layer
        From `layers`; its id must be fixed, as `layers.drawing.drawn_layer` makes it.

    Returns
    -------
    str
        JavaScript. The texts of several layers may be joined.
    """
    number = int(layer._id[:_NUMBER_DIGITS], 16)
    text: str = streamlit_folium._get_feature_group_string(layer, map=folium.Map(tiles=None), idx=number)
    return text


@lru_cache(maxsize=16)
def _frame_words(language: Language, area: str, *, tiled: bool) -> str:
    return layer_text(frame_words_layer(Words(language), area, tiled=tiled))


def show_map(
    visit: Visit,
    layers: Sequence[str],
    *,
    key: str = "riool-map",
    on_act: Callable[[Act], None] | None = None,
    height: int = HEIGHT,
) -> None:
    """Put a map on the page.

    Parameters
    ----------
    visit
        Language and area.
    layers
        From `layer_text`, bottom first.
    key
        Tells maps apart.
    on_act
        Called, before the page runs again, when the reader did something on the map.
    height
        Pixels.
    """
    tiles = PDOK_TILES if st.session_state.get("riool-tiles") else None
    text = _base_text(bundle_path(), visit.area, tiles, embedded=visit.embedded)
    spoken = _frame_words(visit.words.language, visit.area, tiled=tiles is not None)
    # Another base map is another frame: st_folium draws the base of a frame only once.
    frame = f"{key}-tiles" if tiles else f"{key}-plain"
    with st.container(key=key):
        streamlit_folium._component_func(
            **_arguments(text, "".join([spoken, *layers]), height),
            key=frame,
            on_change=lambda: _hear(frame, on_act),
        )


def _arguments(text: FrameText, layers: str, height: int) -> dict[str, Any]:
    return {
        "script": text.script,
        "header": text.header,
        "html": text.html,
        "id": text.map_id,
        "height": height,
        "width": None,
        "returned_objects": list(RETURNED),
        "default": dict.fromkeys(RETURNED),
        "zoom": None,
        "center": None,
        "feature_group": layers or None,
        "return_on_hover": False,
        "layer_control": None,
        "pixelated": False,
        "css_links": list(text.styles),
        "js_links": list(text.scripts),
        "wrap_longitude": False,
    }


def _hear(frame: str, on_act: Callable[[Act], None] | None) -> None:
    act = read_act(st.session_state.get(frame))
    if act is not None and on_act is not None:
        on_act(act)


def read_act(value: object) -> Act | None:
    """Read what st_folium's frame says was clicked; everything in it is from outside.

    Parameters
    ----------
    value
        The component's value.

    Returns
    -------
    Act | None
        None for anything that is not a click on one of our layers.
    """
    drawing = value.get("last_active_drawing") if isinstance(value, Mapping) else None
    properties = drawing.get("properties") if isinstance(drawing, Mapping) else None
    if not isinstance(properties, Mapping):
        return None
    what, target = properties.get("layer"), properties.get("id")
    if isinstance(what, str) and isinstance(target, str):
        return Act(what, target)
    return None
