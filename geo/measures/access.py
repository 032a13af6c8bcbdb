"""Hold walking distances between demand points and places as a dense matrix, and select places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.arrays import BoolArray, FloatArray
from geo.vocabulary import SELECTION_KINDS, SET_SEPARATOR, Function, Selection


@dataclass(frozen=True, slots=True)
class Access:
    """Walking distances from every demand point to every counted place.

    Parameters
    ----------
    demand_ids, place_ids
        Names of rows and columns, shapes `(k,)` and `(p,)`.
    distance
        Metres, `inf` where farther than the table goes or unreachable, shape `(k, p)`.
    """

    demand_ids: NDArray[Any]
    place_ids: NDArray[Any]
    distance: FloatArray

    def nearest(self, selected: BoolArray | None = None) -> FloatArray:
        """Metres from each demand point to its nearest selected place, `inf` where there is none; shape `(k,)`."""
        chosen = self.distance if selected is None else self.distance[:, selected]
        return np.asarray(chosen.min(axis=1, initial=np.inf))

    def within(self, reach_m: float, selected: BoolArray | None = None) -> BoolArray:
        """Tell which selected places lie within reach of each demand point; shape `(k, p)`."""
        near = self.distance <= reach_m
        return near if selected is None else near & selected


def access_from_walks(walks: pd.DataFrame, demand_ids: Iterable[str], place_ids: Iterable[str]) -> Access:
    """Spread the sparse table of walks over a matrix.

    Parameters
    ----------
    walks
        Columns `from_id` (demand), `to_id` (place), `distance` (m); pairs that are not in it are out of reach.
    demand_ids, place_ids
        All demand points and all counted places, in the order wanted. Walks to other places are left out.

    Returns
    -------
    Access
        The same distances as a matrix.
    """
    rows = pd.Index(list(demand_ids), dtype=object)
    columns = pd.Index(list(place_ids), dtype=object)
    distance = np.full((len(rows), len(columns)), np.inf)
    row = rows.get_indexer(pd.Index(walks["from_id"], dtype=object))
    column = columns.get_indexer(pd.Index(walks["to_id"], dtype=object))
    known = (row >= 0) & (column >= 0)
    distance[row[known], column[known]] = walks["distance"].to_numpy(dtype=np.float64)[known]
    return Access(rows.to_numpy(), columns.to_numpy(), distance)


def selected_places(places: pd.DataFrame, selection: Selection, *, with_uncertain: bool) -> BoolArray:
    """Tell which places take part in a selection.

    Parameters
    ----------
    places
        Columns `kind`, `counted`, `uncertain`.
    selection
        Which kinds.
    with_uncertain
        Whether places whose point or existence is uncertain take part.

    Returns
    -------
    numpy.ndarray
        True for the counted places of those kinds, shape `(p,)`.
    """
    kinds = [kind.value for kind in SELECTION_KINDS[selection]]
    chosen = places["counted"].to_numpy(dtype=bool) & places["kind"].isin(kinds).to_numpy()
    if not with_uncertain:
        chosen &= ~places["uncertain"].to_numpy(dtype=bool)
    return np.asarray(chosen)


def membership(sets: Iterable[str], member: str) -> BoolArray:
    """Tell which of the joined sets (`meet;move`) hold a member; shape `(p,)`."""
    return np.array([member in str(one).split(SET_SEPARATOR) for one in sets], dtype=bool)


def functions_of(places: pd.DataFrame) -> BoolArray:
    """Tell which place has which function.

    Parameters
    ----------
    places
        Column `functions`, joined sets.

    Returns
    -------
    numpy.ndarray
        Shape `(4, p)`, in the order of `geo.vocabulary.Function`.
    """
    has = [membership(places["functions"], function.value) for function in Function]
    return np.array(has, dtype=bool).reshape(len(Function), len(places))
