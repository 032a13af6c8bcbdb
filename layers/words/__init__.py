"""Every visible word, in one catalogue per language, and the numbers and dates as that language writes them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias, get_args

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from ruamel.yaml import YAML

Language: TypeAlias = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""Dutch first."""

_LOCALES: Final[Mapping[Language, str]] = {"nl": "nl_NL", "en": "en_GB"}
_PARTIAL_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_METRES_PER_KM: Final = 1000.0
_ONE_PERCENT: Final = 0.01
_99_PERCENT: Final = 0.99

Entry: TypeAlias = str | dict[str, str]
"""A text, or a text per plural form (`one`, `other`)."""


@cache
def catalogue(language: Language) -> Mapping[str, Entry]:
    """Read the catalogue of a language, once.

    Parameters
    ----------
    language
        `nl` or `en`.

    Returns
    -------
    Mapping
        Text or plural forms by key.
    """
    source = resources.files(__name__).joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    entries: dict[str, Entry] = YAML(typ="safe", pure=True).load(source)
    return entries


def placeholders(text: str) -> frozenset[str]:
    """Name the `{placeholders}` of a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


class Words:
    """The words of one language. All it gives is plain text; `escape_text` makes it fit for a page.

    Parameters
    ----------
    language
        `nl` or `en`.

    Raises
    ------
    ValueError
        For another language.
    """

    def __init__(self, language: Language) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for language {language!r}; choose one of {', '.join(LANGUAGES)}")
        self.language: Language = language
        self._locale = Locale.parse(_LOCALES[language])
        self._entries = catalogue(language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and other.language == self.language

    def __hash__(self) -> int:
        return hash(self.language)

    def __repr__(self) -> str:
        return f"Words({self.language!r})"

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a key."""
        return key in self._entries

    def text(self, key: str, **values: object) -> str:
        """Give the text of a key, its placeholders filled.

        Parameters
        ----------
        key
            As in the catalogues.
        values
            One per placeholder. `count` (a number) also chooses between `one` and `other` where the entry has both, and
            is written as the language writes numbers.

        Returns
        -------
        str
            Plain text.

        Raises
        ------
        KeyError
            If the key or a placeholder is missing.
        """
        try:
            entry = self._entries[key]
        except KeyError:
            raise KeyError(f"no word for {key!r} in layers/words/{self.language}.yaml") from None
        count = values.get("count")
        if isinstance(entry, dict):
            if not isinstance(count, (int, float)):
                raise KeyError(f"{key!r} has plural forms: pass count=")
            entry = entry.get(self._locale.plural_form(count), entry["other"])
        if isinstance(count, (int, float)):
            values = {**values, "count": self.number(count)}
        return entry.format(**values)

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number: 6.410 in Dutch, 6,410 in English."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(round(value, digits) + 0.0, format=pattern, locale=self._locale))

    def percent(self, share: float) -> str:
        """Write a share (0-1) as a percentage; 'all' and 'none' are said only when they are true."""
        if 0 < share < _ONE_PERCENT:
            return self.text("percent.less_than_one")
        if _99_PERCENT < share < 1:
            return self.text("percent.more_than_99")
        return str(format_percent(share, locale=self._locale))

    def minutes(self, value: float, digits: int = 0) -> str:
        """Write minutes with their unit."""
        if digits == 0 and 0 < value < 1:
            return self.text("minutes.less_than_one")
        rounded = round(value, digits)
        return self.text("minutes", count=1 if rounded == 1 else 2, value=self.number(rounded, digits))

    def distance(self, metres: float) -> str:
        """Write metres with their unit: tens of metres below a kilometre, tenths of kilometres above."""
        if metres < _METRES_PER_KM - 5:
            return self.text("distance.metres", value=self.number(round(metres, -1)))
        return self.text("distance.kilometres", value=self.number(metres / _METRES_PER_KM, 1))

    def date(self, value: str) -> str:
        """Write a date that may be known to the day, the month or only the year; other text is given back as it is."""
        found = _PARTIAL_DATE.fullmatch(value.strip())
        if found is None:
            return value
        year, month, day = (int(part) if part else None for part in found.groups())
        if year is None or month is None:
            return value
        try:
            moment = date(year, month, day or 1)
        except ValueError:
            return value
        if day is None:
            return str(format_skeleton("yMMMM", moment, locale=self._locale))
        return str(format_date(moment, format="long", locale=self._locale))

    def listing(self, items: Iterable[str]) -> str:
        """Join words as the language does: 'a, b en c'."""
        return str(format_list(list(items), style="standard", locale=self._locale))
