"""What if places close, and others open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
import streamlit as st

from geo.asking import QuestionError
from geo.scenario import Scenario
from geo.scenario_text import scenario_from_text, scenario_to_text
from geo.summary import Assumptions
from layers.figures import figures_for
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer
from layers.whatif import NewPlace, Noticing, whatif_layer
from layers.words import Language, Words
from views.address import bind, current
from views.city import assumptions_of, city_at, the_city
from views.data import open_bundle
from views.html import heading, paragraph, write
from views.map_frame import layer_text
from views.neighbourhoods import scenario_acts
from views.neighbourhoods.before_after import before_and_after
from views.neighbourhoods.choices import Weights, folded_walk
from views.neighbourhoods.lead import plain_answer
from views.neighbourhoods.maps import areas_text, legend_card
from views.neighbourhoods.outcome import Outcome, compute_kept, outcome_of
from views.neighbourhoods.problems import problem_text, tell
from views.neighbourhoods.scenario_acts import spot
from views.neighbourhoods.whatif_words import tell_outcome, where
from views.visit import Visit
from views.where import bundle_path


def _found(visit: Visit) -> Outcome | QuestionError:
    try:
        return outcome_of(visit.state)
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
        told = tell_outcome(state.scenario, outcome, state.view(), words)
        write(told.heading, paragraph(" ".join(told.more[:1]), "riool-lead"))


@st.cache_data(show_spinner=False, max_entries=200)
def _layers(path: Path, language: Language, view: View, needs: Weights, assumptions: Assumptions, link: str) -> str:
    words, city, scenario = Words(language), city_at(path), scenario_from_text(link)
    outcome = compute_kept(path, assumptions, link)
    figures = figures_for(open_bundle(path).neighbourhoods, outcome.after, view, dict(needs))
    changed = outcome.changed
    loses = changed.before.covered & ~changed.after.covered
    wins = changed.after.covered & ~changed.before.covered
    which = np.flatnonzero((loses | wins) & (city.residents > 0))
    points = shapely.get_coordinates(city.demand.geometry.to_numpy()[which])
    shown = city.places[changed.before.selected | city.places["place_id"].isin(scenario.closed)]
    opened = [
        NewPlace(spot(place), place.x, place.y, words.text("neighbourhoods.whatif.new", where=where(place)))
        for place in scenario.opened
    ]
    noticing = Noticing(points, city.residents[which], wins[which])
    return "".join(
        [
            layer_text(neighbourhoods_layer(figures, view, words, popups=False)),
            layer_text(whatif_layer(shown, scenario.closed, opened, noticing, words)),
        ]
    )


def layers(visit: Visit) -> Sequence[str]:
    """Draw how it would be: places closed and opened, and who notices."""
    state = visit.state
    if isinstance(_found(visit), QuestionError):
        return (areas_text(state),)
    link = scenario_to_text(state.scenario)
    return (_layers(bundle_path(), state.lang, state.view(), state.needs, assumptions_of(state), link),)


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
    legend_card(visit)


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
        label = words.text("neighbourhoods.whatif.remove", where=where(place))
        st.button(label, key=f"whatif-open-{spot(place)}", on_click=scenario_acts.take_away, args=(spot(place),))


def below(visit: Visit) -> None:
    """Put now and then side by side, in pictures, in a table and in a sentence to take along."""
    outcome = _found(visit)
    if visit.state.scenario == Scenario() or isinstance(outcome, QuestionError):
        words = visit.words
        write(
            heading(words.text("neighbourhoods.whatif.empty.title")),
            paragraph(words.text("neighbourhoods.whatif.empty")),
        )
        return
    before_and_after(visit, outcome)
