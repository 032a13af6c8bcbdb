"""Walks along streets: from all origins to all destinations, to the nearest, as areas, and as flow over the streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.library.checks import (
    check_any_on_street,
    check_number,
    check_on_streets,
    checked_residents,
    checked_water,
)
from geo.measures.access import Access, access_from_walks
from geo.measures.flow import flow as flow_over_streets
from geo.settings import WalkSettings, metres_in
from geo.streets.isochrone import isochrone
from geo.streets.routes import make_walk_map, walks_from_point
from geo.streets.walks import SnappedPoints, nearest_places, put_on_streets, walks_table

DEFAULTS: Final = WalkSettings()


@dataclass(frozen=True)
class WalkMatrix:
    """Walking distances from origins to destinations, as far as they were looked for.

    Parameters
    ----------
    origins, destinations
        Points, as given to `geo.walks`.
    table
        `from_id`, `to_id` (labels of origins and destinations) and `distance` (m), ordered by origin, then destination;
        pairs farther apart than the limit are not in it.
    limit_m
        Longest walk in metres, inclusive.
    """

    origins: gpd.GeoDataFrame
    destinations: gpd.GeoDataFrame
    table: pd.DataFrame
    limit_m: float

    @cached_property
    def access(self) -> Access:
        """The same distances as a matrix, `inf` beyond the limit: 8 bytes for every pair."""
        return access_from_walks(self.table, self.origins.index, self.destinations.index)

    def __repr__(self) -> str:
        pairs = f"{len(self.origins):,} origins x {len(self.destinations):,} destinations"
        return f"WalkMatrix({pairs}, {len(self.table):,} walks of at most {self.limit_m:g} m)"


def walks(
    streets: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    limit_m: float = DEFAULTS.walk_limit_m,
    *,
    snap_cap_m: float = DEFAULTS.snap_cap_m,
    water: gpd.GeoDataFrame | None = None,
) -> WalkMatrix:
    """Measure the walks from all origins to all destinations.

    Every point is snapped to the nearest point on any street, the street is split there, and the legs count: the
    distance is leg + streets + leg.

    Parameters
    ----------
    streets
        Of `streets_from_graph` or `streets_from_lines`.
    origins, destinations
        Points in the CRS of the streets, each row with its own label.
    limit_m
        Longest walk in metres, inclusive. The default is 30 minutes at 4.8 km/h, enough for every default of the
        measures.
    snap_cap_m
        Longest leg from a point to a street. Points farther off are walked to by nobody; a warning names them.
    water
        Lines or polygons that a leg may not cross, unless its street does.

    Returns
    -------
    WalkMatrix
        Distances rounded to 0.1 m; `table` lists them. Measures take it together with the origins.

    Raises
    ------
    TableError
        With all faults of all tables.
    QuestionError
        If a limit is not a positive number.

    Notes
    -----
    Shortest walks by Dijkstra's algorithm (1959), searched from the destinations on a contracted graph (Geisberger et
    al. 2008).

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places, limit_m=500)
    >>> walks
    WalkMatrix(6 origins x 3 destinations, 6 walks of at most 500 m)
    >>> walks.table.head(3)
      from_id           to_id  distance
    0  1000AA  Buurthuis West     300.0
    1  1000AA   Café De Proef     490.0
    2  1000AB  Buurthuis West      30.0
    """
    check_number("limit_m", limit_m)
    on_streets = put(streets, origins, destinations, snap_cap_m, water, names=("origins", "destinations"))
    table = walks_table(on_streets, _ids(origins), _ids(destinations), limit_m)
    return WalkMatrix(origins, destinations, table, limit_m)


def put(
    streets: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    snap_cap_m: float,
    water: gpd.GeoDataFrame | None,
    *,
    names: tuple[str, str],
) -> SnappedPoints:
    """Check streets and points, and put the points on the streets; else as `geo.streets.walks.put_on_streets`."""
    check_number("snap_cap_m", snap_cap_m)
    check_on_streets(streets, **dict(zip(names, (origins, destinations), strict=True)))
    settings = WalkSettings(snap_cap_m=snap_cap_m)
    walked_to = destinations.assign(counted=True)
    on_streets = put_on_streets(streets, origins, walked_to, checked_water(water, streets), settings)
    for name, table, snaps in (
        (names[0], origins, on_streets.demand_snaps),
        (names[1], destinations, on_streets.place_snaps),
    ):
        check_any_on_street(name, table.index, snaps.ok, snap_cap_m)
    return on_streets


def _ids(table: gpd.GeoDataFrame) -> pd.Series[str]:
    ids: pd.Series[str] = table.index.to_series()
    return ids


def nearest(
    streets: gpd.GeoDataFrame,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    limit_m: float = np.inf,
    snap_cap_m: float = DEFAULTS.snap_cap_m,
    water: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Find the nearest destination of every origin, however far.

    One search from all destinations together: much faster than `walks` where the others do not matter.

    Parameters
    ----------
    streets, origins, destinations, snap_cap_m, water
        As for `walks`.
    limit_m
        Longest walk in metres, inclusive.

    Returns
    -------
    pandas.DataFrame
        On the index of the origins: `to_id`, a label of the destinations, and `distance` (m, rounded to 0.1). Both are
        missing where none can be reached.

    Raises
    ------
    TableError, QuestionError
        As `walks`.

    Notes
    -----
    Dijkstra's algorithm (1959) with many sources.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> geo.nearest(town.streets, town.residents, town.places)
                       to_id  distance
    postcode
    1000AA    Buurthuis West     300.0
    1000AB    Buurthuis West      30.0
    1000AC    Buurthuis West     510.0
    1000AD    Buurthuis Oost     103.0
    1000AE    Buurthuis Oost     328.0
    1000AF    Buurthuis Oost     798.0
    """
    check_number("limit_m", limit_m, infinite=True)
    on_streets = put(streets, origins, destinations, snap_cap_m, water, names=("origins", "destinations"))
    everything = np.ones(len(destinations), dtype=bool)
    place, distance = nearest_places(on_streets, _ids(destinations), everything)
    table = pd.DataFrame({"to_id": place, "distance": distance}, index=origins.index)
    return table.where(table["distance"] <= limit_m)


def isochrones(
    streets: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    minutes: float = DEFAULTS.headline_threshold_min,
    speed_kmh: float = 4.8,
    snap_cap_m: float = DEFAULTS.snap_cap_m,
    water: gpd.GeoDataFrame | None = None,
) -> gpd.GeoSeries:
    """Draw the area within a walk of each point: the streets that can be reached, with 30 m on both sides.

    Parameters
    ----------
    streets, snap_cap_m, water
        As for `walks`.
    points
        Where the walks start, or end: the streets are walked in both directions.
    minutes, speed_kmh
        How long a walk, and how fast; the leg to the street is part of it.

    Returns
    -------
    geopandas.GeoSeries
        `isochrone`, a Polygon or MultiPolygon on the index of the points, in the CRS of the streets; None for points on
        no street, empty where the walk ends before the street.

    Raises
    ------
    TableError
        With all faults of all tables.
    QuestionError
        If a number is not positive.

    Notes
    -----
    Streets are cut at the exact distance. Corners and bends are simplified by at most 5 m.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> five, ten = (geo.isochrones(town.streets, town.places, minutes=minutes) for minutes in (5, 10))
    >>> five.name, five.index.tolist()
    ('isochrone', ['Buurthuis Oost', 'Buurthuis West', 'Café De Proef'])
    >>> bool((five.area < ten.area).all())
    True
    """
    for name, number in (("minutes", minutes), ("speed_kmh", speed_kmh), ("snap_cap_m", snap_cap_m)):
        check_number(name, number)
    check_on_streets(streets, points=points)
    metres, nowhere = metres_in(minutes, speed_kmh), np.empty(0, dtype=object)
    settings = WalkSettings(snap_cap_m=snap_cap_m)
    walk_map = make_walk_map(streets, nowhere, checked_water(water, streets), settings)
    areas: list[shapely.Geometry | None] = []
    for point in points.geometry:
        found = walks_from_point(walk_map, point, limit_m=metres)
        areas.append(None if found is None else isochrone(walk_map, found, metres))
    on_street = np.array([area is not None for area in areas])
    check_any_on_street("points", points.index, on_street, snap_cap_m, stacklevel=3)
    return gpd.GeoSeries(areas, index=points.index, crs=streets.crs, name="isochrone")


def flow(
    streets: gpd.GeoDataFrame,
    residents: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    *,
    snap_cap_m: float = DEFAULTS.snap_cap_m,
    water: gpd.GeoDataFrame | None = None,
) -> pd.Series[float]:
    """Count the residents whose shortest walk to their nearest place goes over each street.

    Parameters
    ----------
    streets, snap_cap_m, water
        As for `walks`.
    residents
        Points with a column `residents`.
    places
        Where they walk to.

    Returns
    -------
    pandas.Series
        `flow`, residents on the index of the streets; 0 where nobody walks. Whoever walks any part of a street counts
        for it, once.

    Raises
    ------
    TableError, QuestionError
        As `walks`.

    Notes
    -----
    The walks form a forest with the places as roots (the predecessors of Dijkstra's algorithm); residents are added up
    along it.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> flow = geo.flow(town.streets, town.residents, town.places)
    >>> town.streets.assign(flow=flow).groupby("name")["flow"].max().nlargest(3)
    name
    Straat 11    330.0
    Straat 5     210.0
    Straat 0     110.0
    Name: flow, dtype: float64
    """
    people = checked_residents(residents)
    on_streets = put(streets, residents, places, snap_cap_m, water, names=("residents", "places"))
    graph = on_streets.graph
    found = flow_over_streets(graph, graph.origins, people, graph.destinations, len(streets))
    return pd.Series(found.street, index=streets.index, name="flow")
