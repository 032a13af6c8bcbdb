"""Compare two neighbourhoods under all assumptions."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np
import streamlit as st

from geo.analysis.drier import chance_drier_than
from geo.analysis.ranking import AssumptionSet, Badness, Comparison, Consensus
from geo.errors import QuestionError
from geo.vocabulary import NEED_COLUMNS, Speed
from layers.escape import Html
from layers.figures import AreaFigure
from layers.measures import Measure
from layers.sentences import value_text
from layers.words import Words
from views.neighbourhoods.choices import folded_walk, measure_choice, neighbourhood_choice
from views.neighbourhoods.figures import (
    badness_of,
    band_text,
    bare_text,
    comparison_of,
    exploration_of,
    figure_by_code,
    names_at,
)
from views.neighbourhoods.gaps import area_card
from views.neighbourhoods.parts import (
    PartContent,
    answer,
    areas_on_map,
    counted_on_map,
    legend_card,
    plain_answer,
    problem_text,
)
from views.shared.html import capital, heading, paragraph, table, write
from views.shared.map_frame import Act
from views.shared.map_layers import outline_on_map
from views.shared.visit import Visit
from views.state.address import change, current
from views.state.data import evaluation_at, the_city
from views.state.look import MOST_LOOKS, Look
from views.state.state import ViewState

_EQUAL: Final = 1e-9
_WRITTEN_AS: Final = {
    Badness.GAP_SHARE: Measure.DRY,
    Badness.GAP_DEPTH: Measure.GAP_DEPTH,
    Badness.NEED_GAP: Measure.NEED_GAP,
}
_CRITERIA: Final = (Badness.GAP_SHARE, Badness.GAP_DEPTH, Badness.NEED_GAP, Badness.NEED_GAP_RATE)

Pair = tuple[str, str]


def compare_content(visit: Visit, look: Look) -> PartContent:
    """Make the part that compares two neighbourhoods: its heading says which is worse off, and how often."""
    pair = _pair_of(visit.state)
    chosen = outline_on_map(look.lang, visit.state.neighbourhood, visit.state.other)
    return PartContent(
        lead=(_lead(look, pair) if pair is not None else _beginning(visit.words),),
        layers=(areas_on_map(look), *chosen, counted_on_map(look)),
        panel=partial(_panel, visit, look),
        below=partial(_below, look, pair),
    )


def _beginning(words: Words) -> Html:
    how = paragraph(words.text("neighbourhoods.compare.lead.how"), "riool-lead")
    return Html(plain_answer(words.text("neighbourhoods.compare.lead.begin")) + how)


def _pair_of(state: ViewState) -> Pair | None:
    """Give the two neighbourhoods that are compared, if two different ones are chosen."""
    if state.neighbourhood and state.other and state.neighbourhood != state.other:
        return state.neighbourhood, state.other
    return None


def take_pair_act(act: Act) -> None:
    """Take the neighbourhood that was clicked as the second, or as the first when there is none yet."""
    if act.what != "neighbourhoods" or act.target not in the_city().grouping.names:
        return
    state = current()
    if state.neighbourhood is None or (state.other is not None and act.target == state.other):
        change(neighbourhood=act.target)
    elif act.target != state.neighbourhood:
        change(other=act.target)


def _panel(visit: Visit, look: Look) -> None:
    """Write the widgets: two neighbourhoods, the measure and the assumptions."""
    words = visit.words
    neighbourhood_choice(visit, "neighbourhood", words.text("neighbourhoods.compare.first"))
    neighbourhood_choice(visit, "other", words.text("neighbourhoods.compare.second"))
    state = visit.state
    if state.neighbourhood and state.neighbourhood == state.other:
        write(paragraph(words.text("neighbourhoods.compare.same"), "riool-notice"))
    measure_choice(visit)
    folded_walk(visit)
    legend_card(look)


def _below(look: Look, pair: Pair | None) -> None:
    """Describe both neighbourhoods, tabulate their figures, and compare them under every assumption."""
    if pair is None:
        return
    for column, code in zip(st.columns(2, gap="medium"), pair, strict=True):
        with column:
            write(area_card(look, code))
    write(_tables(look, pair))


def _names(look: Look, pair: Pair) -> Pair:
    names = names_at(look.path)
    return names[pair[0]], names[pair[1]]


@lru_cache(maxsize=MOST_LOOKS)
def _lead(look: Look, pair: Pair) -> Html:
    called = _names(look, pair)
    return Html(_heading(look, pair, called) + paragraph(_sentence(look, pair, called), "riool-lead"))


@lru_cache(maxsize=MOST_LOOKS)
def _tables(look: Look, pair: Pair) -> Html:
    words, called = look.words, _names(look, pair)
    captions = {name: words.text(f"neighbourhoods.compare.{name}.caption") for name in ("figures", "people")}
    what, who = (words.text(f"neighbourhoods.compare.column.{name}") for name in ("what", "who"))
    return Html(
        "".join(
            [
                heading(words.text("neighbourhoods.compare.all", first=called[0], second=called[1])),
                paragraph(words.text("neighbourhoods.compare.all.explain")),
                _criteria_table(look, pair, called),
                heading(words.text("neighbourhoods.compare.figures")),
                table(captions["figures"], [what, *called], _figure_rows(look, pair), numeric=(1, 2)),
                heading(words.text("neighbourhoods.compare.people")),
                paragraph(words.text("neighbourhoods.compare.people.explain")),
                table(captions["people"], [who, *called], _need_rows(look, pair), numeric=(1, 2)),
                heading(words.text("neighbourhoods.compare.grid")),
                paragraph(words.text("neighbourhoods.compare.grid.explain")),
                _grid(look, pair, called),
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


def _comparison(look: Look, pair: Pair, badness: Badness) -> Comparison | QuestionError:
    try:
        return comparison_of(look, pair, badness)
    except QuestionError as fault:
        return fault


def _ways(part: int, comparison: Comparison, words: Words) -> str:
    return words.text("neighbourhoods.compare.ways", part=words.number(part), count=comparison.total)


def _heading(look: Look, pair: Pair, names: Pair) -> Html:
    """Write the heading: whether the first is worse off than the second."""
    words = look.words
    comparison = _comparison(look, pair, badness_of(look))
    if isinstance(comparison, QuestionError):
        return plain_answer(problem_text(comparison, words))
    about = {"first": names[0], "second": names[1]}
    match comparison.consensus:
        case Consensus.ALWAYS:
            number = words.text("neighbourhoods.compare.always")
            return answer(words, "neighbourhoods.compare.lead.always", number, **about)
        case Consensus.NEVER:
            number = words.text("neighbourhoods.compare.never")
            return answer(words, "neighbourhoods.compare.lead.never", number, **about)
        case Consensus.DEPENDS:
            number = _ways(comparison.worse, comparison, words)
            return answer(words, "neighbourhoods.compare.lead.depends", number, **about)


def _sentence(look: Look, pair: Pair, names: Pair) -> str:
    """Write by which criterion the neighbourhoods are compared, which assumptions were varied, and how sure it is."""
    words, badness = look.words, badness_of(look)
    chance = chance_drier_than(look.city, evaluation_at(look.path, look.view.assumptions), *pair)
    about = {"first": names[0], "second": names[1], "minutes": words.minutes(look.view.assumptions.threshold)}
    often = "" if chance is None else words.number(round(100 * chance))
    return " ".join(
        [
            words.text(f"neighbourhoods.compare.means.{badness.value}", first=names[0], second=names[1]),
            words.text("neighbourhoods.compare.varied"),
            *([words.text("neighbourhoods.compare.drawn", often=often, **about)] if often else []),
        ]
    )


def _criteria_table(look: Look, pair: Pair, names: Pair) -> Html:
    """Tabulate the comparison by every criterion."""
    words, rows = look.words, []
    for badness in _CRITERIA:
        comparison = _comparison(look, pair, badness)
        if isinstance(comparison, QuestionError):
            return paragraph(problem_text(comparison, words))
        consensus = words.text(
            f"neighbourhoods.compare.says.{comparison.consensus.value}", first=names[0], second=names[1]
        )
        counts = [words.number(part) for part in (comparison.worse, comparison.equal, comparison.better)]
        rows.append([words.text(f"neighbourhoods.compare.criterion.{badness.value}"), consensus, *counts])
    columns = [
        words.text(f"neighbourhoods.compare.column.{name}", first=names[0], second=names[1])
        for name in ("criterion", "says", "worse", "equal", "better")
    ]
    return table(words.text("neighbourhoods.compare.criteria.caption"), columns, rows, numeric=(2, 3, 4))


def _grid(look: Look, pair: Pair, names: Pair) -> Html:
    """Tabulate both figures for every threshold and speed, and mark which is worse off."""
    words, exploration, badness = look.words, exploration_of(look), badness_of(look)
    codes = [look.city.grouping.names.index(code) for code in pair]
    rows = []
    plain = [row for row, one in enumerate(exploration.sets) if one.weights is None]
    for row in sorted(plain, key=lambda row: _walk_order(exploration.sets[row])):
        values = exploration.by_badness[badness][row][codes]
        shown = [_written(float(value), badness, words) for value in values]
        rows.append([_walk(exploration.sets[row], words), *shown, _worse(values, names, words)])
    columns = [
        words.text("neighbourhoods.compare.column.walk"),
        *names,
        words.text("neighbourhoods.compare.column.who_is_worse"),
    ]
    return table(_caption(badness, words), columns, rows, numeric=(1, 2))


def _caption(badness: Badness, words: Words) -> str:
    criterion = words.text(f"neighbourhoods.compare.criterion.{badness.value}")
    return words.text("neighbourhoods.compare.grid.caption", criterion=criterion)


def _written(value: float, badness: Badness, words: Words) -> str:
    if np.isnan(value):
        return words.text("unknown")
    return value_text(value, _WRITTEN_AS.get(badness, Measure.DRY), words)


def _walk_order(one: AssumptionSet) -> tuple[float, int, bool]:
    asked = one.assumptions
    return asked.threshold, list(Speed).index(asked.speed), not asked.with_uncertain


def _walk(one: AssumptionSet, words: Words) -> str:
    asked = one.assumptions
    sure = "with" if asked.with_uncertain else "without"
    return ", ".join(
        [
            words.minutes(asked.threshold),
            words.text(f"speed.{asked.speed.value}").lower(),
            words.text(f"neighbourhoods.looking.{sure}"),
        ]
    )


def _worse(values: np.ndarray, names: Pair, words: Words) -> str:
    more = float(values[0] - values[1])
    if np.isnan(more):
        return words.text("unknown")
    if abs(more) <= _EQUAL:
        return words.text("neighbourhoods.compare.equal")
    return names[0] if more > 0 else names[1]
