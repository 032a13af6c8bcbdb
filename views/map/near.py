"""The places around the reader, the nearest first, and the walk to the one they choose."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import streamlit as st

from geo.measures.opening_hours import TIME_ZONE
from geo.vocabulary import SET_SEPARATOR, Function, Kind, Speed
from layers.escape import Html, escape_text, safe_link
from layers.icons import function_icon, kind_icon
from layers.opening import open_sentence, opening_text
from layers.words import Words
from views.map.finding import Near
from views.shared.html import capital, heading, paragraph, plain_label, write
from views.shared.visit import Visit
from views.state.address import change

FIRST: Final = 4
MORE: Final = 12
_MORE: Final = "riool-near-more"


def near_list(visit: Visit, near: list[Near], chosen: int | None) -> None:
    """Write the list.

    Parameters
    ----------
    visit
        The reader's choices.
    near
        The nearest first.
    chosen
        Index of the place whose route is drawn.
    """
    words, asked = visit.words, visit.state.assumptions
    write(heading(words.text("map.near.title")))
    if not near:
        write(f'<div role="status">{paragraph(words.text("map.near.nothing"), "riool-notice")}</div>')
        return
    within = [one for one in near if _minutes(one, asked.speed) <= asked.threshold]
    minutes = words.minutes(asked.threshold)
    told = words.text("map.near.count", count=len(within), minutes=minutes) if within else ""
    none = "" if within else f"{words.text('map.near.none', minutes=minutes)} {words.text('map.near.beyond')}"
    write(f'<div role="status">{paragraph(told or none, "riool-quiet")}</div>')
    moment = datetime.now(TIME_ZONE)
    for one in near[: MORE if st.session_state.get(_MORE) else FIRST]:
        _entry(one, visit, moment, is_chosen=one.index == chosen)
    _more(len(near), words)


def _minutes(one: Near, speed: Speed) -> float:
    return one.slow_minutes if speed is Speed.SLOW else one.minutes


def _entry(one: Near, visit: Visit, moment: datetime, *, is_chosen: bool) -> None:
    words = visit.words
    # On a phone the map is out of sight by now.
    told = escape_text(words.text("map.near.routed"))
    routed = Html(f'<p class="riool-routed"><a href="#riool-map">{told}</a></p>') if is_chosen else ""
    write(place_card(one, words, moment), routed)
    if not is_chosen:
        st.button(
            words.text("map.near.route", name=plain_label(one.place.name)),
            key=f"riool-route-{one.index}",
            type="tertiary",
            on_click=change,
            kwargs={"place": one.place.place_id},
        )


def place_card(one: Near, words: Words, moment: datetime) -> Html:
    """Say what a place is, how far, what happens there and whether it is open."""
    far = escape_text(words.number(_shown(one.minutes)))
    way = f'<p class="riool-near-way">{escape_text(_way(one, words))}</p>'
    return Html(
        f'<article class="riool-near"><div class="riool-near-far"><b>{far}</b><span>min</span></div>'
        f"<div>{_place_told(one.place, words, moment, Html(way))}</div></article>"
    )


def asked_place(place: Any, words: Words) -> Html:
    """Say what the place is that somebody followed a link to."""
    return Html(f'<article class="riool-asked-place">{_place_told(place, words, datetime.now(TIME_ZONE))}</article>')


def place_heading(place: Any, words: Words) -> Html:
    """Name a place above a map that is about it, and say what it is for."""
    return Html(
        f'<div class="riool-intro riool-asked-place">{_kicker(place, words)}<h1><span>{escape_text(place.name)}</span>'
        f"</h1>{_functions(place, words)}</div>"
    )


def _kicker(place: Any, words: Words) -> Html:
    key = f"category.{place.category}"
    category = words.text(key) if words.has(key) else words.text(f"kind.{place.kind}")
    icon = kind_icon(Kind(place.kind), 16, masked=True)
    return Html(f'<p class="riool-kicker">{icon}<span>{escape_text(category)}</span></p>')


def _place_told(place: Any, words: Words, moment: datetime, way: Html | None = None) -> Html:
    return Html(
        f"{_kicker(place, words)}<h3>{escape_text(place.name)}</h3>{way or ''}{_functions(place, words)}"
        f"<ul>{_facts(place, words, moment)}</ul>{_website(place, words)}"
    )


def _shown(minutes: float) -> int:
    return max(1, round(minutes))


def _way(one: Near, words: Words) -> str:
    slow = words.text("map.near.slow", minutes=words.minutes(_shown(one.slow_minutes)))
    return f"{slow} · {words.text('map.near.way', distance=words.distance(one.distance))}"


def _functions(place: Any, words: Words) -> Html:
    items = "".join(
        f"<li>{function_icon(Function(name), 18, masked=True)}"
        f"<span>{escape_text(words.text(f'function.{name}'))}</span></li>"
        for name in place.functions.split(SET_SEPARATOR)
        if name
    )
    return Html(f'<ul class="riool-functions">{items}</ul>' if items else "")


def _facts(place: Any, words: Words, moment: datetime) -> Html:
    hours = place.opening_hours if isinstance(place.opening_hours, str) else None
    told = opening_text(place, words)
    # Words of the register's own say what a rule cannot; without them we know whether it is open now.
    own = getattr(place, f"opening_text_{words.language}")
    said = [] if isinstance(own, str) and own.strip() else [open_sentence(hours, moment, words)]
    if told is not None:
        said.append(capital(told))
    said.append(words.text(f"map.walk_in.{place.walk_in}"))
    if place.uncertain:
        said.append(words.text("map.near.uncertain"))
    if not place.counted:
        said.append(words.text(f"reason.{place.counted_reason}"))
    return Html("".join(f"<li>{escape_text(sentence)}</li>" for sentence in said))


def _website(place: Any, words: Words) -> Html:
    link = safe_link(place.website)
    if link is None:
        return Html("")
    unseen = f"{escape_text(place.name)}, {escape_text(words.text('place.website.new_window'))}"
    return Html(
        f'<p class="riool-link"><a href="{link}" target="_blank" rel="noopener noreferrer nofollow">'
        f'{escape_text(words.text("place.website"))}<span class="riool-unseen"> {unseen}</span></a></p>'
    )


def _more(count: int, words: Words) -> None:
    if count <= FIRST:
        return
    more = bool(st.session_state.get(_MORE))
    st.button(
        words.text("map.near.less" if more else "map.near.more"),
        key="riool-more-places",
        on_click=lambda: st.session_state.update({_MORE: not more}),
    )
