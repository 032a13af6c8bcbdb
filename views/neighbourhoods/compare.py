"""Two neighbourhoods side by side: is one really worse off, however one looks at it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from geo.vocabulary import NEED_COLUMNS
from layers.escape import Html
from layers.figures import AreaFigure
from layers.measures import Measure
from layers.sentences import value_text
from layers.words import Words
from views.neighbourhoods.choices import folded_walk, measure_choice, neighbourhood_choice
from views.neighbourhoods.figures_text import band_text, bare_text
from views.neighbourhoods.gaps import told
from views.neighbourhoods.lead import plain_answer
from views.neighbourhoods.looking import figure_by_code, names_at
from views.neighbourhoods.maps import areas_on_map, legend_card, outline_on_map, places_on_map
from views.neighbourhoods.verdicts import Pair, criteria_table, verdict_grid, verdict_heading, verdict_sentence
from views.shared.html import capital, heading, paragraph, table, write
from views.shared.map_frame import Act, FrameLayer
from views.shared.visit import Visit
from views.state.address import change, current
from views.state.data import the_city
from views.state.look import MOST_LOOKS, Look, look_of
from views.state.state import ViewState


def pair_of(state: ViewState) -> Pair | None:
    """Give the two neighbourhoods that are compared, if two different ones are chosen."""
    if state.neighbourhood and state.other and state.neighbourhood != state.other:
        return state.neighbourhood, state.other
    return None


def _called(look: Look, pair: Pair) -> Pair:
    names = names_at(look.path)
    return names[pair[0]], names[pair[1]]


@lru_cache(maxsize=MOST_LOOKS)
def _lead(look: Look, pair: Pair) -> Html:
    called = _called(look, pair)
    return Html(verdict_heading(look, pair, called) + paragraph(verdict_sentence(look, called), "riool-lead"))


def lead(visit: Visit) -> None:
    """Answer: who is worse off, in how many ways to look."""
    words, pair = visit.words, pair_of(visit.state)
    if pair is not None:
        write(_lead(look_of(visit.state), pair))
        return
    write(
        plain_answer(words.text("neighbourhoods.compare.lead.begin")),
        paragraph(words.text("neighbourhoods.compare.lead.how"), "riool-lead"),
    )


def layers(visit: Visit) -> Sequence[FrameLayer]:
    """Draw the figure with both neighbourhoods outlined."""
    state, look = visit.state, look_of(visit.state)
    return (areas_on_map(look), *outline_on_map(look, state.neighbourhood, state.other), places_on_map(look))


def act(done: Act) -> None:
    """Take the neighbourhood that was clicked as the second, or as the first when there is none yet."""
    if done.what != "neighbourhoods" or done.target not in the_city().grouping.names:
        return
    state = current()
    if state.neighbourhood is None or (state.other is not None and done.target == state.other):
        change(neighbourhood=done.target)
    elif done.target != state.neighbourhood:
        change(other=done.target)


def panel(visit: Visit) -> None:
    """Offer the two neighbourhoods, the figure and how to look."""
    words = visit.words
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.compare.first"))
    neighbourhood_choice(visit, "other", words.text("neighbourhoods.compare.second"))
    state = visit.state
    if state.neighbourhood and state.neighbourhood == state.other:
        write(paragraph(words.text("neighbourhoods.compare.same"), "riool-notice"))
    measure_choice(visit)
    folded_walk(visit)
    legend_card(look_of(state))


def below(visit: Visit) -> None:
    """Tell both, put their figures beside each other, and the answer for every way to look."""
    pair, look = pair_of(visit.state), look_of(visit.state)
    if pair is None:
        return
    for column, code in zip(st.columns(2, gap="medium"), pair, strict=True):
        with column:
            write(told(look, code))
    write(_tables(look, pair))


@lru_cache(maxsize=MOST_LOOKS)
def _tables(look: Look, pair: Pair) -> Html:
    words, called = look.words, _called(look, pair)
    captions = {name: words.text(f"neighbourhoods.compare.{name}.caption") for name in ("figures", "people")}
    what, who = (words.text(f"neighbourhoods.compare.column.{name}") for name in ("what", "who"))
    return Html(
        "".join(
            [
                heading(words.text("neighbourhoods.compare.all", first=called[0], second=called[1])),
                paragraph(words.text("neighbourhoods.compare.all.explain")),
                criteria_table(look, pair, called),
                heading(words.text("neighbourhoods.compare.figures")),
                table(captions["figures"], [what, *called], _figure_rows(look, pair), numeric=(1, 2)),
                heading(words.text("neighbourhoods.compare.people")),
                paragraph(words.text("neighbourhoods.compare.people.explain")),
                table(captions["people"], [who, *called], _need_rows(look, pair), numeric=(1, 2)),
                heading(words.text("neighbourhoods.compare.grid")),
                paragraph(words.text("neighbourhoods.compare.grid.explain")),
                verdict_grid(look, pair, called),
            ]
        )
    )


def _figure_rows(look: Look, pair: Pair) -> list[list[str]]:
    words, rows = look.words, []
    for measure in Measure:
        if measure is Measure.DRY:
            continue  # The share without a place is what coverage leaves.
        figures = figure_by_code(replace(look, view=replace(look.view, measure=measure)))
        rows.append(
            [words.text(f"measure.{measure.value}"), *(_banded(figures[code], measure, words) for code in pair)]
        )
    return rows


def _banded(figure: AreaFigure, measure: Measure, words: Words) -> str:
    if figure.status != "shown":
        return words.text(f"tooltip.{figure.status}")
    value, band = value_text(figure.value, measure, words), band_text(figure.low, figure.high, measure, words)
    return value if band == bare_text(figure.value, measure, words) else f"{value} ({band})"


def _need_rows(look: Look, pair: Pair) -> list[list[str]]:
    words, rows = look.words, []
    shares = look.bundle.neighbourhoods.set_index("neighbourhood")
    for column in NEED_COLUMNS:
        found = [float(shares.loc[code, column]) for code in pair]
        shown = [words.text("unknown") if math.isnan(share) else words.percent(share) for share in found]
        rows.append([capital(words.text(f"need.{column}")), *shown])
    return rows
