"""The layers of the map on this page, each kept as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.vocabulary import SELECTION_KINDS, Selection
from layers.bands import banded_city, banded_figures
from layers.figures import AreaFigure
from layers.legend import legend_html
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.words import Language, Words
from views.data import open_bundle
from views.html import write
from views.map_frame import layer_text
from views.neighbourhoods.choices import Weights
from views.state import ViewState
from views.visit import Visit
from views.where import bundle_path


@st.cache_resource(show_spinner=False, max_entries=400)
def _figures(path: Path, view: View, needs: Weights) -> pd.DataFrame:
    bundle = open_bundle(path)
    return banded_figures(bundle.neighbourhoods, bundle.coverage, view, dict(needs))


def figures_of(state: ViewState) -> pd.DataFrame:
    """Give the figures of the reader's view with their whole band. Shared by all visitors: never change it."""
    return _figures(bundle_path(), state.view(), state.needs)


def city_of(visit: Visit) -> AreaFigure:
    """Give the figure of the whole area in the reader's view."""
    state, code = visit.state, str(visit.bundle.manifest["area"]["code"])
    return banded_city(figures_of(state), visit.bundle.coverage, state.view(), code, visit.area)


@st.cache_data(show_spinner=False, max_entries=400)
def _areas_text(
    path: Path, language: Language, view: View, needs: Weights, chosen: tuple[str | None, ...], popups: bool
) -> str:
    selected, beside = chosen
    figures = _figures(path, view, needs)
    return layer_text(neighbourhoods_layer(figures, view, Words(language), selected, beside=beside, popups=popups))


def areas_text(
    state: ViewState, selected: str | None = None, beside: str | None = None, *, popups: bool = False
) -> str:
    """Give the neighbourhoods in classes, one or two of them outlined, with or without their story in a popup."""
    return _areas_text(bundle_path(), state.lang, state.view(), state.needs, (selected, beside), popups)


def legend_card(visit: Visit) -> None:
    """Write the legend of the reader's view, beside the map instead of on it."""
    state = visit.state
    legend = legend_html(figures_of(state), state.view(), visit.words)
    write('<div class="riool-buurten-legend">', legend, "</div>")


@st.cache_data(show_spinner=False, max_entries=16)
def _places_text(path: Path, language: Language, selection: Selection, with_uncertain: bool) -> str:
    places = open_bundle(path).places
    counted = places["counted"] & places["kind"].isin([kind.value for kind in SELECTION_KINDS[selection]])
    chosen = places[counted & (with_uncertain | ~places["uncertain"])]
    return layer_text(places_layer(chosen, Words(language)))


def places_text(state: ViewState) -> str:
    """Give the places that count in the reader's view."""
    return _places_text(bundle_path(), state.lang, state.selection, state.uncertain)
