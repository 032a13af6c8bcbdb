"""Take an address apart into street, house number and town, and tell whether two addresses are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo.vocabulary import words_of

_ADDRESS: Final = re.compile(
    r"(?P<street>\D+?)\s+(?P<number>\d{1,5})\s*-?\s*(?P<suffix>[^\s,]{0,6})(?:,(?P<rest>.*))?$"
)
_TOWN: Final = re.compile(r"(?:['\u2019][st][\s-])?[^\W\d]{2,}(?:[\s-]+[^\W\d]{2,})*")


@dataclass(frozen=True, slots=True)
class HouseAddress:
    """An address as people write it, taken apart.

    Parameters
    ----------
    street, number, suffix
        `Veyestraat`, 8 and `b`; the suffix is empty if there is none.
    town
        What follows the first comma where that can be a town, letters only; else empty.
    """

    street: str
    number: int
    suffix: str
    town: str = ""


def take_apart(address: str | None) -> HouseAddress | None:
    """Take an address apart; None if it has no street with a house number, so that nobody could point at a door."""
    parts = _ADDRESS.match(address.strip()) if address else None
    if parts is None:
        return None
    rest = (parts["rest"] or "").strip()
    town = letters(rest) if _TOWN.fullmatch(rest) else ""
    return HouseAddress(parts["street"].strip(), int(parts["number"]), letters(parts["suffix"]), town)


def letters(text: str) -> str:
    """Write a text in small letters and digits alone: `P. Debyeplein` becomes `pdebyeplein`."""
    return "".join(words_of(text))


def same_door(one: HouseAddress, other: HouseAddress) -> bool:
    """Whether street, number and suffix are equal, and no two towns are named; abbreviations are not written out."""
    doors = [(letters(each.street), each.number, each.suffix) for each in (one, other)]
    return doors[0] == doors[1] and (not one.town or not other.town or one.town == other.town)
