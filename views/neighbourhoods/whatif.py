"""Show what happens if places close and others open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.coordinates import to_rd
from geo.errors import Problem, QuestionError
from geo.search.index import Found, search
from geo.whatif.closure import places_of_organisation
from geo.whatif.new_places import OpenedPlace, locate
from geo.whatif.scenario import Scenario
from layers.escape import Html
from layers.figures import figures_for
from layers.neighbourhoods import neighbourhoods_layer
from layers.whatif import AffectedPoints, NewPlace, whatif_layer
from layers.words import Words
from views.neighbourhoods.choices import folded_walk
from views.neighbourhoods.outcome import Outcome, outcome_of
from views.neighbourhoods.parts import PartContent, areas_on_map, legend_card, plain_answer, problem_text
from views.neighbourhoods.whatif_texts import before_and_after, neighbourhood_name, outcome_text
from views.shared.html import heading, notice, paragraph, write
from views.shared.map_frame import Act, FrameLayer, frame_layer
from views.shared.visit import Visit
from views.state.address import bind, change, current
from views.state.data import search_index, the_city
from views.state.look import Look
from views.state.where import bundle_path

MOST_OPENED: Final = 10
"""A plan for a council meeting, not a new city; every new place is also a search through the streets."""
FAULT: Final = "whatif-fault"
FOUND: Final = "whatif-found"
ASKED: Final = "whatif-asked"
ORGANISATION: Final = "whatif-organisation"


def whatif_content(visit: Visit, look: Look) -> PartContent:
    """Make the part What if: its heading says what the scenario changes, or how to begin."""
    words, scenario = visit.words, visit.state.scenario
    begin = plain_answer(words.text("neighbourhoods.whatif.lead.begin"))
    nothing = partial(write, _nothing(words))
    try:
        outcome = outcome_of(look.path, look.assumptions, scenario)
    except QuestionError as fault:
        panel = partial(_panel, visit, look, None)
        return PartContent((begin, notice(problem_text(fault, words))), (areas_on_map(look),), panel, nothing)
    panel = partial(_panel, visit, look, outcome)
    layers = _layers(look, scenario, outcome)
    if scenario == Scenario():
        how = paragraph(words.text("neighbourhoods.whatif.lead.how"), "riool-lead")
        return PartContent((Html(begin + how),), layers, panel, nothing)
    text = outcome_text(look, scenario)
    lead = Html(text.heading + paragraph(" ".join(text.more[:1]), "riool-lead"))
    return PartContent((lead,), layers, panel, partial(write, before_and_after(look, scenario)))


def _nothing(words: Words) -> Html:
    return Html(
        heading(words.text("neighbourhoods.whatif.empty.title")) + paragraph(words.text("neighbourhoods.whatif.empty"))
    )


@lru_cache(maxsize=128)
def _figures_after(look: Look, outcome: Outcome) -> pd.DataFrame:
    """Give the figures of every neighbourhood as the scenario leaves them."""
    return figures_for(look.bundle.neighbourhoods, outcome.after, look.view, dict(look.needs))


@lru_cache(maxsize=128)
def _layers(look: Look, scenario: Scenario, outcome: Outcome) -> tuple[FrameLayer, FrameLayer]:
    """Draw the scenario: places that close and open, and the residents who gain or lose a place nearby."""
    words, city = look.words, look.city
    figures = _figures_after(look, outcome)
    changed = outcome.changed
    wins = changed.after.covered & ~changed.before.covered
    which = np.flatnonzero((changed.before.covered != changed.after.covered) & (city.residents > 0))
    points = shapely.get_coordinates(city.demand.geometry.to_numpy()[which])
    shown = city.places[changed.before.selected | city.places["place_id"].isin(scenario.closed)]
    opened = [
        NewPlace(
            place.spot, place.x, place.y, words.text("neighbourhoods.whatif.new", where=neighbourhood_name(city, place))
        )
        for place in scenario.opened
    ]
    affected = AffectedPoints(points, city.residents[which], wins[which])
    areas = neighbourhoods_layer(figures, look.view, words, popups=False)
    return frame_layer(areas), frame_layer(whatif_layer(shown, scenario.closed, opened, affected, words))


def _panel(visit: Visit, look: Look, outcome: Outcome | None) -> None:
    """Offer what can close and open."""
    words = visit.words
    fault = st.session_state.get(FAULT)
    if fault is not None:
        write(notice(problem_text(fault, words)))
    _closing(visit)
    _opening(visit)
    if visit.state.scenario != Scenario():
        st.button(words.text("neighbourhoods.whatif.again"), key="whatif-again", on_click=reset_scenario)
    folded_walk(visit)
    legend_card(look, None if outcome is None else _figures_after(look, outcome))


def _closing(visit: Visit) -> None:
    words, city = visit.words, the_city()
    names = dict(zip(city.places["place_id"], city.places["name"], strict=True))
    st.multiselect(
        words.text("neighbourhoods.whatif.close"),
        options=sorted(names, key=lambda one: names[one].casefold()),
        format_func=names.__getitem__,
        placeholder=words.text("neighbourhoods.whatif.close.placeholder"),
        select_all=False,
        **bind(
            "scenario",
            shown=lambda scenario: sorted(scenario.closed & names.keys()),
            chosen=lambda ids: replace(current().scenario, closed=frozenset(ids)),
            suffix="-closed",
        ),
    )
    organisations = dict(zip(city.organisations["organisation_id"], city.organisations["name"], strict=True))
    st.selectbox(
        words.text("neighbourhoods.whatif.organisation"),
        options=list(organisations),
        format_func=organisations.__getitem__,
        index=None,
        placeholder=words.text("neighbourhoods.whatif.organisation.placeholder"),
        key=ORGANISATION,
        on_change=close_organisation,
    )


def _opening(visit: Visit) -> None:
    words = visit.words
    st.text_input(
        words.text("neighbourhoods.whatif.open"),
        placeholder=words.text("neighbourhoods.whatif.open.placeholder"),
        key=ASKED,
        max_chars=80,
        autocomplete="off",
        on_change=look_up,
    )
    asked = st.session_state.get(FOUND)
    if asked is not None:
        text, found = asked
        key = "neighbourhoods.whatif.found" if found else "neighbourhoods.whatif.not_found"
        write(notice(words.text(key, text=text)))
        for index, one in enumerate(found):
            label = f"{one.name} ({one.where})" if one.where else one.name
            st.button(label, key=f"whatif-found-{index}", on_click=open_found, args=(one,))
    for place in visit.state.scenario.opened:
        label = words.text("neighbourhoods.whatif.remove", where=neighbourhood_name(the_city(), place))
        st.button(label, key=f"whatif-open-{place.spot}", on_click=remove_new_place, args=(place.spot,))


def take_scenario_act(act: Act) -> None:
    """Change the scenario by a click on the map: close or reopen a place, add or remove a new one."""
    st.session_state.pop(FAULT, None)
    match act.what:
        case "close" if act.target in the_city().access.place_ids:
            _close(current().scenario.closed | {act.target})
        case "reopen":
            _close(current().scenario.closed - {act.target})
        case "unopen":
            remove_new_place(act.target)
        case "open":
            _open_at_degrees(act.target)


def _close(place_ids: Iterable[str]) -> None:
    change(scenario=replace(current().scenario, closed=frozenset(place_ids)))


def remove_new_place(name: str) -> None:
    """Take a new place out of the scenario."""
    kept = tuple(place for place in current().scenario.opened if place.spot != name)
    change(scenario=replace(current().scenario, opened=kept))


def reset_scenario() -> None:
    """Empty the scenario: no place closes or opens."""
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
    if place.spot not in {one.spot for one in opened}:
        change(scenario=replace(current().scenario, opened=(*opened, place)))


def _check(place: OpenedPlace, opened: tuple[OpenedPlace, ...]) -> None:
    if len(opened) >= MOST_OPENED:
        sentence = f"There are {MOST_OPENED} new places already. Take one away first."
        raise QuestionError(Problem.TOO_MANY_SITES, sentence, limit=MOST_OPENED)
    locate(the_city(), [place])


def look_up() -> None:
    """Look up what was typed: one answer opens a place there, several are offered."""
    st.session_state.pop(FAULT, None)
    text = str(st.session_state.get(ASKED, ""))
    found = search(search_index(bundle_path()), text)
    if len(found) == 1:
        open_found(found[0])
    else:
        st.session_state[FOUND] = (text, found)


def open_found(found: Found) -> None:
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
