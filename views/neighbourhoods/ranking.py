"""The neighbourhoods beside each other, without pretending to know an order that the figures do not carry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from layers.charts import range_bar
from layers.escape import Html
from layers.figures import AreaFigure, area_figures
from layers.measures import CLASSES, Measure, Unit, View
from layers.sentences import people
from layers.words import Words
from views.neighbourhoods.exploring import Rank, ranks_of
from views.neighbourhoods.figures_text import band_text, bare_text
from views.neighbourhoods.looking import banded_figures_of
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.state.look import MOST_LOOKS, Look


@lru_cache(maxsize=MOST_LOOKS)
def ranking(look: Look) -> Html:
    """Make the table of all neighbourhoods: sortable, the driest first; who has no rank stands below."""
    view, words, ranks = look.view, look.words, ranks_of(look)
    measure = CLASSES[view.measure]
    ordered = banded_figures_of(look).sort_values(["value", "gap"], ascending=[not measure.high_is_dry, False])
    rows = area_figures(ordered)
    shown = [figure for figure in rows if figure.status == "shown"]
    others = sorted((figure for figure in rows if figure.status != "shown"), key=lambda figure: figure.name)
    top = max((figure.high for figure in shown), default=1.0)
    scale = {Unit.SHARE: 1.0, Unit.FUNCTIONS: 4.0}.get(measure.unit, top or 1.0)
    return sortable_table(
        "ranking",
        words.text("neighbourhoods.ranking.caption"),
        _columns(view, words),
        [_row(figure, view, scale, ranks, words) for figure in shown],
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


def _row(figure: AreaFigure, view: View, scale: float, ranks: Mapping[str, Rank], words: Words) -> list[Cell]:
    band = band_text(figure.low, figure.high, view.measure, words)
    drawn = range_bar(figure.low / scale, figure.value / scale, figure.high / scale)
    cells = [
        Cell(figure.name),
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
