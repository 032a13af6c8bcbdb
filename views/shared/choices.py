"""Choices that several pages offer: how many minutes, and how fast."""

from __future__ import annotations

import streamlit as st

from geo.vocabulary import Speed
from layers.words import Words
from views.state.address import bind_assumption
from views.state.state import SETTINGS


def walk_choices(words: Words) -> None:
    """Write how long and how fast."""
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
