"""Contract a walking graph: take out most of its nodes, so that a search is faster and distances stay equal.

The contraction step of contraction hierarchies (Geisberger et al. 2008), without their ranks and witnesses: a node with
few neighbours is replaced by direct edges between them, which changes no distance between the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.arrays import FloatArray, IntArray

_MOST_NEIGHBOURS: Final = 4
"""Taking out a node with more would add more edges than it saves."""
_ROUNDS: Final = 6
_STAYS: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class _TakenOut:
    """Nodes taken out in one round, all with as many neighbours, that were all still there."""

    nodes: IntArray
    neighbours: IntArray
    metres: FloatArray


@dataclass(frozen=True, slots=True)
class Contraction:
    """The core of a graph of `v` nodes, and the way back to the others.

    Parameters
    ----------
    matrix
        Metres between neighbouring core nodes, shape `(c, c)`.
    core
        The core nodes as they are numbered in the whole graph, rising, shape `(c,)`.
    size
        `v`.
    taken_out
        The others, in the order in which they went.
    """

    matrix: csr_array
    core: IntArray
    size: int
    taken_out: tuple[_TakenOut, ...]

    def index_of(self, nodes: IntArray) -> IntArray:
        """Core numbers of nodes that were kept."""
        return np.searchsorted(self.core, nodes).astype(np.int64)

    def distance_to(self, metres: FloatArray, nodes: IntArray) -> FloatArray:
        """Lead distances on from the core to nodes of the whole graph.

        Parameters
        ----------
        metres
            Distances from each source to each core node, shape `(s, c)`.
        nodes
            Nodes of the whole graph, shape `(k,)`.

        Returns
        -------
        numpy.ndarray
            Metres from the sources, one row per node, shape `(k, s)`.
        """
        everywhere = np.empty((self.size, len(metres)))
        everywhere[self.core] = metres.T
        for one in reversed(self.taken_out):
            if not one.neighbours.shape[1]:
                everywhere[one.nodes] = np.inf
                continue
            nearest = everywhere[one.neighbours[:, 0]]
            nearest += one.metres[:, :1]
            for neighbour, step in zip(one.neighbours.T[1:], one.metres.T[1:], strict=True):
                through = everywhere[neighbour]
                through += step[:, None]
                np.minimum(nearest, through, out=nearest)
            everywhere[one.nodes] = nearest
        return np.asarray(everywhere[nodes])


def contract(matrix: csr_array, kept: IntArray) -> Contraction:
    """Take nodes with few neighbours out of a graph, so that searches from a few others visit fewer.

    Parameters
    ----------
    matrix
        Symmetric graph in metres without loops and parallel edges, shape `(v, v)`.
    kept
        Nodes that must stay, because searches start there.

    Returns
    -------
    Contraction
        Distances between the nodes that stay are what they were.
    """
    node, graph, taken_out = np.arange(matrix.shape[0], dtype=np.int64), matrix, list[_TakenOut]()
    stays = np.zeros(matrix.shape[0], dtype=bool)
    stays[kept] = True
    for _ in range(_ROUNDS):
        gone = _no_two_neighbours(graph, stays)
        if not gone.any():
            break
        out = _taken_out(graph, gone)
        taken_out += [_TakenOut(node[one.nodes], node[one.neighbours], one.metres) for one in out]
        graph = _without(graph, gone, out)
        node, stays = node[~gone], stays[~gone]
    return Contraction(graph, node, matrix.shape[0], tuple(taken_out))


def _no_two_neighbours(graph: csr_array, stays: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Choose nodes to take out together: of neighbours the one with fewest neighbours, else as a shuffle falls."""
    degree = np.diff(graph.indptr).astype(np.int64)
    # Multiplying by an odd number shuffles the numbers below 2^32 without making two the same.
    shuffled = (np.arange(len(degree), dtype=np.int64) * 2654435761) & 0xFFFFFFFF
    rank = np.where(stays | (degree > _MOST_NEIGHBOURS), _STAYS, (degree << 32) | shuffled)
    least_beside = np.full(len(degree), _STAYS)
    connected = degree > 0
    least_beside[connected] = np.minimum.reduceat(rank[graph.indices], graph.indptr[:-1][connected])
    return np.asarray(rank < least_beside)


def _taken_out(graph: csr_array, gone: NDArray[np.bool_]) -> list[_TakenOut]:
    degree = np.diff(graph.indptr)
    found = []
    for neighbours in range(_MOST_NEIGHBOURS + 1):
        nodes = np.flatnonzero(gone & (degree == neighbours))
        edges = graph.indptr[nodes][:, None] + np.arange(neighbours)
        found.append(_TakenOut(nodes, graph.indices[edges].astype(np.int64), graph.data[edges]))
    return [one for one in found if len(one.nodes)]


def _without(graph: csr_array, gone: NDArray[np.bool_], out: list[_TakenOut]) -> csr_array:
    """Drop nodes, and join every two neighbours of each by an edge as long as the way through it."""
    start = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    alive = np.flatnonzero(~gone[start] & ~gone[graph.indices])
    starts: list[IntArray] = [start[alive]]
    ends: list[IntArray] = [graph.indices[alive].astype(np.int64)]
    metres: list[FloatArray] = [graph.data[alive]]
    for one in out:
        count = one.neighbours.shape[1]
        here, there = np.nonzero(~np.eye(count, dtype=bool))
        starts.append(one.neighbours[:, here].ravel())
        ends.append(one.neighbours[:, there].ravel())
        metres.append((one.metres[:, here] + one.metres[:, there]).ravel())
    number = np.cumsum(~gone) - 1
    size = int(np.count_nonzero(~gone))
    return _shortest(number[np.concatenate(starts)], number[np.concatenate(ends)], np.concatenate(metres), size)


def _shortest(start: IntArray, end: IntArray, metres: FloatArray, size: int) -> csr_array:
    """Keep the shortest of parallel edges."""
    key = start * size + end
    order = np.argsort(key, kind="stable")
    key, metres = key[order], metres[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    metres = np.minimum.reduceat(metres, first) if len(first) else metres
    row, column = np.divmod(key[first], max(size, 1))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=size))])
    return csr_array((metres, column, indptr), shape=(size, size))
