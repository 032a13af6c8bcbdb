"""What a what-if comes to, in sentences of the size of a person. English, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from geo.analysis.city import City
from geo.analysis.equity import Equity
from geo.analysis.ranking import Badness, Says, Verdict
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.siting.best import Siting
from geo.vocabulary import Speed
from geo.whatif.closure import Closure
from geo.whatif.impact import Scale, Touched
from geo.whatif.new_places import OpenedPlace

IN_WORDS: Final = {
    Badness.GAP_SHARE: "share of residents without a place",
    Badness.GAP_DEPTH: "minutes too far per resident",
    Badness.NEED_GAP: "need-weighted residents without a place",
    Badness.NEED_GAP_RATE: "need-weighted gap per resident",
}
_EXCEPTIONS_TOLD: Final = 3


def people(number: float) -> str:
    """Say how many people, no finer than it is known: tens, and 'fewer than 10'."""
    if 0 < number < 10:
        return "fewer than 10"
    return f"{round(number, -1):,.0f}"


def minutes_walk(evaluation: Evaluation) -> str:
    """Say how far is near."""
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
    """Say what falls away."""
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


def _longer(scale: Scale) -> list[str]:
    if scale.walkers_longer == 0:
        return []
    mean = f"{scale.extra_minutes_mean:.0f} minutes more on average"
    return [f"For about {people(scale.walkers_longer)} residents the walk to the nearest place grows: {mean}."]


def scenario_sentences(city: City, opened: Sequence[OpenedPlace], found: Scale, before: Evaluation) -> list[str]:
    """Say what opening, and closing beside it, comes to."""
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


def siting_sentences(siting: Siting, asked: int, near: str, *, weighted: bool) -> list[str]:
    """Say what the best sites come to, and how sure it is that they are."""
    who = "need-weighted residents" if weighted else "residents"
    if not siting.chosen:
        return [f"No candidate site gives a new meeting place within {near} to anyone."]
    count = len(siting.chosen)
    sites = "The best site gives" if count == 1 else f"The best {count} sites together give"
    lines = [f"{sites} about {people(siting.value)} {who} a meeting place within {near}."]
    if siting.proven:
        lines.append("Proven: no other choice of candidates does better.")
    else:
        lines.append(
            f"The time was up: another choice may do better, by {siting.gap:.1%} of {siting.bound:,.0f} at most."
        )
    if count < asked:
        lines.append(f"{asked} were asked for; more than {count} would win nobody, or not fit at that distance.")
    return lines


def verdict_words(verdict: Verdict) -> str:
    """Say what all assumptions together say."""
    if verdict.says is Says.ALWAYS:
        return "always"
    if verdict.says is Says.NEVER:
        return "never" if verdict.equal < verdict.total else "never: equal"
    return f"depends: {verdict.worse} of {verdict.total}"


def comparison_sentences(one: str, other: str, verdicts: Mapping[Badness, Verdict]) -> list[str]:
    """Say whether one neighbourhood is really worse off than another, whatever the assumptions."""
    says = {verdict.says for verdict in verdicts.values()}
    if says == {Says.ALWAYS}:
        return [f"{one} is worse off than {other}, whatever the assumptions."]
    if says == {Says.NEVER}:
        return [f"{one} is not worse off than {other}, whatever the assumptions."]
    lines = [f"Is {one} worse off than {other}? That depends on what counts:"]
    lines += [f"- by {IN_WORDS[badness]}: {_how_often(verdict)}" for badness, verdict in verdicts.items()]
    return lines


def _how_often(verdict: Verdict) -> str:
    if verdict.says is Says.ALWAYS:
        return f"yes, in all {verdict.total} sets of assumptions."
    if verdict.says is Says.NEVER:
        return f"no, in none of {verdict.total} sets of assumptions."
    often = f"in {verdict.worse} of {verdict.total} sets of assumptions"
    if len(verdict.exceptions) > _EXCEPTIONS_TOLD:
        return f"{often}."
    return f"{often}; not with {'; nor with '.join(_in_words(one.assumptions) for one in verdict.exceptions)}."


def _in_words(assumptions: Assumptions) -> str:
    pace = "a slower pace" if assumptions.speed is Speed.SLOW else "normal pace"
    places = "all places" if assumptions.with_uncertain else "only places that are certain"
    return f"{assumptions.threshold} minutes, {pace} and {places}"


def equity_sentences(found: Equity, groups: pd.DataFrame, evaluation: Evaluation) -> list[str]:
    """Say how unequally the walk is shared."""
    ages = groups[groups["kind"] == "age"].sort_values("share_dry")
    far, close = ages.iloc[-1], ages.iloc[0]
    near = minutes_walk(evaluation)
    return [
        f"A resident walks {found.mean_minutes:.1f} minutes to the nearest meeting place on average.",
        f"Gini {found.gini:.2f}: 0 when everyone walks as far, 1 when a few walk all the minutes.",
        f"Without a place within {near}: {_dry(far)}, {_dry(close)}.",
        "Figures by need are modelled: the share of a neighbourhood, spread evenly over its residents.",
    ]


def _dry(group: pd.Series[Any]) -> str:
    return f"{group['share_dry']:.0%} of those aged {_age(group['group'])}"


def _age(band: str) -> str:
    return str(band).removeprefix("age_").replace("_plus", " and over").replace("_", " to ")


def hours_sentences(times: pd.DataFrame, known: int, places: int, first: date, weeks: int) -> list[str]:
    """Say when places are open, and how little of it is known."""
    best = times.sort_values(["coverage_low", "coverage_high"]).iloc[-1]
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[int(best["weekday"])]
    when = f"{day} {best['part']}"
    share = f"{best['coverage_low']:.0%} to {best['coverage_high']:.0%}"
    return [
        f"Of {places} places the hours of {known} are known. Low: only what is surely open; high: also what may be.",
        f"Best known: {when}, when {share} of residents have an open place near.",
        f"Looked at {weeks} weeks, from the week of {first.isoformat()}. Public holidays are not taken into account.",
    ]
