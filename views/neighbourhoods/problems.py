"""Questions without an answer, in the reader's words."""

from __future__ import annotations

from geo.asking import QuestionError
from layers.words import Words
from views.html import paragraph, write


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
    known = {"name": "", "limit": "", "area": "", "minutes": "", "count": 0}
    values = {name: fault.values.get(name, otherwise) for name, otherwise in known.items()}
    return words.text(key, **values)


def tell(text: str) -> None:
    """Put a sentence about something that did not work on the page, and have it read aloud."""
    write(f'<div role="status">{paragraph(text, "riool-notice")}</div>')
