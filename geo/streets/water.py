"""Turn water into areas, and tell which points lie in them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import BoolArray


def water_areas(water: gpd.GeoDataFrame, half_width_m: float) -> gpd.GeoDataFrame:
    """Turn midlines into bands; areas stay as they are.

    Parameters
    ----------
    water
        Lines and polygons in metres.
    half_width_m
        From the midline to the bank (`WalkSettings.water_half_width_m`).

    Returns
    -------
    GeoDataFrame
        The same rows, all of them polygons.
    """
    is_area = shapely.get_dimensions(water.geometry.to_numpy()) == 2
    bands = water.geometry.buffer(half_width_m, cap_style="flat")
    return water.set_geometry(water.geometry.where(is_area, bands))


def in_water(points: NDArray[Any], areas: NDArray[Any]) -> BoolArray:
    """Tell which points lie in water; missing points do not.

    Parameters
    ----------
    points
        Points or None, shape `(k,)`.
    areas
        Polygons of water.

    Returns
    -------
    numpy.ndarray
        Shape `(k,)`.
    """
    wet = np.zeros(len(points), dtype=bool)
    if len(areas):
        point, _ = shapely.STRtree(areas).query(points, predicate="intersects")
        wet[point] = True
    return wet
