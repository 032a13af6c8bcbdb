"""Whether a place is open at a moment: yes, no, or not known. Not known is never said as closed."""

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
