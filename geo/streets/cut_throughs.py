"""Plausible cut-throughs: short links where a street ends near another, modelled, to see how much they matter.

A map of streets lacks footpaths. Where a dead end lies some metres from another street, and the walk round is many
times longer, there is often a path. Nobody has seen these: what they change is a range, never a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.streets.audit import dead_ends
from geo.streets.graph import attach
from geo.streets.network import Network, network_from_streets
from geo.streets.snapping import Snaps

_AT_ONCE: Final = 256
_FAR_M: Final = 2000.0
"""The walk round is not measured beyond this."""


@dataclass(frozen=True, slots=True)
class CutThroughRule:
    """When a cut-through is plausible.

    Parameters
    ----------
    longest_m
        The longest link.
    detour
        The walk round is at least this many times as long as the link.
    saves_m
        And saves at least so many metres.
    """

    longest_m: float = 50.0
    detour: float = 4.0
    saves_m: float = 150.0


def plausible_cut_throughs(
    streets: gpd.GeoDataFrame, barriers: NDArray[Any], rule: CutThroughRule | None = None
) -> gpd.GeoDataFrame:
    """Find short links between a dead end and the nearest other street.

    Parameters
    ----------
    streets
        As for `geo.streets.network.network_from_streets`.
    barriers
        Lines and polygons that a link may not cross: water, railways, buildings, as far as known.
    rule
        When a link is plausible.

    Returns
    -------
    GeoDataFrame
        Modelled links: `node` (the dead end), `street` and `position` (metres along it) where the link meets it,
        `length`, `walk_round` (m, NaN beyond 2 km or where there is none), and the line.
    """
    rule = rule or CutThroughRule()
    network = network_from_streets(streets)
    street, point = dead_ends(network)
    end, other = _nearest_others(network, street, point, rule.longest_m)
    links = shapely.shortest_line(point[end], network.geometry[other])
    free = _crosses_nothing(links, barriers)
    end, other, links = end[free], other[free], links[free]
    length = shapely.length(links)
    share = shapely.line_locate_point(network.geometry[other], shapely.get_point(links, -1), normalized=True)
    position = share * network.length[other]
    at_start = shapely.distance(point[end], shapely.get_point(network.geometry[street[end]], 0)) == 0
    node = np.where(at_start, network.from_node[street[end]], network.to_node[street[end]])
    walk = _walk_round(network, node, other, position, _FAR_M)
    worth = (walk >= rule.detour * length) & (walk - length >= rule.saves_m)
    table = {"node": node, "street": other, "position": position, "length": length, "walk_round": walk}
    found = gpd.GeoDataFrame(table, geometry=links, crs=streets.crs)[worth]
    found["walk_round"] = found["walk_round"].replace(np.inf, np.nan)
    return found.sort_values(["node", "street"], ignore_index=True)


def _nearest_others(
    network: Network, street: IntArray, point: NDArray[Any], longest_m: float
) -> tuple[IntArray, IntArray]:
    """Pair each dead end with the nearest street that does not end at the street it belongs to."""
    end, other = shapely.STRtree(network.geometry).query(point, predicate="dwithin", distance=longest_m)
    ends = np.stack([network.from_node, network.to_node], axis=1)
    touching = (ends[street[end]][:, :, None] == ends[other][:, None, :]).any(axis=(1, 2))
    end, other = end[~touching], other[~touching]
    metres = shapely.distance(point[end], network.geometry[other])
    order = np.lexsort((other, metres, end))
    _, first = np.unique(end[order], return_index=True)
    return end[order][first].astype(np.int64), other[order][first].astype(np.int64)


def _crosses_nothing(links: NDArray[Any], barriers: NDArray[Any]) -> BoolArray:
    free = shapely.length(links) > 0
    if len(barriers):
        crossing, _ = shapely.STRtree(barriers).query(links, predicate="intersects")
        free[crossing] = False
    return np.asarray(free)


def _walk_round(network: Network, node: IntArray, street: IntArray, position: FloatArray, limit_m: float) -> FloatArray:
    """Measure the walk from each dead end to its point on the other street, `inf` beyond a limit."""
    snaps = Snaps(street, position, np.zeros(len(street)), np.full(len(street), "", dtype=object))
    graph = attach(network, snaps)
    target = graph.origins
    walk = np.full(len(node), np.inf)
    for start in range(0, len(node), _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        metres = dijkstra(graph.matrix, directed=True, indices=node[batch], limit=limit_m)
        walk[batch] = metres[np.arange(len(metres)), target[batch]]
    return walk


def with_links(streets: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add links to a street network; the streets they meet are split there.

    Parameters
    ----------
    streets
        `from_node`, `to_node`, `length`, `name` and geometry.
    links
        From `plausible_cut_throughs` of the same streets.

    Returns
    -------
    GeoDataFrame
        The same columns, and `modelled`: True for the links. Streets keep their length in total.
    """
    columns = ["from_node", "to_node", "length", "name", "geometry"]
    fresh = int(max(streets["from_node"].max(), streets["to_node"].max())) + 1
    meets = links.assign(meet=fresh + np.arange(len(links)))
    pieces = [
        piece
        for index, cuts in meets.groupby("street")
        for piece in _pieces(streets.iloc[int(index)], cuts.sort_values("position", kind="stable"))
    ]
    added = [(row.node, row.meet, row.length, None, row.geometry) for row in meets.itertuples()]
    whole = streets.drop(index=streets.index[meets["street"].unique()])[columns]
    rows = [*whole.itertuples(index=False, name=None), *pieces, *added]
    table = gpd.GeoDataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)), crs=streets.crs)
    modelled = np.zeros(len(table), dtype=bool)
    modelled[len(whole) + len(pieces) :] = True
    return table.assign(modelled=modelled)


def _pieces(street: Any, cuts: gpd.GeoDataFrame) -> list[tuple[Any, ...]]:
    at = [0.0, *cuts["position"], street["length"]]
    nodes = [street["from_node"], *cuts["meet"], street["to_node"]]
    line = street["geometry"]
    return [
        (nodes[k], nodes[k + 1], at[k + 1] - at[k], street["name"], _part(line, at[k], at[k + 1], street["length"]))
        for k in range(len(at) - 1)
    ]


def _part(line: Any, start: float, stop: float, length: float) -> Any:
    part = substring(line, start / length, stop / length, normalized=True)
    # A link that meets the very end of a street leaves a piece without length, which is still a line.
    return shapely.LineString([part, part]) if part.geom_type == "Point" else part
