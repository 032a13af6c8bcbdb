"""The table `streets` from lines: which ends meet, and every street once however often it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.arrays import IntArray

_SAME_SPOT_M: Final = 0.01
"""Ends of lines that are written as the same spot to the centimetre meet."""


def meeting_ends(lines: NDArray[Any]) -> tuple[IntArray, IntArray]:
    """Give the ends of lines numbers, those on one spot the same.

    Parameters
    ----------
    lines
        `LineString`s in metres, shape `(m,)`.

    Returns
    -------
    start, end : numpy.ndarray
        Node numbers from 0, shape `(m,)`. Spots are compared on a grid of 1 cm.
    """
    ends = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    _, node = np.unique(np.round(ends / _SAME_SPOT_M).astype(np.int64), axis=0, return_inverse=True)
    start, end = node.reshape(2, len(lines)).astype(np.int64)
    return start, end


def street_names(names: Iterable[object]) -> NDArray[Any]:
    """Write the names of streets as text, None where there is none; where OSMnx joined streets, `a / b`.

    Parameters
    ----------
    names
        Text, a list of texts, or anything that stands for none.

    Returns
    -------
    numpy.ndarray
        As many texts or None.
    """
    joined = [" / ".join(sorted(map(str, name))) if isinstance(name, list) else name for name in names]
    return np.array([name if isinstance(name, str) else None for name in joined], dtype=object)


def one_row_per_street(
    start: IntArray, end: IntArray, lines: NDArray[Any], names: NDArray[Any], index: pd.Index, crs: Any
) -> gpd.GeoDataFrame:
    """Make the table `streets` of lines between nodes; a street that is there in both directions becomes one.

    Parameters
    ----------
    start, end
        Node numbers from 0, shape `(m,)`.
    lines
        `LineString`s from `start` to `end` in metres, shape `(m,)`.
    names
        Name of each street, or None, shape `(m,)`.
    index
        Labels of the rows; of two directions the first label stays.
    crs
        Of the lines.

    Returns
    -------
    geopandas.GeoDataFrame
        As `geo.streets.network.network_from_streets` takes it: `from_node` (the lower number), `to_node`, `length`
        (m, along the line), `name`, and the line in that direction.
    """
    backwards = start > end
    along = np.where(backwards, shapely.reverse(lines), lines)
    table = gpd.GeoDataFrame(
        {
            "from_node": np.minimum(start, end),
            "to_node": np.maximum(start, end),
            "length": shapely.length(lines),
            "name": names,
        },
        geometry=along,
        index=index,
        crs=crs,
    )
    # Parallel streets differ in shape; both directions of one street do not, nor do both directions of a loop.
    # Both ways of drawing a line are compared: normalising leaves a loop that runs over itself as it was drawn.
    shape = np.minimum(shapely.to_wkb(along), shapely.to_wkb(shapely.reverse(along)))
    twice = pd.DataFrame({"from": table["from_node"], "to": table["to_node"], "shape": shape}).duplicated()
    return table[~twice.to_numpy()]
