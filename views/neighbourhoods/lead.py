"""The answer of a part as the first thing a reader sees: one sentence with one number in it."""

from __future__ import annotations

from typing import Any, Final

from layers.escape import Html, escape_text
from layers.words import Words

_NUMBER: Final = "\N{INFORMATION SEPARATOR ONE}"


def answer(words: Words, key: str, number: str, **values: Any) -> Html:
    """Write the heading of the page: a sentence whose number stands out.

    Parameters
    ----------
    words
        The page's language.
    key
        A sentence with the placeholder `{number}`.
    number
        What stands out.
    values
        The other placeholders.

    Returns
    -------
    Html
        An `h1`.
    """
    sentence = words.text(key, number=_NUMBER, **values)
    before, _, after = sentence.partition(_NUMBER)
    return Html(
        f'<h1 class="riool-answer">{escape_text(before)}<strong>{escape_text(number)}</strong>{escape_text(after)}</h1>'
    )


def plain_answer(text: str) -> Html:
    """Write the heading of the page where no number leads."""
    return Html(f'<h1 class="riool-answer">{escape_text(text)}</h1>')
