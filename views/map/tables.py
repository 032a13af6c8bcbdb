"""What is on the map, as tables: the same figures and places for whoever cannot or will not use a map."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from layers.escape import Html
from layers.figures import area_figures
from layers.measures import CLASSES
from layers.opening_hours import opening_text
from layers.sentences import people, value_text
from layers.words import Language, Words
from publishing.rows import iterate_rows, split_set
from views.shared.html import fold, heading, table
from views.state.data import open_bundle, places_wanted
from views.state.look import MOST_LOOKS, Look, figures_of
from views.state.state import PlaceFilter


def map_tables(look: Look, choice: PlaceFilter) -> Html:
    """Give both tables, folded."""
    words = look.words
    return Html(
        heading(words.text("map.tables.title"))
        + fold(words.text("map.tables.neighbourhoods"), _neighbourhoods(look))
        + fold(words.text("map.tables.places"), _places(look.path, look.lang, choice))
    )


@lru_cache(maxsize=MOST_LOOKS)
def _neighbourhoods(look: Look) -> Html:
    words, measure = look.words, look.view.measure
    driest_first = figures_of(look).sort_values(
        "value", ascending=not CLASSES[measure].high_is_dry, na_position="last", kind="stable"
    )
    rows = []
    for figure in area_figures(driest_first):
        shown = figure.status == "shown"
        low, high = value_text(figure.low, measure, words), value_text(figure.high, measure, words)
        rows.append(
            [
                figure.name,
                people(figure.residents, words),
                value_text(figure.value, measure, words) if shown else words.text(f"tooltip.{figure.status}"),
                words.text("map.tables.range", low=low, high=high) if shown and low != high else "",
            ]
        )
    columns = [
        words.text("app.column.neighbourhood"),
        words.text("app.column.residents"),
        words.text(f"measure.{measure.value}"),
        words.text("map.column.range"),
    ]
    caption = words.text("map.tables.neighbourhoods.caption", area=look.area)
    return table(caption, columns, rows, numeric=(1, 2, 3))


@lru_cache(maxsize=256)
def _places(path: Path, language: Language, choice: PlaceFilter) -> Html:
    words, bundle = Words(language), open_bundle(path)
    names = dict(zip(bundle.neighbourhoods["neighbourhood"], bundle.neighbourhoods["name"], strict=True))
    chosen = places_wanted(path, choice).assign(where=lambda rows: rows["neighbourhood"].map(names).fillna(""))
    rows = [_place(place, words) for place in iterate_rows(chosen.sort_values(["where", "name"]))]
    columns = [
        words.text(f"map.column.{name}") if name != "neighbourhood" else words.text("app.column.neighbourhood")
        for name in ("place", "neighbourhood", "kind", "do", "open", "address")
    ]
    return table(words.text("map.tables.places.caption"), columns, rows)


def _place(place: Any, words: Words) -> list[str]:
    return [
        place.name,
        place.where,
        words.text(f"kind.{place.kind}"),
        words.listing([words.text(f"function.{name}") for name in split_set(place.functions)]),
        opening_text(place, words) or words.text("unknown"),
        place.address if isinstance(place.address, str) else words.text("unknown"),
    ]
