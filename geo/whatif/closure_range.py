"""Compute what closing comes to when every place counts, and when only those that are certain do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from geo.analysis.city import City, evaluate_city
from geo.measures.assumptions import Assumptions
from geo.whatif.closure import Closure, closure


@dataclass(frozen=True, slots=True)
class ClosureRange:
    """What falls away under both answers to the question whether uncertain places are there.

    Parameters
    ----------
    every
        With the uncertain places.
    certain
        Without them; None where none of those that close is certain, so that nobody knows whether anything would.
    """

    every: Closure
    certain: Closure | None

    @property
    def least(self) -> float:
        """Residents who lose their last place within a walk, the lower of both figures."""
        return min(self._lost())

    @property
    def most(self) -> float:
        """Residents who lose their last place within a walk, the higher of both figures."""
        return max(self._lost())

    @property
    def differs(self) -> bool:
        """Whether the two figures are still two when written in tens."""
        return round(self.least, -1) != round(self.most, -1)

    def _lost(self) -> list[float]:
        found = [one for one in (self.every, self.certain) if one is not None]
        return [one.scale.no_longer_covered.residents for one in found]


def closure_range(city: City, place_ids: Iterable[str], assumptions: Assumptions | None = None) -> ClosureRange:
    """Close places together, with and without the uncertain places of the town.

    Parameters
    ----------
    city
        The prepared bundle.
    place_ids
        Which close, in any order.
    assumptions
        How to look at it; whether uncertain places count is asked both ways. None is as on the first map.

    Returns
    -------
    ClosureRange
        Both closures. Of those that close, the certain ones alone do so in the second.

    Raises
    ------
    QuestionError
        If no place is named, or one is not a counted place.
    """
    asked = Assumptions.headline(city.settings) if assumptions is None else assumptions
    closing = tuple(place_ids)
    every, certain = (
        closure(city, evaluate_city(city, replace(asked, with_uncertain=counted)), closing) for counted in (True, False)
    )
    return ClosureRange(every, certain if certain.closed else None)
