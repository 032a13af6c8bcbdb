"""Water as an area: where nobody lives and no meeting place can stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import BoolArray


def water_areas(water: NDArray[Any], half_width_m: float) -> NDArray[Any]:
    """Turn water into polygons.

    Parameters
    ----------
    water
        Lines (midlines) and polygons in EPSG:28992.
    half_width_m
        Half the width given to a midline.

    Returns
    -------
    numpy.ndarray
        Polygons; those that were polygons stay as they are.
    """
    is_area = shapely.get_dimensions(water) == 2 if len(water) else np.empty(0, dtype=bool)
    return np.where(is_area, water, shapely.buffer(water, half_width_m, cap_style="flat")) if len(water) else water


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
