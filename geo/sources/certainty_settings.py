"""The published table of how sure we are of a place: data/certainty.yaml, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.sources.files.field_types import CheckedModel, Line, Number
from geo.sources.files.yaml import load_checked
from geo.vocabulary import ALTERNATIVES, Confidence, Kind, YesNo

Probability = Annotated[Number, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=200)]
Metres = Annotated[Number, Field(ge=0, le=1000)]


class There(CheckedModel):
    """The probability that a place is still there, by how sure its source is."""

    high: Probability
    medium: Probability
    low: Probability


class WalkIn(CheckedModel):
    """The probability that anyone can walk in, by what is known of it."""

    yes: Probability
    limited: Probability
    no: Probability


class WalkInUnknown(CheckedModel):
    """The probability that anyone can walk in where nobody knows, by kind of place."""

    initiative: Probability
    public: Probability
    informal: Probability


class ExistenceModel(CheckedModel):
    """One way to judge how likely a place is there for anyone to walk in."""

    there: There
    walk_in: WalkIn
    walk_in_unknown: WalkInUnknown
    yearly: Probability
    undated_years: Annotated[Number, Field(ge=0, le=50)]

    def there_by(self, confidence: Confidence) -> float:
        """Give the probability of being there at all."""
        return float(getattr(self.there, confidence.value))

    def open_by(self, walk_in: YesNo, kind: Kind) -> float:
        """Give the probability that anyone can walk in."""
        if walk_in is YesNo.UNKNOWN:
            return float(getattr(self.walk_in_unknown, kind.value))
        return float(getattr(self.walk_in, walk_in.value))


class PositionCounts(CheckedModel):
    """How many positions stand for a point that is not exactly known."""

    address_m: Metres
    address: Count
    postcode: Count
    street: Count
    area: Count


class CertaintySettings(CheckedModel):
    """How sure we are of places, and how intervals are drawn."""

    headline: Line
    models: dict[str, ExistenceModel]
    positions: PositionCounts
    draws: Annotated[int, Field(ge=1000, le=100_000)]

    @model_validator(mode="after")
    def _headline_is_a_model(self) -> Self:
        missing = sorted({self.headline, *ALTERNATIVES} - set(self.models))
        if missing:
            raise ValueError(f"no model '{missing[0]}' among the models: {', '.join(self.models)}")
        return self

    @property
    def headline_model(self) -> ExistenceModel:
        """The model that every figure uses."""
        return self.models[self.headline]


def read_certainty_settings(path: Path) -> CertaintySettings:
    """Read the settings.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load_checked(path, CertaintySettings)
