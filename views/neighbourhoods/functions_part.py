"""What one can do nearby, and what not: coverage per function and domain, and who can do one thing but not another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from geo.city import City
from geo.function_gaps import can_but_not, coverage_per_domain, coverage_per_function
from geo.standing import Standing
from geo.summary import Assumptions
from geo.vocabulary import Domain, Function
from layers.charts import bar
from layers.escape import Html
from layers.figures import figures_for
from layers.measures import Measure, View
from layers.neighbourhoods import neighbourhoods_layer
from layers.sentences import people
from layers.words import Language, Words
from views.city import assumptions_of, city_at, standing_at, standing_of, the_city
from views.data import open_bundle
from views.html import heading, paragraph, table, write
from views.map_frame import layer_text
from views.neighbourhoods.whatif_words import residents
from views.sortable import Cell, Column, SortedBy, sortable_table
from views.state import ViewState
from views.visit import Visit
from views.where import bundle_path


@st.cache_resource(show_spinner=False, max_entries=36)
def _matrix(path: Path, assumptions: Assumptions) -> pd.DataFrame:
    return can_but_not(city_at(path), standing_at(path, assumptions))


def widest_gap(state: ViewState) -> tuple[float, Function, Function]:
    """Find the two functions of which most residents have one nearby and the other not."""
    matrix = _matrix(bundle_path(), assumptions_of(state))
    row, column = np.unravel_index(int(matrix.to_numpy().argmax()), matrix.shape)
    return float(matrix.to_numpy()[row, column]), list(Function)[int(row)], list(Function)[int(column)]


@st.cache_data(show_spinner=False, max_entries=200)
def _areas(path: Path, language: Language, view: View, assumptions: Assumptions, function: Function) -> str:
    city, standing = city_at(path), standing_at(path, assumptions)
    found = coverage_per_function(city, standing)
    mine = found[found["function"] == function.value]
    # The map of coverage, fed with one function instead of any place.
    table = mine.assign(
        selection=view.selection.value,
        speed=view.speed.value,
        threshold=view.threshold,
        with_uncertain=view.with_uncertain,
        **dict.fromkeys(("gap_depth", "dry", "single", "looped", "variety"), np.nan),
    )
    figures = figures_for(open_bundle(path).neighbourhoods, table, view)
    return layer_text(neighbourhoods_layer(figures, view, Words(language), popups=False))


def function_areas(state: ViewState, function: Function) -> str:
    """Draw who has a place with a function within reach."""
    view = View(Measure.COVERAGE, state.selection, state.speed, state.threshold, state.uncertain)
    return _areas(bundle_path(), state.lang, view, assumptions_of(state), function)


def functions_part(visit: Visit) -> None:
    """Write what can be done nearby, by function and by domain."""
    words, city, standing = visit.words, the_city(), standing_of(visit.state)
    write(
        heading(words.text("neighbourhoods.functions.title")),
        paragraph(words.text("neighbourhoods.functions.explain")),
        _coverage("function", coverage_per_function(city, standing), [*map(str, Function)], city, words),
        heading(words.text("neighbourhoods.functions.but.title"), 3),
        _cannot(visit, standing),
    )
    with st.expander(words.text("neighbourhoods.functions.domains"), key="riool-domains"):
        write(_coverage("domain", coverage_per_domain(city, standing), [*map(str, Domain)], city, words))


def _coverage(tag: str, found: pd.DataFrame, names: list[str], city: City, words: Words) -> Html:
    whole = found[found["neighbourhood"] == city.code].set_index(tag).loc[names]
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


def _cannot(visit: Visit, standing: Standing) -> Html:
    words = visit.words
    matrix = can_but_not(the_city(), standing).to_numpy()
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


def gap_sentence(state: ViewState, words: Words) -> tuple[str, dict[str, str]]:
    """Give the number and the words of the widest gap between two functions."""
    number, can, cannot = widest_gap(state)
    about = {
        "can": words.text(f"function.{can.value}").lower(),
        "cannot": words.text(f"function.{cannot.value}").lower(),
    }
    return residents(number, words), about
