"""Bring names that people write into one form, to compare them and to make ids of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`", "'"))


def fold(text: str) -> str:
    """Write a text without capitals, accents and kinds of apostrophe: 'Café Zuyd' becomes 'cafe zuyd'.

    Compatibility caseless matching of Unicode (D146), without combining marks. A letter that has no form in ASCII
    is dropped.
    """
    once = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    kept = (letter for letter in unicodedata.normalize("NFKD", once) if not unicodedata.combining(letter))
    return "".join(letter for letter in kept if letter.isascii() or not letter.isalnum())


def words_of(text: str) -> list[str]:
    """List the words of a name in small letters and digits; an apostrophe within a word is dropped."""
    return _NOT_WORD.sub(" ", fold(text).replace("'", "")).split()


def slug(text: str) -> str:
    """Turn a name into small letters, digits and hyphens, for an id or a file name; empty if nothing is left."""
    return "-".join(words_of(text))
