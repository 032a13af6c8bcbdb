"""Write opening hours of OpenStreetMap in words: 'Mo-Fr 09:00-17:00' is 'Monday to Friday 09:00 to 17:00'.

The rules are read here, with a pattern, because the library that reads opening hours elsewhere in this project
(opening-hours-py) has no public way to its rules: it answers whether and when a place is open, and gives the rules back
only as one text.
"""

from __future__ import annotations

import re
from typing import Final

from babel import Locale
from babel.dates import get_day_names, get_month_names

from layers.words import Words

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
