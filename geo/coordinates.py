"""Convert longitude and latitude to the Dutch national grid and back; whole tables use geopandas' own `to_crs`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from pyproj import Transformer

from geo.arrays import FloatArray
from geo.vocabulary import RD, WGS84

Numbers = TypeVar("Numbers", float, FloatArray)


@lru_cache(maxsize=2)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_rd(longitude: Numbers, latitude: Numbers) -> tuple[Numbers, Numbers]:
    """Convert degrees (EPSG:4326) to x and y in metres (EPSG:28992), one number each or arrays of one shape."""
    x, y = _transformer(WGS84, RD).transform(longitude, latitude)
    return x, y


def to_lonlat(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Convert x and y in metres (EPSG:28992) to longitude and latitude (EPSG:4326), one number each or arrays."""
    longitude, latitude = _transformer(RD, WGS84).transform(x, y)
    return longitude, latitude


def to_points(pairs: Sequence[tuple[float, float] | None]) -> list[shapely.Point | None]:
    """Turn longitudes and latitudes into points in EPSG:28992; None stays None.

    Parameters
    ----------
    pairs
        Longitude and latitude in degrees (EPSG:4326), or None.

    Returns
    -------
    list
        As many points, in metres.
    """
    degrees = np.array([pair for pair in pairs if pair is not None], dtype=np.float64).reshape(-1, 2)
    x, y = to_rd(degrees[:, 0], degrees[:, 1])
    projected = (shapely.Point(each) for each in zip(x, y, strict=True))
    return [None if pair is None else next(projected) for pair in pairs]
