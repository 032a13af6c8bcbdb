"""The panel beside the map: the search or the places near home, the choices about the map, and the legend."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, TypeVar

import streamlit as st

from geo.vocabulary import Domain, Function, Kind
from layers.words import Words
from views.map.home import ONLINE, home_search, leave_home
from views.map.layers import legend_of
from views.map.scene import Scene
from views.map.texts import asked_place_html, near_summary, place_card, reach_html
from views.shared.choices import selection_choices, walk_choices
from views.shared.html import heading, notice, paragraph, plain_label, write
from views.shared.map_frame import TILES
from views.shared.visit import Visit
from views.state.address import bind, change
from views.state.state import Extra, Reach

FIRST: Final = 4
MORE: Final = 12
_MORE: Final = "riool-near-more"
_E = TypeVar("_E", bound=StrEnum)


def search_panel(scene: Scene) -> None:
    """Write the search for a home, or where the reader is; before the map, where a phone shows it first."""
    words = scene.visit.words
    with st.container(key="riool-search", gap="small"):
        if scene.visit.state.at is None:
            home_search(scene.visit)
            return
        start = words.text("map.home.from", street=scene.street) if scene.street else words.text("map.home.from_point")
        with st.container(key="riool-start", gap="small"):
            write(heading(start))
            st.button(words.text("map.home.clear"), key="riool-leave", on_click=leave_home)


def map_panel(scene: Scene) -> None:
    """Write the panel."""
    words = scene.visit.words
    if scene.visit.state.at is None:
        _asked_place(scene)
        walk_choices(words)
    else:
        _around_home(scene)
    _more_choices(scene.visit)
    write(f'<div class="riool-panel-legend">{legend_of(scene.look, scene.visit.state.show)}</div>')


def _asked_place(scene: Scene) -> None:
    """Describe the place that a link leads to, before the reader has said where they are."""
    if scene.asked is None:
        return
    words = scene.visit.words
    with st.container(key="riool-place-asked", gap="small"):
        write(asked_place_html(scene))
        if scene.chosen is None:
            return
        if scene.visit.state.reach is Reach.PLACE:
            write(reach_html(scene))
            st.button(
                words.text("map.reach.stop"), key="riool-reach-stop", on_click=change, kwargs={"reach": Reach.NONE}
            )
        else:
            st.button(
                words.text("map.act.reach"), key="riool-reach-start", on_click=change, kwargs={"reach": Reach.PLACE}
            )


def _around_home(scene: Scene) -> None:
    words = scene.visit.words
    if scene.walks is None:
        write(notice(words.text("map.home.no_street")))
    else:
        _near_places(scene)
        _reach_choice(scene)
    walk_choices(words)
    write(paragraph(words.text("map.home.private"), "riool-quiet"))


def _near_places(scene: Scene) -> None:
    """List the places around the reader, the nearest first, with a button to draw the walk to each."""
    words, show_more = scene.visit.words, bool(st.session_state.get(_MORE))
    write(heading(words.text("map.near.title")))
    write(near_summary(scene))
    for one in scene.near[: MORE if show_more else FIRST]:
        write(place_card(one, scene))
        if one.index != scene.chosen:
            st.button(
                words.text("map.near.route", name=plain_label(one.place.name)),
                key=f"riool-route-{one.index}",
                type="tertiary",
                on_click=change,
                kwargs={"place": one.place.place_id},
            )
    if len(scene.near) > FIRST:
        st.button(
            words.text("map.near.less" if show_more else "map.near.more"),
            key="riool-more-places",
            on_click=lambda: st.session_state.update({_MORE: not show_more}),
        )


def _reach_choice(scene: Scene) -> None:
    st.toggle(
        scene.visit.words.text("map.reach.toggle"),
        **bind(
            "reach", shown=lambda reach: reach is not Reach.NONE, chosen=lambda on: Reach.HOME if on else Reach.NONE
        ),
    )
    if scene.visit.state.reach is not Reach.NONE:
        write(reach_html(scene))


def _pills(label: str, field: str, kind: type[_E], words: Words, prefix: str) -> None:
    def chosen(found: list[Any]) -> tuple[_E, ...]:
        return tuple(member for member in kind if member in found)

    st.pills(
        label,
        list(kind),
        selection_mode="multi",
        format_func=lambda member: words.text(f"{prefix}.{member}"),
        **bind(field, shown=list, chosen=chosen),
    )


def _more_choices(visit: Visit) -> None:
    """Write which places count, what to look for, and what else to show."""
    words = visit.words
    # What nobody sees is not sent: every choice is a message of its own on every run.
    more = st.expander(words.text("map.choice.more"), key="riool-more", on_change="rerun")
    if not more.open:
        return
    with more:
        selection_choices(words)
        _pills(words.text("map.choice.functions"), "functions", Function, words, "function")
        _pills(words.text("map.choice.domains"), "domains", Domain, words, "domain")
        _pills(words.text("map.choice.kinds"), "kinds", Kind, words, "kind")
        if visit.state.places_wanted().narrows:
            write(paragraph(words.text("map.choice.filtered"), "riool-quiet"))
        _pills(words.text("map.choice.show"), "show", Extra, words, "map.choice.show")
        write(paragraph(words.text("map.choice.show.explain"), "riool-quiet"))
        st.toggle(words.text("map.find.online"), key=ONLINE)
        write(paragraph(words.text("map.find.online.explain"), "riool-quiet"))
        st.toggle(words.text("map.choice.tiles"), key=TILES)
        write(paragraph(words.text("map.choice.tiles.explain"), "riool-quiet"))
