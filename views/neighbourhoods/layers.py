"""What the maps of all parts show, each layer made once, and the legend beside them."""

from __future__ import annotations

from functools import lru_cache

from layers.escape import Html
from layers.legend import legend_html
from layers.measures import NO_CLASS
from layers.neighbourhoods import neighbourhoods_layer
from views.neighbourhoods.figures import banded_figures_of
from views.shared.html import write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.map_layers import places_on_map
from views.state.look import MOST_LOOKS, Look
from views.state.state import PlaceFilter


@lru_cache(maxsize=MOST_LOOKS)
def areas_on_map(look: Look, *, popups: bool = False) -> FrameLayer:
    """Draw the neighbourhoods in classes, with or without their sentences in a popup."""
    return frame_layer(neighbourhoods_layer(banded_figures_of(look), look.view, look.words, popups=popups))


@lru_cache(maxsize=MOST_LOOKS)
def _legend(look: Look, *, striped: bool) -> Html:
    figures = banded_figures_of(look)
    shown = figures if striped else figures.assign(other_class=NO_CLASS)
    return legend_html(shown, look.view, look.words)


def legend_card(look: Look, *, striped: bool = True) -> None:
    """Write the legend beside the map instead of on it; a map without stripes explains none."""
    write('<div class="riool-buurten-legend">', _legend(look, striped=striped), "</div>")


def counted_on_map(look: Look) -> FrameLayer:
    """Draw the places that count."""
    return places_on_map(look.path, look.lang, PlaceFilter(look.assumptions.selection, look.assumptions.with_uncertain))
