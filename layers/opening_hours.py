"""Write in words whether a place is open now, and its hours: 'Mo-Fr 09:00-17:00' is 'Monday to Friday 09:00 to 17:00'.

The rules of OpenStreetMap are read here, with a pattern, because the library that reads opening hours elsewhere in this
project (opening-hours-py) has no public way to its rules: it answers whether and when a place is open, and gives the
rules back only as one text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_time, get_day_names, get_month_names

from geo.measures.opening_hours import TIME_ZONE, OpenState, open_now
from layers.words import Language, Words

_LOCALES: Final[Mapping[Language, str]] = MappingProxyType({"nl": "nl_NL", "en": "en_GB"})
_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALWAYS: Final = "24/7"
_CLOSED: Final = ("off", "closed")
_PH: Final = "PH"
_DAY: Final = f"(?:{'|'.join(_DAYS)})"
_RULE: Final = re.compile(
    rf"""(?P<days>{_DAY}\[[1-5]\]|(?:{_DAY}(?:-{_DAY})?|{_PH})(?:,\s*(?:{_DAY}(?:-{_DAY})?|{_PH}))*)?
        (?P<date>(?:{"|".join(_MONTHS)})\s\d{{1,2}})?
        \s*(?P<when>(?:\d\d:\d\d-\d\d:\d\d)(?:,\s*\d\d:\d\d-\d\d:\d\d)*|off|closed|unknown)?""",
    re.VERBOSE,
)
_NEXT_RULE: Final = re.compile(rf";|(?<=\d\d:\d\d),(?=\s*(?:{_DAY}|{_PH}))")
"""A comma between a time and a day begins a rule of its own."""


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


def hours_in_words(opening_hours: str, words: Words) -> str | None:
    """Say opening hours in words.

    Parameters
    ----------
    opening_hours
        As OpenStreetMap's key `opening_hours`.
    words
        The page's language.

    Returns
    -------
    str | None
        Such as 'Tuesday to Friday 12:00 to 18:00; Saturday closed'. None for what is more than days, holidays, dates
        and times: half a rule would be wrong.
    """
    if opening_hours.strip() == _ALWAYS:
        return words.text("hours.always")
    rules = [rule.strip() for rule in _NEXT_RULE.split(opening_hours) if rule.strip()]
    phrases = [_rule_in_words(rule, words, is_first=number == 0) for number, rule in enumerate(rules)]
    written = [phrase for phrase in phrases if phrase is not None]
    return "; ".join(written) if written and len(written) == len(phrases) else None


def _rule_in_words(rule: str, words: Words, *, is_first: bool) -> str | None:
    parts = _RULE.fullmatch(rule)
    if parts is None or (parts["days"] and parts["date"]):
        return None
    if parts["days"]:
        days = _days(parts["days"], words)
    elif parts["date"]:
        days = _date(parts["date"], words)
    elif is_first:
        days = words.text("hours.every_day")
    else:
        # After other days, hours alone mean every day to the letter; nobody is sure that the writer did.
        return None
    return f"{days} {_when(parts['when'], words)}".rstrip()


def _when(when: str | None, words: Words) -> str:
    if when is None:
        return ""
    if when in _CLOSED:
        return words.text("hours.closed")
    if when == "unknown":
        return words.text("unknown")
    spans = [span.strip().split("-") for span in when.split(",")]
    return words.listing(words.text("hours.from_to", start=start, end=end) for start, end in spans)


def _days(days: str, words: Words) -> str:
    by_number = get_day_names("wide", locale=Locale(words.language))
    names = {day: by_number[number] for number, day in enumerate(_DAYS)}
    if "[" in days:
        return words.text(f"hours.nth.{days[3]}", day=names[days[:2]])
    named = []
    for part in days.split(","):
        first, _, last = part.strip().partition("-")
        if first == _PH:
            named.append(words.text("hours.holidays"))
        elif last:
            named.append(words.text("hours.days", first=names[first], last=names[last]))
        else:
            named.append(names[first])
    return words.listing(named)


def _date(date: str, words: Words) -> str:
    month, day = date.split()
    names = get_month_names("wide", locale=Locale(words.language))
    return f"{int(day)} {names[_MONTHS.index(month) + 1]}"
