"""Compute isochrones: the streets that can be reached on foot, cut at the exact distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from geo.arrays import FloatArray, IntArray
from geo.streets.routes import WalkMap, Walks

STREET_SIDE_M = 30.0
"""How far beside a reached street the drawn area goes: the houses and gardens along it."""
SMOOTHING_M = 40.0
"""How far the outline is taken back again, so that corners are round and narrow gaps close."""
_SHORTEST_M = 0.5
_STRAIGHT_M = 2.0
_ROUND = 3
"""Straight lines per quarter circle: the eye sees a round corner, and the area is known to 2 m."""


@dataclass(frozen=True, slots=True)
class StreetParts:
    """Parts of streets.

    Parameters
    ----------
    street
        Index of the street, shape `(s,)`; a street may occur more than once.
    start, end
        Metres along it.
    """

    street: IntArray
    start: FloatArray
    end: FloatArray


def reached_parts(walk_map: WalkMap, walks: Walks, metres: float) -> StreetParts:
    """Find every part of a street that lies within a walk.

    Parameters
    ----------
    walk_map
        The streets.
    walks
        From the point one walks from.
    metres
        How far, legs included.

    Returns
    -------
    StreetParts
        From both ends of a street inwards, and from the starting point outwards.

    Raises
    ------
    ValueError
        If that is farther than the walks were looked for.
    """
    if metres > walks.limit_m:
        raise ValueError(f"walks were looked for up to {walks.limit_m:g} m, not {metres:g} m")
    network = walk_map.network
    from_start = metres - walks.node_distance[network.from_node]
    from_end = metres - walks.node_distance[network.to_node]
    forward, backward = np.flatnonzero(from_start > 0), np.flatnonzero(from_end > 0)
    own, at = walks.snaps.street, walks.snaps.position
    left = metres - walks.snaps.leg
    own = own[left > 0]
    at, left = at[: len(own)], left[: len(own)]
    return StreetParts(
        street=np.concatenate([forward, backward, own]),
        start=np.concatenate(
            [
                np.zeros(len(forward)),
                np.maximum(network.length[backward] - from_end[backward], 0.0),
                np.maximum(at - left, 0.0),
            ]
        ),
        end=np.concatenate(
            [
                np.minimum(from_start[forward], network.length[forward]),
                network.length[backward],
                np.minimum(at + left, network.length[own]),
            ]
        ),
    )


def part_lines(walk_map: WalkMap, parts: StreetParts) -> NDArray[Any]:
    """Cut the streets to their parts.

    Parameters
    ----------
    walk_map
        The streets.
    parts
        From `reached_parts`.

    Returns
    -------
    numpy.ndarray
        A line per street that is reached whole, and one per other part, those shorter than half a metre left out;
        EPSG:28992.
    """
    network = walk_map.network
    length = network.length[parts.street]
    whole = (parts.start <= 0) & (parts.end >= length)
    entire = np.unique(parts.street[whole])
    cut = ~np.isin(parts.street, entire) & (parts.end - parts.start >= _SHORTEST_M)
    lines = [
        substring(
            network.geometry[parts.street[index]],
            parts.start[index] / length[index],
            parts.end[index] / length[index],
            normalized=True,
        )
        for index in np.flatnonzero(cut)
    ]
    return np.concatenate([network.geometry[entire], np.array(lines, dtype=object)])


def isochrone(walk_map: WalkMap, walks: Walks, metres: float) -> shapely.Geometry:
    """Draw the area within a walk: the streets reached, with what lies along them.

    A farther walk gives an area that holds the nearer one, but for the 5 m by which corners and bends are simplified.

    Parameters
    ----------
    walk_map, walks, metres
        As for `reached_parts`.

    Returns
    -------
    shapely.Geometry
        Polygon or MultiPolygon in EPSG:28992; empty if not even the street is reached.

    Raises
    ------
    ValueError
        As `reached_parts`.
    """
    lines = shapely.simplify(part_lines(walk_map, reached_parts(walk_map, walks, metres)), _STRAIGHT_M)
    around = shapely.union_all(shapely.buffer(lines, STREET_SIDE_M + SMOOTHING_M, quad_segs=_ROUND))
    return shapely.buffer(around, -SMOOTHING_M, quad_segs=_ROUND)
