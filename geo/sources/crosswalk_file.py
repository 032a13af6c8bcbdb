"""The published crosswalk from OpenStreetMap tags to our words, in data that anyone may edit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from geo.sources.files.field_types import Bilingual, CheckedModel, Line, Text, refusal
from geo.sources.files.yaml import load_checked
from geo.vocabulary import Category, Domain, Function, Kind, NotCounted, YesNo


def _one_or_more(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


TagValues = Annotated[str | tuple[Line, ...], AfterValidator(_one_or_more)]
"""The values of a tag that fit: one, several, or '*' for any."""
Tags = dict[Line, TagValues]
OsmId = Annotated[str, Field(pattern=r"^(node|way|relation)/[1-9]\d*$")]
"""How OpenStreetMap names one thing: `node/123`."""


class Rule(CheckedModel):
    """What a thing with certain tags is to us."""

    tags: Annotated[Tags, Field(min_length=1)]
    kind: Kind
    category: Category
    functions: Annotated[tuple[Function, ...], Field(min_length=1)]
    domains: tuple[Domain, ...]
    walk_in: YesNo = YesNo.UNKNOWN
    free: YesNo = YesNo.UNKNOWN
    not_counted: NotCounted | None = None
    reason: Bilingual

    @model_validator(mode="after")
    def _not_an_initiative(self) -> Self:
        if self.kind is Kind.INITIATIVE:
            raise refusal("public or informal", "Initiatives stand in the register.", "kind")
        return self


class SingleException(CheckedModel):
    """What one thing is to us, where its tags would mislead; keys left out follow its rule."""

    osm_id: OsmId
    leave_out: bool = False
    kind: Kind | None = None
    category: Category | None = None
    functions: Annotated[tuple[Function, ...], Field(min_length=1)] | None = None
    domains: tuple[Domain, ...] | None = None
    walk_in: YesNo | None = None
    free: YesNo | None = None
    not_counted: NotCounted | None = None
    reason: Bilingual


class Crosswalk(CheckedModel):
    """All rules, in the order in which they are tried, and the exceptions."""

    title: Line
    source: Text
    not_walk_in_when: Tags = Field(default_factory=dict)
    closed_when: Tags = Field(default_factory=dict)
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    exceptions: tuple[SingleException, ...] = ()

    @model_validator(mode="after")
    def _each_exception_once(self) -> Self:
        seen: set[str] = set()
        for exception in self.exceptions:
            if exception.osm_id in seen:
                raise refusal(f"{exception.osm_id} once", "Merge the two exceptions.", "exceptions")
            seen.add(exception.osm_id)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The tag keys that the rules look at first: what must be read from OpenStreetMap."""
        return tuple(sorted({next(iter(rule.tags)) for rule in self.rules}))


def read_crosswalk(path: Path) -> Crosswalk:
    """Read the crosswalk.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load_checked(path, Crosswalk)


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
