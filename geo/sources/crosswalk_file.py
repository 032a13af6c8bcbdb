"""The published crosswalk from OpenStreetMap tags to our words, in data that anyone may edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from geo.categories import Category
from geo.sources.checked_yaml import load_checked
from geo.sources.field_types import Bilingual, CheckedModel, Line, Text, refusal
from geo.sources.register_model import NotCounted
from geo.vocabulary import Domain, Function, Kind, YesNo


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
