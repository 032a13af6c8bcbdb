"""What the parts of the page have in common: their contents, map layers, headings, and problems in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from geo.errors import QuestionError
from layers.escape import Html, escape_text
from layers.legend import legend_html
from layers.measures import NO_CLASS
from layers.neighbourhoods import neighbourhoods_layer
from layers.sentences import people
from layers.words import Words
from views.shared.html import write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.map_layers import places_on_map
from views.state.look import MOST_LOOKS, Look, figures_of
from views.state.state import PlaceFilter

_NUMBER: Final = "\N{INFORMATION SEPARATOR ONE}"
_NAMED: Final = ("name", "limit", "area", "minutes")
"""What the sentences are about; each uses what it needs."""


@dataclass(frozen=True, slots=True)
class PartContent:
    """What a part of the page shows in one run, computed once.

    Parameters
    ----------
    lead
        The answer, piece by piece.
    layers
        What the map shows, bottom first.
    panel
        Writes what stands beside the map: what can be chosen.
    below
        Writes the rest.
    """

    lead: Sequence[Html]
    layers: Sequence[FrameLayer]
    panel: Callable[[], None]
    below: Callable[[], None]


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


def residents_text(value: float, words: Words) -> str:
    """Write a number of residents with the word."""
    return words.text("neighbourhoods.people", count=1 if round(value) == 1 else 2, number=people(value, words))


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
    values = {name: fault.values.get(name, "") for name in _NAMED}  # noqa: PD011 - of a question, not of a table
    return words.text(key, **{name: _written(value, words) for name, value in values.items()})


def _written(value: object, words: Words) -> str:
    return words.number(value) if isinstance(value, (int, float)) else str(value)


@lru_cache(maxsize=MOST_LOOKS)
def areas_on_map(look: Look, *, popups: bool = False) -> FrameLayer:
    """Draw the neighbourhoods in classes, with or without their sentences in a popup."""
    return frame_layer(neighbourhoods_layer(figures_of(look), look.view, look.words, popups=popups))


@lru_cache(maxsize=MOST_LOOKS)
def _legend(look: Look) -> Html:
    return legend_html(figures_of(look), look.view, look.words)


def legend_card(look: Look, after: pd.DataFrame | None = None) -> None:
    """Write the legend beside the map instead of on it.

    Parameters
    ----------
    look
        How the reader looks.
    after
        Figures of a scenario, if the map shows these instead of today's; it has no stripes, so none are explained.
    """
    shown = _legend(look) if after is None else legend_html(after.assign(other_class=NO_CLASS), look.view, look.words)
    write('<div class="riool-buurten-legend">', shown, "</div>")


def counted_on_map(look: Look) -> FrameLayer:
    """Draw the places that count."""
    return places_on_map(look.path, look.lang, PlaceFilter(look.assumptions.selection, look.assumptions.with_uncertain))
