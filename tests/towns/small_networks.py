"""Small random street networks for hypothesis: loops, parallel streets, bends, and points in awkward spots."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from geo.streets.network import Network, network_from_streets
from geo.vocabulary import RD
from tests.geo.streets.oracle import Oracle, Street

CAP_M = 250.0
_METRES = st.integers(0, 10_000).map(lambda tenths: tenths / 10)
_SPOT = st.tuples(_METRES, _METRES)


def patient(max_examples: int) -> settings:
    """How many cities to try; how long each takes on a busy machine is not what these tests are about."""
    return settings(max_examples=max_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class SmallCity:
    """Streets with people and places."""

    streets: list[Street]
    demand: list[shapely.Point]
    places: list[shapely.Point]
    residents: np.ndarray

    @property
    def table(self) -> gpd.GeoDataFrame:
        return street_table(self.streets)

    @property
    def network(self) -> Network:
        return network_from_streets(self.table)

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.streets, cap_m=CAP_M)

    def is_ambiguous(self) -> bool:
        """Whether a point might as well be snapped elsewhere, or lies at the cap to a hair."""
        oracle = self.oracle
        points = [*self.demand, *self.places]
        at_cap = [
            abs(shapely.distance(point, street.line) - CAP_M) < 1e-6 for point in points for street in self.streets
        ]
        return any(at_cap) or any(oracle.is_ambiguous(point) for point in points)


def street_table(streets: list[Street]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "from_node": [street.start for street in streets],
            "to_node": [street.end for street in streets],
            "length": [street.line.length for street in streets],
            "name": [None for _ in streets],
        },
        geometry=[street.line for street in streets],
        crs=RD,
    )


@st.composite
def street_lists(draw: st.DrawFn) -> list[Street]:
    corners = draw(st.lists(_SPOT, min_size=2, max_size=7, unique=True))
    node = st.integers(0, len(corners) - 1)
    streets = []
    for start, end in draw(st.lists(st.tuples(node, node), min_size=1, max_size=12)):
        least = 2 if start == end else 0
        bends = draw(st.lists(_SPOT, min_size=least, max_size=3, unique=True))
        spots = [corners[start], *bends, corners[end]]
        line = shapely.LineString(spots)
        # A loop needs room, and a street a length.
        if all(math.dist(one, other) > 0.05 for one, other in itertools.pairwise(spots)):
            streets.append(Street(start, end, line))
    return streets or [Street(0, 1, shapely.LineString(corners[:2]))]


@st.composite
def points_on(draw: st.DrawFn, streets: list[Street], *, most: int) -> list[shapely.Point]:
    """Points in the open, on streets (often several on one), and exactly at crossings."""
    points = []
    for _ in range(draw(st.integers(1, most))):
        street = streets[draw(st.integers(0, len(streets) - 1))]
        where = draw(st.sampled_from(["open", "street", "beside", "crossing"]))
        if where == "open":
            points.append(shapely.Point(draw(_SPOT)))
        elif where == "crossing":
            points.append(shapely.Point(street.line.coords[0]))
        else:
            on = street.line.interpolate(draw(st.integers(0, 100)) / 100, normalized=True)
            off = draw(st.integers(-300, 300)) / 10 if where == "beside" else 0.0
            points.append(shapely.Point(on.x + off, on.y - off / 2))
    return points


@st.composite
def small_cities(draw: st.DrawFn, *, most_demand: int = 8, most_places: int = 4) -> SmallCity:
    streets = draw(street_lists())
    demand = draw(points_on(streets, most=most_demand))
    places = draw(points_on(streets, most=most_places))
    residents = draw(st.lists(st.integers(0, 500), min_size=len(demand), max_size=len(demand)))
    return SmallCity(streets, demand, places, np.array(residents, dtype=np.float64))
