"""Kaart: the places that anyone can walk into, near a home."""

from __future__ import annotations

import streamlit as st

from layers.measures import Measure
from views.map.layers import map_layers
from views.map.panel import map_panel, search_panel
from views.map.scene import Scene, scene_of
from views.map.tables import map_tables
from views.map.texts import area_html, opening_html
from views.shared.html import notice, paragraph, write
from views.shared.links import link_to, turn_to
from views.shared.map_clicks import take_act, wanted_page
from views.shared.map_frame import show_map
from views.shared.visit import Visit


def map_page(visit: Visit) -> None:
    """Write the page."""
    if page := wanted_page():
        turn_to(page)
    scene = scene_of(visit)
    write(opening_html(scene))
    with st.container(key="riool-beside", horizontal=True, gap="medium"):
        if not visit.embedded:
            search_panel(scene)
        with st.container(key="riool-map-side", gap="small"):
            show_map(visit, map_layers(scene), on_act=take_act)
            if not visit.embedded:
                _under_map(scene)
        if not visit.embedded:
            with st.container(key="riool-panel", gap="small"):
                map_panel(scene)
    if not visit.embedded:
        write(map_tables(scene.look, visit.state.places_wanted()))


def _under_map(scene: Scene) -> None:
    """Write how to read the map, or the sentences about the chosen neighbourhood."""
    words, state = scene.visit.words, scene.visit.state
    chosen = {"function": state.functions, "domain": state.domains, "kind": state.kinds}
    if keys := [f"{kind}.{one}" for kind, some in chosen.items() for one in some]:
        named = words.listing([words.text(key) for key in keys])
        write(notice(words.text("map.filter.places_only", names=named), "riool-quiet"))
    if scene.figure is not None:
        write(area_html(scene.figure, scene.look))
        link_to("neighbourhoods", words.text("map.asked.more", name=scene.figure.name))
    elif scene.visit.state.measure is Measure.COVERAGE:
        write(paragraph(words.text("map.intro.how"), "riool-quiet"))
