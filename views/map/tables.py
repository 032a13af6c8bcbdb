"""What is on the map, as tables: the same figures and places for whoever cannot or will not use a map."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.vocabulary import SET_SEPARATOR
from layers.escape import Html
from layers.figures import area_figures, figures_for
from layers.measures import CLASSES, View
from layers.opening import opening_text
from layers.sentences import people, value_text
from layers.words import Language, Words
from views.map.finding import wanted
from views.shared.html import fold, heading, table, write
from views.shared.visit import Visit
from views.state.data import area_name, counted_places, open_bundle
from views.state.state import PlaceFilter
from views.state.where import bundle_path


@lru_cache(maxsize=256)
def _neighbourhoods(path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...]) -> Html:
    words, bundle = Words(language), open_bundle(path)
    figures = figures_for(bundle.neighbourhoods, bundle.coverage, view, dict(needs))
    driest_first = figures.sort_values(
        "value", ascending=not CLASSES[view.measure].high_is_dry, na_position="last", kind="stable"
    )
    rows = []
    for figure in area_figures(driest_first):
        shown = figure.status == "shown"
        low, high = value_text(figure.low, view.measure, words), value_text(figure.high, view.measure, words)
        rows.append(
            [
                figure.name,
                people(figure.residents, words),
                value_text(figure.value, view.measure, words) if shown else words.text(f"tooltip.{figure.status}"),
                words.text("map.tables.range", low=low, high=high) if shown and low != high else "",
            ]
        )
    columns = [
        words.text("app.column.neighbourhood"),
        words.text("app.column.residents"),
        words.text(f"measure.{view.measure.value}"),
        words.text("map.column.range"),
    ]
    caption = words.text("map.tables.neighbourhoods.caption", area=area_name())
    return table(caption, columns, rows, numeric=(1, 2, 3))


@lru_cache(maxsize=256)
def _places(path: Path, language: Language, choice: PlaceFilter) -> Html:
    words, bundle = Words(language), open_bundle(path)
    names = dict(zip(bundle.neighbourhoods["neighbourhood"], bundle.neighbourhoods["name"], strict=True))
    places = counted_places(path)
    chosen = places[wanted(places, choice)].assign(where=lambda rows: rows["neighbourhood"].map(names).fillna(""))
    rows = [_place(place, words) for place in chosen.sort_values(["where", "name"]).itertuples(index=False)]
    columns = [
        words.text(f"map.column.{name}") if name != "neighbourhood" else words.text("app.column.neighbourhood")
        for name in ("place", "neighbourhood", "kind", "do", "open", "address")
    ]
    return table(words.text("map.tables.places.caption"), columns, rows)


def _place(place: Any, words: Words) -> list[str]:
    does = [words.text(f"function.{name}") for name in place.functions.split(SET_SEPARATOR) if name]
    address = place.address if isinstance(place.address, str) else words.text("unknown")
    return [
        place.name,
        place.where,
        words.text(f"kind.{place.kind}"),
        words.listing(does),
        opening_text(place, words) or words.text("unknown"),
        address,
    ]


def map_tables(visit: Visit) -> None:
    """Write both tables, folded."""
    words, state, path = visit.words, visit.state, bundle_path()
    choice = state.places_wanted()
    neighbourhoods = _neighbourhoods(path, words.language, state.view(), state.needs)
    write(
        heading(words.text("map.tables.title")),
        fold(words.text("map.tables.neighbourhoods"), neighbourhoods),
        fold(words.text("map.tables.places"), _places(path, words.language, choice)),
    )
