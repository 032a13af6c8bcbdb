"""Spread the residents of a postcode over its area, so that its coverage is a share and not all or nothing.

A postcode is a stretch of street with its homes, often 100 to 300 m long. One point for all of them puts everybody on
the same side of a threshold. Apparicio, Gelb, Dubé, Kingham, Gauvin and Robitaille (2017), The approaches to measuring
the potential spatial access to urban health services revisited, International Journal of Health Geographics 16:32,
measure how much that matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Point

from geo.arrays import BoolArray, FloatArray
from geo.residents.totals import SCALED

_SAMPLES: Final = 400
"""About how many points of a grid stand for an area while it is divided."""
_GRID_M: Final = 0.1
"""Points are kept to 10 cm, so that they are the same on every machine."""


Homes = Callable[[FloatArray], BoolArray]
"""Tells of points, shape `(s, 2)`, whether homes may stand there."""


@dataclass(frozen=True, slots=True)
class SpreadSettings:
    """How many points stand for a postcode.

    Parameters
    ----------
    metres_per_point
        One point for every so many metres of the longest side of its area.
    most
        At most so many.
    street_side_m
        Homes stand within this distance of a street; the part of an area farther off is taken to be empty.
    """

    metres_per_point: float = 100.0
    most: int = 5
    street_side_m: float = 60.0


def points_in(area: shapely.Polygon | shapely.MultiPolygon, count: int, homes: Homes | None = None) -> list[Point]:
    """Choose points that divide an area into equal parts along its longest side.

    Parameters
    ----------
    area
        In metres.
    count
        How many points, 1 or more.
    homes
        Where in the area homes stand; without it, anywhere.

    Returns
    -------
    list of Point
        `count` points inside the area; each is the middle of its part. The same area gives the same points.
    """
    samples = _samples(area)
    if homes is not None:
        near = homes(samples)
        samples = samples[near] if near.sum() >= count else samples
    if len(samples) < count:
        return [shapely.point_on_surface(area)] * count
    side, _ = _longest_side(area)
    along = np.round(samples @ (side / np.hypot(*side)), 3)
    order = np.lexsort((samples[:, 1], samples[:, 0], along))
    return [Point(_middle(samples[part])) for part in np.array_split(order, count)]


def _samples(area: shapely.Polygon | shapely.MultiPolygon) -> FloatArray:
    """Lay a regular grid over an area and keep what lies inside, shape `(s, 2)`."""
    step = max(_GRID_M, round(math.sqrt(area.area / _SAMPLES), 1))
    west, south, east, north = area.bounds
    x = np.arange(math.floor(west / step) * step, east, step) + step / 2
    y = np.arange(math.floor(south / step) * step, north, step) + step / 2
    grid = np.stack([axis.ravel() for axis in np.meshgrid(x, y, indexing="ij")], axis=1)
    shapely.prepare(area)
    return np.asarray(np.round(grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])], 1))


def _longest_side(area: shapely.Polygon | shapely.MultiPolygon) -> tuple[FloatArray, float]:
    """Find the longest side of the smallest rectangle around an area, and its length."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(area))
    sides = np.diff(corners, axis=0)[:2]
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    return np.asarray(sides[int(lengths.argmax())]), float(lengths.max(initial=0.0))


def _middle(samples: FloatArray) -> FloatArray:
    away = ((samples - samples.mean(axis=0)) ** 2).sum(axis=1)
    return np.asarray(samples[int(np.round(away, 3).argmin())])


def point_count(area: shapely.Polygon | shapely.MultiPolygon, settings: SpreadSettings) -> int:
    """Decide how many points stand for an area."""
    _, length = _longest_side(area)
    return min(settings.most, max(1, math.ceil(length / settings.metres_per_point)))


def along_streets(areas: NDArray[Any], streets: NDArray[Any], side_m: float) -> list[Homes]:
    """Tell for every area where in it homes stand: along a street.

    Parameters
    ----------
    areas
        Polygons, shape `(a,)`.
    streets
        Lines, shape `(m,)`.
    side_m
        How far from a street homes stand.

    Returns
    -------
    list
        Per area a function that takes points, shape `(s, 2)`, and gives True where homes may stand.
    """
    if not len(areas):
        return []
    area, street = shapely.STRtree(streets).query(areas, predicate="dwithin", distance=side_m)
    order = np.argsort(area, kind="stable")
    near = np.split(street[order], np.cumsum(np.bincount(area, minlength=len(areas)))[:-1])
    return [_beside(shapely.union_all(streets[each]), side_m) for each in near]


def _beside(streets: shapely.Geometry, side_m: float) -> Homes:
    shapely.prepare(streets)
    return lambda samples: np.asarray(shapely.dwithin(streets, shapely.points(samples), side_m))


def spread_over_areas(
    demand: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    settings: SpreadSettings | None = None,
) -> gpd.GeoDataFrame:
    """Let several points stand for a demand point whose area is known.

    Parameters
    ----------
    demand
        Demand points with the counts of `geo.residents.totals.SCALED`, EPSG:28992.
    areas
        `demand_id` and its polygon, EPSG:28992; demand points without one keep their own point.
    streets
        Lines along which homes stand.
    settings
        How many points, and how far from a street.

    Returns
    -------
    GeoDataFrame
        As `demand`, with a row per point, `postcode` (the demand point it was) and `stands_for`: True for the one
        point in the middle that stands for the whole postcode where a single point is asked for. `demand_id` is the
        old one where there is but one point, else `<old>-1`, `<old>-2` and so on. Counts are divided equally, so
        that every sum stays what it was.
    """
    settings = settings or SpreadSettings()
    known = areas[areas["demand_id"].isin(demand["demand_id"])].drop_duplicates("demand_id")
    homes = along_streets(known.geometry.to_numpy(), streets.geometry.to_numpy(), settings.street_side_m)
    points = {
        code: points_in(area, point_count(area, settings), near)
        for code, area, near in zip(known["demand_id"], known.geometry.to_numpy(), homes, strict=True)
    }
    chosen = [
        points.get(code, [own]) for code, own in zip(demand["demand_id"], demand.geometry.to_numpy(), strict=True)
    ]
    count = np.array([len(each) for each in chosen], dtype=np.int64)
    row = np.repeat(np.arange(len(demand)), count)
    part = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + 1
    spread = demand.iloc[row].reset_index(drop=True)
    code = spread["demand_id"].astype(str)
    numbered = code + "-" + pd.Series(part).astype(str)
    shared = {column: spread[column] / count[row] for column in SCALED if column in spread}
    named = numbered.where(count[row] > 1, code)
    middle = part == (count[row] + 1) // 2
    return spread.assign(demand_id=named, postcode=code, stands_for=middle, **shared).set_geometry(
        [point for each in chosen for point in each], crs=demand.crs
    )
