"""Read rows of a bundle's tables one by one, with every text made harmless."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from geo.vocabulary import SET_SEPARATOR
from layers.escape import escape_text

LONGEST_NAME: Final = 90
"""Characters of a name that a heading shows; the whole name stands in the data."""


def iterate_rows(rows: pd.DataFrame) -> Iterator[Any]:
    """Walk through the rows of a table; its columns are attributes, typed by the schema and not by pandas."""
    yield from rows.itertuples(index=False)


def split_set(joined: Any) -> list[str]:
    """Split a joined set (`meet;move`); empty for nothing."""
    return [one for one in joined.split(SET_SEPARATOR) if one] if isinstance(joined, str) else []


def plain_text(value: object) -> str:
    """Give a text from outside without control characters, line breaks, zero-width characters and overrides.

    It is plain text, not HTML: whoever writes it into a page escapes it there.
    """
    return html.unescape(escape_text(value)).strip()


def plain_cell(value: Any) -> Any:
    """Give a cell of a table with its text made plain, line by line; what is no text stays as it is."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "\n".join(plain_text(line) for line in value.split("\n"))


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with every text made plain, for files that other programs open; its other columns stay."""
    texts = {
        column: table[column].map(plain_cell).astype(table[column].dtype)
        for column in table.columns
        if pd.api.types.is_object_dtype(table[column]) or pd.api.types.is_string_dtype(table[column])
    }
    return table.assign(**texts)


def optional_text(value: Any) -> str | None:
    """Give a text of the bundle, made plain, or None where it is missing or empty."""
    return (plain_text(value) or None) if isinstance(value, str) else None


def plain_lines(value: Any) -> list[str]:
    """Split a text of the bundle into its lines, made plain; empty ones go."""
    return [plain_text(line) for line in value.split("\n") if line.strip()] if isinstance(value, str) else []


def short_name(value: object, longest: int = LONGEST_NAME) -> str:
    """Give a name no longer than a heading bears, cut with an ellipsis."""
    name = plain_text(value)
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def places_of_organisation(places: pd.DataFrame, organisation_id: str) -> pd.DataFrame:
    """Pick the places that an organisation runs, alone or with others."""
    return places[[organisation_id in split_set(joined) for joined in places["organisations"]]]
