"""Say what a what-if changes, in English sentences for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from geo.analysis.city import City
from geo.measures.evaluation import Evaluation
from geo.vocabulary import Speed
from geo.whatif.closure import Closure
from geo.whatif.impact import Scale, Touched
from geo.whatif.interval import ChangeInterval
from geo.whatif.new_places import OpenedPlace


def people(number: float) -> str:
    """Write a number of residents rounded to tens, or 'fewer than 10'."""
    if 0 < number < 10:
        return "fewer than 10"
    return f"{round(number, -1):,.0f}"


def minutes_walk(evaluation: Evaluation) -> str:
    """Write the threshold: `10 minutes' walk`, with the pace where it is slow."""
    pace = "" if evaluation.assumptions.speed is Speed.NORMAL else " at a slower pace"
    return f"{evaluation.assumptions.threshold:g} minutes' walk{pace}"


def names_of(city: City, place_ids: Sequence[str]) -> str:
    """List places by name."""
    called = dict(zip(city.all_places["place_id"], city.all_places["name"], strict=True))
    return and_list([called[one] for one in place_ids])


def and_list(names: Sequence[str]) -> str:
    """Join names: `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lost(touched: Touched) -> str:
    old = touched.by_age["age_65_plus"]
    return f"about {people(touched.residents)} residents" + (
        f", of whom {people(old)} are 65 or older," if old > 0 else ""
    )


def closure_sentences(city: City, found: Closure) -> list[str]:
    """Write what residents lose when places close."""
    lines: list[str] = []
    scale, near = found.scale, minutes_walk(found.change.before)
    if found.closed:
        verb = "closes" if len(found.closed) == 1 else "close"
        first = f"If {names_of(city, found.closed)} {verb}, "
        if scale.no_longer_covered.residents > 0:
            lines.append(f"{first}{_lost(scale.no_longer_covered)} lose their last meeting place within {near}.")
        else:
            lines.append(f"{first}nobody loses their last meeting place within {near}.")
        lines += _longer(scale)
    if found.at_same_address:
        lines.append(f"At the same address stays open: {names_of(city, found.at_same_address)}.")
    if found.ignored:
        lines.append(
            "Of a kind that is not looked at, or left out as uncertain, so closing changes nothing here: "
            f"{names_of(city, found.ignored)}."
        )
    return lines


def range_sentences(drawn: ChangeInterval | None) -> list[str]:
    """Say between which figures the loss probably lies, where it is not sure."""
    if drawn is None:
        return []
    low, high = (people(end) for end in drawn.lost)
    if low == high:
        return []
    return [f"Probably {low} to {high}: of some places nobody knows for sure whether and where they are."]


def _longer(scale: Scale) -> list[str]:
    if scale.walkers_longer == 0:
        return []
    mean = f"{scale.extra_minutes_mean:.0f} minutes more on average"
    return [f"For about {people(scale.walkers_longer)} residents the walk to the nearest place grows: {mean}."]


def scenario_sentences(city: City, opened: Sequence[OpenedPlace], found: Scale, before: Evaluation) -> list[str]:
    """Write what changes when places open, and others close with them."""
    near = minutes_walk(before)
    lines = []
    if opened:
        won = people(found.newly_covered.residents)
        subject = "a place opens" if len(opened) == 1 else "places open"
        where = and_list([str(place) for place in opened])
        lines.append(f"If {subject} at {where}, about {won} residents of {city.name} win one within {near}.")
    if found.no_longer_covered.residents > 0:
        lines.append(f"But {_lost(found.no_longer_covered)} lose their last one.")
    if found.walkers_shorter > 0:
        mean = f"{found.saved_minutes_mean:.0f} minutes less on average"
        lines.append(f"For about {people(found.walkers_shorter)} residents the walk shrinks: {mean}.")
    return lines + _longer(found)
