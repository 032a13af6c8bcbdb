"""Write the widgets of the page: measure, walk, places that count, and weights of needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.vocabulary import NEED_COLUMNS
from layers.measures import Measure
from views.neighbourhoods.figures import names_at
from views.shared.choices import selection_choices, walk_choices
from views.shared.html import capital, notice, paragraph, write
from views.shared.visit import Visit
from views.state.address import bind, change, current
from views.state.state import EVEN_NEEDS, MOST_WEIGHT, Weights
from views.state.where import bundle_path

_WEIGHTS: Final = tuple(tenth / 10 for tenth in range(round(10 * MOST_WEIGHT) + 1))
"""As fine as a link can say."""


def walk_in_words(visit: Visit) -> str:
    """Write the assumptions as a phrase: minutes, walking speed, places, and whether uncertain ones count."""
    words, asked = visit.words, visit.state.assumptions
    sure = "with" if asked.with_uncertain else "without"
    return words.text(
        "neighbourhoods.looking",
        minutes=words.text("threshold", count=asked.threshold),
        speed=words.text(f"speed.{asked.speed.value}").lower(),
        selection=words.text(f"neighbourhoods.looking.{asked.selection.value}"),
        uncertain=words.text(f"neighbourhoods.looking.{sure}"),
    )


def _walk(visit: Visit) -> None:
    words = visit.words
    walk_choices(words)
    write(paragraph(words.text(f"speed.{visit.state.assumptions.speed.value}.explain"), "riool-quiet"))
    selection_choices(words)
    write(paragraph(words.text("neighbourhoods.choice.uncertain.explain"), "riool-quiet"))


def measure_choice(visit: Visit) -> None:
    """Offer the figures that the map can show; its legend explains the chosen one."""
    words = visit.words
    st.selectbox(
        words.text("neighbourhoods.choice.measure"),
        options=list(Measure),
        format_func=lambda measure: words.text(f"measure.{measure.value}"),
        **bind("measure"),
    )


def folded_walk(visit: Visit) -> None:
    """Offer the choices about the walk under a line that says what they are now."""
    with st.expander(walk_in_words(visit), key="riool-looking"):
        _walk(visit)


def need_sliders(visit: Visit) -> None:
    """Write a slider per need; with all weights at 0 everyone counts the same, and a line says so."""
    words = visit.words
    for column in NEED_COLUMNS:
        st.select_slider(
            capital(words.text(f"need.{column}")),
            options=_WEIGHTS,
            format_func=lambda weight: words.number(weight, 0 if float(weight).is_integer() else 1),
            **bind("needs", shown=_weight_of(column), chosen=_with_weight(column), suffix=f"-{column}"),
        )
    if not visit.state.needs:
        write(notice(words.text("neighbourhoods.needs.none")))
    if visit.state.needs != EVEN_NEEDS:
        st.button(words.text("neighbourhoods.needs.reset"), key="needs-reset", on_click=_reset)
    write(paragraph(words.text("neighbourhoods.needs.explain"), "riool-quiet"))


def _reset() -> None:
    change(needs=EVEN_NEEDS)


def _weight_of(column: str) -> Callable[[Weights], float]:
    return lambda needs: dict(needs).get(column, 0.0)


def _with_weight(column: str) -> Callable[[float], Weights]:
    def take(weight: float) -> Weights:
        weights = {**dict(current().needs), column: float(weight)}
        return tuple((name, weights[name]) for name in NEED_COLUMNS if weights.get(name, 0.0) > 0)

    return take


def neighbourhood_choice(visit: Visit, field: str, label: str) -> None:
    """Offer the neighbourhoods by name, for a field of the state.

    Parameters
    ----------
    visit
        With the bundle.
    field
        `neighbourhood` or `other`.
    label
        Plain text.
    """
    names = names_at(bundle_path())
    options = sorted(names, key=names.__getitem__)
    st.selectbox(
        label,
        options=options,
        format_func=names.__getitem__,
        placeholder=visit.words.text("neighbourhoods.choice.none"),
        index=None,
        **bind(field),
    )
