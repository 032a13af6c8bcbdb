"""What one can do nearby, when something is open, and how fairly the walk is shared."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from babel.dates import get_day_names

from geo.analysis.equity import Equity, equity, groups_table
from geo.analysis.functions import can_but_not, coverage_per_domain, coverage_per_function
from geo.analysis.hours import DAYS, PART_HOURS, DayPart, OpenTimes, coverage_by_time, open_times
from geo.arrays import FloatArray
from geo.measures.assumptions import Assumptions
from geo.measures.opening_hours import TIME_ZONE
from geo.vocabulary import Domain, Function
from layers.charts import bar, lorenz_chart, range_bar
from layers.escape import Html, escape_text
from layers.figures import figures_for
from layers.measures import Measure
from layers.neighbourhoods import neighbourhoods_layer
from layers.sentences import people
from layers.words import Words
from views.neighbourhoods.figures import names_at
from views.neighbourhoods.parts import residents_text
from views.shared.html import capital, heading, paragraph, table
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.state.data import city_at, evaluation_at
from views.state.look import MOST_LOOKS, Look

_FIFTHS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
_LONGEST: Final = 0.8


@lru_cache(maxsize=72)
def _matrix(path: Path, assumptions: Assumptions) -> FloatArray:
    return np.asarray(can_but_not(city_at(path), evaluation_at(path, assumptions)), dtype=np.float64)


def gap_sentence(look: Look) -> tuple[str, dict[str, str]]:
    """Give the widest gap between two functions: most residents have the one nearby and not the other."""
    words, matrix = look.words, _matrix(look.path, look.assumptions)
    can, cannot = (list(Function)[int(index)] for index in np.unravel_index(int(matrix.argmax()), matrix.shape))
    about = {
        "can": words.text(f"function.{can.value}").lower(),
        "cannot": words.text(f"function.{cannot.value}").lower(),
    }
    return residents_text(float(matrix.max()), words), about


@lru_cache(maxsize=200)
def function_areas(look: Look, function: Function) -> FrameLayer:
    """Draw who has a place with a function within reach."""
    view, asked = replace(look.view, measure=Measure.COVERAGE), look.assumptions
    found = coverage_per_function(look.city, look.evaluation)
    # The map of coverage, fed with one function instead of any place.
    table = found[found["function"] == function.value].assign(
        selection=asked.selection.value,
        speed=asked.speed.value,
        threshold=asked.threshold,
        with_uncertain=asked.with_uncertain,
        **dict.fromkeys(("gap_depth", "dry", "single", "looped", "variety"), np.nan),
    )
    figures = figures_for(look.bundle.neighbourhoods, table, view)
    return frame_layer(neighbourhoods_layer(figures, view, look.words, popups=False))


@lru_cache(maxsize=MOST_LOOKS)
def functions_section(look: Look) -> Html:
    """Write what can be done nearby by function, and who can do one thing but not another."""
    words = look.words
    return Html(
        heading(words.text("neighbourhoods.functions.title"))
        + paragraph(words.text("neighbourhoods.functions.explain"))
        + _coverage("function", coverage_per_function(look.city, look.evaluation), [*map(str, Function)], look)
        + heading(words.text("neighbourhoods.functions.but.title"), 3)
        + _cannot(look)
    )


@lru_cache(maxsize=MOST_LOOKS)
def domains_section(look: Look) -> Html:
    """Write what can be done nearby by domain."""
    return _coverage("domain", coverage_per_domain(look.city, look.evaluation), [*map(str, Domain)], look)


def _coverage(tag: str, found: pd.DataFrame, names: list[str], look: Look) -> Html:
    words = look.words
    whole = found[found["neighbourhood"] == look.city.code].set_index(tag).loc[names]
    ordered = whole.sort_values("coverage", ascending=False)
    rows = [
        [
            Cell(words.text(f"{tag}.{name}")),
            Cell(words.percent(share), share, drawing=bar(share)),
            Cell(people(gap, words), gap),
        ]
        for name, share, gap in zip(ordered.index, ordered["coverage"], ordered["gap"], strict=True)
    ]
    columns = [
        Column(words.text(f"neighbourhoods.functions.column.{tag}")),
        Column(words.text("neighbourhoods.functions.column.coverage"), numeric=True, wide=True),
        Column(words.text("neighbourhoods.functions.column.gap"), numeric=True),
    ]
    caption = words.text(f"neighbourhoods.functions.caption.{tag}")
    return sortable_table(f"coverage-{tag}", caption, columns, rows, SortedBy(1, falling=True))


def _cannot(look: Look) -> Html:
    words, matrix = look.words, _matrix(look.path, look.assumptions)
    named = [words.text(f"function.{function.value}") for function in Function]
    columns = [
        words.text("neighbourhoods.functions.column.can"),
        *(words.text("neighbourhoods.functions.not", function=name.lower()) for name in named),
    ]
    rows = [
        [
            named[row],
            *(
                "\N{EN DASH}" if row == column else people(float(matrix[row, column]), words)
                for column in range(len(named))
            ),
        ]
        for row in range(len(named))
    ]
    caption = words.text("neighbourhoods.functions.but.caption")
    return table(caption, columns, rows, numeric=range(1, len(columns)))


@lru_cache(maxsize=2)
def _times(path: Path, monday: date) -> OpenTimes:
    return open_times(city_at(path).places["opening_hours"], monday)


def _this_week() -> date:
    today = datetime.now(TIME_ZONE).date()
    return today - timedelta(days=today.weekday())


def hours_sentence(look: Look) -> str:
    """Say of how many places the hours are known."""
    chosen = look.evaluation.selected
    known = int((_times(look.path, _this_week()).known & chosen).sum())
    return look.words.text("neighbourhoods.hours.known", count=known, total=look.words.number(int(chosen.sum())))


def hours_section(look: Look, neighbourhood: str | None) -> Html:
    """Write when something is open, for the area or a neighbourhood."""
    return _hours(look, neighbourhood, _this_week())


@lru_cache(maxsize=MOST_LOOKS)
def _hours(look: Look, neighbourhood: str | None, monday: date) -> Html:
    words = look.words
    return Html(
        heading(words.text("neighbourhoods.hours.title"))
        + paragraph(hours_sentence(look))
        + paragraph(words.text("neighbourhoods.hours.explain"))
        + _strip(look, neighbourhood, monday)
    )


def _strip(look: Look, neighbourhood: str | None, monday: date) -> Html:
    words = look.words
    found = coverage_by_time(look.city, look.evaluation, _times(look.path, monday), neighbourhood)
    days = get_day_names("wide", locale=words.language)
    rows = []
    for weekday in range(DAYS):
        cells = [_cell(row, words) for _, row in found[found["weekday"] == weekday].iterrows()]
        rows.append([Cell(days[weekday]), *cells])
    columns = [Column(words.text("neighbourhoods.hours.column.day"), sorts=False)]
    for part in DayPart:
        first, last = PART_HOURS[part]
        name = words.text(f"neighbourhoods.hours.part.{part.value}", first=first, last=last)
        columns.append(Column(name, sorts=False, wide=True))
    where = names_at(look.path).get(neighbourhood or "", look.area)
    caption = words.text("neighbourhoods.hours.caption", name=where, minutes=words.minutes(look.assumptions.threshold))
    return sortable_table("hours", caption, columns, rows, SortedBy(-1, falling=False))


def _cell(row: pd.Series[float], words: Words) -> Cell:
    low, high = float(row["coverage_low"]), float(row["coverage_high"])
    if math.isnan(low):
        return Cell(words.text("unknown"))
    shown = [words.percent(low), words.percent(high)]
    text = shown[0] if shown[0] == shown[1] else words.text("neighbourhoods.band", low=shown[0], high=shown[1])
    return Cell(text, drawing=range_bar(low, low, high))


@lru_cache(maxsize=MOST_LOOKS)
def equity_section(look: Look) -> Html:
    """Write how the minutes are shared, and who walks how far."""
    words, city, evaluation = look.words, look.city, look.evaluation
    shared = equity(city, evaluation)
    sentence = words.text(
        "neighbourhoods.equity.sentence",
        share=words.percent(1.0 - _minutes_of(shared, _LONGEST)),
        mean=words.minutes(shared.mean_minutes, 1),
        people=words.percent(1 - _LONGEST),
    )
    alt = words.text("neighbourhoods.equity.alt", sentence=sentence)
    figure = escape_text(words.text("neighbourhoods.equity.figure"))
    gini = words.text("neighbourhoods.equity.gini", gini=words.number(shared.gini, 2))
    return Html(
        heading(words.text("neighbourhoods.equity.title"))
        + paragraph(sentence)
        + f'<div class="riool-beside"><figure>{lorenz_chart(list(shared.people), list(shared.minutes), alt)}'
        + f"<figcaption>{figure}</figcaption></figure>{_fifths(shared, words)}</div>"
        + paragraph(gini, "riool-quiet")
        + heading(words.text("neighbourhoods.groups.title"))
        + paragraph(words.text("neighbourhoods.groups.explain"))
        + _groups(groups_table(city, evaluation), words)
    )


def _minutes_of(shared: Equity, share_of_people: float) -> float:
    return float(np.interp(share_of_people, shared.people, shared.minutes))


def _fifths(shared: Equity, words: Words) -> Html:
    rows, before = [], 0.0
    for number, share in enumerate(_FIFTHS, start=1):
        minutes = _minutes_of(shared, share)
        rows.append([words.text(f"neighbourhoods.equity.fifth.{number}"), words.percent(minutes - before)])
        before = minutes
    columns = [words.text(f"neighbourhoods.equity.column.{name}") for name in ("fifth", "minutes")]
    return table(words.text("neighbourhoods.equity.caption"), columns, rows, numeric=(1,))


def _groups(found: pd.DataFrame, words: Words) -> Html:
    longest = float(found["mean_minutes"].max())
    everyone, groups = found.iloc[:1], found.iloc[1:].sort_values("mean_minutes", ascending=False)
    columns = [
        Column(words.text("neighbourhoods.groups.column.group")),
        Column(words.text("neighbourhoods.groups.column.minutes"), numeric=True, wide=True),
        Column(words.text("neighbourhoods.groups.column.share"), numeric=True),
        Column(words.text("neighbourhoods.groups.column.dry"), numeric=True),
    ]
    return sortable_table(
        "groups",
        words.text("neighbourhoods.groups.caption"),
        columns,
        [_group(row, longest, words) for _, row in groups.iterrows()],
        SortedBy(1, falling=True),
        Below([_group(everyone.iloc[0], longest, words)], total=True),
    )


def _group(row: pd.Series[Any], longest: float, words: Words) -> list[Cell]:
    minutes, share, dry = (float(row[name]) for name in ("mean_minutes", "share_dry", "dry"))
    key = "need" if row["kind"] == "need" else "neighbourhoods.group"
    name = words.text(f"{key}.{row['group']}")
    base = f"neighbourhoods.groups.{'modelled' if row['modelled'] else 'counted'}.{row['base']}"
    name = words.text(base, name=name) if words.has(base) else name
    return [
        Cell(capital(name)),
        Cell(words.minutes(minutes, 1), minutes, drawing=bar(minutes / longest if longest > 0 else 0.0)),
        Cell(words.percent(share), share),
        Cell(people(dry, words), dry),
    ]
