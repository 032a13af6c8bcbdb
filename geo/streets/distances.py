"""Compute walking distances, leg + streets + leg, by Dijkstra's algorithm on the split network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.arrays import FloatArray, IntArray
from geo.streets.contraction import contract

ROUNDING_DECIMALS = 1
"""Distances are kept to 0.1 m: far finer than the points are known, and the same everywhere."""
_MOST_SOURCES, _MOST_DISTANCES = 256, 8_000_000
"""How many searches are kept in memory together: 64 MB of distances at most."""
_HAIR_M = 1.0
"""Searches go this far beyond a limit, so that a walk which rounds down to it is not lost."""


def round_distance(metres: FloatArray) -> FloatArray:
    """Round to the precision in which distances are kept and compared."""
    return np.asarray(np.round(metres, ROUNDING_DECIMALS))


def nearest(
    matrix: csr_array, origins: IntArray, destinations: IntArray, *, limit_m: float = np.inf
) -> tuple[FloatArray, IntArray]:
    """Distance from every origin to its nearest destination.

    One search from all destinations together: the network is symmetric, so it may run backwards.

    Parameters
    ----------
    matrix
        Symmetric graph in metres, see `geo.streets.graph`.
    origins, destinations
        Node numbers, shape `(k,)` and `(p,)`; -1 for points that are not on the network.
    limit_m
        Longest walk in metres, inclusive.

    Returns
    -------
    distance : numpy.ndarray
        Metres, NaN where nothing can be reached, shape `(k,)`.
    which : numpy.ndarray
        Index into `destinations`, -1 where nothing can be reached, shape `(k,)`.
    """
    distance = np.full(len(origins), np.nan)
    which = np.full(len(origins), -1, dtype=np.int64)
    usable = np.flatnonzero(destinations >= 0)
    if not len(usable):
        return distance, which
    metres, _, source = dijkstra(
        matrix,
        directed=True,
        indices=destinations[usable],
        min_only=True,
        limit=limit_m + _HAIR_M,
        return_predecessors=True,
    )
    index_of_node = np.full(matrix.shape[0], -1, dtype=np.int64)
    index_of_node[destinations[usable]] = usable
    ok = np.flatnonzero(origins >= 0)
    rounded = round_distance(metres[origins[ok]])
    near = np.isfinite(rounded) & (rounded <= limit_m)
    reached = ok[near]
    distance[reached] = rounded[near]
    which[reached] = index_of_node[source[origins[reached]]]
    return distance, which


def within(
    matrix: csr_array,
    origins: IntArray,
    destinations: IntArray,
    *,
    limit_m: float,
    on_progress: Callable[[int], None] = lambda _: None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """All walks from origins to destinations up to a limit, as a sparse table.

    Parameters
    ----------
    matrix
        Symmetric graph in metres.
    origins, destinations
        Node numbers, -1 for points that are not on the network. Searches start at the destinations, so give the
        shorter list there.
    limit_m
        Longest walk in metres, inclusive.
    on_progress
        Called with the number of destinations done.

    Returns
    -------
    origin, destination : numpy.ndarray
        Indices into `origins` and `destinations`, ordered by origin, then destination.
    distance : numpy.ndarray
        Metres, rounded as kept.
    """
    usable = np.flatnonzero(destinations >= 0)
    columns = np.flatnonzero(origins >= 0)
    core = contract(matrix, destinations[usable])
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    at_once = min(_MOST_SOURCES, max(1, _MOST_DISTANCES // max(1, core.size)))
    for start in range(0, len(usable), at_once):
        batch = usable[start : start + at_once]
        sources = core.index_of(destinations[batch])
        metres = dijkstra(core.matrix, directed=True, indices=sources, limit=limit_m + _HAIR_M)
        reached = round_distance(core.distance_to(metres, origins[columns])).ravel()
        near = np.flatnonzero((reached <= limit_m) & np.isfinite(reached))
        row, column = np.divmod(near, len(batch))
        found.append((columns[row], batch[column], reached[near]))
        on_progress(len(batch))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    origin, destination, distance = (np.concatenate(piece) for piece in zip(*found, strict=True))
    if at_once >= len(usable):
        return origin, destination, distance
    # Every batch is in order already, and so are the batches: a stable sort has little to do.
    order = np.argsort(origin, kind="stable")
    return origin[order], destination[order], distance[order]
