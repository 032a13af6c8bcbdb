"""The HTML of the map page: the heading above the map, places as cards, a neighbourhood in sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from geo.vocabulary import Function, Kind, LocationQuality, Speed
from layers.escape import Html, escape_text, safe_link
from layers.figures import AreaFigure, city_figure
from layers.icons import function_icon, kind_icon
from layers.measures import Measure
from layers.opening_hours import open_sentence, opening_text
from layers.places import is_inexact
from layers.sentences import area_sentences, hundred_reason, of_hundred, within
from layers.words import Words
from publishing.rows import split_set
from views.map.scene import NearPlace, Scene
from views.shared.html import capital, heading, notice, paragraph
from views.state.look import Look
from views.state.state import Reach

_HUNDRED: Final = 100


def opening_html(scene: Scene) -> Html:
    """Write the heading above the map: coverage of the area or, embedded, the place or neighbourhood asked for."""
    if scene.visit.embedded and scene.asked is not None:
        return _place_heading(scene.asked, scene.visit.words)
    if scene.visit.embedded and scene.figure is not None:
        return _area_heading(scene.figure, scene.look)
    look = scene.look
    return _city_heading(replace(look, view=replace(look.view, measure=Measure.COVERAGE), needs=()))


def _place_heading(place: Any, words: Words) -> Html:
    return Html(
        f'<div class="riool-intro riool-asked-place">{_kicker(place, words)}<h1><span>{escape_text(place.name)}</span>'
        f"</h1>{_functions(place, words)}</div>"
    )


def _area_heading(figure: AreaFigure, look: Look) -> Html:
    first, *more = area_sentences(figure, look.view, look.words)
    return Html(
        f'<div class="riool-intro riool-intro-area"><h1><span>{escape_text(first)}</span></h1>'
        + "".join(paragraph(sentence, "riool-quiet") for sentence in more[:1])
        + "</div>"
    )


@lru_cache(maxsize=128)
def _city_heading(look: Look) -> Html:
    """Write the heading of the area: how many of every 100 residents are covered, as a range, and why it is a range."""
    words, view, coverage = look.words, look.view, look.bundle.weighed
    city = city_figure(coverage, view, look.area_code, look.area)
    if math.isnan(city.coverage):
        return Html(f"<h1>{escape_text(words.text('sentence.unknown', name=look.area))}</h1>")
    count = round(city.coverage * _HUNDRED)
    about = words.text("map.intro.people", count=count, area=look.area, **within(view, words))
    slow = city_figure(coverage, view.at_speed(Speed.SLOW), look.area_code, look.area)
    reason = hundred_reason(city, slow, view, words)
    return Html(
        f'<div class="riool-intro"><h1>{_number(city, words)} <span>{escape_text(about)}</span></h1>'
        f"{paragraph(reason, 'riool-quiet')}</div>"
    )


def _number(city: AreaFigure, words: Words) -> Html:
    low, high = of_hundred(city, words)
    if low == high:
        return Html(f"<b>{escape_text(low)}</b>")
    spoken = escape_text(words.text("sentence.from_to", low=low, high=high))
    shown = escape_text(f"{low}\N{EN DASH}{high}")
    return Html(f'<b><span aria-hidden="true">{shown}</span><span class="riool-unseen">{spoken}</span></b>')


def area_html(figure: AreaFigure, look: Look) -> Html:
    """Describe the neighbourhood that was asked for."""
    sentences = "".join(paragraph(sentence) for sentence in area_sentences(figure, look.view, look.words))
    return Html(f'<section class="riool-asked-about">{heading(figure.name)}{sentences}</section>')


def near_summary(scene: Scene) -> Html:
    """Say how many of the places are within the reader's walk."""
    words, asked = scene.visit.words, scene.visit.state.assumptions
    if not scene.near:
        return notice(words.text("map.near.nothing"))
    minutes = words.minutes(asked.threshold)
    count = sum(one.minutes[asked.speed] <= asked.threshold for one in scene.near)
    if count:
        return notice(words.text("map.near.count", count=count, minutes=minutes), "riool-quiet")
    none = f"{words.text('map.near.none', minutes=minutes)} {words.text('map.near.beyond')}"
    return notice(none, "riool-quiet")


def place_card(one: NearPlace, scene: Scene) -> Html:
    """Write a place near the reader as a card: minutes, name, functions, opening hours."""
    words = scene.visit.words
    far = escape_text(("±" if _inexact(one) else "") + words.number(_whole_minutes(one, Speed.NORMAL)))
    way = Html(f'<p class="riool-near-way">{escape_text(_way(one, words))}</p>')
    # On a phone the map is out of sight by now.
    link = f'<p class="riool-routed"><a href="#riool-map">{escape_text(words.text("map.near.routed"))}</a></p>'
    return Html(
        f'<article class="riool-near"><div class="riool-near-far"><b>{far}</b><span>min</span></div>'
        f"<div>{_description(one.place, words, scene.moment, way)}</div></article>"
        f"{link if one.index == scene.chosen else ''}"
    )


def asked_place_html(scene: Scene) -> Html:
    """Describe the place that a link leads to."""
    described = _description(scene.asked, scene.visit.words, scene.moment)
    return Html(f'<article class="riool-asked-place">{described}</article>')


def reach_html(scene: Scene) -> Html:
    """Write from which point, and for how many minutes, the area within walking distance is drawn."""
    words, state = scene.visit.words, scene.visit.state
    minutes = words.minutes(state.assumptions.threshold)
    if state.reach is Reach.PLACE and scene.chosen is not None:
        return paragraph(words.text("map.reach.place", minutes=minutes, name=scene.chosen_name), "riool-quiet")
    return paragraph(words.text("map.reach.home", minutes=minutes), "riool-quiet")


def _kicker(place: Any, words: Words) -> Html:
    key = f"category.{place.category}"
    category = words.text(key) if words.has(key) else words.text(f"kind.{place.kind}")
    icon = kind_icon(Kind(place.kind), 16, masked=True)
    return Html(f'<p class="riool-kicker">{icon}<span>{escape_text(category)}</span></p>')


def _description(place: Any, words: Words, moment: datetime, way: Html | None = None) -> Html:
    return Html(
        f"{_kicker(place, words)}<h3>{escape_text(place.name)}</h3>{way or ''}{_functions(place, words)}"
        f"<ul>{_facts(place, words, moment)}</ul>{_website(place, words)}"
    )


def _whole_minutes(one: NearPlace, speed: Speed) -> int:
    return max(1, round(one.minutes[speed]))


def _inexact(one: NearPlace) -> bool:
    return is_inexact(bool(one.place.uncertain), LocationQuality(one.place.location_quality))


def _way(one: NearPlace, words: Words) -> str:
    if _inexact(one):
        return words.text("map.near.about", distance=words.distance(one.distance))
    slow = words.text("map.near.slow", minutes=words.minutes(_whole_minutes(one, Speed.SLOW)))
    return f"{slow} · {words.text('map.near.way', distance=words.distance(one.distance))}"


def _functions(place: Any, words: Words) -> Html:
    items = "".join(
        f"<li>{function_icon(Function(name), 18, masked=True)}"
        f"<span>{escape_text(words.text(f'function.{name}'))}</span></li>"
        for name in split_set(place.functions)
    )
    return Html(f'<ul class="riool-functions">{items}</ul>' if items else "")


def _facts(place: Any, words: Words, moment: datetime) -> Html:
    hours = place.opening_hours if isinstance(place.opening_hours, str) else None
    opening = opening_text(place, words)
    # Words of the register's own say what a rule cannot; without them we know whether it is open now.
    own = getattr(place, f"opening_text_{words.language}")
    facts = [] if isinstance(own, str) and own.strip() else [open_sentence(hours, moment, words)]
    if opening is not None:
        facts.append(capital(opening))
    facts.append(words.text(f"map.walk_in.{place.walk_in}"))
    if place.uncertain:
        facts.append(words.text("map.near.uncertain"))
    if not place.counted:
        facts.append(words.text(f"reason.{place.counted_reason}"))
    return Html("".join(f"<li>{escape_text(fact)}</li>" for fact in facts))


def _website(place: Any, words: Words) -> Html:
    link = safe_link(place.website)
    if link is None:
        return Html("")
    unseen = f"{escape_text(place.name)}, {escape_text(words.text('place.website.new_window'))}"
    return Html(
        f'<p class="riool-link"><a href="{link}" target="_blank" rel="noopener noreferrer nofollow">'
        f'{escape_text(words.text("place.website"))}<span class="riool-unseen"> {unseen}</span></a></p>'
    )
