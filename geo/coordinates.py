"""Longitude and latitude to the Dutch grid and back."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
from shapely import Point

from geo.vocabulary import RD, WGS84


def to_points(pairs: Sequence[tuple[float, float] | None]) -> list[Point | None]:
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
    known = gpd.GeoSeries([Point(pair) for pair in pairs if pair is not None], crs=WGS84).to_crs(RD)
    projected = iter(known)
    return [None if pair is None else next(projected) for pair in pairs]
