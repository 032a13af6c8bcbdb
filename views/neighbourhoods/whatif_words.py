"""A scenario in words: what happens, what it changes for whom, and the sentence to take along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import shapely

from geo.analysis.city import City
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario
from layers.escape import Html
from layers.sentences import people
from layers.words import Words
from views.neighbourhoods.lead import answer, plain_answer
from views.neighbourhoods.outcome import Outcome, Span, outcome_of
from views.state.look import Look

_NAMED: Final = 3
_A_PERSON: Final = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario told.

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


def residents(value: float, words: Words) -> str:
    """Write a number of residents with the word."""
    return words.text("neighbourhoods.people", count=1 if round(value) == 1 else 2, number=people(value, words))


def where(city: City, place: OpenedPlace) -> str:
    """Name the neighbourhood that a new place stands in."""
    table = city.neighbourhoods
    nearest = shapely.distance(table.geometry.to_numpy(), shapely.Point(place.x, place.y)).argmin()
    return str(table["name"].iloc[int(nearest)])


def event(city: City, scenario: Scenario, words: Words) -> str:
    """Say what happens: 'A closes and a new place comes in B'."""
    parts = []
    if scenario.closed:
        places = city.places
        names = sorted(places.loc[places["place_id"].isin(scenario.closed), "name"].astype(str))
        few = len(names) <= _NAMED
        called = words.listing(names) if few else words.text("places", count=len(names))
        parts.append(words.text("neighbourhoods.whatif.event.close", count=len(names), names=called))
    if scenario.opened:
        areas = words.listing(dict.fromkeys(where(city, place) for place in scenario.opened))
        parts.append(words.text("neighbourhoods.whatif.event.open", count=len(scenario.opened), names=areas))
    return words.listing(parts)


@lru_cache(maxsize=128)
def tell_outcome(look: Look, scenario: Scenario) -> Told:
    """Tell what a scenario changes.

    Parameters
    ----------
    look
        How the reader looks.
    scenario
        What closes and opens.

    Returns
    -------
    Told
        The answer first.

    Raises
    ------
    QuestionError
        If it cannot be computed.
    """
    words, outcome = look.words, outcome_of(look.path, look.assumptions, scenario)
    lost, won = outcome.lost, outcome.won
    about = {"event": event(look.city, scenario, words), "minutes": words.minutes(look.assumptions.threshold)}
    loses, wins = lost.value >= _A_PERSON, won.value >= _A_PERSON
    key = {(1, 1): "both", (1, 0): "lost", (0, 1): "won", (0, 0): "none"}[int(loses), int(wins)]
    number = residents(lost.value if loses else won.value, words)
    also = residents(won.value, words)
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
    return Told(heading, headline, tuple(sentence for sentence in more if sentence))


def _span(which: str, span: Span, words: Words) -> str:
    if span.high < _A_PERSON:
        return ""
    low, high = people(span.low, words), people(span.high, words)
    if low == high:
        return ""
    return words.text(f"neighbourhoods.whatif.band.{which}", low=low, high=high)


def _who(outcome: Outcome, words: Words) -> str:
    loses = outcome.lost.value >= outcome.won.value
    touched = outcome.scale.no_longer_covered if loses else outcome.scale.newly_covered
    if touched.residents < _A_PERSON:
        return ""
    return words.text(
        f"neighbourhoods.whatif.who.{'lost' if loses else 'won'}",
        old=people(touched.by_age["age_65_plus"], words),
        young=people(touched.by_age["age_0_14"], words),
    )


def _walks(outcome: Outcome, words: Words) -> str:
    scale = outcome.scale
    told = []
    if scale.walkers_longer >= _A_PERSON:
        minutes = words.minutes(scale.extra_minutes_mean, 1)
        told.append(
            words.text("neighbourhoods.whatif.longer", number=residents(scale.walkers_longer, words), minutes=minutes)
        )
    if scale.walkers_shorter >= _A_PERSON:
        minutes = words.minutes(scale.saved_minutes_mean, 1)
        told.append(
            words.text("neighbourhoods.whatif.shorter", number=residents(scale.walkers_shorter, words), minutes=minutes)
        )
    return " ".join(told)


def _where(outcome: Outcome, words: Words) -> str:
    table = outcome.table.iloc[:-1]
    noticing = (table["no_longer_covered"] + table["newly_covered"]).sort_values(ascending=False)
    names = [str(table["name"].loc[row]) for row in noticing.index[noticing >= _A_PERSON][:_NAMED]]
    return words.text("neighbourhoods.whatif.where", names=words.listing(names)) if names else ""
