"""Snap points to the nearest street and measure the leg."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import FloatArray, IntArray
from geo.streets.network import Network


class Refusal(StrEnum):
    """Why a point could not be put on a street."""

    NONE = ""
    CAP = "cap"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class Snaps:
    """Where `k` points meet the network.

    Parameters
    ----------
    street
        Index of the street, -1 where refused, shape `(k,)`.
    position
        Metres along that street from its `from_node`, NaN where refused.
    leg
        Metres from the point to the street, NaN where refused.
    refusal
        `Refusal` values as text.
    """

    street: IntArray
    position: FloatArray
    leg: FloatArray
    refusal: NDArray[Any]

    def __len__(self) -> int:
        return len(self.street)

    @property
    def ok(self) -> NDArray[np.bool_]:
        """True where the point was snapped."""
        return np.asarray(self.street >= 0)


def _crossing_water(
    points: NDArray[Any], streets: NDArray[Any], water: NDArray[Any], tree: shapely.STRtree
) -> NDArray[np.bool_]:
    """Whether each straight leg from a point to its street crosses water that the street itself does not cross."""
    blocked = np.zeros(len(points), dtype=bool)
    if not len(water) or not len(points):
        return blocked
    legs = shapely.shortest_line(points, streets)
    leg, crossed = tree.query(legs, predicate="intersects")
    own = shapely.intersects(streets[leg], water[crossed])
    blocked[leg[~own]] = True
    return blocked


def _nearest_dry_street(
    point: shapely.Point,
    lines: NDArray[Any],
    tree: shapely.STRtree,
    water: NDArray[Any],
    water_tree: shapely.STRtree,
    cap_m: float,
) -> int:
    """Index of the nearest street within the cap that can be reached dry-shod, or -1."""
    near = np.sort(tree.query(point, predicate="dwithin", distance=cap_m))
    near = near[np.argsort(shapely.distance(point, lines[near]), kind="stable")]
    blocked = _crossing_water(np.full(len(near), point), lines[near], water, water_tree)
    dry = near[~blocked]
    return int(dry[0]) if len(dry) else -1


def snap(points: NDArray[Any], network: Network, *, cap_m: float, water: NDArray[Any] | None = None) -> Snaps:
    """Snap points to the nearest point on any street segment.

    Parameters
    ----------
    points
        shapely points in EPSG:28992, shape `(k,)`; None or empty ones are refused.
    network
        The streets.
    cap_m
        Longest leg in metres; farther points are refused.
    water
        Lines or polygons of water. A leg may not cross water that its street does not cross itself.

    Returns
    -------
    Snaps
        Of two streets at the same distance, the one with the lower index is taken.
    """
    water = np.empty(0, dtype=object) if water is None else water
    count = len(points)
    street = np.full(count, -1, dtype=np.int64)
    refusal = np.full(count, Refusal.CAP.value, dtype=object)
    tree, water_tree = shapely.STRtree(network.geometry), shapely.STRtree(water)
    usable = np.flatnonzero(~(shapely.is_missing(points) | shapely.is_empty(points)))
    if len(usable) and len(network):
        who, which = tree.query_nearest(points[usable], max_distance=cap_m, all_matches=True)
        order = np.lexsort((which, who))
        found, first = np.unique(who[order], return_index=True)
        street[usable[found]] = which[order][first]
    snapped = np.flatnonzero(street >= 0)
    refusal[snapped] = Refusal.NONE.value
    wet = snapped[_crossing_water(points[snapped], network.geometry[street[snapped]], water, water_tree)]
    for index in wet:
        street[index] = _nearest_dry_street(points[index], network.geometry, tree, water, water_tree, cap_m)
        refusal[index] = Refusal.NONE.value if street[index] >= 0 else Refusal.WATER.value
    return _measure(points, network, street, refusal)


def _measure(points: NDArray[Any], network: Network, street: IntArray, refusal: NDArray[Any]) -> Snaps:
    ok = street >= 0
    lines = network.geometry[street[ok]]
    position = np.full(len(points), np.nan)
    leg = np.full(len(points), np.nan)
    # As a share of the street: a drawn line may be simpler, and so shorter, than the street is long.
    position[ok] = shapely.line_locate_point(lines, points[ok], normalized=True) * network.length[street[ok]]
    leg[ok] = shapely.distance(lines, points[ok])
    return Snaps(street=street, position=position, leg=leg, refusal=refusal)
