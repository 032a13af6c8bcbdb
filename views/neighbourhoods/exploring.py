"""All ways to look at the neighbourhoods, computed once: ranks as stretches, and who is worse off than whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st

from geo.needs_weights import NeedWeights
from geo.sensitivity import Badness, Exploration, Verdict, assumption_sets, explore, rank_intervals, worse_than
from geo.vocabulary import Selection
from layers.measures import Measure
from views.city import city_at
from views.neighbourhoods.choices import Weights
from views.neighbourhoods.ranking import Rank
from views.state import EVEN_NEEDS, ViewState
from views.where import bundle_path

BADNESS: Final[Mapping[Measure, Badness]] = MappingProxyType(
    {
        Measure.COVERAGE: Badness.GAP_SHARE,
        Measure.DRY: Badness.GAP_SHARE,
        Measure.GAP: Badness.NEED_GAP,
        Measure.NEED_GAP: Badness.NEED_GAP,
        Measure.GAP_DEPTH: Badness.GAP_DEPTH,
    }
)
"""What makes worse off, by what the map shows; the other figures say how it is, not who is worse off."""


@st.cache_resource(show_spinner=False, max_entries=24)
def _exploration(path: Path, selection: Selection, own: Weights | None) -> Exploration:
    city = city_at(path)
    weights = [] if own is None else [NeedWeights(dict(own))]
    sets = assumption_sets(city.settings, weights)
    chosen = [replace(one, assumptions=replace(one.assumptions, selection=selection)) for one in sets]
    return explore(city, chosen)


def exploration_of(state: ViewState) -> Exploration:
    """Give every neighbourhood under every way to look, for the kinds of place that the reader counts."""
    own = None if state.needs in {(), EVEN_NEEDS} else state.needs
    return _exploration(bundle_path(), state.selection, own)


def badness_of(state: ViewState) -> Badness:
    """Say by what neighbourhoods are compared, given what the map shows."""
    return BADNESS.get(state.measure, Badness.GAP_SHARE)


def ranks_of(state: ViewState) -> Mapping[str, Rank]:
    """Give the stretch of ranks of every neighbourhood that has one."""
    table = rank_intervals(city_at(bundle_path()), exploration_of(state), badness_of(state))
    known = table[table["rank"].notna()]
    return {
        str(code): Rank(int(low), int(high))
        for code, low, high in zip(known["neighbourhood"], known["rank_worst"], known["rank_best"], strict=True)
    }


def verdict_of(state: ViewState, pair: tuple[str, str], badness: Badness) -> Verdict:
    """Count in how many ways the first neighbourhood is worse off than the second.

    Raises
    ------
    QuestionError
        If too few people live in one of them to say.
    """
    return worse_than(city_at(bundle_path()), exploration_of(state), *pair, badness)
