"""Figures in cells, where the heading says what they are: without their unit, and as bands."""

from __future__ import annotations

from layers.measures import CLASSES, Measure, Unit
from layers.sentences import people, value_text
from layers.words import Words


def bare_text(value: float, measure: Measure, words: Words) -> str:
    """Write a value of a measure; only shares keep their sign."""
    match CLASSES[measure].unit:
        case Unit.RESIDENTS:
            return people(value, words)
        case Unit.MINUTES:
            return words.number(value, 1)
        case _:
            return value_text(value, measure, words)


def band_text(low: float, high: float, measure: Measure, words: Words) -> str:
    """Write a band, or one value where both ends read the same."""
    ends = [bare_text(value, measure, words) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else words.text("neighbourhoods.band", low=ends[0], high=ends[1])
