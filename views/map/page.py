"""Kaart: the places that anyone can walk into, near a home."""

from __future__ import annotations

import streamlit as st

from layers.escape import Html, escape_text
from layers.figures import AreaFigure, area_figures, figures_for
from layers.measures import Measure
from layers.sentences import area_sentences
from views.map.choices import more_choices
from views.map.finding import street_name
from views.map.home import home_search, leave_home
from views.map.intro import intro
from views.map.layers import legend_of, map_layers
from views.map.near import asked_place, near_list, place_heading
from views.map.scene import Scene, around_layer_of, scene_of
from views.map.tables import map_tables
from views.shared.choices import walk_choices
from views.shared.html import heading, paragraph, write
from views.shared.links import link_to, turn_to
from views.shared.map_clicks import hear, wanted_page
from views.shared.map_frame import show_map
from views.shared.visit import Visit
from views.state.address import bind, change
from views.state.data import counted_places
from views.state.state import Reach
from views.state.where import bundle_path


def map_page(visit: Visit) -> None:
    """Write the page."""
    if page := wanted_page():
        turn_to(page)
    scene = scene_of(visit.state, embedded=visit.embedded)
    write(_opening(visit))
    with st.container(key="riool-beside", horizontal=True, gap="medium"):
        with st.container(key="riool-map-side", gap="small"):
            show_map(visit, map_layers(visit, around_layer_of(scene, visit.state, visit.words)), on_act=hear)
            if not visit.embedded:
                _below(visit)
        if not visit.embedded:
            with st.container(key="riool-panel", gap="small"):
                _panel(visit, scene)
    if not visit.embedded:
        map_tables(visit)


def _below(visit: Visit) -> None:
    """Say how to read the map, or what the neighbourhood asked for is like."""
    words, state = visit.words, visit.state
    if state.neighbourhood is None:
        if state.measure is Measure.COVERAGE:
            write(paragraph(words.text("map.intro.how"), "riool-quiet"))
        return
    figure = _figure_of(visit, state.neighbourhood)
    write(_told(figure, visit))
    link_to("neighbourhoods", words.text("map.asked.more", name=figure.name))


def _figure_of(visit: Visit, code: str) -> AreaFigure:
    view = visit.state.view()
    figures = figures_for(visit.bundle.neighbourhoods, visit.bundle.coverage, view, visit.state.weights())
    (figure,) = area_figures(figures[figures["neighbourhood"] == code])
    return figure


def _told(figure: AreaFigure, visit: Visit) -> Html:
    told = "".join(paragraph(sentence) for sentence in area_sentences(figure, visit.state.view(), visit.words))
    return Html(f'<section class="riool-asked-about">{heading(figure.name)}{told}</section>')


def _opening(visit: Visit) -> Html:
    """Answer before the map: for the whole area, or, on somebody else's page, for what the map is about there."""
    code, place_id = visit.state.neighbourhood, visit.state.place
    if visit.embedded and place_id is not None:
        places = visit.bundle.places
        return place_heading(next(places[places["place_id"] == place_id].itertuples(index=False)), visit.words)
    if not visit.embedded or code is None:
        return intro(visit)
    figure = _figure_of(visit, code)
    first, *more = area_sentences(figure, visit.state.view(), visit.words)
    return Html(
        f'<div class="riool-intro riool-intro-area"><h1><span>{escape_text(first)}</span></h1>'
        + "".join(paragraph(sentence, "riool-quiet") for sentence in more[:1])
        + "</div>"
    )


def _panel(visit: Visit, scene: Scene) -> None:
    words, state = visit.words, visit.state
    if state.at is None:
        _asked_place(visit, scene)
        home_search(visit)
        walk_choices(words)
    else:
        _home(visit, scene)
    more_choices(visit)
    legend = legend_of(bundle_path(), words.language, state.view(), state.needs, state.show)
    write(f'<div class="riool-panel-legend">{legend}</div>')


def _home(visit: Visit, scene: Scene) -> None:
    words, walks = visit.words, scene.walks
    street = street_name(scene.ground, walks) if walks is not None else None
    start = words.text("map.home.from", street=street) if street else words.text("map.home.from_point")
    with st.container(key="riool-start", gap="small"):
        write(heading(start))
        st.button(words.text("map.home.clear"), key="riool-leave", on_click=leave_home)
    if walks is None:
        write(f'<div role="status">{paragraph(words.text("map.home.no_street"), "riool-notice")}</div>')
    else:
        near_list(visit, scene.near, scene.chosen)
        _reach_choice(visit, scene)
    walk_choices(words)
    write(paragraph(words.text("map.home.private"), "riool-quiet"))


def _reach_choice(visit: Visit, scene: Scene) -> None:
    words = visit.words
    st.toggle(
        words.text("map.reach.toggle"),
        **bind(
            "reach", shown=lambda reach: reach is not Reach.NONE, chosen=lambda on: Reach.HOME if on else Reach.NONE
        ),
    )
    if visit.state.reach is not Reach.NONE:
        write(_reach_said(visit, scene))


def _asked_place(visit: Visit, scene: Scene) -> None:
    """Tell of the place that a link leads to, before the reader has said where they are."""
    words, state = visit.words, visit.state
    if state.place is None:
        return
    places = visit.bundle.places
    (place,) = places[places["place_id"] == state.place].itertuples(index=False)
    with st.container(key="riool-place-asked", gap="small"):
        write(asked_place(place, words))
        if scene.chosen is None:
            return
        if state.reach is Reach.PLACE:
            write(_reach_said(visit, scene))
            st.button(words.text("map.reach.stop"), key="riool-reach-stop", on_click=_without_reach)
        else:
            st.button(words.text("map.act.reach"), key="riool-reach-start", on_click=_with_reach)


def _with_reach() -> None:
    change(reach=Reach.PLACE)


def _without_reach() -> None:
    change(reach=Reach.NONE)


def _reach_said(visit: Visit, scene: Scene) -> Html:
    words, state = visit.words, visit.state
    minutes = words.minutes(state.assumptions.threshold)
    if state.reach is Reach.PLACE and scene.chosen is not None:
        return paragraph(words.text("map.reach.place", minutes=minutes, name=_place_name(scene)), "riool-quiet")
    return paragraph(words.text("map.reach.home", minutes=minutes), "riool-quiet")


def _place_name(scene: Scene) -> str:
    return str(counted_places(bundle_path())["name"].iloc[scene.chosen])
