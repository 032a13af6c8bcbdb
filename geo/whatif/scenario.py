"""Apply a scenario: places closed and opened, and what that changes, without building anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from geo.analysis.city import City, measures_table, weigh, with_area_total
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.errors import Problem, QuestionError, near_names, or_else, quote
from geo.measures.access import Access
from geo.measures.evaluation import Evaluation, Levels
from geo.measures.formulas import count_by_function
from geo.vocabulary import Function
from geo.whatif.new_places import OpenedPlace, walks_to

_COMPARED: Final = ("covered", "coverage", "gap", "gap_depth", "variety")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is different.

    Parameters
    ----------
    closed
        `place_id`s of places that close. The order does not matter.
    opened
        Places that open.
    """

    closed: frozenset[str] = field(default_factory=frozenset)
    opened: tuple[OpenedPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What everyone can reach before and after.

    Parameters
    ----------
    before, after
        Under the same assumptions.
    ignored
        `place_id`s that close but took no part before: they are of another kind, or uncertain.
    """

    before: Evaluation
    after: Evaluation
    ignored: tuple[str, ...] = ()

    @property
    def won(self) -> FloatArray:
        """How much likelier each demand point has a place within reach after it, from 0 to 1, shape `(k,)`."""
        return np.maximum(self.before.levels.dry - self.after.levels.dry, 0.0)

    @property
    def lost(self) -> FloatArray:
        """How much less likely each demand point has a place within reach after it, from 0 to 1, shape `(k,)`."""
        return np.maximum(self.after.levels.dry - self.before.levels.dry, 0.0)


def change(city: City, evaluation: Evaluation, scenario: Scenario, walks: FloatArray | None = None) -> Change:
    """Close and open places.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach today, or after another change.
    scenario
        What is different.
    walks
        What `geo.whatif.new_places.walks_to` gave for `scenario.opened`, if it was asked before; shape `(k, n)`.

    Returns
    -------
    Change
        The same figures as a build without the closed and with the opened places on the same streets.

    Raises
    ------
    QuestionError
        If a closed place is not one of the counted places, or an opened one cannot stand where it is put.
    """
    columns = _columns_of(city, scenario.closed)
    takes_part = evaluation.selected[columns]
    ignored = tuple(str(one) for one in city.access.place_ids[columns[~takes_part]])
    opened = walks_to(city, scenario.opened) if walks is None else walks
    after = close_places(city.access, city.functions, evaluation, columns[takes_part])
    if takes_part.any():
        after = weigh(city, after)
    has = np.array([[one in place.functions for place in scenario.opened] for one in Function], dtype=bool)
    return Change(evaluation, open_places(after, has, opened), ignored)


def _columns_of(city: City, place_ids: frozenset[str]) -> IntArray:
    known = pd.Index(city.access.place_ids)
    for one in sorted(place_ids):
        if one not in known:
            near = near_names(one, map(str, known))
            sentence = f"There is no counted place {quote(one)}. " + or_else(near, "'riool places list' shows them.")
            raise QuestionError(Problem.UNKNOWN_PLACE, sentence, name=one, near=list(near))
    return np.sort(known.get_indexer(pd.Index(sorted(place_ids), dtype=object))).astype(np.int64)


def close_places(access: Access, functions: BoolArray, evaluation: Evaluation, columns: IntArray) -> Evaluation:
    """Take places away: counts go down, and only whoever was nearest to one of them looks for another.

    Parameters
    ----------
    access
        Walking distances, shape `(k, p)`.
    functions
        Which place has which function, shape `(4, p)`.
    evaluation
        What everyone can reach before.
    columns
        Which places close; all of them take part.

    Returns
    -------
    Evaluation
        The same as `geo.measures.evaluation.evaluate` gives without them.
    """
    if not len(columns):
        return evaluation
    selected = evaluation.selected.copy()
    selected[columns] = False
    metres = access.distance[:, columns]
    within = metres <= evaluation.reach_m
    lost = np.array([within[:, has[columns]].sum(axis=1) for has in functions], dtype=np.int64)
    nearest = evaluation.nearest_m.copy()
    looking = np.flatnonzero(np.isfinite(nearest) & (metres.min(axis=1) <= nearest))
    others = access.distance[np.ix_(looking, np.flatnonzero(selected))]
    nearest[looking] = np.minimum(others.min(axis=1, initial=np.inf), evaluation.opened_m[looking])
    count = evaluation.count - within.sum(axis=1)
    return replace(
        evaluation,
        selected=selected,
        nearest_m=nearest,
        count=count,
        by_function=evaluation.by_function - lost,
        levels=Levels.of_count(count),
    )


def open_places(evaluation: Evaluation, functions: BoolArray, metres: FloatArray) -> Evaluation:
    """Add places: counts go up, and whoever is nearer to one of them walks there.

    Parameters
    ----------
    evaluation
        What everyone can reach before.
    functions
        Which new place has which function, shape `(4, n)`.
    metres
        Walking distances to them, `inf` beyond the longest walk kept, shape `(k, n)`.

    Returns
    -------
    Evaluation
        The same as `geo.measures.evaluation.evaluate` gives with them.
    """
    if not metres.shape[1]:
        return evaluation
    within = metres <= evaluation.reach_m
    won = count_by_function(within, functions)
    return replace(
        evaluation,
        nearest_m=np.minimum(evaluation.nearest_m, metres.min(axis=1)),
        count=evaluation.count + within.sum(axis=1),
        by_function=evaluation.by_function + won,
        levels=evaluation.levels.with_sure(within.sum(axis=1)),
        opened_count=evaluation.opened_count + within.sum(axis=1),
        opened_m=np.minimum(evaluation.opened_m, metres.min(axis=1)),
    )


def changes_table(city: City, changed: Change) -> pd.DataFrame:
    """Compare before and after for every neighbourhood and the area.

    Parameters
    ----------
    city
        The prepared bundle.
    changed
        The change.

    Returns
    -------
    pandas.DataFrame
        `neighbourhood`, `name`, `residents`, `newly_covered`, `no_longer_covered` (residents), and `covered`,
        `coverage`, `gap`, `gap_depth` and `variety`, each with `_before` and `_after`; the area comes last.
    """
    return compare_measures(city, changed, measures_table(city, changed.before), measures_table(city, changed.after))


def compare_measures(city: City, changed: Change, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Put measures before and after beside each other, for who has them already; else as `changes_table`.

    Parameters
    ----------
    city
        The prepared bundle.
    changed
        The change.
    before, after
        From `geo.analysis.city.measures_table`.

    Returns
    -------
    pandas.DataFrame
        As `changes_table`.
    """
    columns = {
        "neighbourhood": before["neighbourhood"],
        "name": [*city.neighbourhoods["name"], city.name],
        "residents": before["residents"],
        "newly_covered": with_area_total(city, city.residents * changed.won),
        "no_longer_covered": with_area_total(city, city.residents * changed.lost),
    }
    for column in _COMPARED:
        columns |= {f"{column}_before": before[column], f"{column}_after": after[column]}
    return pd.DataFrame(columns)
