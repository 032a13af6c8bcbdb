"""From OpenStreetMap tags to our kinds, categories, functions and domains."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from geo.categories import Category
from geo.sources.crosswalk_file import Crosswalk, Rule, SingleException
from geo.sources.register_model import NotCounted
from geo.vocabulary import Domain, Function, Kind, YesNo

ANY = "*"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a thing on the map is to us.

    Parameters
    ----------
    kind, category, functions, domains
        In our words.
    walk_in, free
        As far as its sort tells.
    not_counted
        Why it takes no part in coverage, or None if it may.
    """

    kind: Kind
    category: Category
    functions: tuple[Function, ...]
    domains: tuple[Domain, ...]
    walk_in: YesNo
    free: YesNo
    not_counted: NotCounted | None


def meaning_of(osm_id: str, tags: Mapping[Hashable, object], crosswalk: Crosswalk) -> Meaning | None:
    """Look up what one thing is.

    Parameters
    ----------
    osm_id
        Such as `node/123`.
    tags
        Its tags; values that are no text are ignored.
    crosswalk
        The rules and exceptions.

    Returns
    -------
    Meaning or None
        None if it is no meeting place, or is left out on purpose.
    """
    exception = next((each for each in crosswalk.exceptions if each.osm_id == osm_id), None)
    if exception is not None and exception.leave_out:
        return None
    rule = next((each for each in crosswalk.rules if _fits(tags, each)), None)
    meaning = _from_rule(rule) if rule is not None else None
    if exception is not None:
        meaning = _with_exception(meaning, exception)
    if meaning is None:
        return None
    if _has_any(tags, crosswalk.closed_when):
        return replace(meaning, not_counted=NotCounted.CLOSED)
    if meaning.not_counted is None and _has_any(tags, crosswalk.not_walk_in_when):
        return replace(meaning, not_counted=NotCounted.NOT_WALK_IN, walk_in=YesNo.NO)
    return meaning


def _fits(tags: Mapping[Hashable, object], rule: Rule) -> bool:
    return all(_matches(tags.get(key), values) for key, values in rule.tags.items())


def _has_any(tags: Mapping[Hashable, object], wanted: Mapping[str, str | tuple[str, ...]]) -> bool:
    return any(_matches(tags.get(key), values) for key, values in wanted.items())


def _matches(value: object, wanted: str | tuple[str, ...]) -> bool:
    if not isinstance(value, str):
        return False
    # Mappers join several values with a semicolon: a thing is each of them.
    return ANY in wanted or any(part.strip() in wanted for part in value.split(";"))


def _from_rule(rule: Rule) -> Meaning:
    return Meaning(rule.kind, rule.category, rule.functions, rule.domains, rule.walk_in, rule.free, rule.not_counted)


def _with_exception(meaning: Meaning | None, exception: SingleException) -> Meaning | None:
    if meaning is None:
        return _from_exception(exception)
    return Meaning(
        exception.kind or meaning.kind,
        exception.category or meaning.category,
        exception.functions or meaning.functions,
        meaning.domains if exception.domains is None else exception.domains,
        exception.walk_in or meaning.walk_in,
        exception.free or meaning.free,
        exception.not_counted or meaning.not_counted,
    )


def _from_exception(exception: SingleException) -> Meaning | None:
    """Use an exception without a rule: it must say everything."""
    if exception.kind is None or exception.category is None or exception.functions is None:
        return None
    return Meaning(
        exception.kind,
        exception.category,
        exception.functions,
        exception.domains or (),
        exception.walk_in or YesNo.UNKNOWN,
        exception.free or YesNo.UNKNOWN,
        exception.not_counted,
    )
