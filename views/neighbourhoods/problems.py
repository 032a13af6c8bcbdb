"""Questions without an answer, in the reader's words."""

from __future__ import annotations

from typing import Final

from geo.errors import QuestionError
from layers.words import Words
from views.shared.html import paragraph, write

_NAMED: Final = ("name", "limit", "area", "minutes")
"""What the sentences are about; each uses what it needs."""


def problem_text(fault: QuestionError, words: Words) -> str:
    """Say why a question has no answer, and what to try instead.

    Parameters
    ----------
    fault
        From `geo`.
    words
        The page's language.

    Returns
    -------
    str
        Plain text.
    """
    key = f"neighbourhoods.problem.{fault.problem.value}"
    if not words.has(key):
        key = "neighbourhoods.problem.other"
    values = {name: fault.values.get(name, "") for name in _NAMED}
    return words.text(key, **{name: _written(value, words) for name, value in values.items()})


def _written(value: object, words: Words) -> str:
    return words.number(value) if isinstance(value, (int, float)) else str(value)


def tell(text: str) -> None:
    """Put a sentence about something that did not work on the page, and have it read aloud."""
    write(f'<div role="status">{paragraph(text, "riool-notice")}</div>')
