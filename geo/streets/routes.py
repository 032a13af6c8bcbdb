"""Find the walk from any point to the places around it, as a line along the streets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from geo.arrays import FloatArray, IntArray
from geo.settings import WalkSettings
from geo.streets.distances import round_distance
from geo.streets.graph import SplitStreets, attach_later, split_streets
from geo.streets.network import Network, network_from_streets
from geo.streets.snapping import Snaps, snap

_NO_NODE = -9999
"""What SciPy writes where a search came from nowhere."""


@dataclass(frozen=True, slots=True)
class WalkMap:
    """Streets and places on which anyone can be put down and sent to the places: `p` places.

    Parameters
    ----------
    network
        The streets.
    split
        The same, split where the places meet them; `split.graph.origins` are the places' nodes, -1 where refused.
    place_points
        Points in EPSG:28992 or None, shape `(p,)`.
    place_snaps
        Where each place meets its street.
    water
        Lines or polygons that a leg may not cross.
    settings
        With the snap cap.
    """

    network: Network
    split: SplitStreets
    place_points: NDArray[Any]
    place_snaps: Snaps
    water: NDArray[Any]
    settings: WalkSettings


@dataclass(frozen=True, slots=True)
class Walks:
    """All walks from one point.

    Parameters
    ----------
    point
        Where they start, EPSG:28992.
    snaps
        Where that point meets its street (one row).
    node
        The point's own node.
    limit_m
        Longer walks were not looked for.
    node_distance
        Metres from the point to every node of the split streets, `inf` beyond the limit.
    came_from
        The node before each node on its shortest walk, negative where there is none.
    place_distance
        Metres from the point to every place, legs included, NaN beyond the limit, shape `(p,)`.
    """

    point: shapely.Point
    snaps: Snaps
    node: int
    limit_m: float
    node_distance: FloatArray
    came_from: IntArray
    place_distance: FloatArray


@dataclass(frozen=True, slots=True)
class Route:
    """One walk.

    Parameters
    ----------
    line
        Along the streets, from where the starting point meets its street to where the place meets its own; EPSG:28992.
        A line of no length if that is the same spot.
    first_leg, last_leg
        From the point to the street, and from the street to the place.
    distance
        Metres, legs included.
    """

    line: shapely.LineString
    first_leg: shapely.LineString
    last_leg: shapely.LineString
    distance: float


def make_walk_map(
    streets: gpd.GeoDataFrame, place_points: NDArray[Any], water: NDArray[Any], settings: WalkSettings
) -> WalkMap:
    """Put places on the streets.

    Parameters
    ----------
    streets
        As for `geo.streets.network.network_from_streets`.
    place_points
        Points in EPSG:28992 or None, shape `(p,)`.
    water
        Lines or polygons that a leg may not cross.
    settings
        With the snap cap.

    Returns
    -------
    WalkMap
        Make it once and keep it.
    """
    network = network_from_streets(streets)
    snaps = snap(place_points, network, cap_m=settings.snap_cap_m, water=water)
    return WalkMap(network, split_streets(network, snaps), place_points, snaps, water, settings)


def walks_from_point(walk_map: WalkMap, point: shapely.Point, *, limit_m: float) -> Walks | None:
    """Walk from a point in every direction.

    Parameters
    ----------
    walk_map
        Streets and places.
    point
        EPSG:28992.
    limit_m
        Longest walk in metres, inclusive.

    Returns
    -------
    Walks | None
        None if no street is near enough to the point.
    """
    cap = walk_map.settings.snap_cap_m
    snaps = snap(np.array([point], dtype=object), walk_map.network, cap_m=cap, water=walk_map.water)
    if not snaps.ok[0]:
        return None
    matrix, nodes = attach_later(walk_map.split, snaps)
    # A hair beyond the limit, so that a walk which rounds down to it is not lost.
    metres, before = _search(matrix, int(nodes[0]), limit_m + 1.0)
    places = walk_map.split.graph.origins
    reached = round_distance(np.where(places >= 0, metres[places], np.inf))
    return Walks(
        point=point,
        snaps=snaps,
        node=int(nodes[0]),
        limit_m=limit_m,
        node_distance=metres,
        came_from=before,
        place_distance=np.where(reached <= limit_m, reached, np.nan),
    )


def _search(matrix: csr_array, start: int, limit_m: float) -> tuple[FloatArray, IntArray]:
    metres, before = dijkstra(matrix, directed=True, indices=np.array([start]), limit=limit_m, return_predecessors=True)
    return metres[0], before[0].astype(np.int64)


def route_to(walk_map: WalkMap, walks: Walks, place: int) -> Route | None:
    """Draw the shortest walk to a place.

    Parameters
    ----------
    walk_map
        Streets and places.
    walks
        From `walks_from_point` on the same map.
    place
        Index of the place.

    Returns
    -------
    Route | None
        None if the place is beyond the limit.
    """
    distance = float(walks.place_distance[place])
    if np.isnan(distance):
        return None
    nodes = _chain(walks, int(walk_map.split.graph.origins[place]))
    # The first and the last step are the legs; between them lie the cuts and the street ends.
    steps = nodes[1:-1]
    pieces = [_piece(walk_map, walks, a, b) for a, b in pairwise(steps)]
    here = _on_street(walk_map.network, walks.snaps, 0)
    there = _on_street(walk_map.network, walk_map.place_snaps, place)
    points = shapely.get_coordinates([here, *pieces, there])
    return Route(
        line=shapely.remove_repeated_points(shapely.LineString(points)),
        first_leg=shapely.LineString([walks.point, here]),
        last_leg=shapely.LineString([there, walk_map.place_points[place]]),
        distance=distance,
    )


def _on_street(network: Network, snaps: Snaps, index: int) -> shapely.Point:
    street = int(snaps.street[index])
    share = float(snaps.position[index]) / max(float(network.length[street]), 1e-9)
    point: shapely.Point = shapely.line_interpolate_point(network.geometry[street], share, normalized=True)
    return point


def _chain(walks: Walks, end: int) -> list[int]:
    """Follow the search back: the nodes from the start to an end, both included."""
    nodes = [end]
    while nodes[-1] != walks.node:
        before = int(walks.came_from[nodes[-1]])
        if before == _NO_NODE:
            raise ValueError(f"no walk leads to node {end}")
        nodes.append(before)
    return nodes[::-1]


def _piece(walk_map: WalkMap, walks: Walks, a: int, b: int) -> shapely.Geometry:
    """Cut the part of a street between two neighbouring nodes, in walking direction."""
    split, size = walk_map.split, walk_map.split.graph.matrix.shape[0]
    metres = float(walks.node_distance[b] - walks.node_distance[a])
    if a >= size:
        # The cut under the starting point is not one of the cuts that stay.
        street, start = int(walks.snaps.street[0]), float(walks.snaps.position[0])
        end = _nearest_position(split, street, b, start, metres)
    else:
        street = _street_between(split, a, b)
        start, end = _positions(split, street, a, b, metres)
    length = max(float(walk_map.network.length[street]), 1e-9)
    return substring(walk_map.network.geometry[street], start / length, end / length, normalized=True)


def _street_between(split: SplitStreets, a: int, b: int) -> int:
    matrix = split.graph.matrix
    row = slice(matrix.indptr[a], matrix.indptr[a + 1])
    return int(split.graph.street[row][np.flatnonzero(matrix.indices[row] == b)[0]])


def _cuts(split: SplitStreets, street: int) -> tuple[FloatArray, IntArray]:
    inside = slice(split.first[street], split.first[street + 1])
    return split.position[inside], split.node[inside]


def _nearest_position(split: SplitStreets, street: int, node: int, start: float, metres: float) -> float:
    """Where a node lies on a street; a loop has one node at both ends, so the one as far off as was walked."""
    position, nodes = _cuts(split, street)
    candidates = position[nodes == node]
    return float(candidates[np.argmin(np.abs(np.abs(candidates - start) - metres))])


def _positions(split: SplitStreets, street: int, a: int, b: int, metres: float) -> tuple[float, float]:
    """Where two neighbouring nodes lie on a street: the pair as far apart as was walked."""
    position, nodes = _cuts(split, street)
    forward = np.flatnonzero((nodes[:-1] == a) & (nodes[1:] == b))
    backward = np.flatnonzero((nodes[:-1] == b) & (nodes[1:] == a))
    pairs = [(position[i], position[i + 1]) for i in forward] + [(position[i + 1], position[i]) for i in backward]
    best = min(pairs, key=lambda pair: abs(abs(pair[1] - pair[0]) - metres))
    return float(best[0]), float(best[1])
