"""Say in words whether a place is open now, closed, or not known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from babel.dates import format_date, format_time

from geo.measures.opening_hours import TIME_ZONE, OpenState, open_now
from layers.hours_words import hours_in_words
from layers.words import Language, Words

_LOCALES: Final[Mapping[Language, str]] = MappingProxyType({"nl": "nl_NL", "en": "en_GB"})


def _time(moment: datetime, words: Words) -> str:
    return str(format_time(moment, "HH:mm", locale=_LOCALES[words.language]))


def _day(moment: datetime, words: Words) -> str:
    return str(format_date(moment, "EEEE", locale=_LOCALES[words.language]))


def open_sentence(opening_hours: str | None, moment: datetime, words: Words) -> str:
    """Say whether a place is open, and when that changes.

    Parameters
    ----------
    opening_hours
        As OpenStreetMap writes them, or None.
    moment
        With a time zone.
    words
        The page's language.

    Returns
    -------
    str
        Such as 'Nu open, tot 17:00'. Not known is said as not known.
    """
    found = open_now(opening_hours, moment)
    until = found.until.astimezone(TIME_ZONE) if found.until is not None else None
    if found.state is OpenState.UNKNOWN:
        return words.text("map.open.unknown")
    if found.state is OpenState.OPEN:
        return words.text("map.open.now") if until is None else words.text("map.open.until", time=_time(until, words))
    if until is None:
        return words.text("map.open.closed")
    return words.text("map.open.again", day=_day(until, words), time=_time(until, words))


def opening_text(place: Any, words: Words) -> str | None:
    """Give what is known of a place's hours in words.

    Parameters
    ----------
    place
        A row of the table `places`.
    words
        The page's language.

    Returns
    -------
    str | None
        The register's own words if it has them, else the hours in words, or as OpenStreetMap writes them where they are
        too special for that, else on how many days a week, else None.
    """
    written, hours = getattr(place, f"opening_text_{words.language}"), place.opening_hours
    if isinstance(written, str) and written.strip():
        return written
    if isinstance(hours, str) and hours.strip():
        return hours_in_words(hours, words) or hours
    if not math.isnan(place.days_per_week):
        return words.text("initiatives.days_per_week", days=words.number(place.days_per_week))
    return None
