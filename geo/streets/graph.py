"""Split streets at snap points: one sparse graph in which every point is a node of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.arrays import FloatArray, IntArray
from geo.streets.distances import round_distance
from geo.streets.network import Network
from geo.streets.snapping import Snaps

NO_POINTS: Final = Snaps(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0, object))
LEG: Final = -1
"""Marks an edge of the graph that is a snap leg, not a street."""


@dataclass(frozen=True, slots=True)
class WalkGraph:
    """A symmetric graph of metres, ready for shortest paths.

    Parameters
    ----------
    matrix
        Metres between neighbouring nodes, shape `(v, v)`; of parallel edges only the shortest.
    street
        Street index of every stored value of `matrix`, in the same order; `LEG` for snap legs.
    origins, destinations
        Node of each point given to `attach`, -1 where it was refused.
    """

    matrix: csr_array
    street: IntArray
    origins: IntArray
    destinations: IntArray


@dataclass(frozen=True, slots=True)
class _Edges:
    start: IntArray
    end: IntArray
    metres: FloatArray
    street: IntArray


def _split_streets(network: Network, street: IntArray, position: FloatArray, first_node: int) -> _Edges:
    """Cut every street at the positions on it; the cut points are numbered on from `first_node`."""
    count, cuts = len(network), len(street)
    on = np.concatenate([np.arange(count), street, np.arange(count)])
    at = np.concatenate([np.zeros(count), position, network.length])
    node = np.concatenate([network.from_node, first_node + np.arange(cuts), network.to_node])
    rank = np.repeat([0, 1, 2], [count, cuts, count])
    order = np.lexsort((rank, at, on))
    # A cut at the very end of a street would sort beside the end node: the rank keeps start, cuts, end in line.
    on, at, node = on[order], at[order], node[order]
    same = on[1:] == on[:-1]
    return _Edges(node[:-1][same], node[1:][same], np.diff(at)[same], on[1:][same])


def _to_matrix(edges: _Edges, size: int) -> tuple[csr_array, IntArray]:
    """Both directions of every edge as a CSR matrix without duplicates, shortest kept, zero lengths kept."""
    row = np.concatenate([edges.start, edges.end])
    column = np.concatenate([edges.end, edges.start])
    metres = np.concatenate([edges.metres, edges.metres])
    street = np.concatenate([edges.street, edges.street])
    order = np.lexsort((street, metres, column, row))
    row, column, metres, street = row[order], column[order], metres[order], street[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first &= row != column
    row, column, metres, street = row[first], column[first], metres[first], street[first]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=size))])
    return csr_array((metres, column, indptr), shape=(size, size)), street


def attach(network: Network, origins: Snaps, destinations: Snaps = NO_POINTS) -> WalkGraph:
    """Split the streets at every snap point, and tie each point to its cut with its leg.

    Walks between two points on one street need no case of their own: their cuts are neighbours.

    Parameters
    ----------
    network
        The streets.
    origins, destinations
        Snapped points, for instance demand points and places. Walks run either way.

    Returns
    -------
    WalkGraph
        With one node per street end, per cut and per point.
    """
    ok = np.concatenate([origins.ok, destinations.ok])
    street = np.concatenate([origins.street, destinations.street])[ok]
    position = np.concatenate([origins.position, destinations.position])[ok]
    leg = np.concatenate([origins.leg, destinations.leg])[ok]
    cuts = len(street)
    cut_node = network.node_count + np.arange(cuts)
    leaf_node = network.node_count + cuts + np.arange(cuts)
    pieces = _split_streets(network, street, position, network.node_count)
    edges = _Edges(
        np.concatenate([pieces.start, cut_node]),
        np.concatenate([pieces.end, leaf_node]),
        np.concatenate([pieces.metres, leg]),
        np.concatenate([pieces.street, np.full(cuts, LEG)]),
    )
    matrix, of_street = _to_matrix(edges, network.node_count + 2 * cuts)
    node = np.full(len(ok), -1, dtype=np.int64)
    node[ok] = leaf_node
    return WalkGraph(matrix, of_street, origins=node[: len(origins)], destinations=node[len(origins) :])


@dataclass(frozen=True, slots=True)
class SplitStreets:
    """A network split at points that stay, and where each of its streets was cut.

    Parameters
    ----------
    graph
        Of the network and the points that stay, its origins.
    first
        Index into `position` and `node` where a street begins, and at the end their length, shape `(m + 1,)`.
    position
        Metres along their street of its two ends and the cuts between, in walking order.
    node
        The node of `graph` there.
    """

    graph: WalkGraph
    first: IntArray
    position: FloatArray
    node: IntArray


def split_streets(network: Network, snaps: Snaps) -> SplitStreets:
    """Split a network at points that stay.

    Parameters
    ----------
    network
        The streets.
    snaps
        The points that stay: the demand points.

    Returns
    -------
    SplitStreets
        Make it once and keep it.
    """
    graph, count, ok = attach(network, snaps), len(network), snaps.ok
    # A point is tied to its cut by one leg: the cut is its only neighbour.
    cut = graph.matrix.indices[graph.matrix.indptr[graph.origins[ok]]]
    street = np.concatenate([np.arange(count), snaps.street[ok], np.arange(count)])
    position = np.concatenate([np.zeros(count), snaps.position[ok], network.length])
    node = np.concatenate([network.from_node, cut, network.to_node])
    rank = np.repeat([0, 1, 2], [count, int(ok.sum()), count])
    order = np.lexsort((rank, position, street))
    first = np.concatenate([[0], np.cumsum(np.bincount(street, minlength=count))])
    return SplitStreets(graph, first.astype(np.int64), position[order], node[order].astype(np.int64))


def attach_later(split: SplitStreets, snaps: Snaps) -> tuple[csr_array, IntArray]:
    """Attach new points to streets that were split before, so that walks can start from them.

    Parameters
    ----------
    split
        The streets and the points that stay.
    snaps
        The new points, none refused.

    Returns
    -------
    matrix : scipy.sparse.csr_array
        The graph with two nodes more per point, its cut and itself. Edges lead away from them only: searches that
        start there find every walk, and nobody walks through a cut to get elsewhere, which would be no shorter.
    nodes : numpy.ndarray
        The nodes of the new points, shape `(n,)`.
    """
    base, count = split.graph.matrix, len(snaps)
    before = np.array([_piece(split, int(on), at) for on, at in zip(snaps.street, snaps.position, strict=True)])
    before = before.astype(np.int64).reshape(count)
    ends = np.column_stack([split.node[before], split.node[before + 1]])
    metres = np.column_stack([snaps.position - split.position[before], split.position[before + 1] - snaps.position])
    # Both ends are one node on a street that is a loop without a cut: only the shorter way round remains.
    loop = ends[:, 0] == ends[:, 1]
    keep = np.column_stack([~loop | (metres[:, 0] <= metres[:, 1]), ~loop | (metres[:, 0] > metres[:, 1])])
    size = base.shape[0]
    cuts = size + np.arange(count)
    data = np.concatenate([base.data, metres[keep], snaps.leg])
    columns = np.concatenate([base.indices, ends[keep], cuts])
    degree = np.concatenate([np.diff(base.indptr), keep.sum(axis=1), np.ones(count, dtype=np.int64)])
    starts = np.concatenate([[0], np.cumsum(degree)])
    matrix = csr_array((data, columns, starts), shape=(size + 2 * count, size + 2 * count))
    return matrix, (size + count + np.arange(count)).astype(np.int64)


def _piece(split: SplitStreets, street: int, position: float) -> int:
    """Index of the last cut of a street at or before a position, so that there is another after it."""
    first, after = split.first[street], split.first[street + 1]
    found = int(np.searchsorted(split.position[first:after], position, side="right")) - 1
    return int(first) + min(max(found, 0), int(after - first) - 2)


def walks_to_points(split: SplitStreets, snaps: Snaps, *, limit_m: float) -> FloatArray:
    """Measure the walks from the points that stay to new points.

    Parameters
    ----------
    split
        The streets and the points that stay, of which there are `k`.
    snaps
        The new points, none refused.
    limit_m
        Longest walk in metres, inclusive.

    Returns
    -------
    numpy.ndarray
        Metres, rounded as kept; `inf` beyond the limit and for points that stay off the streets, shape `(k, n)`.
    """
    matrix, nodes = attach_later(split, snaps)
    staying = split.graph.origins
    # A hair beyond the limit, so that a walk which rounds down to it is not lost.
    metres = round_distance(dijkstra(matrix, directed=True, indices=nodes, limit=limit_m + 1.0)[:, staying].T)
    return np.where((metres <= limit_m) & (staying >= 0)[:, None], metres, np.inf)
