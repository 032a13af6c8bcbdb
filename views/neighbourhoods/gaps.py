"""Show the gaps: the map of one figure, a neighbourhood in words, and all of them in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import streamlit as st

from layers.charts import range_bar
from layers.escape import Html
from layers.figures import AreaFigure, area_figures, driest_first
from layers.measures import CLASSES, Measure, MeasureUnit, View
from layers.sentences import area_sentences, people, value_text, within
from layers.words import Words
from views.neighbourhoods.choices import folded_walk, measure_choice, need_sliders, neighbourhood_choice
from views.neighbourhoods.figures import (
    Rank,
    badness_of,
    band_text,
    bare_text,
    city_of,
    figure_by_code,
    names_at,
    ranks_of,
)
from views.neighbourhoods.parts import PartContent, answer, areas_on_map, counted_on_map, legend_card
from views.neighbourhoods.paths import area_sentence, marked_name, perhaps_missing
from views.shared.downloads import sheet_buttons
from views.shared.how_sure import how_sure
from views.shared.html import heading, paragraph, write
from views.shared.map_layers import outline_on_map
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.shared.visit import Visit
from views.state.look import MOST_LOOKS, Look, figures_of

_NAMED: Final = 3


def gaps_content(visit: Visit, look: Look) -> PartContent:
    """Make the part with the gaps: its heading gives the figure of the area and the worst neighbourhoods."""
    chosen = outline_on_map(look.lang, visit.state.neighbourhood)
    return PartContent(
        lead=(_lead(look),),
        layers=(areas_on_map(look, popups=True), *chosen, counted_on_map(look)),
        panel=partial(_panel, visit, look),
        below=partial(_below, visit, look),
    )


@lru_cache(maxsize=MOST_LOOKS)
def _lead(look: Look) -> Html:
    words, view, city = look.words, look.view, city_of(look)
    low, high = (value_text(value, view.measure, words) for value in (city.low, city.high))
    worst = [figure.name for figure in driest_first(figures_of(look), view.measure)[:_NAMED]]
    more = [words.text("neighbourhoods.lead.band", low=low, high=high)]
    if worst:
        more.append(words.text("neighbourhoods.lead.worst", names=words.listing(worst)))
    key = f"neighbourhoods.lead.{view.measure.value}"
    sentence = answer(words, key, _number(look), name=look.area, **within(view, words))
    return Html(sentence + paragraph(" ".join(more), "riool-lead"))


def _number(look: Look) -> str:
    """Give the figure of the whole area; where nothing is weighed, the share that can walk is a range."""
    words, view, shown = look.words, look.view, city_of(look)
    if shown.weighed or view.measure is not Measure.COVERAGE:
        return value_text(shown.value, view.measure, words)
    return band_text(shown.low, shown.high, view.measure, words)


def _panel(visit: Visit, look: Look) -> None:
    """Write the widgets for measure and assumptions, and the card of the chosen neighbourhood."""
    words, state = visit.words, visit.state
    measure_choice(visit)
    legend_card(look)
    if state.measure is Measure.NEED_GAP:
        with st.expander(words.text("neighbourhoods.needs.title"), expanded=True, key="riool-needs"):
            need_sliders(visit)
    folded_walk(visit)
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.choice.neighbourhood"))
    if state.neighbourhood is not None:
        write(area_card(look, state.neighbourhood))


def _below(visit: Visit, look: Look) -> None:
    """Write the downloads of the chosen neighbourhood, and the table of all neighbourhoods."""
    words, code = visit.words, visit.state.neighbourhood
    if code is not None:
        sheet_buttons(visit, code, names_at(look.path)[code], {"neighbourhood": code})
    paths = frozenset(perhaps_missing(look))
    sure = (how_sure(replace(look, needs=()), paths),) if look.assumptions.with_uncertain else ()
    write(
        *sure,
        heading(words.text("neighbourhoods.ranking.title")),
        paragraph(words.text("neighbourhoods.ranking.explain")),
        paragraph(words.text(f"neighbourhoods.ranking.by.{badness_of(look).value}"), "riool-quiet"),
        *([paragraph(words.text("neighbourhoods.paths.ranking"))] if paths else []),
        ranking(look),
    )


@lru_cache(maxsize=MOST_LOOKS)
def area_card(look: Look, code: str) -> Html:
    """Describe a neighbourhood in words."""
    words, figure = look.words, figure_by_code(look)[code]
    texts = [*area_sentences(figure, look.view, words), area_sentence(look, code)]
    sentences = [paragraph(text) for text in texts if text]
    modelled = paragraph(words.text("sentence.modelled"), "riool-quiet")
    return Html(f'<section class="riool-card">{heading(figure.name)}{"".join(sentences)}{modelled}</section>')


@lru_cache(maxsize=MOST_LOOKS)
def ranking(look: Look) -> Html:
    """Make the table of all neighbourhoods: sortable, the driest first; who has no rank stands below."""
    view, words, ranks = look.view, look.words, ranks_of(look)
    measure = CLASSES[view.measure]
    ordered = figures_of(look).sort_values(["value", "gap"], ascending=[not measure.high_is_dry, False])
    rows = area_figures(ordered)
    shown = [figure for figure in rows if figure.status == "shown"]
    others = sorted((figure for figure in rows if figure.status != "shown"), key=lambda figure: figure.name)
    top = max((figure.high for figure in shown), default=1.0)
    scale = {MeasureUnit.SHARE: 1.0, MeasureUnit.FUNCTIONS: 4.0}.get(measure.unit, top or 1.0)
    return sortable_table(
        "ranking",
        words.text("neighbourhoods.ranking.caption"),
        _columns(view, words),
        [_row(figure, look, scale, ranks) for figure in shown],
        SortedBy(1, falling=measure.high_is_dry),
        Below([_unranked(figure, view, words) for figure in others]),
    )


def _columns(view: View, words: Words) -> list[Column]:
    names = [
        Column(words.text("app.column.neighbourhood")),
        Column(words.text(f"measure.{view.measure.value}"), numeric=True),
        Column(words.text("neighbourhoods.column.band"), sorts=False, wide=True, spare=True),
        Column(words.text("neighbourhoods.column.rank"), numeric=True),
        Column(words.text("app.column.residents"), numeric=True),
    ]
    if view.measure is not Measure.GAP:
        names.append(Column(words.text("measure.gap"), numeric=True))
    return names


def _row(figure: AreaFigure, look: Look, scale: float, ranks: Mapping[str, Rank]) -> list[Cell]:
    view, words = look.view, look.words
    band = band_text(figure.low, figure.high, view.measure, words)
    drawn = range_bar(figure.low / scale, figure.value / scale, figure.high / scale)
    cells = [
        Cell(marked_name(look, figure.neighbourhood, figure.name)),
        Cell(
            bare_text(figure.value, view.measure, words),
            figure.value,
            style=f"riool-class riool-c{figure.class_}",
            note=band,
        ),
        Cell(band, drawing=drawn),
        _rank_cell(ranks.get(figure.neighbourhood), words),
        Cell(people(figure.residents, words), figure.residents),
    ]
    return cells if view.measure is Measure.GAP else [*cells, Cell(people(figure.gap, words), figure.gap)]


def _rank_cell(rank: Rank | None, words: Words) -> Cell:
    if rank is None:
        return Cell(words.text("unknown"))
    if rank.low == rank.high:
        return Cell(words.number(rank.low), rank.low)
    text = words.text("neighbourhoods.band", low=words.number(rank.low), high=words.number(rank.high))
    return Cell(text, (rank.low + rank.high) / 2)


def _unranked(figure: AreaFigure, view: View, words: Words) -> list[Cell]:
    cells = [
        Cell(figure.name),
        Cell(words.text(f"tooltip.{figure.status}")),
        Cell(""),
        Cell(words.text("neighbourhoods.unranked")),
        Cell(people(figure.residents, words), figure.residents),
    ]
    return cells if view.measure is Measure.GAP else [*cells, Cell(people(figure.gap, words), figure.gap)]
