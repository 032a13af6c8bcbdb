"""Escape outside strings for HTML, JavaScript and folium's templates: the one door to pages.

A name in OpenStreetMap can be edited by anyone. On its way to a reader it passes three interpreters: folium renders its
own output through Jinja a second time (on the server), Leaflet puts it into the page as HTML, and both stand in a
script. What leaves `escape_text` is plain text to all three.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import Final, NewType
from urllib.parse import urlsplit

import pandas as pd

Html = NewType("Html", str)
"""A string that may be put into a page as it is: made by `escape_text` or built from such pieces."""

_ENTITIES: Final = str.maketrans({character: f"&#{ord(character)};" for character in "`{}$\\"})
_INVISIBLE: Final = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Bidirectional overrides and zero-width characters, with which a text can be made to look like another."""
_LINK_SCHEMES: Final = frozenset({"http", "https"})
_LONGEST_LINK: Final = 2000
_JINJA_OPENINGS: Final = re.compile(r"\{[{%#]")


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    kept: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("\ufffd")
        elif category in {"Cc", "Zl", "Zp"}:
            kept.append(" ")
        elif character not in _INVISIBLE:
            kept.append(character)
    return "".join(kept)


def escape_text(value: object) -> Html:
    """Turn any value from outside into text that shows as itself and runs as nothing.

    Control characters and line breaks become spaces, bidirectional overrides and zero-width characters disappear, HTML
    is escaped, and the characters that mean something to Jinja or to a JavaScript template literal become numeric
    entities.

    Parameters
    ----------
    value
        Anything; missing (None, NaN, NA) becomes the empty string.

    Returns
    -------
    Html
        Text for an HTML element or a quoted attribute.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124 - the test for NaN
        return Html("")
    return Html(html.escape(_visible(str(value)), quote=True).translate(_ENTITIES))


def safe_link(url: object) -> Html | None:
    """Give a web address back, escaped for a quoted attribute, or None when it is not plainly one.

    Parameters
    ----------
    url
        An address from outside.

    Returns
    -------
    Html | None
        Only `http` and `https` with a host name and without a user name (which serves to look like another host).
    """
    if not isinstance(url, str):
        return None
    text = url.strip()
    if len(text) > _LONGEST_LINK or text != _visible(text) or re.search(r"[\s\\<>\"]", text):
        return None
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
    except ValueError:
        return None
    if parts.scheme not in _LINK_SCHEMES or not host or user is not None:
        return None
    return escape_text(text)


def script_json(value: object) -> str:
    """Write a value as JSON that may stand in a script inside a page.

    Parameters
    ----------
    value
        What JSON knows; strings from outside must have passed `escape_text`.

    Returns
    -------
    str
        Compact JSON without `<`, `>`, `&` or line separators.

    Raises
    ------
    ValueError
        If a string would start a Jinja expression, statement or comment, so it was not escaped; or for NaN.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if found := _JINJA_OPENINGS.search(text):
        near = text[max(0, found.start() - 20) : found.end() + 20]
        raise ValueError(f"a string with {found.group()!r} reached a script unescaped, near {near!r}; use escape_text")
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
