"""Join streets that a map lacks, such as one bridge, to the network around them."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.arrays import IntArray
from geo.errors import FaultList
from geo.streets.cut_throughs import with_links

JOIN_M: Final = 40.0
"""A loose end is tied to the nearest street within this distance."""
_SAME_SPOT_M: Final = 0.5


def with_added_streets(
    streets: gpd.GeoDataFrame, added: gpd.GeoDataFrame, *, join_m: float = JOIN_M, file: str = "added streets"
) -> gpd.GeoDataFrame:
    """Join streets to the network.

    Lines of which the ends meet are joined there. An end that no other line meets is tied to the nearest street with
    a straight link, and that street is split where the link meets it.

    Parameters
    ----------
    streets
        `from_node`, `to_node`, `length`, `name` and lines in EPSG:28992.
    added
        `name` and lines in EPSG:28992.
    join_m
        Longest link.
    file
        Where the lines come from, for the message.

    Returns
    -------
    GeoDataFrame
        The columns of `streets`, all of them and the added ones, numbered anew in `street_id` if it has that.

    Raises
    ------
    InputError
        Naming each end that no street lies near.
    """
    fresh = int(max(streets["from_node"].max(), streets["to_node"].max())) + 1
    node, spot, loose = _ends(added.geometry.to_numpy())
    links = _links(streets, spot[loose], loose + fresh, join_m)
    faults = FaultList(file)
    for far in sorted(set(loose + fresh) - set(links["node"])):
        point = spot[far - fresh]
        found = f"an end at {point.x:.0f}, {point.y:.0f} with no street near"
        faults.add(found, f"a street within {join_m:g} m", "Draw the line on to a street.", field="geometry")
    faults.raise_if_any()
    lines = gpd.GeoDataFrame(
        {
            "from_node": fresh + node[:, 0],
            "to_node": fresh + node[:, 1],
            "length": added.geometry.length.to_numpy().round(2),
            "name": added["name"].to_numpy(dtype=object),
        },
        geometry=added.geometry.to_numpy(),
        crs=streets.crs,
    )
    whole = gpd.GeoDataFrame(pd.concat([streets, lines], ignore_index=True), crs=streets.crs)
    joined = with_links(whole, links).drop(columns="modelled")
    return joined.assign(street_id=np.arange(len(joined))) if "street_id" in streets else joined


def _ends(lines: NDArray[Any]) -> tuple[IntArray, NDArray[Any], IntArray]:
    """Give each end of each line a number; ends on one spot share it.

    Returns
    -------
    tuple
        The ends of every line, shape `(m, 2)`; the point of every number; and the numbers that one line alone has.
    """
    points = np.stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)], axis=1).ravel()
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=_SAME_SPOT_M)
    lowest = np.arange(len(points))
    np.minimum.at(lowest, first, second)
    kept, number, count = np.unique(lowest, return_inverse=True, return_counts=True)
    return number.reshape(-1, 2).astype(np.int64), points[kept], np.flatnonzero(count == 1).astype(np.int64)


def _links(streets: gpd.GeoDataFrame, points: NDArray[Any], nodes: IntArray, join_m: float) -> gpd.GeoDataFrame:
    """Tie points to the nearest street: the links that `with_links` adds."""
    lines = streets.geometry.to_numpy()
    end, street = shapely.STRtree(lines).query_nearest(points, max_distance=join_m, all_matches=False)
    link = shapely.shortest_line(points[end], lines[street])
    share = shapely.line_locate_point(lines[street], shapely.get_point(link, -1), normalized=True)
    length = streets["length"].to_numpy(dtype=np.float64)[street]
    table = {"node": nodes[end], "street": street, "position": share * length, "length": shapely.length(link)}
    return gpd.GeoDataFrame(table, geometry=link, crs=streets.crs)
