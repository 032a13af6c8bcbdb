"""Where it is dry: the map of one figure, a neighbourhood in words, and all of them beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import streamlit as st

from layers.bands import driest_first
from layers.escape import Html
from layers.figures import city_figure
from layers.measures import Measure
from layers.sentences import area_sentences, value_text, within
from views.neighbourhoods.choices import folded_walk, measure_choice, need_sliders, neighbourhood_choice
from views.neighbourhoods.exploring import badness_of
from views.neighbourhoods.figures_text import band_text
from views.neighbourhoods.lead import answer
from views.neighbourhoods.looking import banded_figures_of, city_of, figure_by_code, names_at
from views.neighbourhoods.maps import areas_on_map, legend_card, outline_on_map, places_on_map
from views.neighbourhoods.ranking import ranking
from views.shared.downloads import sheet_buttons
from views.shared.html import heading, paragraph, write
from views.shared.map_clicks import take_act
from views.shared.map_frame import Act, FrameLayer
from views.shared.visit import Visit
from views.state.look import MOST_LOOKS, Look, look_of

_NAMED: Final = 3


@lru_cache(maxsize=MOST_LOOKS)
def _lead(look: Look) -> Html:
    words, view, city = look.words, look.view, city_of(look)
    low, high = (value_text(value, view.measure, words) for value in (city.low, city.high))
    worst = [figure.name for figure in driest_first(banded_figures_of(look), view.measure)[:_NAMED]]
    told = [words.text("neighbourhoods.lead.band", low=low, high=high)]
    if worst:
        told.append(words.text("neighbourhoods.lead.worst", names=words.listing(worst)))
    key = f"neighbourhoods.lead.{view.measure.value}"
    sentence = answer(words, key, _number(look), name=look.area, **within(view, words))
    return Html(sentence + paragraph(" ".join(told), "riool-lead"))


def _number(look: Look) -> str:
    """Give the figure of the whole area; the share that can walk as the opening page gives it, a range."""
    words, view = look.words, look.view
    if view.measure is not Measure.COVERAGE:
        return value_text(city_of(look).value, view.measure, words)
    shown = city_figure(look.bundle.coverage, view, str(look.bundle.manifest["area"]["code"]), look.area)
    return band_text(shown.low, shown.high, view.measure, words)


def lead(visit: Visit) -> None:
    """Answer: how it is in the whole area, and where it is worst."""
    write(_lead(look_of(visit.state)))


def layers(visit: Visit) -> Sequence[FrameLayer]:
    """Draw the figure and the places."""
    look = look_of(visit.state)
    return (areas_on_map(look, popups=True), *outline_on_map(look, visit.state.neighbourhood), places_on_map(look))


def act(done: Act) -> None:
    """Look at the neighbourhood that was clicked."""
    if done.what == "neighbourhoods":
        take_act(done)


def panel(visit: Visit) -> None:
    """Offer the figure and how to look; tell the chosen neighbourhood."""
    words, state, look = visit.words, visit.state, look_of(visit.state)
    measure_choice(visit)
    legend_card(look)
    if state.measure is Measure.NEED_GAP:
        with st.expander(words.text("neighbourhoods.needs.title"), expanded=True, key="riool-needs"):
            need_sliders(visit)
    folded_walk(visit)
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.choice.neighbourhood"))
    if state.neighbourhood is not None:
        write(told(look, state.neighbourhood))


@lru_cache(maxsize=MOST_LOOKS)
def told(look: Look, code: str) -> Html:
    """Tell a neighbourhood in words."""
    words, figure = look.words, figure_by_code(look)[code]
    sentences = [paragraph(sentence) for sentence in area_sentences(figure, look.view, words)]
    modelled = paragraph(words.text("sentence.modelled"), "riool-quiet")
    return Html(f'<section class="riool-card">{heading(figure.name)}{"".join(sentences)}{modelled}</section>')


def below(visit: Visit) -> None:
    """Give the chosen neighbourhood to take along; put all neighbourhoods beside each other."""
    words, look, code = visit.words, look_of(visit.state), visit.state.neighbourhood
    if code is not None:
        sheet_buttons(visit, code, names_at(look.path)[code], {"neighbourhood": code})
    write(
        heading(words.text("neighbourhoods.ranking.title")),
        paragraph(words.text("neighbourhoods.ranking.explain")),
        paragraph(words.text(f"neighbourhoods.ranking.by.{badness_of(look).value}"), "riool-quiet"),
        ranking(look),
    )
