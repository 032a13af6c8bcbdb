"""The explicit list of places that are the same, or look alike and are not, where distance and name do not tell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from geo.sources.checked_yaml import load_checked
from geo.sources.field_types import CheckedModel, Line, Text


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
