"""Kaart: the places that anyone can walk into, near a home."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from layers.figures import city_figure, figures_for
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.sentences import band_sentence, coverage_sentence
from layers.words import Language, Words
from views.data import the_bundle
from views.html import heading, paragraph, write
from views.map_frame import layer_text, show_map
from views.visit import Visit
from views.where import bundle_path


@st.cache_data(show_spinner=False, max_entries=256)
def neighbourhoods_text(path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...]) -> str:
    """Make the layer of the neighbourhoods, as text for the map's frame."""
    bundle = the_bundle()
    figures = figures_for(bundle.neighbourhoods, bundle.coverage, view, dict(needs))
    return layer_text(neighbourhoods_layer(figures, view, Words(language)))


@st.cache_data(show_spinner=False, max_entries=64)
def places_text(path: Path, language: Language) -> str:
    """Make the layer of the places, as text for the map's frame."""
    places = the_bundle().places
    return layer_text(places_layer(places[places["counted"]], Words(language)))


def map_page(visit: Visit) -> None:
    """Write the page."""
    words, view = visit.words, visit.state.view()
    code = str(visit.bundle.manifest["area"]["code"])
    city = city_figure(visit.bundle.coverage, view, code, visit.area)
    write(heading(coverage_sentence(city, view, words), 1), paragraph(band_sentence(city, words)))
    path = bundle_path()
    show_map(
        visit,
        [
            neighbourhoods_text(path, words.language, view, visit.state.needs),
            places_text(path, words.language),
        ],
    )
