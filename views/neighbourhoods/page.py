"""Buurten: what each neighbourhood has and lacks, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import streamlit as st

from views.neighbourhoods import compare, gaps, scenario_acts, sites, whatif, who
from views.shared.map_frame import Act, FrameLayer, show_map
from views.shared.visit import Visit
from views.state.address import bind
from views.state.state import Part


@dataclass(frozen=True, slots=True)
class PartOfPage:
    """One question that the page answers.

    Parameters
    ----------
    lead
        Writes the answer.
    layers
        Gives what the map shows, bottom first.
    act
        Does what a click on the map asks for.
    panel
        Writes what stands beside the map: what can be chosen.
    below
        Writes the rest.
    """

    lead: Callable[[Visit], None]
    layers: Callable[[Visit], Sequence[FrameLayer]]
    act: Callable[[Act], None]
    panel: Callable[[Visit], None]
    below: Callable[[Visit], None]


PARTS: Final[Mapping[Part, PartOfPage]] = MappingProxyType(
    {
        Part.GAPS: PartOfPage(gaps.lead, gaps.layers, gaps.act, gaps.panel, gaps.below),
        Part.COMPARE: PartOfPage(compare.lead, compare.layers, compare.act, compare.panel, compare.below),
        Part.WHATIF: PartOfPage(whatif.lead, whatif.layers, scenario_acts.act, whatif.panel, whatif.below),
        Part.SITES: PartOfPage(sites.lead, sites.layers, gaps.act, sites.panel, sites.below),
        Part.WHO: PartOfPage(who.lead, who.layers, gaps.act, who.panel, who.below),
    }
)


def neighbourhoods_page(visit: Visit) -> None:
    """Write the page. Every part stands in the same frame, so that the map stays when the question changes."""
    words, part = visit.words, PARTS[visit.state.part]
    with st.container(key="riool-buurten"):
        with st.container(key="riool-buurten-lead"):
            part.lead(visit)
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
                show_map(visit, part.layers(visit), on_act=part.act)
            if not visit.embedded:
                with st.container(key="riool-panel", gap="small"):
                    part.panel(visit)
        if not visit.embedded:
            with st.container(key="riool-buurten-below"):
                part.below(visit)
