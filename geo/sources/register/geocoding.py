"""Choose which answer of the address service is the address of a place, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.sources.addresses import HouseAddress, letters
from geo.sources.web.address_service import FoundAddress

_MOST_CANDIDATES: Final = 5


class MatchOutcome(StrEnum):
    """Whether the answers of the service hold the address, as it is kept in the register."""

    MATCH = "match"
    NO_MATCH = "no_match"
    SEVERAL = "several"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """The address of a place among the answers of the service, if one of them is it.

    Parameters
    ----------
    outcome
        Whether there is one address that must be meant.
    address
        That address, if so.
    candidates
        Display names of the others, best first, for a person to choose from.
    """

    outcome: MatchOutcome
    address: FoundAddress | None = None
    candidates: tuple[str, ...] = ()


def match_address(
    wanted: HouseAddress, postcode: str | None, municipality: str | None, found: Sequence[FoundAddress]
) -> AddressMatch:
    """Choose which answer is the address of a place; where more than one may be, none is.

    An answer is the address if number and suffix are equal, and the street or the postcode is. With a postcode known,
    another postcode is another address.

    Parameters
    ----------
    wanted
        What the register says.
    postcode
        Six characters, if known.
    municipality
        Four digits; answers from elsewhere are no match. None takes any.
    found
        What the service answered, best first.

    Returns
    -------
    AddressMatch
        `match` with the one address; `elsewhere` if it exists in another municipality only; `several` if more fit;
        `no_match` otherwise, with what came near.
    """
    fitting = [each for each in found if _fits(wanted, postcode, each)]
    here = [each for each in fitting if municipality is None or each.gemeentecode == municipality]
    distinct = {each.weergavenaam: each for each in here}
    if len(distinct) == 1:
        return AddressMatch(MatchOutcome.MATCH, here[0])
    if distinct:
        return AddressMatch(MatchOutcome.SEVERAL, candidates=_names(here))
    if fitting:
        return AddressMatch(MatchOutcome.ELSEWHERE, candidates=_names(fitting))
    return AddressMatch(MatchOutcome.NO_MATCH, candidates=_names(found))


def _fits(wanted: HouseAddress, postcode: str | None, found: FoundAddress) -> bool:
    suffix = letters(found.huisletter + found.huisnummertoevoeging)
    if (found.huisnummer, suffix) != (wanted.number, wanted.suffix):
        return False
    if postcode is not None and found.postcode is not None:
        return found.postcode == postcode
    return letters(found.straatnaam) == letters(wanted.street)


def _names(found: Sequence[FoundAddress]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.weergavenaam for each in found))[:_MOST_CANDIDATES]
