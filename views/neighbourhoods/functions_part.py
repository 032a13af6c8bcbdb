"""What one can do nearby, and what not: coverage per function and domain, and who can do one thing but not another."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from geo.analysis.functions import can_but_not, coverage_per_domain, coverage_per_function
from geo.arrays import FloatArray
from geo.measures.assumptions import Assumptions
from geo.vocabulary import Domain, Function
from layers.charts import bar
from layers.escape import Html
from layers.figures import figures_for
from layers.measures import Measure
from layers.neighbourhoods import neighbourhoods_layer
from layers.sentences import people
from views.neighbourhoods.whatif_words import residents
from views.shared.html import heading, paragraph, table, write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.sortable import Cell, Column, SortedBy, sortable_table
from views.state.data import city_at, evaluation_at
from views.state.look import MOST_LOOKS, Look


@lru_cache(maxsize=72)
def _matrix(path: Path, assumptions: Assumptions) -> FloatArray:
    return np.asarray(can_but_not(city_at(path), evaluation_at(path, assumptions)), dtype=np.float64)


def gap_sentence(look: Look) -> tuple[str, dict[str, str]]:
    """Give the widest gap between two functions: most residents have the one nearby and not the other."""
    words, matrix = look.words, _matrix(look.path, look.assumptions)
    can, cannot = (list(Function)[int(index)] for index in np.unravel_index(int(matrix.argmax()), matrix.shape))
    about = {
        "can": words.text(f"function.{can.value}").lower(),
        "cannot": words.text(f"function.{cannot.value}").lower(),
    }
    return residents(float(matrix.max()), words), about


@lru_cache(maxsize=200)
def function_areas(look: Look, function: Function) -> FrameLayer:
    """Draw who has a place with a function within reach."""
    view, asked = replace(look.view, measure=Measure.COVERAGE), look.assumptions
    found = coverage_per_function(look.city, look.evaluation)
    # The map of coverage, fed with one function instead of any place.
    table = found[found["function"] == function.value].assign(
        selection=asked.selection.value,
        speed=asked.speed.value,
        threshold=asked.threshold,
        with_uncertain=asked.with_uncertain,
        **dict.fromkeys(("gap_depth", "dry", "single", "looped", "variety"), np.nan),
    )
    figures = figures_for(look.bundle.neighbourhoods, table, view)
    return frame_layer(neighbourhoods_layer(figures, view, look.words, popups=False))


def functions_part(look: Look) -> None:
    """Write what can be done nearby, by function and by domain."""
    words = look.words
    write(_functions(look))
    with st.expander(words.text("neighbourhoods.functions.domains"), key="riool-domains"):
        write(_domains(look))


@lru_cache(maxsize=MOST_LOOKS)
def _functions(look: Look) -> Html:
    words = look.words
    return Html(
        heading(words.text("neighbourhoods.functions.title"))
        + paragraph(words.text("neighbourhoods.functions.explain"))
        + _coverage("function", coverage_per_function(look.city, look.evaluation), [*map(str, Function)], look)
        + heading(words.text("neighbourhoods.functions.but.title"), 3)
        + _cannot(look)
    )


@lru_cache(maxsize=MOST_LOOKS)
def _domains(look: Look) -> Html:
    return _coverage("domain", coverage_per_domain(look.city, look.evaluation), [*map(str, Domain)], look)


def _coverage(tag: str, found: pd.DataFrame, names: list[str], look: Look) -> Html:
    words = look.words
    whole = found[found["neighbourhood"] == look.city.code].set_index(tag).loc[names]
    ordered = whole.sort_values("coverage", ascending=False)
    rows = [
        [
            Cell(words.text(f"{tag}.{name}")),
            Cell(words.percent(share), share, drawing=bar(share)),
            Cell(people(gap, words), gap),
        ]
        for name, share, gap in zip(ordered.index, ordered["coverage"], ordered["gap"], strict=True)
    ]
    columns = [
        Column(words.text(f"neighbourhoods.functions.column.{tag}")),
        Column(words.text("neighbourhoods.functions.column.coverage"), numeric=True, wide=True),
        Column(words.text("neighbourhoods.functions.column.gap"), numeric=True),
    ]
    caption = words.text(f"neighbourhoods.functions.caption.{tag}")
    return sortable_table(f"coverage-{tag}", caption, columns, rows, SortedBy(1, falling=True))


def _cannot(look: Look) -> Html:
    words, matrix = look.words, _matrix(look.path, look.assumptions)
    named = [words.text(f"function.{function.value}") for function in Function]
    columns = [
        words.text("neighbourhoods.functions.column.can"),
        *(words.text("neighbourhoods.functions.not", function=name.lower()) for name in named),
    ]
    rows = [
        [
            named[row],
            *(
                "\N{EN DASH}" if row == column else people(float(matrix[row, column]), words)
                for column in range(len(named))
            ),
        ]
        for row in range(len(named))
    ]
    caption = words.text("neighbourhoods.functions.but.caption")
    return table(caption, columns, rows, numeric=range(1, len(columns)))
