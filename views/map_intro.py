"""The answer in ten seconds: one number, one sentence, and how sure we are."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from geo.vocabulary import Speed
from layers.escape import Html, escape_text
from layers.figures import AreaFigure, city_figure
from layers.measures import Measure
from layers.sentences import hundred_range, hundred_reason, within
from layers.words import Words
from views.html import paragraph
from views.visit import Visit

_HUNDRED: Final = 100


def city_of(visit: Visit, speed: Speed | None = None) -> AreaFigure:
    """Give the coverage of the whole area in the reader's view, at another pace if asked."""
    code = str(visit.bundle.manifest["area"]["code"])
    view = replace(visit.state.view(), measure=Measure.COVERAGE)
    return city_figure(visit.bundle.coverage, replace(view, speed=speed or view.speed), code, visit.area)


def intro(visit: Visit) -> Html:
    """Write the number, which is a range, the sentence, and why."""
    words, view, city = visit.words, visit.state.view(), city_of(visit)
    if math.isnan(city.coverage):
        return Html(f"<h1>{escape_text(words.text('sentence.unknown', name=visit.area))}</h1>")
    about = words.text(
        "map.intro.people", count=round(city.coverage * _HUNDRED), area=visit.area, **within(view, words)
    )
    reason = hundred_reason(city, city_of(visit, Speed.SLOW), view, words)
    return Html(
        f'<div class="riool-intro"><h1>{_number(city, words)} <span>{escape_text(about)}</span></h1>'
        f"{paragraph(reason, 'riool-quiet')}</div>"
    )


def _number(city: AreaFigure, words: Words) -> Html:
    low, high = hundred_range(city, words)
    if low == high:
        return Html(f"<b>{escape_text(low)}</b>")
    spoken = escape_text(words.text("sentence.from_to", low=low, high=high))
    shown = escape_text(f"{low}\N{EN DASH}{high}")
    return Html(f'<b><span aria-hidden="true">{shown}</span><span class="riool-unseen">{spoken}</span></b>')
