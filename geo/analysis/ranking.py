"""Rank neighbourhoods under every set of assumptions, and give intervals of ranks instead of one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from geo.analysis.city import NEEDS, City, evaluate_city
from geo.analysis.needs_weights import NeedWeights, weighted_residents
from geo.arrays import BoolArray, FloatArray
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation, contributions
from geo.measures.grouping import share_of
from geo.settings import WalkSettings

_EQUAL = 1e-9


class Badness(StrEnum):
    """What makes one neighbourhood worse off than another."""

    GAP_SHARE = "gap_share"
    """Share of residents with no place within the threshold."""
    GAP_DEPTH = "gap_depth"
    """Minutes beyond the threshold, per resident."""
    NEED_GAP = "need_gap"
    """Need-weighted residents with no place within the threshold: large neighbourhoods come first."""
    NEED_GAP_RATE = "need_gap_rate"
    """The same per resident."""

    @property
    def uses_weights(self) -> bool:
        """Whether the weights of needs matter; a share within one neighbourhood does not change with them."""
        return self in {Badness.NEED_GAP, Badness.NEED_GAP_RATE}


class Consensus(StrEnum):
    """What all assumptions together say about 'A is worse off than B'."""

    ALWAYS = "always"
    NEVER = "never"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class AssumptionSet:
    """One way to look at the city, needs included; without weights residents count as they are."""

    assumptions: Assumptions
    weights: NeedWeights | None = None


@dataclass(frozen=True, slots=True)
class Exploration:
    """Every neighbourhood under every set of assumptions.

    Parameters
    ----------
    sets
        What was looked at, `s` of them.
    residents
        Per neighbourhood, in the order of `city.grouping`, shape `(b,)`.
    ranked
        Whether enough people live there to be ranked, shape `(b,)`.
    by_badness
        Per measure, shape `(s, b)`; NaN where nobody lives.
    """

    sets: tuple[AssumptionSet, ...]
    residents: FloatArray
    ranked: BoolArray
    by_badness: dict[Badness, FloatArray]

    def rows_for(self, badness: Badness) -> list[int]:
        """Which sets differ for a measure: where weights do not matter, each of the others is told once."""
        if badness.uses_weights:
            return list(range(len(self.sets)))
        first: dict[Assumptions, int] = {}
        for row, one in enumerate(self.sets):
            first.setdefault(one.assumptions, row)
        return list(first.values())

    def of(self, badness: Badness) -> FloatArray:
        """Values under those sets."""
        return self.by_badness[badness][self.rows_for(badness)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often one neighbourhood is worse off than another.

    Parameters
    ----------
    worse, equal, better
        In how many sets of assumptions the first is worse off than, as badly off as, or better off than the second.
    exceptions
        The sets in which it is not worse off.
    """

    worse: int
    equal: int
    better: int
    exceptions: tuple[AssumptionSet, ...] = ()

    @property
    def total(self) -> int:
        """How many sets were looked at."""
        return self.worse + self.equal + self.better

    @property
    def consensus(self) -> Consensus:
        """`always` worse, `never` worse (better or equal), or `depends`."""
        if self.worse == self.total:
            return Consensus.ALWAYS
        return Consensus.NEVER if self.worse == 0 else Consensus.DEPENDS


def assumption_sets(settings: WalkSettings, weights: Iterable[NeedWeights] = ()) -> tuple[AssumptionSet, ...]:
    """Combine both speeds, all thresholds, uncertain places in or out, and needs: none, each alone, all, one's own.

    Parameters
    ----------
    settings
        With speeds, thresholds and the selection of the headline.
    weights
        Weights of one's own to look at as well.

    Returns
    -------
    tuple of AssumptionSet
        Each once; the headline without weights comes first.
    """
    walks = [
        Assumptions(settings.headline_selection, *one)
        for one in product(settings.speeds_kmh, settings.thresholds_min, (True, False))
    ]
    alone = [NeedWeights.by_need({need: 1.0}) for need in NEEDS]
    wishes: list[NeedWeights | None] = [None, *alone, NeedWeights()]
    wishes += [one for one in weights if one not in wishes]
    sets = [AssumptionSet(one, wish) for one, wish in product(walks, wishes)]
    first = AssumptionSet(Assumptions.headline(settings))
    return (first, *(one for one in sets if one != first))


def explore(city: City, sets: Sequence[AssumptionSet]) -> Exploration:
    """Compute every measure for every neighbourhood under every set of assumptions.

    Parameters
    ----------
    city
        The prepared bundle.
    sets
        At least one.

    Returns
    -------
    Exploration
        Rows in the order of `sets`.

    Raises
    ------
    QuestionError
        If there is no set, or a threshold goes beyond the tables.
    """
    if not sets:
        raise QuestionError(Problem.NOTHING_CHOSEN, "No assumptions were given. Give at least one set.")
    evaluations = {one.assumptions: evaluate_city(city, one.assumptions) for one in sets}
    people = city.grouping.total(city.residents)
    rows = [_row(city, evaluations[one.assumptions], one.weights, people) for one in sets]
    values = {badness: np.stack([row[badness] for row in rows]) for badness in Badness}
    return Exploration(tuple(sets), people, people >= city.settings.ranking_min_residents, values)


def _row(
    city: City, evaluation: Evaluation, weights: NeedWeights | None, people: FloatArray
) -> dict[Badness, FloatArray]:
    total = city.grouping.total
    depth = total(contributions(evaluation, city.residents, city.settings)["excess"])
    gap = total(city.residents * evaluation.levels.dry)
    need = total(weighted_residents(city, weights) * evaluation.levels.dry)
    return {
        Badness.GAP_SHARE: share_of(gap, people),
        Badness.GAP_DEPTH: share_of(depth, people),
        Badness.NEED_GAP: np.where(people > 0, need, np.nan),
        Badness.NEED_GAP_RATE: share_of(need, people),
    }


def rank_intervals(city: City, exploration: Exploration, badness: Badness) -> pd.DataFrame:
    """Rank neighbourhoods under every set of assumptions, and keep the extremes.

    Parameters
    ----------
    city
        The prepared bundle.
    exploration
        What `explore` found.
    badness
        What to rank by.

    Returns
    -------
    pandas.DataFrame
        `neighbourhood`, `name`, `residents`, `rank` under the first set, `rank_worst` and `rank_best`, `value` under
        the first set, `value_low` and `value_high`. Rank 1 is worst off. Neighbourhoods that are equally badly off
        share all the ranks they take up, so their interval is as wide. Ranks are missing where too few people live.
        Ordered by rank, then by code.
    """
    values = exploration.of(badness)
    ranked = exploration.ranked
    low = np.full(values.shape, np.nan)
    high = low.copy()
    # Sums in another order must not break ties, so values are compared as rounded.
    compared = -np.round(values[:, ranked], 9)
    low[:, ranked] = rankdata(compared, method="min", axis=1)
    high[:, ranked] = rankdata(compared, method="max", axis=1)
    table = pd.DataFrame(
        {
            "neighbourhood": list(city.grouping.names),
            "name": city.neighbourhoods["name"].to_numpy(dtype=object),
            "residents": exploration.residents,
            "rank": low[0],
            "rank_worst": low.min(axis=0),
            "rank_best": high.max(axis=0),
            "value": values[0],
            "value_low": values.min(axis=0),
            "value_high": values.max(axis=0),
        }
    )
    table = table.astype(dict.fromkeys(("rank", "rank_worst", "rank_best"), "Int64"))
    return table.sort_values(["rank", "neighbourhood"], na_position="last", ignore_index=True)


def worse_than(city: City, exploration: Exploration, one: str, other: str, badness: Badness) -> Comparison:
    """Count under how many assumptions one neighbourhood is worse off than another.

    Parameters
    ----------
    city
        The prepared bundle.
    exploration
        What `explore` found.
    one, other
        Codes of two neighbourhoods.
    badness
        What makes worse off.

    Returns
    -------
    Comparison
        Over the sets that differ for this measure.

    Raises
    ------
    QuestionError
        If they are the same, or too few people live in one of them to say.
    """
    names = dict(zip(city.grouping.names, city.neighbourhoods["name"], strict=True))
    if one == other:
        sentence = f"{names[one]} is as badly off as itself. Name two different neighbourhoods."
        raise QuestionError(Problem.SAME_TWICE, sentence, name=names[one])
    for code in (one, other):
        if not exploration.ranked[city.grouping.names.index(code)]:
            few = city.settings.ranking_min_residents
            sentence = f"Fewer than {few} people live in {names[code]}: too few to compare it with others."
            raise QuestionError(Problem.FEW_RESIDENTS, sentence, name=names[code], limit=few)
    first, second = (city.grouping.names.index(code) for code in (one, other))
    rows = exploration.rows_for(badness)
    more = exploration.by_badness[badness][rows, first] - exploration.by_badness[badness][rows, second]
    return Comparison(
        worse=int((more > _EQUAL).sum()),
        equal=int((np.abs(more) <= _EQUAL).sum()),
        better=int((more < -_EQUAL).sum()),
        exceptions=tuple(exploration.sets[row] for row, by in zip(rows, more, strict=True) if by <= _EQUAL),
    )
