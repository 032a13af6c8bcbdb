"""A walking graph without its dead ends and its chains: what is left to search is a third of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.network import FloatArray, IntArray

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Contraction:
    """The core of a graph, and for each of its `v` nodes the way in.

    Parameters
    ----------
    matrix
        Metres between neighbouring core nodes, shape `(c, c)`.
    core
        The core nodes as they are numbered in the whole graph, shape `(c,)`.
    door
        For every node the core nodes (0 to c-1) through which every walk to it leads, shape `(v, 2)`.
    offset
        Metres from each door to the node, `inf` where there is no such door, shape `(v, 2)`.
    """

    matrix: csr_array
    core: IntArray
    door: IntArray
    offset: FloatArray

    def index_of(self, nodes: IntArray) -> IntArray:
        """Core numbers of nodes that were kept."""
        return np.searchsorted(self.core, nodes).astype(np.int64)

    def distance_to(self, metres: FloatArray, nodes: IntArray) -> FloatArray:
        """Lead distances on to nodes of the whole graph.

        Parameters
        ----------
        metres
            Distances from each source to each core node, shape `(s, c)`.
        nodes
            Nodes of the whole graph, shape `(k,)`.

        Returns
        -------
        numpy.ndarray
            Metres, shape `(s, k)`.
        """
        if not len(self.core):
            return np.full((len(metres), len(nodes)), np.inf)
        first = metres[:, self.door[nodes, 0]] + self.offset[nodes, 0]
        return np.asarray(np.minimum(first, metres[:, self.door[nodes, 1]] + self.offset[nodes, 1]))


@dataclass(frozen=True, slots=True)
class _Links:
    """Both directions of every edge, sorted by start."""

    start: IntArray
    end: IntArray
    metres: FloatArray

    def only(self, wanted: NDArray[np.bool_]) -> _Links:
        which = np.flatnonzero(wanted)
        return _Links(self.start[which], self.end[which], self.metres[which])

    def degree(self, size: int) -> IntArray:
        return np.bincount(self.start, minlength=size).astype(np.int64)


def contract(matrix: csr_array, kept: IntArray) -> Contraction:
    """Take dead ends and chains out of a graph, so that searches from a few nodes visit fewer.

    A node with one neighbour can only be reached through it; a node with two lies on a chain between two others.
    Neither is a choice for a walker who does not stop there. Distances stay what they were.

    Parameters
    ----------
    matrix
        Symmetric graph in metres without loops and parallel edges, shape `(v, v)`.
    kept
        Nodes that must stay, because searches start there.

    Returns
    -------
    Contraction
        The core, in the order of the node numbers.
    """
    size = matrix.shape[0]
    stays = np.zeros(size, dtype=bool)
    stays[kept] = True
    start = np.repeat(np.arange(size, dtype=np.int64), np.diff(matrix.indptr))
    links = _Links(start, matrix.indices.astype(np.int64), matrix.data)
    links, cut = _without_dead_ends(links, stays)
    degree = links.degree(size)
    in_core = stays | (degree > 2)
    core = np.flatnonzero(in_core)
    number = np.zeros(size, dtype=np.int64)
    number[core] = np.arange(len(core))

    end, metres = _to_end_of_chain(links, ~in_core, degree)
    # A chain that ends outside the core is a ring on its own: nobody comes there.
    metres = np.where(in_core[end], metres, np.inf)
    door = np.zeros((size, 2), dtype=np.int64)
    offset = np.full((size, 2), np.inf)
    door[core, 0], offset[core, 0] = number[core], 0.0
    chained = np.flatnonzero(~in_core & (degree == 2))
    first = (np.cumsum(degree) - degree)[chained]
    for side in (0, 1):
        door[chained, side], offset[chained, side] = number[end[first + side]], metres[first + side]
    for nodes, towards, length in reversed(cut):
        door[nodes], offset[nodes] = door[towards], offset[towards] + length[:, None]
    links = _Links(number[links.start], number[end], metres).only(in_core[links.start] & np.isfinite(metres))
    return Contraction(_shortest(links, len(core)), core, door, offset)


def _without_dead_ends(
    links: _Links, stays: NDArray[np.bool_]
) -> tuple[_Links, list[tuple[IntArray, IntArray, FloatArray]]]:
    """Cut off nodes with one neighbour until there are none; also return who hung where, in the order of cutting."""
    cut: list[tuple[IntArray, IntArray, FloatArray]] = []
    while True:
        dead = (links.degree(len(stays)) == 1) & ~stays
        hanging = dead[links.start]
        if not hanging.any():
            return links, cut
        # Two dead ends that have only each other hang nowhere.
        leaves = links.only(hanging & ~dead[links.end])
        cut.append((leaves.start, leaves.end, leaves.metres))
        links = links.only(~hanging & ~dead[links.end])


def _to_end_of_chain(links: _Links, passable: NDArray[np.bool_], degree: IntArray) -> tuple[IntArray, FloatArray]:
    """Follow every edge through nodes that offer no choice: where it ends, after how many metres."""
    first = np.cumsum(degree) - degree
    onward = np.full(len(links.start), _NOWHERE, dtype=np.int64)
    through = np.flatnonzero(passable[links.end])
    out = first[links.end[through]]
    onward[through] = np.where(links.end[out] == links.start[through], out + 1, out)
    end, metres = links.end.copy(), links.metres.copy()
    # Each round doubles how far every edge looks ahead; a ring without an end is left when it must have been round.
    for _ in range(len(links.start).bit_length()):
        moving = np.flatnonzero(onward >= 0)
        if not len(moving):
            break
        ahead = onward[moving]
        metres[moving] += metres[ahead]
        end[moving], onward[moving] = end[ahead], onward[ahead]
    return end, metres


def _shortest(links: _Links, size: int) -> csr_array:
    """Of parallel edges only the shortest, and no loops: neither helps a walker."""
    links = links.only(links.start != links.end)
    key = links.start * size + links.end
    order = np.argsort(key, kind="stable")
    key, first = np.unique(key[order], return_index=True)
    metres = np.minimum.reduceat(links.metres[order], first) if len(first) else links.metres
    indptr = np.concatenate([[0], np.cumsum(np.bincount(key // size, minlength=size))])
    return csr_array((metres, key % size, indptr), shape=(size, size))
