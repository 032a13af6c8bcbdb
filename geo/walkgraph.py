"""Streets split at the snap points: one sparse graph in which every point is a node of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo.network import FloatArray, IntArray, Network
from geo.snapping import Snaps

LEG = -1
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
    nodes
        Per group of points given to `attach`: the node of every point, -1 where it was refused.
    """

    matrix: csr_array
    street: IntArray
    nodes: tuple[IntArray, ...]


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


def attach(network: Network, groups: Sequence[Snaps]) -> WalkGraph:
    """Split the streets at every snap point and hang each point on its cut with its leg.

    Walks between two points on one street need no case of their own: their cuts are neighbours.

    Parameters
    ----------
    network
        The streets.
    groups
        Snapped points, for instance demand points and places.

    Returns
    -------
    WalkGraph
        With one node per street end, per cut and per point.
    """
    ok = [np.flatnonzero(group.ok) for group in groups]
    snapped = list(zip(groups, ok, strict=True))
    street = np.concatenate([np.empty(0, np.int64), *(group.street[rows] for group, rows in snapped)])
    position = np.concatenate([np.empty(0), *(group.position[rows] for group, rows in snapped)])
    leg = np.concatenate([np.empty(0), *(group.leg[rows] for group, rows in snapped)])
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
    nodes, next_leaf = [], network.node_count + cuts
    for group, rows in snapped:
        numbered = np.full(len(group), -1, dtype=np.int64)
        numbered[rows] = next_leaf + np.arange(len(rows))
        next_leaf += len(rows)
        nodes.append(numbered)
    return WalkGraph(matrix=matrix, street=of_street, nodes=tuple(nodes))
