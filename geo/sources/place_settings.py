"""The numbers and words that decide how the sources of places are put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from geo.sources.checked_yaml import load_checked
from geo.sources.field_types import CheckedModel, Number, Text
from geo.vocabulary import LocationQuality

Metres = Annotated[Number, Field(gt=0, le=5000)]
Share = Annotated[Number, Field(gt=0, le=1)]


class ErrorByQuality(CheckedModel):
    """How far off a point may be, in metres, by how it was found."""

    address: Metres
    postcode: Metres
    street: Metres
    area: Metres

    def of(self, quality: LocationQuality) -> float | None:
        """Metres for one quality; None where there is no point."""
        return None if quality is LocationQuality.NONE else float(getattr(self, quality.value))


class PlaceSettings(CheckedModel):
    """How uncertain a point is, and when two places are one."""

    error_m: ErrorByQuality
    area_error_certain_m: Metres
    error_certain_m: Metres
    same_within_m: Metres
    same_name: Share
    near_within_m: Metres
    near_name: Share
    generic_words: Text

    @property
    def generic(self) -> frozenset[str]:
        """The words that say what a place is, not which."""
        return frozenset(self.generic_words.split())


def read_place_settings(path: Path) -> PlaceSettings:
    """Read the settings.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load_checked(path, PlaceSettings)
