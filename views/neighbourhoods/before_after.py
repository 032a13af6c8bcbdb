"""Now and then side by side: two small maps, a table, and the sentence to take along."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
import streamlit as st
from numpy.typing import NDArray

from geo.standing import Standing
from layers.escape import Html, escape_text
from layers.figures import figures_for
from layers.measures import View
from layers.sentences import people
from layers.small_map import Dots, SmallGround, small_ground, small_map, window_around
from layers.water import water_band
from layers.words import Words
from views.city import assumptions_of, city_at, measures_at, the_city
from views.data import open_bundle
from views.html import heading, write
from views.neighbourhoods.outcome import Outcome
from views.neighbourhoods.whatif_words import tell_outcome
from views.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.visit import Visit
from views.where import bundle_path

_A_PERSON = 0.5


@st.cache_resource(show_spinner=False)
def ground_at(path: Path) -> SmallGround:
    """Give the ground of the small maps of a bundle."""
    bundle = open_bundle(path)
    return small_ground(bundle.neighbourhoods, water_band(bundle.water, city_at(path).settings.water_half_width_m))


def before_and_after(visit: Visit, outcome: Outcome) -> None:
    """Write what follows the map: maps, table, sentence."""
    words = visit.words
    write(heading(words.text("neighbourhoods.whatif.pair.title")), _pair(visit, outcome))
    write(heading(words.text("neighbourhoods.whatif.table.title")), _table(outcome, words))
    told = tell_outcome(visit.state.scenario, outcome, visit.state.view(), words)
    built = words.date(str(visit.bundle.manifest["built"]["at"])[:10])
    modelled = words.text("neighbourhoods.whatif.modelled", area=visit.area, built=built)
    write(
        heading(words.text("neighbourhoods.whatif.along.title")),
        along(" ".join([told.headline, *told.more, modelled]), words),
    )


def along(text: str, words: Words) -> Html:
    """Write sentences that somebody wants to take along, with buttons that copy them and the address of the page."""
    copied = escape_text(words.text("neighbourhoods.copied"))
    return Html(
        f'<div class="riool-along"><blockquote>{escape_text(text)}</blockquote><p>'
        f'<button type="button" class="riool-copy" data-copied="{copied}">'
        f"{escape_text(words.text('neighbourhoods.copy.text'))}</button> "
        f'<button type="button" class="riool-copy" data-address data-copied="{copied}">'
        f"{escape_text(words.text('neighbourhoods.copy.link'))}</button> "
        '<span class="riool-copied" role="status"></span></p></div>'
    )


def _pair(visit: Visit, outcome: Outcome) -> Html:
    words, state = visit.words, visit.state
    before, after = outcome.changed.before, outcome.changed.after
    today = measures_at(bundle_path(), assumptions_of(state))
    city = outcome.table.iloc[-1]
    pictures = [
        _picture("before", today, _dots(before, None), city["coverage_before"], visit, outcome),
        _picture("after", outcome.after, _dots(after, before), city["coverage_after"], visit, outcome),
    ]
    key = "".join(
        f'<li><span class="riool-key riool-key-{kind}" aria-hidden="true"></span>'
        f"{escape_text(words.text(f'neighbourhoods.whatif.key.{kind}'))}</li>"
        for kind in ("old", "dry", "wet", "mark")
    )
    return Html(f'<div class="riool-pair">{"".join(pictures)}</div><ul class="riool-keys">{key}</ul>')


def _picture(when: str, table: pd.DataFrame, dots: list[Dots], share: float, visit: Visit, outcome: Outcome) -> str:
    words, state = visit.words, visit.state
    view: View = state.view()
    figures = figures_for(visit.bundle.neighbourhoods, table, view, state.weights())
    classes = dict(zip(figures["neighbourhood"], figures["class_"], strict=True))
    ground = ground_at(bundle_path())
    points = np.vstack([_noticing(outcome), _touched(visit)])
    window = window_around(points, ground.whole)
    if when == "after" and len(points := _opened(visit)):
        dots = [*dots, Dots.marks(points)]
    caption = words.text(f"neighbourhoods.whatif.{when}", share=words.percent(share))
    alt = words.text("neighbourhoods.whatif.alt", caption=caption)
    picture = small_map(ground, classes, [_within(one, window) for one in dots], window, alt)
    return f"<figure><figcaption>{escape_text(caption)}</figcaption>{picture}</figure>"


def _within(dots: Dots, window: tuple[float, float, float, float]) -> Dots:
    west, south, east, north = window
    x, y = dots.points[:, 0], dots.points[:, 1]
    seen = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return Dots(dots.points[seen], dots.people[seen], dots.kind)


def _coordinates(which: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(the_city().demand.geometry.to_numpy()[which]))


def _noticing(outcome: Outcome) -> NDArray[np.float64]:
    return _coordinates(outcome.changed.before.covered != outcome.changed.after.covered)


def _opened(visit: Visit) -> NDArray[np.float64]:
    return np.array([(place.x, place.y) for place in visit.state.scenario.opened], dtype=np.float64).reshape(-1, 2)


def _touched(visit: Visit) -> NDArray[np.float64]:
    places = the_city().places
    closed = places.geometry[places["place_id"].isin(visit.state.scenario.closed)].to_numpy()
    return np.vstack([_opened(visit), shapely.get_coordinates(closed)])


def _dots(standing: Standing, before: Standing | None) -> list[Dots]:
    residents = the_city().residents
    lived = residents > 0
    was_covered = standing.covered if before is None else before.covered
    dry = ~standing.covered & lived
    kinds = {"old": dry & ~was_covered} | (
        {} if before is None else {"dry": dry & was_covered, "wet": ~dry & lived & ~was_covered}
    )
    return [Dots(_coordinates(which), residents[which], kind) for kind, which in kinds.items()]


def _table(outcome: Outcome, words: Words) -> Html:
    table = outcome.table
    # The difference comes before the choice: pandas fills an empty table with missing rows when given a column.
    rows = table.iloc[:-1].assign(net=table["newly_covered"] - table["no_longer_covered"])
    moved = (rows["no_longer_covered"] + rows["newly_covered"]) >= _A_PERSON
    ordered = rows[moved].sort_values("net")
    names = ("app.column.neighbourhood", *(f"neighbourhoods.whatif.column.{name}" for name in _COLUMNS))
    columns = [Column(words.text(name), numeric=index > 0) for index, name in enumerate(names)]
    city = table.iloc[-1]
    return sortable_table(
        "changes",
        words.text("neighbourhoods.whatif.table.caption"),
        columns,
        [_cells(row, words) for _, row in ordered.iterrows()],
        SortedBy(4, falling=False),
        Below([_cells(city, words)], total=True),
    )


_COLUMNS = ("before", "after", "lost", "net")


def _cells(row: pd.Series[float], words: Words) -> list[Cell]:
    lost, won = float(row["no_longer_covered"]), float(row["newly_covered"])
    net = won - lost
    sign = "+" if net > 0 else "\N{MINUS SIGN}" if net < 0 else ""
    return [
        Cell(str(row["name"])),
        Cell(words.percent(row["coverage_before"]), row["coverage_before"]),
        Cell(words.percent(row["coverage_after"]), row["coverage_after"]),
        Cell(people(lost, words), lost),
        Cell(sign + people(abs(net), words), net),
    ]
