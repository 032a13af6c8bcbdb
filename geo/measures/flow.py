"""Add up, per street, the residents whose walk to their nearest place runs over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.arrays import FloatArray, IntArray
from geo.streets.graph import LEG, WalkGraph

_NO_NODE = -9999
_NO_STEP_M = 1e-6
"""What is shorter than this comes from rounding: a point exactly at a crossing walks nowhere to get there."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Residents on their way.

    Parameters
    ----------
    street
        Residents whose shortest walk to their nearest place goes along any part of a street, shape `(m,)`. Whoever
        leaves a street and comes back to it is counted once.
    place
        Residents who arrive at each place, shape `(p,)`.
    """

    street: FloatArray
    place: FloatArray


def _street_of_step(graph: WalkGraph, node: IntArray, towards: IntArray) -> IntArray:
    """Street of the edge between neighbouring nodes: the keys of a CSR matrix are sorted, so it can be looked up."""
    size = graph.matrix.shape[0]
    row = np.repeat(np.arange(size, dtype=np.int64), np.diff(graph.matrix.indptr))
    keys = row * size + graph.matrix.indices
    return graph.street[np.searchsorted(keys, node * size + towards)]


def flow(graph: WalkGraph, demand: IntArray, residents: FloatArray, places: IntArray, street_count: int) -> Flow:
    """Let all residents walk to their nearest place and count them on every street.

    Parameters
    ----------
    graph
        The split network.
    demand, places
        Their nodes, shape `(k,)` and `(p,)`; -1 for points that are not on the network.
    residents
        P_i, shape `(k,)`.
    street_count
        `m`.

    Returns
    -------
    Flow
        Zeros where nobody walks. The walks form a forest with the places as roots (Dijkstra's predecessors), so each
        resident is counted once per street, however often it is cut.
    """
    street, arriving = np.zeros(street_count), np.zeros(len(places))
    roots = np.flatnonzero(places >= 0)
    if not len(roots):
        return Flow(street, arriving)
    metres, next_node, _ = dijkstra(
        graph.matrix, directed=True, indices=places[roots], min_only=True, return_predecessors=True
    )
    step: IntArray = next_node.astype(np.int64)
    walkers = np.flatnonzero((demand >= 0) & np.isfinite(metres[np.maximum(demand, 0)]))
    start, people = demand[walkers], residents[walkers]
    order = _far_to_near(metres, step)
    through = np.zeros(len(metres))
    np.add.at(through, start, people)
    for node in order:
        through[step[node]] += through[node]
    arriving[roots] = through[places[roots]]

    along = np.full(len(metres), LEG, dtype=np.int64)
    along[order] = _street_of_step(graph, order, step[order])
    first, last, runs = _streets_ahead(along, metres, step, order)
    # Counted where a walk leaves a street: on its last step along it.
    leaves = order[(along[order] != LEG) & (metres[order] - metres[step[order]] > _NO_STEP_M)]
    leaves = leaves[first[step[leaves]] != along[leaves]]
    np.add.at(street, along[leaves], through[leaves])
    # Only the street one starts on can be left and come back to, when the place is on it too.
    moves = step[start] != _NO_NODE
    foot, people = step[start[moves]], people[moves]
    again = (first[foot] != LEG) & (first[foot] == last[foot]) & (runs[foot] > 1)
    np.subtract.at(street, first[foot[again]], people[again])
    return Flow(np.round(street, 6), arriving)


def _streets_ahead(
    along: IntArray, metres: FloatArray, step: IntArray, order: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Tell of the walk from each node: its first street, its last, and how often it turns into one.

    Steps of no length lead along no street.
    """
    first, last = np.full(len(along), LEG, dtype=np.int64), np.full(len(along), LEG, dtype=np.int64)
    runs = np.zeros(len(along), dtype=np.int64)
    for node in order[::-1]:
        ahead, street = step[node], along[node]
        first[node], last[node], runs[node] = first[ahead], last[ahead], runs[ahead]
        if street == LEG:
            first[node] = LEG
        elif metres[node] - metres[ahead] > _NO_STEP_M:
            runs[node] += first[ahead] != street
            first[node] = street
            last[node] = street if last[ahead] == LEG else last[ahead]
    return first, last, runs


def _far_to_near(metres: FloatArray, step: IntArray) -> IntArray:
    """Nodes with a next step, farthest first; where steps have no length, by the number of steps."""
    reached = np.flatnonzero((step != _NO_NODE) & np.isfinite(metres))
    depth = np.zeros(len(metres), dtype=np.int64)
    ahead = step[reached]
    alive = np.ones(len(reached), dtype=bool)
    while alive.any():
        depth[reached[alive]] += 1
        on = step[ahead]
        alive &= on != _NO_NODE
        ahead = np.where(alive, on, ahead)
    return reached[np.argsort(-depth[reached], kind="stable")]
