"""When and for whom: what one can do nearby, when something is open, and how fairly it is shared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from geo.vocabulary import Function
from layers.escape import Html
from views.neighbourhoods.choices import folded_walk, neighbourhood_choice
from views.neighbourhoods.parts import PartContent, answer, areas_on_map, counted_on_map, legend_card
from views.neighbourhoods.who_sections import (
    domains_section,
    equity_section,
    function_areas,
    functions_section,
    gap_sentence,
    hours_section,
    hours_sentence,
)
from views.shared.html import paragraph, write
from views.shared.map_frame import FrameLayer
from views.shared.map_layers import outline_on_map
from views.shared.visit import Visit
from views.state.address import bind
from views.state.look import Look

_ANY: Final = "any"


def who_content(visit: Visit, look: Look) -> PartContent:
    """Make the part When and for whom: its heading gives the function that most residents lack near home."""
    return PartContent(
        lead=(_lead(look),),
        layers=_layers(visit, look),
        panel=partial(_panel, visit, look),
        below=partial(_below, look, visit.state.neighbourhood),
    )


def _lead(look: Look) -> Html:
    words, (number, about) = look.words, gap_sentence(look)
    minutes = words.minutes(look.assumptions.threshold)
    sentence = answer(words, "neighbourhoods.who.lead", number, minutes=minutes, **about)
    return Html(sentence + paragraph(hours_sentence(look), "riool-lead"))


def _layers(visit: Visit, look: Look) -> Sequence[FrameLayer]:
    """Draw who has the chosen function nearby, or the figure when none is chosen."""
    state = visit.state
    if state.functions:
        return (function_areas(look, state.functions[0]), counted_on_map(look))
    return (areas_on_map(look), *outline_on_map(look.lang, state.neighbourhood), counted_on_map(look))


def _panel(visit: Visit, look: Look) -> None:
    """Offer one function for the map, a neighbourhood for the hours, and how to look."""
    words = visit.words
    st.radio(
        words.text("neighbourhoods.who.function"),
        options=[_ANY, *map(str, Function)],
        format_func=lambda name: words.text("neighbourhoods.who.any" if name == _ANY else f"function.{name}"),
        **bind(
            "functions",
            shown=lambda chosen: str(chosen[0]) if chosen else _ANY,
            chosen=lambda name: () if name == _ANY else (Function(name),),
            suffix="-one",
        ),
    )
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.who.neighbourhood"))
    folded_walk(visit)
    legend_card(look)


def _below(look: Look, neighbourhood: str | None) -> None:
    """Write functions, hours and fairness, one under the other."""
    write(functions_section(look))
    with st.expander(look.words.text("neighbourhoods.functions.domains"), key="riool-domains"):
        write(domains_section(look))
    write(hours_section(look, neighbourhood))
    write(equity_section(look))
