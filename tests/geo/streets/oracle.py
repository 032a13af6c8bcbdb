"""Walking distances once more, the slow and plain way: what the fast ones are compared with.

Shares no code with `geo.streets`: the nearest point on a street is found by projecting
on every straight piece, the snap points are spliced into a networkx graph as nodes of their own, and
networkx searches it.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

HAIR = 1e-6


@dataclass(frozen=True)
class Street:
    start: int
    end: int
    line: shapely.LineString


@dataclass(frozen=True)
class Foot:
    """Where a point meets a street: how far off, which street, how far along it, and where that is."""

    leg: float
    street: int
    along: float
    x: float
    y: float


def streets_of(table: gpd.GeoDataFrame) -> list[Street]:
    columns = (table["from_node"], table["to_node"], table.geometry)
    return [Street(int(start), int(end), line) for start, end, line in zip(*columns, strict=True)]


def feet(point: shapely.Point, number: int, line: shapely.LineString) -> list[Foot]:
    """The nearest point on each straight piece of a street."""
    found, walked = [], 0.0
    corners = list(line.coords)
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        length = math.hypot(bx - ax, by - ay)
        if length == 0.0:
            continue
        share = ((point.x - ax) * (bx - ax) + (point.y - ay) * (by - ay)) / length**2
        share = min(1.0, max(0.0, share))
        x, y = ax + share * (bx - ax), ay + share * (by - ay)
        found.append(Foot(math.hypot(point.x - x, point.y - y), number, walked + share * length, x, y))
        walked += length
    return found


class Oracle:
    def __init__(self, streets: Sequence[Street], *, cap_m: float, water: Sequence[shapely.Geometry] = ()) -> None:
        self.streets = streets
        self.cap_m = cap_m
        self.water = water
        self.tree = shapely.STRtree([street.line for street in streets])
        self.snapped: dict[shapely.Point, Foot | None] = {}

    def candidates(self, point: shapely.Point) -> list[Foot]:
        """Every foot within the cap, nearest first; of feet that are equally near the street with the lower number."""
        around = shapely.box(point.x - self.cap_m, point.y - self.cap_m, point.x + self.cap_m, point.y + self.cap_m)
        found = [
            foot
            for number in self.tree.query(around)
            for foot in feet(point, int(number), self.streets[number].line)
            if foot.leg <= self.cap_m
        ]
        return sorted(found, key=lambda foot: (foot.leg, foot.street))

    def is_wet(self, point: shapely.Point, foot: Foot) -> bool:
        leg = shapely.LineString([(point.x, point.y), (foot.x, foot.y)])
        line = self.streets[foot.street].line
        return any(leg.intersects(water) and not line.intersects(water) for water in self.water)

    def snap(self, point: shapely.Point) -> Foot | None:
        """The nearest foot of the nearest street whose leg stays dry."""
        if point not in self.snapped:
            self.snapped[point] = self.first_dry(point)
        return self.snapped[point]

    def first_dry(self, point: shapely.Point) -> Foot | None:
        nearest_of_street: dict[int, Foot] = {}
        for foot in self.candidates(point):
            nearest_of_street.setdefault(foot.street, foot)
        return next((foot for foot in nearest_of_street.values() if not self.is_wet(point, foot)), None)

    def is_ambiguous(self, point: shapely.Point) -> bool:
        """Whether another spot of the network is just as near, so that either answer is right."""
        found = self.candidates(point)
        return any(other.leg - found[0].leg < HAIR and not self.is_same_spot(found[0], other) for other in found[1:])

    def is_same_spot(self, one: Foot, other: Foot) -> bool:
        """Two streets that cross without a crossing have one spot in common, but nobody can change over there."""
        node = self.node_at(one)
        if node is not None and node == self.node_at(other):
            return True
        return one.street == other.street and abs(one.along - other.along) < HAIR

    def node_at(self, foot: Foot) -> int | None:
        street = self.streets[foot.street]
        if foot.along < HAIR:
            return street.start
        return street.end if foot.along > street.line.length - HAIR else None

    def graph(self, *groups: Sequence[shapely.Point]) -> nx.Graph:
        """Streets, cut where points meet them; the points are the nodes (group, index)."""
        graph = nx.Graph()
        stops: dict[int, list[tuple[float, object]]] = defaultdict(list)
        for group, points in enumerate(groups):
            for index, point in enumerate(points):
                foot = self.snap(point)
                if foot is not None:
                    stops[foot.street].append((foot.along, ("foot", group, index)))
                    _connect(graph, (group, index), ("foot", group, index), foot.leg)
        for number, street in enumerate(self.streets):
            chain = [
                (0.0, ("node", street.start)),
                *sorted(stops[number], key=lambda stop: stop[0]),
                (street.line.length, ("node", street.end)),
            ]
            for (before, one), (after, other) in itertools.pairwise(chain):
                _connect(graph, one, other, max(0.0, after - before))
        return graph

    def distances(
        self, demand: Sequence[shapely.Point], places: Sequence[shapely.Point], *, limit_m: float = math.inf
    ) -> np.ndarray:
        """Metres from every demand point to every place, `inf` beyond the limit."""
        graph = self.graph(demand, places)
        table = np.full((len(demand), len(places)), np.inf)
        for column in range(len(places)):
            if (1, column) in graph:
                reached = nx.single_source_dijkstra_path_length(graph, (1, column), cutoff=limit_m, weight="metres")
                for row in range(len(demand)):
                    table[row, column] = reached.get((0, row), math.inf)
        return table


def _connect(graph: nx.Graph, one: object, other: object, metres: float) -> None:
    if one == other:
        return
    if graph.has_edge(one, other):
        metres = min(metres, graph.edges[one, other]["metres"])
    graph.add_edge(one, other, metres=metres)
