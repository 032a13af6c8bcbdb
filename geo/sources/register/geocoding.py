"""Choose which answer of the address service is the address of a place, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.addresses import HouseAddress, letters
from geo.sources.web.locatieserver import FoundAddress

_MOST_CANDIDATES: Final = 5


class Answer(StrEnum):
    """What the service answered, as it is kept in the register."""

    MATCH = "match"
    NO_MATCH = "no_match"
    SEVERAL = "several"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we make of the answers.

    Parameters
    ----------
    answer
        Whether there is one address that must be meant.
    found
        That address, if so.
    candidates
        Display names of the others, best first, for a person to choose from.
    """

    answer: Answer
    found: FoundAddress | None = None
    candidates: tuple[str, ...] = ()


def judge(
    wanted: HouseAddress, postcode: str | None, municipality: str | None, found: Sequence[FoundAddress]
) -> Verdict:
    """Choose among the answers; a doubt is a doubt, never the best of a bad lot.

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
    Verdict
        `match` with the one address; `elsewhere` if it exists in another municipality only; `several` if more fit;
        `no_match` otherwise, with what came near.
    """
    fitting = [each for each in found if _fits(wanted, postcode, each)]
    here = [each for each in fitting if municipality is None or each.gemeentecode == municipality]
    distinct = {each.weergavenaam: each for each in here}
    if len(distinct) == 1:
        return Verdict(Answer.MATCH, here[0])
    if distinct:
        return Verdict(Answer.SEVERAL, candidates=_names(here))
    if fitting:
        return Verdict(Answer.ELSEWHERE, candidates=_names(fitting))
    return Verdict(Answer.NO_MATCH, candidates=_names(found))


def _fits(wanted: HouseAddress, postcode: str | None, found: FoundAddress) -> bool:
    suffix = letters(found.huisletter + found.huisnummertoevoeging)
    if (found.huisnummer, suffix) != (wanted.number, wanted.suffix):
        return False
    if postcode is not None and found.postcode is not None:
        return found.postcode == postcode
    return letters(found.straatnaam) == letters(wanted.street)


def _names(found: Sequence[FoundAddress]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.weergavenaam for each in found))[:_MOST_CANDIDATES]
