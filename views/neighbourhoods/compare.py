"""Two neighbourhoods side by side: is one really worse off, however one looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.schemas import NEED_COLUMNS
from layers.figures import AreaFigure
from layers.measures import Measure
from layers.sentences import value_text
from layers.words import Words
from views.address import change, current
from views.city import the_city
from views.html import heading, paragraph, table, write
from views.map_frame import Act
from views.neighbourhoods.choices import folded_walk, measure_choice, names_of, neighbourhood_choice
from views.neighbourhoods.figures_text import band_text, bare_text
from views.neighbourhoods.gaps import figure_of, told
from views.neighbourhoods.lead import capital, plain_answer
from views.neighbourhoods.maps import areas_text, legend_card, places_text
from views.neighbourhoods.verdicts import criteria_table, verdict_grid, verdict_heading, verdict_sentence
from views.state import ViewState
from views.visit import Visit


def pair_of(state: ViewState) -> tuple[str, str] | None:
    """Give the two neighbourhoods that are compared, if two different ones are chosen."""
    if state.neighbourhood and state.other and state.neighbourhood != state.other:
        return state.neighbourhood, state.other
    return None


def _called(visit: Visit, pair: tuple[str, str]) -> tuple[str, str]:
    names = names_of(visit)
    return names[pair[0]], names[pair[1]]


def lead(visit: Visit) -> None:
    """Answer: who is worse off, in how many ways to look."""
    words, pair = visit.words, pair_of(visit.state)
    if pair is None:
        write(
            plain_answer(words.text("neighbourhoods.compare.lead.begin")),
            paragraph(words.text("neighbourhoods.compare.lead.how"), "riool-lead"),
        )
        return
    called = _called(visit, pair)
    write(verdict_heading(visit, pair, called), paragraph(verdict_sentence(visit, called), "riool-lead"))


def layers(visit: Visit) -> Sequence[str]:
    """Draw the figure with both neighbourhoods outlined."""
    state = visit.state
    return (areas_text(state, state.neighbourhood, state.other), places_text(state))


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
    legend_card(visit)


def below(visit: Visit) -> None:
    """Tell both, put their figures beside each other, and the answer for every way to look."""
    words, pair = visit.words, pair_of(visit.state)
    if pair is None:
        return
    for column, code in zip(st.columns(2, gap="medium"), pair, strict=True):
        figure = figure_of(visit, code)
        if figure is not None:
            with column:
                told(figure, visit)
    called = _called(visit, pair)
    columns = [words.text("neighbourhoods.compare.column.what"), *called]
    write(
        heading(words.text("neighbourhoods.compare.all", first=called[0], second=called[1])),
        paragraph(words.text("neighbourhoods.compare.all.explain")),
        criteria_table(visit, pair, called),
        heading(words.text("neighbourhoods.compare.figures")),
        table(words.text("neighbourhoods.compare.figures.caption"), columns, _figure_rows(visit, pair), numeric=(1, 2)),
        heading(words.text("neighbourhoods.compare.people")),
        paragraph(words.text("neighbourhoods.compare.people.explain")),
        table(
            words.text("neighbourhoods.compare.people.caption"),
            [words.text("neighbourhoods.compare.column.who"), *called],
            _need_rows(visit, pair),
            numeric=(1, 2),
        ),
        heading(words.text("neighbourhoods.compare.grid")),
        paragraph(words.text("neighbourhoods.compare.grid.explain")),
        verdict_grid(visit, pair, called),
    )


def _figure_rows(visit: Visit, pair: tuple[str, str]) -> list[list[str]]:
    words = visit.words
    rows = []
    for measure in Measure:
        if measure is Measure.DRY:
            continue  # The share without a place is what coverage leaves.
        seen = replace(visit, state=replace(visit.state, measure=measure))
        figures = [figure_of(seen, code) for code in pair]
        rows.append([words.text(f"measure.{measure.value}"), *(_banded(figure, measure, words) for figure in figures)])
    return rows


def _banded(figure: AreaFigure | None, measure: Measure, words: Words) -> str:
    if figure is None or figure.status != "shown":
        return words.text("tooltip.unknown" if figure is None else f"tooltip.{figure.status}")
    value, band = value_text(figure.value, measure, words), band_text(figure.low, figure.high, measure, words)
    return value if band == bare_text(figure.value, measure, words) else f"{value} ({band})"


def _need_rows(visit: Visit, pair: tuple[str, str]) -> list[list[str]]:
    words = visit.words
    shares = visit.bundle.neighbourhoods.set_index("neighbourhood")
    return [
        [
            capital(words.text(f"need.{column}")),
            *(
                words.text("unknown") if pd.isna(share) else words.percent(float(share))
                for share in (shares.loc[code, column] for code in pair)
            ),
        ]
        for column in NEED_COLUMNS
    ]
