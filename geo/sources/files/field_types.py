"""Types of values in hand-written files, each checked where it is read.

Text is kept as text, whatever it looks like: what shows it must escape it. Only characters that cannot be seen
are refused, because no reader could find them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Final
from urllib.parse import urlsplit

import opening_hours
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Strict
from pydantic_core import PydanticCustomError

MAX_TEXT: Final = 2000
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE: Final = re.compile(r"(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_POSTCODE: Final = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_NOT_IN_URLS: Final = re.compile(r"""[\s;<>"'`{}\\]""")
_INVISIBLE: Final = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

_NO_LETTERS: Final = frozenset({"Cc", "Cs"})
"""Control characters, and half of a pair in UTF-16, which no file can hold."""


def refusal(expected: str, advice: str, field: str | None = None) -> PydanticCustomError:
    """Say no to a value in words a volunteer can act on.

    Parameters
    ----------
    expected
        What should stand there.
    advice
        What to do about it.
    field
        The key at fault, when the check looks at several keys together.

    Returns
    -------
    PydanticCustomError
        To be raised by a validator; `geo.sources.files.yaml` turns it into a `geo.errors.Fault`.
    """
    context = {"expected": expected, "advice": advice}
    if field is not None:
        context["field"] = field
    return PydanticCustomError("refused", "{expected}. {advice}", context)


def check_visible(text: str) -> None:
    """Refuse characters that nobody can see, which hide what a text says or turn it around.

    Raises
    ------
    PydanticCustomError
        Naming them by their number in Unicode.
    """
    hidden = [c for c in text if c in _INVISIBLE or (unicodedata.category(c) in _NO_LETTERS and c != "\n")]
    if hidden:
        codes = ", ".join(sorted({f"U+{ord(c):04X}" for c in hidden}))
        raise refusal("only visible characters", f"Retype the text: it holds the invisible {codes}.")


def _check_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise refusal("some text", "Write something, or leave the whole line out.")
    if len(text) > MAX_TEXT:
        raise refusal(f"at most {MAX_TEXT} characters", "Make it shorter.")
    check_visible(text)
    return text


def _check_line(text: str) -> str:
    if "\n" in text.strip():
        raise refusal("text on one line", "Take out the line breaks.")
    return text


def check_name(text: str) -> str:
    """Return a name from outside, or refuse one that is empty, too long, of several lines or partly invisible.

    Raises
    ------
    PydanticCustomError
        Saying what is expected.
    """
    return _check_line(_check_text(text))


def _check_slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise refusal(
            "small letters, digits and single hyphens, such as 'boeken-voor-mensen'", "Rewrite it in that form."
        )
    return text


def _date_as_text(value: object) -> object:
    # YAML reads an unquoted year as a whole number.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise refusal("a date such as 2025, 2025-02 or 2025-02-17", "Write year, month and day in that order.")
    return text


def _check_postcode(text: str) -> str:
    compact = text.replace(" ", "").upper()
    if not _POSTCODE.fullmatch(compact):
        raise refusal("a Dutch postcode such as 6211 AB", "Write four digits and two letters, or leave it out.")
    return compact


def _check_website(text: str) -> str:
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host or parts.username or _NOT_IN_URLS.search(text):
        raise refusal(
            "a web address that starts with https:// or http://",
            "Copy the address from the browser; nothing but a web page may be linked.",
        )
    return text


def _check_hours(text: str) -> str:
    if not opening_hours.validate(text):
        raise refusal(
            "opening hours as OpenStreetMap writes them, such as 'Mo-Fr 10:00-16:00; Sa 13:00-17:00'",
            "Use Mo Tu We Th Fr Sa Su and times as 09:00, or describe them in words under 'text'.",
        )
    return text


Text = Annotated[str, AfterValidator(_check_text)]
"""Text for readers, kept as it is."""
Line = Annotated[str, AfterValidator(_check_text), AfterValidator(_check_line)]
"""Text for readers on one line: a name, an address."""
Slug = Annotated[str, AfterValidator(_check_slug)]
"""An identifier that is also safe in a file name and a web address."""
DateText = Annotated[str, BeforeValidator(_date_as_text), AfterValidator(_check_date)]
"""A date known to the year, the month or the day."""
Postcode = Annotated[str, AfterValidator(_check_postcode)]
"""Six characters, written without a space."""
Website = Annotated[str, AfterValidator(_check_website)]
"""A web page, never a script."""
Hours = Annotated[str, AfterValidator(_check_hours)]
"""Opening hours in OpenStreetMap's syntax, parsed by a library."""
Number = Annotated[float, Strict()]
"""A number that was written as a number."""


class CheckedModel(BaseModel):
    """What every part of a hand-written file has in common: no unknown keys, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(CheckedModel):
    """One text in the two languages of the readers."""

    nl: Text
    en: Text


def is_website(text: object) -> bool:
    """Whether a text from outside may be used as a link."""
    try:
        return isinstance(text, str) and bool(_check_website(text))
    except (PydanticCustomError, ValueError):
        return False


def is_hours(text: object) -> bool:
    """Whether a text from outside is a valid opening_hours expression."""
    return isinstance(text, str) and bool(opening_hours.validate(text))


def is_date(text: object) -> bool:
    """Whether a text from outside is a date known to the year, the month or the day."""
    return isinstance(text, str) and _DATE.fullmatch(text) is not None


NETHERLANDS_LAT = (50.7, 53.6)


NETHERLANDS_LON = (3.3, 7.3)


def check_point(lat: float | None, lon: float | None) -> None:
    """Refuse a point that cannot be a place in the Netherlands.

    Raises
    ------
    PydanticCustomError
        Naming `lat` or `lon`: missing, swapped or outside the Netherlands.
    """
    if lat is None or lon is None:
        raise refusal(
            "a latitude and a longitude", "Add both, or write 'quality: none'.", "lat" if lat is None else "lon"
        )
    if _within(lat, NETHERLANDS_LON) and _within(lon, NETHERLANDS_LAT):
        raise refusal(
            "the latitude (about 51) under lat and the longitude (about 6) under lon",
            "The two are swapped: put each under the other key.",
            "lat",
        )
    for name, value, bounds in (("lat", lat, NETHERLANDS_LAT), ("lon", lon, NETHERLANDS_LON)):
        if not _within(value, bounds):
            raise refusal(
                f"a point in the Netherlands, {name} from {bounds[0]} to {bounds[1]}",
                "Copy the point from a map again; lat is about 51, lon about 6.",
                name,
            )


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
