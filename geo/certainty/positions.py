"""Candidate positions: where a place may stand, when its point is not exactly known.

Jacquez (2012), A research agenda: does geocoding positional error matter in health GIS studies?, Spatial and
Spatio-temporal Epidemiology 3(1), 7-16 (PubMed 22469488), asks for positions as distributions instead of points;
Zandbergen and others measure how large the errors are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import FloatArray
from geo.residents.spread import points_in
from geo.sources.certainty_settings import PositionCounts
from geo.streets.network import Network
from geo.vocabulary import RD, LocationQuality

_GOLDEN: Final = math.pi * (3.0 - math.sqrt(5.0))
"""Turning by the golden angle spreads points evenly over a disc (Vogel 1979)."""
_STREET_REACH: Final = 2.0
"""A street of the right name is looked for within this many times the error of a point."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around the places.

    Parameters
    ----------
    network
        The streets, with their names.
    demand
        Demand points with `neighbourhood` and `residents`.
    postcode_areas
        Polygons by postcode; empty where none are known.
    """

    network: Network
    demand: gpd.GeoDataFrame
    postcode_areas: Mapping[str, Any]


def candidate_positions(
    places: gpd.GeoDataFrame, surroundings: Surroundings, counts: PositionCounts
) -> gpd.GeoDataFrame:
    """List where each place may stand, every position of a place as likely as the other.

    Parameters
    ----------
    places
        Counted places with a point: `place_id`, `location_quality`, `location_error` (m), `address`, `postcode`,
        `neighbourhood`, geometry in EPSG:28992.
    surroundings
        Streets, demand points and postcode areas.
    counts
        At most how many positions for each quality.

    Returns
    -------
    GeoDataFrame
        `place_id`, `position` (from 0) and geometry, places in their order. An address has its point and points
        around it; a postcode points over its area; a street points along it; an area the points where most of its
        residents live. Where no area or street is known, points over a disc as wide as the error.
    """
    rows = [
        (place.place_id, number, point)
        for place in places.itertuples()
        for number, point in enumerate(_positions(place, surroundings, counts))
    ]
    table = pd.DataFrame([row[:2] for row in rows], columns=["place_id", "position"])
    return gpd.GeoDataFrame(table, geometry=[row[2] for row in rows], crs=RD)


def _positions(place: Any, around: Surroundings, counts: PositionCounts) -> list[shapely.Point]:
    quality, point = LocationQuality(place.location_quality), place.geometry
    error = 0.0 if pd.isna(place.location_error) else float(place.location_error)
    if quality is LocationQuality.ADDRESS and error <= counts.address_m:
        return _around(point, counts.address_m, counts.address)
    if quality is LocationQuality.POSTCODE and place.postcode in around.postcode_areas:
        return points_in(around.postcode_areas[place.postcode], counts.postcode)
    if quality is LocationQuality.STREET:
        return _along_street(place.address, point, error, around.network, counts.street) or _disc(
            point, error, counts.street
        )
    if quality is LocationQuality.AREA:
        return _where_people_live(place.neighbourhood, point, error, around.demand, counts.area) or _disc(
            point, error, counts.area
        )
    return _disc(point, error, counts.postcode)


def _around(point: shapely.Point, radius: float, count: int) -> list[shapely.Point]:
    """Give the point itself and points on a circle around it."""
    if radius == 0 or count == 1:
        return [point]
    turns = 2 * math.pi * np.arange(count - 1) / (count - 1)
    ring = np.stack([point.x + radius * np.cos(turns), point.y + radius * np.sin(turns)], axis=1)
    return [point, *_points(ring)]


def _disc(point: shapely.Point, radius: float, count: int) -> list[shapely.Point]:
    """Spread points evenly over a disc."""
    if radius == 0 or count == 1:
        return [point]
    number = np.arange(count)
    away, turn = radius * np.sqrt((number + 0.5) / count), number * _GOLDEN
    return _points(np.stack([point.x + away * np.cos(turn), point.y + away * np.sin(turn)], axis=1))


def _along_street(
    address: object, point: shapely.Point, error: float, network: Network, count: int
) -> list[shapely.Point]:
    """Spread points along the street that an address names, as far as the point may be off."""
    if not isinstance(address, str) or error == 0:
        return []
    near = shapely.dwithin(network.geometry, point, _STREET_REACH * error)
    named = np.array([isinstance(name, str) and _names(address, name) for name in network.name], dtype=bool)
    lines = network.geometry[near & named]
    if not len(lines):
        return []
    street = shapely.line_merge(shapely.union_all(lines))
    parts = list(shapely.get_parts(shapely.intersection(street, point.buffer(_STREET_REACH * error))))
    parts = [part for part in parts if part.geom_type == "LineString" and part.length > 0]
    total = sum(part.length for part in parts)
    if total == 0:
        return []
    return [_at(parts, total * (step + 0.5) / count) for step in range(count)]


def _names(address: str, street: str) -> bool:
    """Tell whether an address names a street, which may have several names."""
    return any(name.casefold() in address.casefold() for name in street.split(" / ") if name)


def _at(parts: list[Any], metres: float) -> shapely.Point:
    for part in parts:
        if metres <= part.length:
            return _rounded(part.interpolate(metres))
        metres -= part.length
    return _rounded(parts[-1].interpolate(parts[-1].length))


def _where_people_live(
    neighbourhood: object, point: shapely.Point, error: float, demand: gpd.GeoDataFrame, count: int
) -> list[shapely.Point]:
    """Choose demand points of a neighbourhood, each standing for an equal part of its residents."""
    homes = demand[(demand["neighbourhood"] == neighbourhood) & (demand["residents"] > 0)]
    if 0 < error < math.inf:
        within = homes[homes.distance(point) <= error]
        homes = within if len(within) else homes
    if homes.empty:
        return []
    people = np.cumsum(homes["residents"].to_numpy(dtype=np.float64))
    marks = people[-1] * (np.arange(count) + 0.5) / count
    return [homes.geometry.iloc[row] for row in np.searchsorted(people, marks)]


def _rounded(point: shapely.Point) -> shapely.Point:
    return shapely.Point(round(point.x, 1), round(point.y, 1))


def _points(pairs: FloatArray) -> list[shapely.Point]:
    return [shapely.Point(x, y) for x, y in np.round(pairs, 1)]
