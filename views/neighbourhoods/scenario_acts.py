"""What a reader can do to a scenario, from the map or beside it. Each ends in the address, so that Back undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.coordinates import to_rd
from geo.errors import Problem, QuestionError
from geo.search.index import Found, search
from geo.whatif.closure import places_of_organisation
from geo.whatif.new_places import OpenedPlace, locate
from geo.whatif.scenario import Scenario
from views.shared.map_frame import Act
from views.state.address import change, current
from views.state.data import search_index, the_city
from views.state.where import bundle_path

MOST_OPENED: Final = 10
"""A plan for a council meeting, not a new city; every new place is also a search through the streets."""
FAULT: Final = "whatif-fault"
FOUND: Final = "whatif-found"
ASKED: Final = "whatif-asked"
ORGANISATION: Final = "whatif-organisation"


def act(done: Act) -> None:
    """Do what a click on the map asks for."""
    st.session_state.pop(FAULT, None)
    match done.what:
        case "close" if done.target in the_city().access.place_ids:
            _close(current().scenario.closed | {done.target})
        case "reopen":
            _close(current().scenario.closed - {done.target})
        case "unopen":
            take_away(done.target)
        case "open":
            _open_at_degrees(done.target)


def _close(place_ids: Iterable[str]) -> None:
    change(scenario=replace(current().scenario, closed=frozenset(place_ids)))


def spot(place: OpenedPlace) -> str:
    """Name a new place by its point, as in a link."""
    return f"{place.x:.0f},{place.y:.0f}"


def take_away(name: str) -> None:
    """Take a new place out of the scenario."""
    kept = tuple(place for place in current().scenario.opened if spot(place) != name)
    change(scenario=replace(current().scenario, opened=kept))


def begin_again() -> None:
    """Put everything back as it is today."""
    st.session_state.pop(FAULT, None)
    st.session_state.pop(FOUND, None)
    change(scenario=Scenario())


def _open_at_degrees(target: str) -> None:
    latitude, _, longitude = target.partition("~")
    try:
        x, y = to_rd(float(longitude), float(latitude))
    except ValueError:
        return
    open_at(x, y)


def open_at(x: float, y: float) -> None:
    """Open a place at a point, unless it cannot stand there; then the page says why."""
    place = OpenedPlace(round(x, 0), round(y, 0))
    opened = current().scenario.opened
    try:
        _check(place, opened)
    except QuestionError as fault:
        st.session_state[FAULT] = fault
        return
    if spot(place) not in map(spot, opened):
        change(scenario=replace(current().scenario, opened=(*opened, place)))


def _check(place: OpenedPlace, opened: tuple[OpenedPlace, ...]) -> None:
    if len(opened) >= MOST_OPENED:
        sentence = f"There are {MOST_OPENED} new places already. Take one away first."
        raise QuestionError(Problem.TOO_MANY_SITES, sentence, limit=MOST_OPENED)
    locate(the_city(), [place])


def ask() -> None:
    """Look up what was typed: one answer opens a place there, several are offered."""
    st.session_state.pop(FAULT, None)
    text = str(st.session_state.get(ASKED, ""))
    found = search(search_index(bundle_path()), text)
    if len(found) == 1:
        take(found[0])
    else:
        st.session_state[FOUND] = (text, found)


def take(found: Found) -> None:
    """Open a place at something that was found by name."""
    st.session_state.pop(FOUND, None)
    st.session_state[ASKED] = ""
    open_at(found.x, found.y)


def close_organisation() -> None:
    """Close the places that an organisation runs alone; what it shares may stay open with the other."""
    chosen = st.session_state.get(ORGANISATION)
    st.session_state[ORGANISATION] = None
    st.session_state.pop(FAULT, None)
    if chosen is None:
        return
    try:
        places = places_of_organisation(the_city(), chosen)
    except QuestionError as fault:
        st.session_state[FAULT] = fault
        return
    _close(current().scenario.closed | set(places.own or places.shared))
