"""Describe a visit: the reader's choices, their language, and the bundle."""

from __future__ import annotations

from dataclasses import dataclass

from geo.bundle.store import Bundle
from layers.words import Words
from views.state.state import ViewState


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of a page.

    Parameters
    ----------
    state
        What the reader has chosen.
    words
        In their language.
    bundle
        What is shown.
    area
        Name of the area.
    embedded
        Whether the page stands inside another one, without header and footer.
    """

    state: ViewState
    words: Words
    bundle: Bundle
    area: str
    embedded: bool
