"""Choices that several pages offer: how many minutes, how fast, and which places count."""

from __future__ import annotations

import streamlit as st

from geo.vocabulary import Selection, Speed
from layers.words import Words
from views.state.address import bind_assumption
from views.state.state import SETTINGS


def walk_choices(words: Words) -> None:
    """Write the widgets for minutes and walking speed."""
    st.segmented_control(
        words.text("map.choice.threshold"),
        list(SETTINGS.thresholds_min),
        format_func=lambda minutes: words.text("map.minutes_short", count=minutes),
        required=True,
        **bind_assumption("threshold"),
    )
    st.segmented_control(
        words.text("map.choice.speed"),
        list(Speed),
        format_func=lambda speed: words.text(f"speed.{speed}"),
        required=True,
        **bind_assumption("speed"),
    )


def selection_choices(words: Words) -> None:
    """Write the widgets for the kinds of place that count, and for uncertain places."""
    st.radio(
        words.text("map.choice.selection"),
        list(Selection),
        format_func=lambda selection: words.text(f"selection.{selection}"),
        **bind_assumption("selection"),
    )
    st.toggle(words.text("map.choice.uncertain"), **bind_assumption("with_uncertain"))
