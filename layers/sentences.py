"""Write figures as sentences: what the numbers of a neighbourhood mean for the people who live there."""

from __future__ import annotations

import math
from typing import Final

from geo.vocabulary import HALF_A_PERSON, Speed
from layers.figures import AreaFigure
from layers.measures import CLASSES, Measure, MeasureUnit, View
from layers.words import Words

_ROUND_ABOVE: Final = 100
_HUNDRED: Final = 100


def people(value: float, words: Words) -> str:
    """Write a number of residents as exactly as a model deserves: tens above a hundred, ones below."""
    return words.number(round(value, -1) if value >= _ROUND_ABOVE else round(value))


def within(view: View, words: Words) -> dict[str, str]:
    """Give the placeholders `{minutes}` and `{place}` of a view."""
    return {
        "minutes": words.minutes(view.assumptions.threshold),
        "place": words.text(f"selection.place.{view.assumptions.selection.value}"),
    }


def value_text(value: float, measure: Measure, words: Words) -> str:
    """Write a value of a measure with its unit.

    Parameters
    ----------
    value
        In the unit of `CLASSES[measure]`.
    measure
        What it is a value of.
    words
        The page's language.

    Returns
    -------
    str
        Plain text such as '64%', '1.240 bewoners', '2,5 minuten'.
    """
    match CLASSES[measure].unit:
        case MeasureUnit.SHARE:
            return words.percent(value)
        case MeasureUnit.RESIDENTS:
            return words.text("residents", count=round(value, -1) if value >= _ROUND_ABOVE else round(value))
        case MeasureUnit.POINTS:
            return words.text("points", count=round(value, -1) if value >= _ROUND_ABOVE else round(value))
        case MeasureUnit.MINUTES:
            return words.minutes(value, 1)
        case MeasureUnit.FUNCTIONS:
            return words.number(value, 1)


def tooltip_text(figure: AreaFigure, view: View, words: Words) -> str:
    """Say the figure of a view in a few words, without the name: '64% kan lopen (58% tot 64%)'."""
    if figure.status != "shown":
        return words.text(f"tooltip.{figure.status}")
    shown = value_text(figure.value, view.measure, words)
    text = words.text(f"tooltip.{view.measure.value}", value=shown)
    low, high = value_text(figure.low, view.measure, words), value_text(figure.high, view.measure, words)
    return text if low == high else f"{text} {words.text('tooltip.range', low=low, high=high)}"


def coverage_sentence(figure: AreaFigure, view: View, words: Words) -> str:
    """Say how many residents of an area can walk to a place.

    Parameters
    ----------
    figure
        Of a neighbourhood or the city.
    view
        Its selection and threshold.
    words
        The page's language.

    Returns
    -------
    str
        'Of the 6,410 residents of Daalhof about 4,100 (64%) can walk to a meeting place within 10 minutes.'
    """
    if math.isnan(figure.coverage):
        return words.text("sentence.unknown", name=figure.name)
    about = {"residents": people(figure.residents, words), "name": figure.name, **within(view, words)}
    if figure.gap < HALF_A_PERSON:
        return words.text("sentence.coverage.all", **about)
    if figure.covered < HALF_A_PERSON:
        return words.text("sentence.coverage.nobody", **about)
    covered, share = people(figure.covered, words), words.percent(figure.coverage)
    return words.text("sentence.coverage", covered=covered, share=share, **about)


def band_sentence(figure: AreaFigure, words: Words) -> str:
    """Say how far the coverage of an area depends on what we do not know.

    Parameters
    ----------
    figure
        Of a neighbourhood or the city.
    words
        The page's language.

    Returns
    -------
    str
        The range over both speeds and uncertain places; empty when there is no figure.
    """
    if math.isnan(figure.coverage):
        return ""
    low, high = words.percent(figure.coverage_low), words.percent(figure.coverage_high)
    if low == high:
        return words.text("sentence.band.none", share=low)
    return words.text("sentence.band", low=low, high=high)


def per_hundred(share: float, words: Words) -> str:
    """Say a share as so many of every 100; nobody and everybody only when that is true."""
    count = round(share * _HUNDRED)
    if count == 0 and share > 0:
        return words.text("map.intro.under_one")
    if count == _HUNDRED and share < 1:
        return words.text("map.intro.over_99")
    return words.number(count)


def hundred_range(figure: AreaFigure, words: Words) -> tuple[str, str]:
    """Say between which numbers of every 100 residents a figure lies.

    Parameters
    ----------
    figure
        With the measure coverage.
    words
        The page's language.

    Returns
    -------
    low, high : str
        The same twice where nothing is uncertain.
    """
    return per_hundred(figure.low, words), per_hundred(figure.high, words)


def of_hundred(figure: AreaFigure, words: Words) -> tuple[str, str]:
    """Say how many of every 100 residents: one number where uncertain places are weighed, else both ends."""
    if figure.weighed:
        return per_hundred(figure.value, words), per_hundred(figure.value, words)
    return hundred_range(figure, words)


def hundred_reason(shown: AreaFigure, slow: AreaFigure, view: View, words: Words) -> str:
    """Say how sure the number is, and what it is at a slower pace.

    Parameters
    ----------
    shown, slow
        The same area with the measure coverage, in the reader's view and at the slower pace.
    view
        The reader's.
    words
        The page's language.

    Returns
    -------
    str
        One or two sentences.
    """
    low, high = hundred_range(shown, words)
    sentences = []
    if low != high:
        key = "sentence.of_100.probably" if shown.weighed else "sentence.of_100.why"
        sentences.append(words.text(key, low=low, high=high))
    if view.assumptions.speed is Speed.SLOW:
        sentences.append(words.text("sentence.slow"))
    else:
        slow_low, slow_high = of_hundred(slow, words)
        number = slow_low if slow_low == slow_high else words.text("sentence.from_to", low=slow_low, high=slow_high)
        sentences.append(words.text("sentence.of_100.slow", number=number))
    return " ".join(sentences)


def redundancy_sentence(figure: AreaFigure, words: Words) -> str:
    """Say which shares have several places, one, or none within the threshold; empty without residents."""
    if not figure.residents > 0:
        return ""
    shares = {
        name: words.percent(part / figure.residents)
        for name, part in (("looped", figure.looped), ("single", figure.single), ("dry", figure.dry))
    }
    return words.text("sentence.redundancy", **shares)


def variety_sentence(figure: AreaFigure, words: Words) -> str:
    """Say how many of the four functions can be reached on average; empty without a figure."""
    if math.isnan(figure.variety):
        return ""
    return words.text("sentence.variety", variety=words.number(figure.variety, 1))


def depth_sentence(figure: AreaFigure, view: View, words: Words) -> str:
    """Say how much too far residents walk on average; empty without a figure."""
    if math.isnan(figure.gap_depth):
        return ""
    depth = words.minutes(figure.gap_depth, 1)
    return words.text("sentence.gap_depth", depth=depth, minutes=words.minutes(view.assumptions.threshold))


def headline_sentences(figure: AreaFigure, view: View, words: Words) -> list[str]:
    """Describe an area in two or three sentences: its coverage, the range of it, and the measure of the view.

    Parameters
    ----------
    figure
        Of a neighbourhood or the city.
    view
        Its measure, selection, speed and threshold.
    words
        The page's language.

    Returns
    -------
    list of str
        Plain sentences. Without a figure, or with too few residents, there is one that says so.
    """
    if figure.status == "unknown" or math.isnan(figure.coverage):
        return [words.text("sentence.unknown", name=figure.name)]
    if figure.status == "few":
        return [words.text("sentence.few", residents=people(figure.residents, words), name=figure.name)]
    sentences = [
        coverage_sentence(figure, view, words),
        words.text("sentence.slow") if view.assumptions.speed is Speed.SLOW else "",
        band_sentence(figure, words),
    ]
    match view.measure:
        case Measure.DRY | Measure.SINGLE | Measure.LOOPED:
            sentences.append(redundancy_sentence(figure, words))
        case Measure.VARIETY:
            sentences.append(variety_sentence(figure, words))
        case Measure.GAP_DEPTH:
            sentences.append(depth_sentence(figure, view, words))
        case _:
            pass
    return [sentence for sentence in sentences if sentence]


def area_sentences(figure: AreaFigure, view: View, words: Words) -> list[str]:
    """Describe an area by all measures, the most important sentence first.

    Parameters
    ----------
    figure
        Of a neighbourhood or the city.
    view
        Its measure, selection, speed and threshold.
    words
        The page's language.

    Returns
    -------
    list of str
        `headline_sentences` and, where there is a figure, redundancy, variety and depth.
    """
    sentences = headline_sentences(figure, view, words)
    if figure.status != "shown":
        return sentences
    more = (
        redundancy_sentence(figure, words),
        variety_sentence(figure, words),
        depth_sentence(figure, view, words) if figure.gap_depth > 0 else "",
    )
    return [*sentences, *(sentence for sentence in more if sentence and sentence not in sentences)]
