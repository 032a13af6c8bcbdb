"""Flow, the pipes: over which streets do residents walk to their nearest place, and how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.network import FloatArray, IntArray
from geo.walkgraph import LEG, WalkGraph

_NO_NODE = -9999


@dataclass(frozen=True, slots=True)
class Flow:
    """Residents on their way.

    Parameters
    ----------
    street
        Residents whose shortest walk to their nearest place uses any part of a street, shape `(m,)`.
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
    metres, step, _ = dijkstra(
        graph.matrix, directed=True, indices=places[roots], min_only=True, return_predecessors=True
    )
    through = np.zeros(graph.matrix.shape[0])
    walkers = (demand >= 0) & np.isfinite(metres[np.maximum(demand, 0)])
    np.add.at(through, demand[walkers], residents[walkers])
    towards: IntArray = np.asarray(step, dtype=np.int64)
    order = _far_to_near(metres, towards)
    for node in order:
        through[towards[node]] += through[node]
    arriving[roots] = through[places[roots]]
    used = _street_of_step(graph, order, towards[order])
    on_street = np.full(graph.matrix.shape[0], LEG, dtype=np.int64)
    on_street[order] = used
    walked = used != LEG
    np.add.at(street, used[walked], through[order][walked])
    # Whoever was on the same street one step before has been counted there already.
    same = walked & (on_street[towards[order]] == used)
    np.subtract.at(street, used[same], through[order][same])
    return Flow(np.round(street, 6), arriving)


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
