"""The layers that the maps of several pages show: places and outlines, each made once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from layers.neighbourhoods import outline_layer
from layers.places import places_layer
from layers.words import Language, Words
from views.shared.map_frame import FrameLayer, frame_layer
from views.state.data import places_wanted
from views.state.state import PlaceFilter


@lru_cache(maxsize=256)
def places_on_map(path: Path, language: Language, choice: PlaceFilter) -> FrameLayer:
    """Draw the places that a reader looks for; with one function asked for, its icon."""
    function = choice.functions[0] if len(choice.functions) == 1 else None
    return frame_layer(places_layer(places_wanted(path, choice), Words(language), function))


def outline_on_map(language: Language, *codes: str | None) -> tuple[FrameLayer, ...]:
    """Draw the outline of the neighbourhoods that were chosen; no layer where none was."""
    chosen = tuple(code for code in codes if code is not None)
    return (_outline(language, chosen),) if chosen else ()


@lru_cache(maxsize=256)
def _outline(language: Language, codes: tuple[str, ...]) -> FrameLayer:
    return frame_layer(outline_layer(codes, Words(language)))
