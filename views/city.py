"""The city made ready for questions, once for all visitors, and how it stands under the reader's assumptions."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo.city import City, city_from_bundle
from geo.standing import Standing, stand
from geo.summary import Assumptions
from views.data import open_bundle
from views.state import ViewState
from views.where import bundle_path


@st.cache_resource(show_spinner=False)
def _city(path: Path) -> City:
    return city_from_bundle(open_bundle(path))


def the_city() -> City:
    """Give the city of the bundle that this app shows; the first question takes a second or two."""
    return _city(bundle_path())


@st.cache_resource(show_spinner=False, max_entries=72)
def _standing(path: Path, assumptions: Assumptions) -> Standing:
    return stand(_city(path), assumptions)


def assumptions_of(state: ViewState) -> Assumptions:
    """Give what the reader assumes: which places, whose pace, how many minutes."""
    return Assumptions(state.selection, state.speed, state.threshold, state.uncertain)


def standing_of(state: ViewState) -> Standing:
    """Give how everyone stands today, under the reader's assumptions."""
    return _standing(bundle_path(), assumptions_of(state))
