"""What stands beside the map: the search or what is near home, the reader's choices, and the legend."""

from __future__ import annotations

from typing import Final

import streamlit as st

from views.map.choices import more_choices
from views.map.home import home_search, leave_home
from views.map.layers import legend_of
from views.map.scene import Scene
from views.map.texts import asked_place_html, near_summary, place_card, reach_html
from views.shared.choices import walk_choices
from views.shared.html import heading, notice, paragraph, plain_label, write
from views.state.address import bind, change
from views.state.state import Reach

FIRST: Final = 4
MORE: Final = 12
_MORE: Final = "riool-near-more"


def map_panel(scene: Scene) -> None:
    """Write the panel."""
    words = scene.visit.words
    if scene.visit.state.at is None:
        _asked_place(scene)
        home_search(scene.visit)
        walk_choices(words)
    else:
        _around_home(scene)
    more_choices(scene.visit)
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
    start = words.text("map.home.from", street=scene.street) if scene.street else words.text("map.home.from_point")
    with st.container(key="riool-start", gap="small"):
        write(heading(start))
        st.button(words.text("map.home.clear"), key="riool-leave", on_click=leave_home)
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
