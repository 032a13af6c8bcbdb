"""Say in which neighbourhood each point lies."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd


def neighbourhood_of(
    points: gpd.GeoSeries, neighbourhoods: gpd.GeoDataFrame, *, within_m: float | None = 0.0
) -> pd.Series[str]:
    """Find the neighbourhood that each point lies in, or else the nearest one.

    Parameters
    ----------
    points
        Points in the CRS of the neighbourhoods; missing ones lie nowhere.
    neighbourhoods
        Column `neighbourhood` (a code) and polygons, in metres.
    within_m
        A point outside all of them belongs to the nearest within this distance; None is any distance.

    Returns
    -------
    Series
        Codes on the index of `points`; missing where no neighbourhood is near. A point on a border that several share,
        or equally near to several, belongs to the first in the order of their codes.
    """
    located = gpd.GeoDataFrame(geometry=points.reset_index(drop=True))
    areas = neighbourhoods[["neighbourhood", neighbourhoods.geometry.name]]
    joined = located.sjoin(areas) if within_m == 0 else located.sjoin_nearest(areas, max_distance=within_m)
    first = joined.groupby(level=0)["neighbourhood"].min()
    codes: pd.Series[str] = first.reindex(located.index).astype("str").set_axis(points.index)
    return codes
