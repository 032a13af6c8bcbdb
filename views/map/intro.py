"""The answer in ten seconds: one number, one sentence, and how sure we are."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.vocabulary import Speed
from layers.escape import Html, escape_text
from layers.figures import AreaFigure, city_figure
from layers.measures import Measure, View
from layers.sentences import hundred_range, hundred_reason, within
from layers.words import Language, Words
from views.shared.html import paragraph
from views.shared.visit import Visit
from views.state.data import open_bundle
from views.state.where import bundle_path

_HUNDRED: Final = 100


def intro(visit: Visit) -> Html:
    """Write the number, which is a range, the sentence, and why."""
    return _intro(bundle_path(), visit.words.language, replace(visit.state.view(), measure=Measure.COVERAGE))


@lru_cache(maxsize=128)
def _intro(path: Path, language: Language, view: View) -> Html:
    words, area = Words(language), open_bundle(path).manifest["area"]
    code, name = str(area["code"]), str(area["name"])
    coverage = open_bundle(path).coverage
    city = city_figure(coverage, view, code, name)
    if math.isnan(city.coverage):
        return Html(f"<h1>{escape_text(words.text('sentence.unknown', name=name))}</h1>")
    count = round(city.coverage * _HUNDRED)
    about = words.text("map.intro.people", count=count, area=name, **within(view, words))
    reason = hundred_reason(city, city_figure(coverage, view.at_speed(Speed.SLOW), code, name), view, words)
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
