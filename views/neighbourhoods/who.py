"""When and for whom: what one can do nearby, when something is open, and how fairly it is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo.vocabulary import Function
from views.neighbourhoods.choices import folded_walk, neighbourhood_choice
from views.neighbourhoods.equity_part import equity_part
from views.neighbourhoods.functions_part import function_areas, functions_part, gap_sentence
from views.neighbourhoods.hours_part import hours_part, hours_sentence
from views.neighbourhoods.lead import answer
from views.neighbourhoods.maps import areas_on_map, legend_card, outline_on_map, places_on_map
from views.shared.html import paragraph, write
from views.shared.map_frame import FrameLayer
from views.shared.visit import Visit
from views.state.address import bind
from views.state.look import look_of

_ANY: Final = "any"


def lead(visit: Visit) -> None:
    """Answer: what most residents miss though they have a place, and how little we know of when."""
    words = visit.words
    look = look_of(visit.state)
    number, about = gap_sentence(look)
    write(
        answer(
            words, "neighbourhoods.who.lead", number, minutes=words.minutes(visit.state.assumptions.threshold), **about
        ),
        paragraph(hours_sentence(look), "riool-lead"),
    )


def layers(visit: Visit) -> Sequence[FrameLayer]:
    """Draw who has the chosen function nearby, or the figure when none is chosen."""
    state, look = visit.state, look_of(visit.state)
    if state.functions:
        return (function_areas(look, state.functions[0]), places_on_map(look))
    return (areas_on_map(look), *outline_on_map(look, state.neighbourhood), places_on_map(look))


def panel(visit: Visit) -> None:
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
    legend_card(look_of(visit.state))


def below(visit: Visit) -> None:
    """Write functions, hours and fairness, one under the other."""
    look = look_of(visit.state)
    functions_part(look)
    write(hours_part(look, visit.state.neighbourhood))
    write(equity_part(look))
