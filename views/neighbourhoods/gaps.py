"""Where it is dry: the map of one figure, a neighbourhood in words, and all of them beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from layers.bands import driest_first
from layers.figures import AreaFigure, area_figures
from layers.measures import Measure
from layers.sentences import area_sentences, people, value_text, within
from layers.words import Words
from views.html import heading, paragraph, write
from views.map_acts import hear, outlined
from views.map_frame import Act
from views.neighbourhoods.choices import folded_walk, listed, measure_choice, need_sliders, neighbourhood_choice
from views.neighbourhoods.exploring import badness_of, ranks_of
from views.neighbourhoods.lead import answer
from views.neighbourhoods.maps import areas_text, city_of, figures_of, legend_card, places_text
from views.neighbourhoods.ranking import ranking
from views.visit import Visit

_NAMED: Final = 3


def lead(visit: Visit) -> None:
    """Answer: how it is in the whole area, and where it is worst."""
    words, view, city = visit.words, visit.state.view(), city_of(visit)
    low, high = (value_text(value, view.measure, words) for value in (city.low, city.high))
    worst = [figure.name for figure in driest_first(figures_of(visit.state), view.measure)[:_NAMED]]
    write(
        answer(
            words,
            f"neighbourhoods.lead.{view.measure.value}",
            value_text(city.value, view.measure, words),
            name=visit.area,
            residents=people(city.residents, words),
            **within(view, words),
        ),
        paragraph(
            words.text("neighbourhoods.lead.band", low=low, high=high)
            + " "
            + words.text("neighbourhoods.lead.worst", names=listed(worst, words)),
            "riool-lead",
        ),
    )


def layers(visit: Visit) -> Sequence[str]:
    """Draw the figure and the places."""
    state = visit.state
    return (areas_text(state, outlined(), popups=True), places_text(state))


def act(done: Act) -> None:
    """Look at the neighbourhood that was clicked."""
    if done.what == "neighbourhoods":
        hear(done)


def panel(visit: Visit) -> None:
    """Offer the figure and how to look; tell the chosen neighbourhood."""
    words, state = visit.words, visit.state
    measure_choice(visit)
    legend_card(visit)
    if state.measure is Measure.NEED_GAP:
        with st.expander(words.text("neighbourhoods.needs.title"), expanded=True, key="riool-needs"):
            need_sliders(visit)
    folded_walk(visit)
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.choice.neighbourhood"))
    chosen = figure_of(visit, state.neighbourhood)
    if chosen is not None:
        told(chosen, visit)


def figure_of(visit: Visit, code: str | None) -> AreaFigure | None:
    """Give the figure of a neighbourhood in the reader's view."""
    figures = figures_of(visit.state)
    found = figures[figures["neighbourhood"] == code]
    return area_figures(found)[0] if len(found) else None


def told(figure: AreaFigure, visit: Visit, level: int = 2) -> None:
    """Tell a neighbourhood in words."""
    words = visit.words
    sentences = area_sentences(figure, visit.state.view(), words)
    write(
        '<section class="riool-card">',
        heading(figure.name, level),
        *(paragraph(sentence) for sentence in sentences),
        paragraph(words.text("sentence.modelled"), "riool-quiet"),
        "</section>",
    )


def below(visit: Visit) -> None:
    """Put all neighbourhoods beside each other."""
    words: Words = visit.words
    write(
        heading(words.text("neighbourhoods.ranking.title")),
        paragraph(words.text("neighbourhoods.ranking.explain")),
        paragraph(words.text(f"neighbourhoods.ranking.by.{badness_of(visit.state).value}"), "riool-quiet"),
        ranking(visit.state, ranks_of(visit.state), words),
    )
