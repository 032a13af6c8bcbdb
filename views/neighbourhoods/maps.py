"""The layers of the map on this page, each made once, and the legend beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.vocabulary import SELECTION_KINDS, Selection
from layers.escape import Html
from layers.legend import legend_html
from layers.measures import NO_CLASS
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from layers.places import places_layer
from layers.words import Language, Words
from views.neighbourhoods.looking import banded_figures_of
from views.shared.html import write
from views.shared.map_frame import FrameLayer, frame_layer
from views.state.data import open_bundle
from views.state.look import MOST_LOOKS, Look


@lru_cache(maxsize=MOST_LOOKS)
def areas_on_map(look: Look, *, popups: bool = False) -> FrameLayer:
    """Give the neighbourhoods in classes, with or without their story in a popup."""
    return frame_layer(neighbourhoods_layer(banded_figures_of(look), look.view, look.words, popups=popups))


def outline_on_map(look: Look, *codes: str | None) -> tuple[FrameLayer, ...]:
    """Give the outline of the neighbourhoods that were chosen, if any was."""
    chosen = tuple(code for code in codes if code is not None)
    return (_outline(look.lang, chosen),) if chosen else ()


@lru_cache(maxsize=256)
def _outline(language: Language, codes: tuple[str, ...]) -> FrameLayer:
    return frame_layer(outline_layer(codes, Words(language)))


@lru_cache(maxsize=MOST_LOOKS)
def _legend(look: Look, *, striped: bool) -> Html:
    figures = banded_figures_of(look)
    shown = figures if striped else figures.assign(other_class=NO_CLASS)
    return legend_html(shown, look.view, look.words)


def legend_card(look: Look, *, striped: bool = True) -> None:
    """Write the legend beside the map instead of on it; a map without stripes explains none."""
    write('<div class="riool-buurten-legend">', _legend(look, striped=striped), "</div>")


@lru_cache(maxsize=16)
def _places(path: Path, language: Language, selection: Selection, with_uncertain: bool) -> FrameLayer:
    places = open_bundle(path).places
    counted = places["counted"] & places["kind"].isin([kind.value for kind in SELECTION_KINDS[selection]])
    chosen = places[counted & (with_uncertain | ~places["uncertain"])]
    return frame_layer(places_layer(chosen, Words(language)))


def places_on_map(look: Look) -> FrameLayer:
    """Give the places that count."""
    return _places(look.path, look.lang, look.assumptions.selection, look.assumptions.with_uncertain)
