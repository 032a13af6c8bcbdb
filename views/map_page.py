"""Kaart: the places that anyone can walk into, near a home."""

from __future__ import annotations

from layers.figures import city_figure
from layers.sentences import band_sentence, coverage_sentence
from views.html import heading, paragraph, write
from views.visit import Visit


def map_page(visit: Visit) -> None:
    """Write the page."""
    words, view = visit.words, visit.state.view()
    code = str(visit.bundle.manifest["area"]["code"])
    city = city_figure(visit.bundle.coverage, view, code, visit.area)
    write(heading(coverage_sentence(city, view, words), 1), paragraph(band_sentence(city, words)))
