"""The numbers and words that decide how the sources of places are put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from geo.sources.files.field_types import CheckedModel, Line, Number, Text
from geo.sources.files.yaml import load_checked
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


class Pair(CheckedModel):
    """Two places, or more, that a person looked at."""

    places: Annotated[tuple[Line, ...], Field(min_length=2)]
    reason: Text


class SamePlaces(CheckedModel):
    """Which places are one, which are guests of another, and which are not one although they look alike.

    Of `guests`, the first place is the host: the others meet in it, are counted with it, and tell nothing about it.
    """

    same: tuple[Pair, ...] = ()
    guests: tuple[Pair, ...] = ()
    different: tuple[Pair, ...] = ()

    @property
    def guest_ids(self) -> frozenset[str]:
        """The places that meet in another one."""
        return frozenset(place_id for pair in self.guests for place_id in pair.places[1:])


def read_same_places(path: Path) -> SamePlaces:
    """Read the list.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load_checked(path, SamePlaces)
