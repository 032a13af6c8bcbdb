"""Read opening hours: whether a place is open at a moment, and when it is open over some weeks.

What nobody knows is never said as closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

TIME_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_COUNTRY: Final = "NL"
_HOURS: Final = re.compile(r"\d{1,2}:\d{2}|24/7|sunrise|sunset|dawn|dusk")
_YEAR_DAYS: Final = 366
_WEEK: Final = timedelta(days=7)
_ALL_DAY: Final = timedelta(hours=24)
_ALWAYS: Final = ("24/7", "00:00-24:00")


class OpenState(StrEnum):
    """What we can say about a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpenNow:
    """The state of a place at a moment.

    Parameters
    ----------
    state
        Open, closed or not known.
    until
        When that changes, within a week; None if it does not, or is not known.
    """

    state: OpenState
    until: datetime | None = None


_UNKNOWN: Final = OpenNow(OpenState.UNKNOWN)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> OpeningHours | None:
    """Read opening hours; None if they cannot be read, or name days without hours.

    'Th' means open on Thursdays. Taken to the letter that is from midnight to midnight, which nobody meant.
    """
    if not all(_HOURS.search(rule) or re.search(r"\b(off|closed|unknown)\b", rule) for rule in text.split(";")):
        return None
    if not validate(text):
        return None
    return OpeningHours(text, timezone=TIME_ZONE, country=_COUNTRY, max_interval_days=_YEAR_DAYS)


def open_now(opening_hours: str | None, moment: datetime) -> OpenNow:
    """Tell whether a place is open.

    Parameters
    ----------
    opening_hours
        As OpenStreetMap's key `opening_hours`, or None.
    moment
        With a time zone.

    Returns
    -------
    OpenNow
        `unknown` without hours, for hours that cannot be read, and where they carry a remark ('by appointment'), which
        a machine should not judge.

    Raises
    ------
    ValueError
        If the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone to be compared with opening hours")
    hours = _parsed(opening_hours.strip()) if isinstance(opening_hours, str) and opening_hours.strip() else None
    if hours is None:
        return _UNKNOWN
    state, remark = hours.state(moment)
    if remark or state == State.UNKNOWN:
        return _UNKNOWN
    change = hours.next_change(moment)
    soon = change if change is not None and change - moment <= _WEEK else None
    return OpenNow(OpenState.OPEN if state == State.OPEN else OpenState.CLOSED, soon)


@dataclass(frozen=True, slots=True)
class OpenInterval:
    """A time in which a place is open, or may be.

    Parameters
    ----------
    begin, end
        From and until when, without a time zone: as a clock at the place shows it.
    is_sure
        Not by appointment, not `unknown`, and not a day named without hours.
    """

    begin: datetime
    end: datetime
    is_sure: bool


def open_intervals(opening_hours: str, first: datetime, last: datetime) -> tuple[OpenInterval, ...] | None:
    """List when a place is open between two moments; public holidays are ignored.

    Parameters
    ----------
    opening_hours
        As OpenStreetMap's key `opening_hours`.
    first, last
        Without a time zone.

    Returns
    -------
    tuple of OpenInterval or None
        In the order of time; None for hours that cannot be read.
    """
    if not validate(opening_hours):
        return None
    always = any(sign in opening_hours for sign in _ALWAYS)
    intervals = []
    for begin, end, state, remark in OpeningHours(opening_hours).intervals(first, last):
        if state == State.CLOSED:
            continue
        until = last if end is None else min(end, last)
        # 'Th' alone means open on Thursdays; to the letter that is from midnight to midnight, which nobody meant.
        is_whole_days = until - begin >= _ALL_DAY and not always
        intervals.append(OpenInterval(begin, until, state == State.OPEN and not remark and not is_whole_days))
    return tuple(intervals)
