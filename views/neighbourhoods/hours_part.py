"""When something is open nearby, by day and part of the day: what is sure, and what at most."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
from babel.dates import get_day_names

from geo.analysis.hours import DAYS, PART_HOURS, DayPart, OpenTimes, coverage_by_time, open_times
from layers.charts import range_bar
from layers.escape import Html
from layers.words import Words
from views.neighbourhoods.looking import names_at
from views.shared.html import heading, paragraph
from views.shared.sortable import Cell, Column, SortedBy, sortable_table
from views.state.data import city_at
from views.state.look import MOST_LOOKS, Look

_HERE: Final = ZoneInfo("Europe/Amsterdam")


@lru_cache(maxsize=2)
def _times(path: Path, monday: date) -> OpenTimes:
    return open_times(city_at(path).places["opening_hours"], monday)


def _this_week() -> date:
    today = datetime.now(_HERE).date()
    return today - timedelta(days=today.weekday())


def hours_sentence(look: Look) -> str:
    """Say of how many places the hours are known."""
    chosen = look.evaluation.selected
    known = int((_times(look.path, _this_week()).known & chosen).sum())
    return look.words.text("neighbourhoods.hours.known", count=known, total=look.words.number(int(chosen.sum())))


def hours_part(look: Look, neighbourhood: str | None) -> Html:
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
