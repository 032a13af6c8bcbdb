"""Buurten: what each neighbourhood has and lacks, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import streamlit as st

from views.neighbourhoods.compare import compare_content, take_pair_act
from views.neighbourhoods.gaps import gaps_content
from views.neighbourhoods.parts import PartContent
from views.neighbourhoods.sites import sites_content
from views.neighbourhoods.whatif import take_scenario_act, whatif_content
from views.neighbourhoods.who import who_content
from views.shared.html import write
from views.shared.map_clicks import take_neighbourhood_act
from views.shared.map_frame import Act, show_map
from views.shared.visit import Visit
from views.state.address import bind
from views.state.look import Look, look_of
from views.state.state import Part


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """One question that the page answers.

    Parameters
    ----------
    content
        Computes what it shows.
    take_act
        Does what a click on the map asks for.
    """

    content: Callable[[Visit, Look], PartContent]
    take_act: Callable[[Act], None] = take_neighbourhood_act


PARTS: Final[Mapping[Part, PartOfPage]] = MappingProxyType(
    {
        Part.GAPS: PartOfPage(gaps_content),
        Part.COMPARE: PartOfPage(compare_content, take_pair_act),
        Part.WHATIF: PartOfPage(whatif_content, take_scenario_act),
        Part.SITES: PartOfPage(sites_content),
        Part.WHO: PartOfPage(who_content),
    }
)


def neighbourhoods_page(visit: Visit) -> None:
    """Write the page. Every part stands in the same frame, so that the map stays when the question changes."""
    words, part = visit.words, PARTS[visit.state.part]
    with st.container(key="riool-buurten"):
        with st.container(key="riool-buurten-lead"):
            content = part.content(visit, look_of(visit.state))
            for piece in content.lead:
                write(piece)
        st.pills(
            words.text("neighbourhoods.parts"),
            options=list(PARTS),
            format_func=lambda one: words.text(f"neighbourhoods.part.{one.value}"),
            required=True,
            label_visibility="collapsed",
            **bind("part"),
        )
        with st.container(key="riool-beside", horizontal=True, gap="medium"):
            with st.container(key="riool-map-side", gap="small"):
                show_map(visit, content.layers, on_act=part.take_act)
            if not visit.embedded:
                with st.container(key="riool-panel", gap="small"):
                    content.panel()
        if not visit.embedded:
            with st.container(key="riool-buurten-below"):
                content.below()
