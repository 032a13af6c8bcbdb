"""All ways to look at the neighbourhoods, computed once: ranks as stretches, and who is worse off than whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from geo.analysis.needs_weights import NeedWeights
from geo.analysis.ranking import Badness, Comparison, Exploration, assumption_sets, explore, rank_intervals, worse_than
from geo.vocabulary import Selection
from layers.measures import Measure
from views.state.data import city_at
from views.state.look import Look
from views.state.state import EVEN_NEEDS, Weights

BADNESS: Final[Mapping[Measure, Badness]] = MappingProxyType(
    {
        Measure.COVERAGE: Badness.GAP_SHARE,
        Measure.DRY: Badness.GAP_SHARE,
        Measure.GAP: Badness.NEED_GAP,
        Measure.NEED_GAP: Badness.NEED_GAP,
        Measure.GAP_DEPTH: Badness.GAP_DEPTH,
    }
)
"""What makes worse off, by what the map shows; the other figures say how it is, not who is worse off."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a neighbourhood stands among the others, 1 the driest.

    Parameters
    ----------
    low, high
        The extremes over all ways to look.
    """

    low: int
    high: int


@lru_cache(maxsize=24)
def _exploration(path: Path, selection: Selection, own: Weights | None) -> Exploration:
    city = city_at(path)
    weights = [] if own is None else [NeedWeights.by_need(dict(own))]
    sets = assumption_sets(city.settings, weights)
    chosen = [replace(one, assumptions=replace(one.assumptions, selection=selection)) for one in sets]
    return explore(city, chosen)


def prepare(path: Path) -> None:
    """Make a city ready for questions, and look at it in all ways, before the first visitor asks."""
    _exploration(path, city_at(path).settings.headline_selection, None)


def exploration_of(look: Look) -> Exploration:
    """Give every neighbourhood under every way to look, for the kinds of place that the reader counts."""
    own = None if look.needs in {(), EVEN_NEEDS} else look.needs
    return _exploration(look.path, look.assumptions.selection, own)


def badness_of(look: Look) -> Badness:
    """Say by what neighbourhoods are compared, given what the map shows."""
    return BADNESS.get(look.view.measure, Badness.GAP_SHARE)


def ranks_of(look: Look) -> Mapping[str, Rank]:
    """Give the stretch of ranks of every neighbourhood that has one."""
    table = rank_intervals(look.city, exploration_of(look), badness_of(look))
    known = table[table["rank"].notna()]
    return {
        str(code): Rank(int(low), int(high))
        for code, low, high in zip(known["neighbourhood"], known["rank_worst"], known["rank_best"], strict=True)
    }


def comparison_of(look: Look, pair: tuple[str, str], badness: Badness) -> Comparison:
    """Count in how many ways the first neighbourhood is worse off than the second.

    Raises
    ------
    QuestionError
        If too few people live in one of them to say.
    """
    return worse_than(look.city, exploration_of(look), *pair, badness)
