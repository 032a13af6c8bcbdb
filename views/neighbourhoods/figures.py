"""The figures of the neighbourhoods: in cells, and ranked under every assumption."""

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
from layers.figures import AreaFigure, area_figures, whole_area
from layers.measures import CLASSES, Measure, MeasureUnit
from layers.sentences import people, value_text
from layers.words import Words
from views.shared.how_sure import expected_rows
from views.state.data import city_at, open_bundle
from views.state.look import MOST_LOOKS, Look, figures_of
from views.state.state import EVEN_NEEDS, Weights


@lru_cache(maxsize=MOST_LOOKS)
def figure_by_code(look: Look) -> dict[str, AreaFigure]:
    """Return the figure of each neighbourhood, by code."""
    return {figure.neighbourhood: figure for figure in area_figures(figures_of(look))}


@lru_cache(maxsize=MOST_LOOKS)
def city_of(look: Look) -> AreaFigure:
    """Give the figure of the whole area."""
    code = str(look.bundle.manifest["area"]["code"])
    return whole_area(figures_of(look), look.bundle.weighed, look.view, code, look.area)


@lru_cache(maxsize=4)
def names_at(path: Path) -> dict[str, str]:
    """Give the names of the neighbourhoods by code."""
    table = open_bundle(path).neighbourhoods
    return dict(zip(map(str, table["neighbourhood"]), map(str, table["name"]), strict=True))


def bare_text(value: float, measure: Measure, words: Words) -> str:
    """Write a value of a measure; only shares keep their sign."""
    match CLASSES[measure].unit:
        case MeasureUnit.RESIDENTS | MeasureUnit.POINTS:
            return people(value, words)
        case MeasureUnit.MINUTES:
            return words.number(value, 1)
        case _:
            return value_text(value, measure, words)


def band_text(low: float, high: float, measure: Measure, words: Words) -> str:
    """Write a band, or one value where both ends read the same."""
    ends = [bare_text(value, measure, words) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else words.text("neighbourhoods.band", low=ends[0], high=ends[1])


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
        The driest and the least dry rank that it may have.
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
    """Fill the caches for the page before the first visitor: the city and its rankings under all assumptions."""
    _exploration(path, city_at(path).settings.headline_selection, None)


def exploration_of(look: Look) -> Exploration:
    """Rank the neighbourhoods under every set of assumptions, for the kinds of place that the reader counts."""
    own = None if look.needs in {(), EVEN_NEEDS} else look.needs
    return _exploration(look.path, look.assumptions.selection, own)


def badness_of(look: Look) -> Badness:
    """Say by what neighbourhoods are compared, given what the map shows."""
    return BADNESS.get(look.view.measure, Badness.GAP_SHARE)


def ranks_of(look: Look) -> Mapping[str, Rank]:
    """Return between which ranks every neighbourhood lies that is ranked.

    By the share that has no place nearby: in 9 of 10 draws, for the kinds of place, the speed and the minutes of the
    reader. By depth or by need, of which there are no draws: over all sets of assumptions.
    """
    if badness_of(look) is Badness.GAP_SHARE and look.assumptions.with_uncertain:
        return _drawn_ranks(look)
    table = rank_intervals(look.city, exploration_of(look), badness_of(look))
    known = table[table["rank"].notna()]
    return {
        str(code): Rank(int(low), int(high))
        for code, low, high in zip(known["neighbourhood"], known["rank_worst"], known["rank_best"], strict=True)
    }


def _drawn_ranks(look: Look) -> Mapping[str, Rank]:
    rows = expected_rows(look)
    known = rows[rows["rank_low"].notna()]
    return {
        str(code): Rank(int(low), int(high))
        for code, low, high in zip(known["neighbourhood"], known["rank_low"], known["rank_high"], strict=True)
    }


def comparison_of(look: Look, pair: tuple[str, str], badness: Badness) -> Comparison:
    """Count the sets of assumptions under which the first neighbourhood is worse off than the second.

    Raises
    ------
    QuestionError
        If too few people live in one of them to say.
    """
    return worse_than(look.city, exploration_of(look), *pair, badness)
