"""Coverage by day of the week and part of the day, as far as opening hours are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.city import City, reached_share
from geo.arrays import BoolArray
from geo.errors import Problem, QuestionError
from geo.measures.evaluation import Evaluation
from geo.measures.opening_hours import open_intervals

DAYS: Final = 7


class DayPart(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PART_HOURS: Final[dict[DayPart, tuple[int, int]]] = {
    DayPart.MORNING: (9, 12),
    DayPart.AFTERNOON: (12, 18),
    DayPart.EVENING: (18, 22),
}
"""From and until which hour."""
OPEN_AT_LEAST: Final = timedelta(hours=1)
"""As long must a place be open within a part of the day to count as open then."""


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """When places are open: surely, and perhaps.

    Parameters
    ----------
    surely
        Open every week at that time, shape `(p, 7, 3)`: places, days from Monday, parts of the day.
    perhaps
        Open in some weeks, by appointment, or nobody knows; holds `surely`.
    known
        Whether the hours of a place are known at all, shape `(p,)`. The number of days a week alone is not enough.
    """

    surely: BoolArray
    perhaps: BoolArray
    known: BoolArray


def open_times(texts: pd.Series[str], start: date, weeks: int = 4) -> OpenTimes:
    """Read opening hours over some weeks.

    Parameters
    ----------
    texts
        `opening_hours` in the notation of OpenStreetMap; missing where unknown. Public holidays are ignored.
    start
        First day; the week it lies in is the first. Hours that differ by season are those of these weeks.
    weeks
        How many weeks: with 4, what happens on the first Saturday of the month shows as perhaps.

    Returns
    -------
    OpenTimes
        Places whose hours are unknown, or cannot be read, are perhaps open at any time.

    Raises
    ------
    QuestionError
        If there is not at least one week, or more than a year of them.
    """
    if not 1 <= weeks <= 53:
        raise QuestionError(Problem.BAD_NUMBER, f"{weeks} weeks were asked for. Ask for 1 to 53.", found=weeks)
    monday = start - timedelta(days=start.weekday())
    surely = np.zeros((len(texts), DAYS, len(DayPart)), dtype=bool)
    perhaps, known = np.ones_like(surely), np.zeros(len(texts), dtype=bool)
    weekly = {text: _weekly(text, monday, weeks) for text in texts if isinstance(text, str)}
    for row, text in enumerate(texts):
        if isinstance(text, str) and (week := weekly[text]) is not None:
            surely[row], perhaps[row], known[row] = *week, True
    return OpenTimes(surely, perhaps, known)


def _weekly(text: str, monday: date, weeks: int) -> tuple[BoolArray, BoolArray] | None:
    """Per day of the week and part of the day: open in every week, and in some; None if the hours cannot be read."""
    first = datetime.combine(monday, time())
    intervals = open_intervals(text, first, first + timedelta(weeks=weeks))
    if intervals is None:
        return None
    minutes = np.zeros((2, weeks * DAYS, len(DayPart)))
    for each in intervals:
        minutes[0 if each.is_sure else 1] += _minutes_in_parts(each.begin, each.end, first, weeks * DAYS)
    enough = OPEN_AT_LEAST.total_seconds() / 60
    by_week = (minutes[0] >= enough).reshape(weeks, DAYS, len(DayPart))
    may_be = (minutes.sum(axis=0) >= enough).reshape(weeks, DAYS, len(DayPart))
    return by_week.all(axis=0), may_be.any(axis=0)


def _minutes_in_parts(begin: datetime, end: datetime, first: datetime, days: int) -> NDArray[np.float64]:
    """Minutes of an interval that fall into each part of each day, shape `(days, 3)`."""
    day = np.arange(days)[:, None] * 1440.0
    starts = day + np.array([[60.0 * PART_HOURS[part][0] for part in DayPart]])
    ends = day + np.array([[60.0 * PART_HOURS[part][1] for part in DayPart]])
    from_minute, to_minute = ((moment - first).total_seconds() / 60 for moment in (begin, end))
    return np.asarray(np.clip(np.minimum(ends, to_minute) - np.maximum(starts, from_minute), 0.0, None))


def coverage_by_time(
    city: City, evaluation: Evaluation, times: OpenTimes, neighbourhood: str | None = None
) -> pd.DataFrame:
    """Compute coverage by day of the week and part of the day.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Which places, whose speed, how many minutes.
    times
        When `city.places` are open.
    neighbourhood
        Code, or None for the whole area.

    Returns
    -------
    pandas.DataFrame
        21 rows: `weekday` (0 is Monday), `part`, `places_low`, `places_high` (open places), `covered_low`,
        `covered_high` (residents), `coverage_low`, `coverage_high`. Low counts the places that are surely open, high
        also those that may be.
    """
    here = np.ones(len(city.residents), dtype=bool)
    if neighbourhood is not None:
        here = city.grouping.of_point == city.grouping.names.index(neighbourhood)
    people, rows = city.residents[here], []
    for weekday in range(DAYS):
        for index, part in enumerate(DayPart):
            row: dict[str, object] = {"weekday": weekday, "part": part.value}
            for band, opened in (("low", times.surely), ("high", times.perhaps)):
                selected = evaluation.selected & opened[:, weekday, index]
                covered = people @ reached_share(city, evaluation, selected)[here]
                row[f"places_{band}"] = int(selected.sum())
                row[f"covered_{band}"] = float(covered)
                row[f"coverage_{band}"] = float(min(covered / people.sum(), 1.0)) if people.sum() > 0 else np.nan
            rows.append(row)
    order = ["places_low", "places_high", "covered_low", "covered_high", "coverage_low", "coverage_high"]
    return pd.DataFrame(rows)[["weekday", "part", *order]]
