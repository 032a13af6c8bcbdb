"""What if places close, and others open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely
import streamlit as st

from geo.errors import QuestionError
from geo.whatif.scenario import Scenario
from layers.figures import figures_for
from layers.neighbourhoods import neighbourhoods_layer
from layers.whatif import NewPlace, Noticing, whatif_layer
from views.neighbourhoods import scenario_acts
from views.neighbourhoods.before_after import before_and_after
from views.neighbourhoods.choices import folded_walk
from views.neighbourhoods.lead import plain_answer
from views.neighbourhoods.maps import areas_on_map, legend_card
from views.neighbourhoods.outcome import Outcome, outcome_of
from views.neighbourhoods.problems import problem_text, tell
from views.neighbourhoods.scenario_acts import spot
from views.neighbourhoods.whatif_words import tell_outcome, where
from views.shared.html import heading, paragraph, write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.visit import Visit
from views.state.address import bind, current
from views.state.data import the_city
from views.state.look import Look, look_of


def _found(visit: Visit) -> Outcome | QuestionError:
    look = look_of(visit.state)
    try:
        return outcome_of(look.path, look.assumptions, visit.state.scenario)
    except QuestionError as fault:
        return fault


def lead(visit: Visit) -> None:
    """Answer: what the scenario changes, or how to begin."""
    words, state = visit.words, visit.state
    outcome = _found(visit)
    if isinstance(outcome, QuestionError):
        write(plain_answer(words.text("neighbourhoods.whatif.lead.begin")))
        tell(problem_text(outcome, words))
    elif state.scenario == Scenario():
        write(
            plain_answer(words.text("neighbourhoods.whatif.lead.begin")),
            paragraph(words.text("neighbourhoods.whatif.lead.how"), "riool-lead"),
        )
    else:
        told = tell_outcome(look_of(state), state.scenario)
        write(told.heading, paragraph(" ".join(told.more[:1]), "riool-lead"))


@lru_cache(maxsize=128)
def _layers(look: Look, scenario: Scenario) -> tuple[FrameLayer, FrameLayer]:
    words, city = look.words, look.city
    outcome = outcome_of(look.path, look.assumptions, scenario)
    figures = figures_for(look.bundle.neighbourhoods, outcome.after, look.view, dict(look.needs))
    changed = outcome.changed
    wins = changed.after.covered & ~changed.before.covered
    which = np.flatnonzero((changed.before.covered != changed.after.covered) & (city.residents > 0))
    points = shapely.get_coordinates(city.demand.geometry.to_numpy()[which])
    shown = city.places[changed.before.selected | city.places["place_id"].isin(scenario.closed)]
    opened = [
        NewPlace(spot(place), place.x, place.y, words.text("neighbourhoods.whatif.new", where=where(city, place)))
        for place in scenario.opened
    ]
    noticing = Noticing(points, city.residents[which], wins[which])
    areas = neighbourhoods_layer(figures, look.view, words, popups=False)
    return frame_layer(areas), frame_layer(whatif_layer(shown, scenario.closed, opened, noticing, words))


def layers(visit: Visit) -> Sequence[FrameLayer]:
    """Draw how it would be: places closed and opened, and who notices."""
    look = look_of(visit.state)
    return (areas_on_map(look),) if isinstance(_found(visit), QuestionError) else _layers(look, visit.state.scenario)


def panel(visit: Visit) -> None:
    """Offer what can close and open."""
    words = visit.words
    fault = st.session_state.get(scenario_acts.FAULT)
    if fault is not None:
        tell(problem_text(fault, words))
    _closing(visit)
    _opening(visit)
    if visit.state.scenario != Scenario():
        st.button(words.text("neighbourhoods.whatif.again"), key="whatif-again", on_click=scenario_acts.begin_again)
    folded_walk(visit)
    legend_card(look_of(visit.state), striped=False)


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
        key=scenario_acts.ORGANISATION,
        on_change=scenario_acts.close_organisation,
    )


def _opening(visit: Visit) -> None:
    words = visit.words
    st.text_input(
        words.text("neighbourhoods.whatif.open"),
        placeholder=words.text("neighbourhoods.whatif.open.placeholder"),
        key=scenario_acts.ASKED,
        max_chars=80,
        autocomplete="off",
        on_change=scenario_acts.ask,
    )
    asked = st.session_state.get(scenario_acts.FOUND)
    if asked is not None:
        text, found = asked
        key = "neighbourhoods.whatif.found" if found else "neighbourhoods.whatif.not_found"
        tell(words.text(key, text=text))
        for index, one in enumerate(found):
            label = f"{one.name} ({one.where})" if one.where else one.name
            st.button(label, key=f"whatif-found-{index}", on_click=scenario_acts.take, args=(one,))
    for place in visit.state.scenario.opened:
        label = words.text("neighbourhoods.whatif.remove", where=where(the_city(), place))
        st.button(label, key=f"whatif-open-{spot(place)}", on_click=scenario_acts.take_away, args=(spot(place),))


def below(visit: Visit) -> None:
    """Put now and then side by side, in pictures, in a table and in a sentence to take along."""
    words = visit.words
    if visit.state.scenario == Scenario() or isinstance(_found(visit), QuestionError):
        write(
            heading(words.text("neighbourhoods.whatif.empty.title")),
            paragraph(words.text("neighbourhoods.whatif.empty")),
        )
    else:
        write(before_and_after(look_of(visit.state), visit.state.scenario))
