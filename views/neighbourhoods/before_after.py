"""Now and then side by side: two small maps, a table, and the sentence to take along."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.city import City
from geo.measures.evaluation import Evaluation
from geo.streets.water import water_areas
from geo.whatif.scenario import Scenario
from layers.escape import Html, escape_text
from layers.figures import figures_for
from layers.sentences import people
from layers.small_map import Dots, SmallGround, Window, small_ground, small_map, window_around
from layers.words import Words
from views.neighbourhoods.outcome import Outcome, outcome_of
from views.neighbourhoods.whatif_words import tell_outcome
from views.shared.html import heading
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.state.data import city_at, measures_at, open_bundle
from views.state.look import Look

_A_PERSON = 0.5


@lru_cache(maxsize=4)
def ground_at(path: Path) -> SmallGround:
    """Give the ground of the small maps of a bundle."""
    bundle = open_bundle(path)
    return small_ground(bundle.neighbourhoods, water_areas(bundle.water, city_at(path).settings.water_half_width_m))


@lru_cache(maxsize=128)
def before_and_after(look: Look, scenario: Scenario) -> Html:
    """Write what follows the map: two small maps, a table, and sentences.

    Raises
    ------
    QuestionError
        If the scenario cannot be computed.
    """
    words, outcome = look.words, outcome_of(look.path, look.assumptions, scenario)
    told = tell_outcome(look, scenario)
    built = words.date(str(look.bundle.manifest["built"]["at"])[:10])
    modelled = words.text("neighbourhoods.whatif.modelled", area=look.area, built=built)
    return Html(
        "".join(
            [
                heading(words.text("neighbourhoods.whatif.pair.title")),
                _pair(look, scenario, outcome),
                heading(words.text("neighbourhoods.whatif.table.title")),
                _table(outcome, words),
                heading(words.text("neighbourhoods.whatif.along.title")),
                along(" ".join([told.headline, *told.more, modelled]), words),
            ]
        )
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


def _pair(look: Look, scenario: Scenario, outcome: Outcome) -> Html:
    words, city = look.words, look.city
    before, after, whole = outcome.changed.before, outcome.changed.after, outcome.table.iloc[-1]
    opened = np.array([(place.x, place.y) for place in scenario.opened], dtype=np.float64).reshape(-1, 2)
    window = window_around(_noticing(city, scenario, outcome, opened), ground_at(look.path).whole)
    marks = [Dots.marks(opened)] if len(opened) else []
    pictures = [
        _picture("before", measures_at(look.path, look.assumptions), _dots(city, before, before), look, window, whole),
        _picture("after", outcome.after, [*_dots(city, after, before), *marks], look, window, whole),
    ]
    key = "".join(
        f'<li><span class="riool-key riool-key-{kind}" aria-hidden="true"></span>'
        f"{escape_text(words.text(f'neighbourhoods.whatif.key.{kind}'))}</li>"
        for kind in ("old", "dry", "wet", "mark")
    )
    return Html(f'<div class="riool-pair">{"".join(pictures)}</div><ul class="riool-keys">{key}</ul>')


def _noticing(city: City, scenario: Scenario, outcome: Outcome, opened: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where something happens or is noticed."""
    changed = outcome.changed
    closed = city.places.geometry[city.places["place_id"].isin(scenario.closed)].to_numpy()
    people = _coordinates(city, changed.before.covered != changed.after.covered)
    return np.vstack([people, opened, shapely.get_coordinates(closed)])


def _coordinates(city: City, which: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(city.demand.geometry.to_numpy()[which]))


def _picture(
    when: str, table: pd.DataFrame, dots: list[Dots], look: Look, window: Window, whole: pd.Series[Any]
) -> str:
    words = look.words
    figures = figures_for(look.bundle.neighbourhoods, table, look.view, dict(look.needs))
    classes = dict(zip(figures["neighbourhood"], figures["class_"], strict=True))
    share = words.percent(float(whole[f"coverage_{when}"]))
    caption = words.text(f"neighbourhoods.whatif.{when}", share=share)
    alt = words.text("neighbourhoods.whatif.alt", caption=caption)
    seen = [_within(one, window) for one in dots]
    picture = small_map(ground_at(look.path), classes, seen, window, alt)
    return f"<figure><figcaption>{escape_text(caption)}</figcaption>{picture}</figure>"


def _within(dots: Dots, window: Window) -> Dots:
    west, south, east, north = window
    x, y = dots.points[:, 0], dots.points[:, 1]
    seen = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return Dots(dots.points[seen], dots.people[seen], dots.kind)


def _dots(city: City, now: Evaluation, before: Evaluation) -> list[Dots]:
    lived = city.residents > 0
    dry, was_dry = ~now.covered & lived, ~before.covered & lived
    kinds = {"old": dry & was_dry, "dry": dry & ~was_dry, "wet": ~dry & was_dry}
    return [Dots(_coordinates(city, which), city.residents[which], kind) for kind, which in kinds.items()]


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
