"""The layers of the map on this page, each kept as text, and the legend beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.vocabulary import SELECTION_KINDS, Selection
from layers.escape import Html
from layers.legend import legend_html
from layers.measures import NO_CLASS
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.words import Language, Words
from views.neighbourhoods.looking import MOST_LOOKS, Look, figures_of
from views.shared.html import write
from views.shared.map_frame import layer_text
from views.state.data import open_bundle


@lru_cache(maxsize=MOST_LOOKS)
def areas_text(look: Look, selected: str | None = None, beside: str | None = None, *, popups: bool = False) -> str:
    """Give the neighbourhoods in classes, one or two of them outlined, with or without their story in a popup."""
    figures = figures_of(look)
    return layer_text(neighbourhoods_layer(figures, look.view, look.words, selected, beside=beside, popups=popups))


@lru_cache(maxsize=MOST_LOOKS)
def _legend(look: Look, *, striped: bool) -> Html:
    figures = figures_of(look)
    shown = figures if striped else figures.assign(other_class=NO_CLASS)
    return legend_html(shown, look.view, look.words)


def legend_card(look: Look, *, striped: bool = True) -> None:
    """Write the legend beside the map instead of on it; a map without stripes explains none."""
    write('<div class="riool-buurten-legend">', _legend(look, striped=striped), "</div>")


@lru_cache(maxsize=16)
def _places_text(path: Path, language: Language, selection: Selection, with_uncertain: bool) -> str:
    places = open_bundle(path).places
    counted = places["counted"] & places["kind"].isin([kind.value for kind in SELECTION_KINDS[selection]])
    chosen = places[counted & (with_uncertain | ~places["uncertain"])]
    return layer_text(places_layer(chosen, Words(language)))


def places_text(look: Look) -> str:
    """Give the places that count."""
    return _places_text(look.path, look.lang, look.assumptions.selection, look.assumptions.with_uncertain)
