"""A scenario in words and pictures: what it changes and for whom, now and then side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.city import City
from geo.measures.evaluation import Evaluation
from geo.streets.water import water_areas
from geo.vocabulary import HALF_A_PERSON
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario
from layers.charts import Dots, SmallGround, Window, small_ground, small_map, window_around
from layers.escape import Html, escape_text
from layers.figures import figures_for
from layers.sentences import people
from layers.words import Words
from views.neighbourhoods.outcome import Outcome, Span, outcome_of
from views.neighbourhoods.parts import answer, plain_answer, residents_text
from views.shared.html import heading
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.state.data import city_at, measures_at, open_bundle
from views.state.look import Look

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """What a scenario changes, in words.

    Parameters
    ----------
    heading
        The answer as an `h1`.
    headline
        The same as plain text.
    more
        Sentences that belong to it.
    """

    heading: Html
    headline: str
    more: tuple[str, ...]


def neighbourhood_name(city: City, place: OpenedPlace) -> str:
    """Name the neighbourhood that a new place stands in."""
    table = city.neighbourhoods
    nearest = shapely.distance(table.geometry.to_numpy(), shapely.Point(place.x, place.y)).argmin()
    return str(table["name"].iloc[int(nearest)])


def _event(city: City, scenario: Scenario, words: Words) -> str:
    """Say what happens: 'A closes and a new place comes in B'."""
    parts = []
    if scenario.closed:
        places = city.places
        names = sorted(places.loc[places["place_id"].isin(scenario.closed), "name"].astype(str))
        few = len(names) <= _NAMED
        called = words.listing(names) if few else words.text("places", count=len(names))
        parts.append(words.text("neighbourhoods.whatif.event.close", count=len(names), names=called))
    if scenario.opened:
        areas = words.listing(dict.fromkeys(neighbourhood_name(city, place) for place in scenario.opened))
        parts.append(words.text("neighbourhoods.whatif.event.open", count=len(scenario.opened), names=areas))
    return words.listing(parts)


@lru_cache(maxsize=128)
def outcome_text(look: Look, scenario: Scenario) -> OutcomeText:
    """Say what a scenario changes.

    Parameters
    ----------
    look
        How the reader looks.
    scenario
        What closes and opens.

    Returns
    -------
    OutcomeText
        The answer first.

    Raises
    ------
    QuestionError
        If it cannot be computed.
    """
    words, outcome = look.words, outcome_of(look.path, look.assumptions, scenario)
    lost, won = outcome.lost, outcome.won
    about = {"event": _event(look.city, scenario, words), "minutes": words.minutes(look.assumptions.threshold)}
    loses, wins = lost.value >= HALF_A_PERSON, won.value >= HALF_A_PERSON
    key = {(1, 1): "both", (1, 0): "lost", (0, 1): "won", (0, 0): "none"}[int(loses), int(wins)]
    number = residents_text(lost.value if loses else won.value, words)
    also = residents_text(won.value, words)
    name = f"neighbourhoods.whatif.lead.{key}"
    headline = words.text(name, number=number, also=also, **about)
    heading = plain_answer(headline) if key == "none" else answer(words, name, number, also=also, **about)
    more = (
        _span("lost", lost, words),
        _span("won", won, words),
        _who(outcome, words),
        _walks(outcome, words),
        _where(outcome, words),
    )
    return OutcomeText(heading, headline, tuple(sentence for sentence in more if sentence))


def _span(which: str, span: Span, words: Words) -> str:
    if span.high < HALF_A_PERSON:
        return ""
    low, high = people(span.low, words), people(span.high, words)
    if low == high:
        return ""
    return words.text(f"neighbourhoods.whatif.band.{which}", low=low, high=high)


def _who(outcome: Outcome, words: Words) -> str:
    loses = outcome.lost.value >= outcome.won.value
    touched = outcome.scale.no_longer_covered if loses else outcome.scale.newly_covered
    if touched.residents < HALF_A_PERSON:
        return ""
    return words.text(
        f"neighbourhoods.whatif.who.{'lost' if loses else 'won'}",
        old=people(touched.by_age["age_65_plus"], words),
        young=people(touched.by_age["age_0_14"], words),
    )


def _walks(outcome: Outcome, words: Words) -> str:
    scale = outcome.scale
    sentences = []
    if scale.walkers_longer >= HALF_A_PERSON:
        minutes = words.minutes(scale.extra_minutes_mean, 1)
        sentences.append(
            words.text(
                "neighbourhoods.whatif.longer", number=residents_text(scale.walkers_longer, words), minutes=minutes
            )
        )
    if scale.walkers_shorter >= HALF_A_PERSON:
        minutes = words.minutes(scale.saved_minutes_mean, 1)
        sentences.append(
            words.text(
                "neighbourhoods.whatif.shorter", number=residents_text(scale.walkers_shorter, words), minutes=minutes
            )
        )
    return " ".join(sentences)


def _where(outcome: Outcome, words: Words) -> str:
    table = outcome.table.iloc[:-1]
    affected = (table["no_longer_covered"] + table["newly_covered"]).sort_values(ascending=False)
    names = [str(table["name"].loc[row]) for row in affected.index[affected >= HALF_A_PERSON][:_NAMED]]
    return words.text("neighbourhoods.whatif.where", names=words.listing(names)) if names else ""


@lru_cache(maxsize=4)
def _ground_at(path: Path) -> SmallGround:
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
    text = outcome_text(look, scenario)
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
                _along(" ".join([text.headline, *text.more, modelled]), words),
            ]
        )
    )


def _along(text: str, words: Words) -> Html:
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
    window = window_around(_affected_points(city, scenario, outcome, opened), _ground_at(look.path).whole)
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


def _affected_points(
    city: City, scenario: Scenario, outcome: Outcome, opened: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Collect the points that the small maps must show: places that close or open, and residents affected."""
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
    picture = small_map(_ground_at(look.path), classes, seen, window, alt)
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
    moved = (rows["no_longer_covered"] + rows["newly_covered"]) >= HALF_A_PERSON
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
