"""What if: places closed, places opened, and what that changes, without building anything anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from geo.analysis.city import City
from geo.analysis.standing import Standing, measures_table
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.errors import Problem, QuestionError, near_names, or_else, shown
from geo.measures.coverage import sum_by
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
    """How everyone stands before and after.

    Parameters
    ----------
    before, after
        Under the same assumptions.
    ignored
        `place_id`s that close but took no part before: they are of another kind, or uncertain.
    """

    before: Standing
    after: Standing
    ignored: tuple[str, ...] = ()


def change(city: City, standing: Standing, scenario: Scenario, walks: FloatArray | None = None) -> Change:
    """Close and open places.

    Parameters
    ----------
    city
        The prepared bundle.
    standing
        How everyone stands today, or after another change.
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
    takes_part = standing.selected[columns]
    ignored = tuple(str(one) for one in city.access.place_ids[columns[~takes_part]])
    opened = walks_to(city, scenario.opened) if walks is None else walks
    after = _close(city, standing, columns[takes_part])
    return Change(standing, _open(after, scenario.opened, opened), ignored)


def _columns_of(city: City, place_ids: frozenset[str]) -> IntArray:
    known = pd.Index(city.access.place_ids)
    for one in sorted(place_ids):
        if one not in known:
            near = near_names(one, map(str, known))
            sentence = f"There is no counted place {shown(one)}. " + or_else(near, "'riool places list' shows them.")
            raise QuestionError(Problem.UNKNOWN_PLACE, sentence, name=one, near=list(near))
    return np.sort(known.get_indexer(pd.Index(sorted(place_ids), dtype=object))).astype(np.int64)


def _close(city: City, standing: Standing, columns: IntArray) -> Standing:
    """Take places away: counts go down, and only whoever was nearest to one of them looks for another."""
    if not len(columns):
        return standing
    selected = standing.selected.copy()
    selected[columns] = False
    metres = city.access.distance[:, columns]
    within = metres <= standing.reach_m
    lost = np.array([within[:, has[columns]].sum(axis=1) for has in city.functions], dtype=np.int64)
    nearest = standing.nearest_m.copy()
    looking = np.flatnonzero(np.isfinite(nearest) & (metres.min(axis=1) <= nearest))
    others = city.access.distance[np.ix_(looking, np.flatnonzero(selected))]
    nearest[looking] = np.minimum(others.min(axis=1, initial=np.inf), standing.opened_m[looking])
    return replace(
        standing,
        selected=selected,
        nearest_m=nearest,
        count=standing.count - within.sum(axis=1),
        by_function=standing.by_function - lost,
    )


def _open(standing: Standing, opened: tuple[OpenedPlace, ...], metres: FloatArray) -> Standing:
    if not opened:
        return standing
    within = metres <= standing.reach_m
    has = np.array([[function in place.functions for place in opened] for function in Function], dtype=bool)
    won = np.array([within[:, which].sum(axis=1) for which in has], dtype=np.int64)
    return replace(
        standing,
        nearest_m=np.minimum(standing.nearest_m, metres.min(axis=1)),
        count=standing.count + within.sum(axis=1),
        by_function=standing.by_function + won,
        opened_m=np.minimum(standing.opened_m, metres.min(axis=1)),
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
        From `geo.analysis.standing.measures_table`.

    Returns
    -------
    pandas.DataFrame
        As `changes_table`.
    """
    columns = {
        "neighbourhood": before["neighbourhood"],
        "name": [*city.neighbourhoods["name"], city.name],
        "residents": before["residents"],
        "newly_covered": _with_total(city, changed.after.covered & ~changed.before.covered),
        "no_longer_covered": _with_total(city, changed.before.covered & ~changed.after.covered),
    }
    for column in _COMPARED:
        columns |= {f"{column}_before": before[column], f"{column}_after": after[column]}
    return pd.DataFrame(columns)


def _with_total(city: City, which: BoolArray) -> FloatArray:
    people = np.where(which, city.residents, 0.0)
    by_neighbourhood = sum_by(people, city.grouping.of_point, len(city.grouping.names))
    return np.append(by_neighbourhood, people.sum())
