"""What residents can reach by their own walks, and the groups that figures are added up by."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.arrays import BoolArray, FloatArray
from geo.errors import FaultList, Problem, QuestionError
from geo.library.checks import check_number, checked_residents, labels, raise_all
from geo.library.walking import DEFAULTS, WalkMatrix
from geo.measures.access import functions_of
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation, evaluate
from geo.measures.grouping import Grouping
from geo.settings import WalkSettings, metres_in, minutes_for
from geo.vocabulary import SET_SEPARATOR, Function, Selection, Speed

MINUTES: Final[float] = DEFAULTS.headline_threshold_min
SPEED_KMH: Final = DEFAULTS.speeds_kmh[DEFAULTS.headline_speed]
CAP_MIN: Final = DEFAULTS.cap_min
WHOLE: Final = "all"
"""Label of the only row where nothing is grouped."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What residents can reach.

    Parameters
    ----------
    evaluation
        Of all places, under one threshold and speed.
    residents
        P_i, shape `(k,)`.
    settings
        With that speed, the cap, and the longest walk that was looked for.
    """

    evaluation: Evaluation
    residents: FloatArray
    settings: WalkSettings


def evaluated(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    minutes: float,
    speed_kmh: float,
    *,
    cap_min: float | None = None,
    functions: BoolArray | None = None,
) -> Evaluated:
    """Compute what residents can reach; the rows keep their order.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh
        As for `geo.coverage`.
    cap_min
        Walks count up to this many minutes, so they must have been looked for that far; None if only the threshold
        matters.
    functions
        Which place has which function, shape `(4, p)`; else none has any.

    Returns
    -------
    Evaluated
        By the same function as in a build.

    Raises
    ------
    TableError, QuestionError
        As `geo.coverage`.
    """
    people = checked_residents(residents)
    _check_origins(residents, walks)
    for name, number in (("minutes", minutes), ("speed_kmh", speed_kmh)):
        check_number(name, number)
    _check_limit(walks, minutes, speed_kmh)
    if cap_min is not None:
        check_number("cap_min", cap_min)
        _check_limit(walks, cap_min, speed_kmh)
    # One speed and one selection: which places take part, the caller has chosen already.
    speeds: Mapping[Speed, float] = MappingProxyType({Speed.NORMAL: speed_kmh})
    settings = WalkSettings(
        speeds_kmh=speeds, walk_limit_m=walks.limit_m, cap_min=CAP_MIN if cap_min is None else cap_min
    )
    assumptions = Assumptions(Selection.ALL, Speed.NORMAL, minutes, with_uncertain=True)
    count = len(walks.destinations)
    has = np.zeros((len(Function), count), dtype=bool) if functions is None else functions
    found = evaluate(walks.access, has, np.ones(count, dtype=bool), assumptions, settings)
    return Evaluated(found, people, settings)


def _check_origins(residents: gpd.GeoDataFrame, walks: WalkMatrix) -> None:
    """Refuse residents who are not the origins of the walks: labels alone may be the same by chance."""
    faults, origins = FaultList("residents"), walks.origins
    if not residents.index.equals(origins.index):
        strange = residents.index.difference(origins.index)
        found = f"other labels ({labels(strange)})" if len(strange) else "fewer rows, or in another order"
        faults.add(found, "the rows of the origins of the walks", "Call geo.walks with this table.", field="index")
    elif isinstance(residents, gpd.GeoDataFrame) and not residents.geometry.geom_equals(origins.geometry).all():
        advice = "Call geo.walks with this table."
        faults.add("points elsewhere", "the points of the origins of the walks", advice, field="geometry")
    raise_all(faults)


def _check_limit(walks: WalkMatrix, minutes: float, speed_kmh: float) -> None:
    metres, longest = metres_in(minutes, speed_kmh), minutes_for(walks.limit_m, speed_kmh)
    if metres > walks.limit_m:
        sentence = (
            f"{minutes:g} minutes at {speed_kmh:g} km/h are {metres:,.0f} m, but the walks were looked for up to "
            f"{walks.limit_m:,.0f} m, {longest:.3g} minutes. Call geo.walks with limit_m={np.ceil(metres):.0f} or more."
        )
        raise QuestionError(Problem.BEYOND_THE_TABLES, sentence, minutes=minutes, limit=longest)


def functions_of_places(places: gpd.GeoDataFrame, walks: WalkMatrix) -> BoolArray:
    """Tell which destination has which function.

    Parameters
    ----------
    places
        The destinations of `walks`, with a column `functions`.
    walks
        To them.

    Returns
    -------
    numpy.ndarray
        Shape `(4, p)`.

    Raises
    ------
    TableError
        If the column is missing, the rows are others, or a function is not one of the four.
    """
    faults, field = FaultList("places"), "functions"
    expected = f"lists of {', '.join(Function)}"
    if field not in places:
        faults.add("no such column", expected, "Say of each place what it is for.", field=field)
    elif not places.index.equals(walks.destinations.index):
        expected = "the rows of the destinations of the walks"
        faults.add("other labels, or another order", expected, "Call geo.walks with this table.", field="index")
    raise_all(faults)
    joined = places[field].map(_joined)
    known = set(Function) | {""}
    strange = joined.map(lambda one: not set(one.split(SET_SEPARATOR)) <= known)
    if strange.any():
        found = f"{', '.join(map(repr, joined[strange].unique()[:3]))} in {labels(places.index[strange])}"
        faults.add(found, expected, "Translate them to these four.", field=field)
    raise_all(faults)
    return functions_of(pd.DataFrame({field: joined}))


def _joined(functions: Any) -> str:
    if isinstance(functions, str):
        return functions
    return SET_SEPARATOR.join(map(str, functions)) if isinstance(functions, list | tuple | set | frozenset) else ""


@dataclass(frozen=True, slots=True)
class ResidentGroups:
    """Groups of residents, and the index that figures of theirs get.

    Parameters
    ----------
    grouping
        Which group each row belongs to.
    index
        Their labels, named as the column they come from.
    """

    grouping: Grouping
    index: pd.Index

    def series(self, figures: pd.Series[float], name: str) -> pd.Series[float]:
        """Put figures, one per group, on the index."""
        return pd.Series(figures.to_numpy(), index=self.index, name=name)

    def table(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Put columns of figures, one row per group, on the index."""
        return figures.set_axis(self.index, axis=0)


def grouped(residents: gpd.GeoDataFrame, by: Hashable | None) -> ResidentGroups:
    """Group residents by a column.

    Parameters
    ----------
    residents
        Any table.
    by
        A column; None puts all rows in one group.

    Returns
    -------
    ResidentGroups
        In the order of their values.

    Raises
    ------
    TableError
        If there is no such column, or a row has no value in it.
    """
    if by is None:
        return ResidentGroups(Grouping((WHOLE,), np.zeros(len(residents), dtype=np.int64)), pd.Index([WHOLE]))
    faults = FaultList("residents")
    if by not in residents:
        listed = ", ".join(map(str, residents.columns))
        faults.add("no such column", f"one of: {listed}", "Name the column to add up by.", field=str(by))
        raise_all(faults)
    codes, values = pd.factorize(residents[by], sort=True)
    if (codes < 0).any():
        advice = "Leave these rows out, or say which group they are in."
        found = f"no value in {labels(residents.index[codes < 0])}"
        faults.add(found, "a group for each row", advice, field=str(by))
        raise_all(faults)
    index = pd.Index(values, name=by)
    return ResidentGroups(Grouping(tuple(map(str, values)), codes.astype(np.int64)), index)
