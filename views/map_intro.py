"""The answer in ten seconds: one number, one sentence, and how sure we are."""

from __future__ import annotations

import math
from typing import Final

from layers.escape import Html, escape_text
from layers.figures import AreaFigure, city_figure
from layers.measures import Measure
from layers.sentences import within
from layers.words import Words
from views.html import paragraph
from views.visit import Visit

_HUNDRED: Final = 100


def per_hundred(share: float, words: Words) -> str:
    """Say a share as so many of every 100; nobody and everybody only when that is true."""
    count = round(share * _HUNDRED)
    if count == 0 and share > 0:
        return words.text("map.intro.under_one")
    if count == _HUNDRED and share < 1:
        return words.text("map.intro.over_99")
    return words.number(count)


def city_of(visit: Visit) -> AreaFigure:
    """Give the figures of the whole area in the reader's view; coverage, whatever the map is coloured by."""
    code = str(visit.bundle.manifest["area"]["code"])
    view = visit.state.view()
    if view.measure is Measure.NEED_GAP:
        # The city has no needs of its own; its coverage does not depend on the measure.
        view = type(view)(Measure.COVERAGE, view.selection, view.speed, view.threshold, view.with_uncertain)
    return city_figure(visit.bundle.coverage, view, code, visit.area)


def intro(visit: Visit) -> Html:
    """Write the number, the sentence and the band."""
    words, view, city = visit.words, visit.state.view(), city_of(visit)
    if math.isnan(city.coverage):
        return Html(f"<h1>{escape_text(words.text('sentence.unknown', name=visit.area))}</h1>")
    about = words.text(
        "map.intro.people", count=round(city.coverage * _HUNDRED), area=visit.area, **within(view, words)
    )
    low, high = per_hundred(city.coverage_low, words), per_hundred(city.coverage_high, words)
    key = "map.intro.band.same" if low == high else "map.intro.band"
    number = escape_text(per_hundred(city.coverage, words))
    return Html(
        f'<div class="riool-intro"><h1><b>{number}</b> <span>{escape_text(about)}</span></h1>'
        f"{paragraph(words.text(key, low=low, high=high), 'riool-quiet')}</div>"
    )
