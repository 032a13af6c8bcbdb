"""When something is open nearby, by day and part of the day: what is sure, and what at most."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from babel.dates import get_day_names

from geo.opening_times import DAYS, PART_HOURS, OpenTimes, Part, coverage_by_time, open_times
from geo.summary import Assumptions
from layers.charts import range_bar
from layers.escape import Html
from layers.words import Words
from views.city import assumptions_of, city_at, standing_at, standing_of
from views.html import heading, paragraph, write
from views.neighbourhoods.choices import names_of
from views.sortable import Cell, Column, SortedBy, sortable_table
from views.state import ViewState
from views.visit import Visit
from views.where import bundle_path

_HERE: Final = ZoneInfo("Europe/Amsterdam")


@st.cache_resource(show_spinner=False, max_entries=2)
def _times(path: Path, monday: date) -> OpenTimes:
    return open_times(city_at(path).places["opening_hours"], monday)


def _this_week() -> date:
    today = datetime.now(_HERE).date()
    return today - timedelta(days=today.weekday())


@st.cache_resource(show_spinner=False, max_entries=72)
def _coverage(path: Path, assumptions: Assumptions, monday: date, neighbourhood: str | None) -> pd.DataFrame:
    return coverage_by_time(city_at(path), standing_at(path, assumptions), _times(path, monday), neighbourhood)


def hours_known(state: ViewState) -> tuple[int, int]:
    """Count the places whose hours are known, and all places, in the reader's view."""
    chosen = standing_of(state).selected
    return int((_times(bundle_path(), _this_week()).known & chosen).sum()), int(chosen.sum())


def hours_part(visit: Visit) -> None:
    """Write when something is open, for the area or the chosen neighbourhood."""
    words, state = visit.words, visit.state
    where = names_of(visit).get(state.neighbourhood or "", visit.area)
    write(
        heading(words.text("neighbourhoods.hours.title")),
        paragraph(hours_sentence(state, words)),
        paragraph(words.text("neighbourhoods.hours.explain")),
        _strip(visit, where),
    )


def _strip(visit: Visit, where: str) -> Html:
    words, state = visit.words, visit.state
    found = _coverage(bundle_path(), assumptions_of(state), _this_week(), state.neighbourhood)
    days = get_day_names("wide", locale=words.language)
    rows = []
    for weekday in range(DAYS):
        cells = [_cell(row, words) for _, row in found[found["weekday"] == weekday].iterrows()]
        rows.append([Cell(days[weekday]), *cells])
    columns = [Column(words.text("neighbourhoods.hours.column.day"), sorts=False)]
    for part in Part:
        first, last = PART_HOURS[part]
        name = words.text(f"neighbourhoods.hours.part.{part.value}", first=first, last=last)
        columns.append(Column(name, sorts=False, wide=True))
    caption = words.text("neighbourhoods.hours.caption", name=where, minutes=words.minutes(state.threshold))
    return sortable_table("hours", caption, columns, rows, SortedBy(-1, falling=False))


def _cell(row: pd.Series[float], words: Words) -> Cell:
    low, high = float(row["coverage_low"]), float(row["coverage_high"])
    if math.isnan(low):
        return Cell(words.text("unknown"))
    shown = [words.percent(low), words.percent(high)]
    text = shown[0] if shown[0] == shown[1] else words.text("neighbourhoods.band", low=shown[0], high=shown[1])
    return Cell(text, drawing=range_bar(low, low, high))


def hours_sentence(state: ViewState, words: Words) -> str:
    """Say of how many places the hours are known."""
    known, total = hours_known(state)
    return words.text("neighbourhoods.hours.known", count=known, total=words.number(total))
