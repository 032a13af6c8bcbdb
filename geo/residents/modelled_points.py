"""Give a neighbourhood whose few residents no postcode shows a modelled demand point."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from geo.vocabulary import RD

MOST_RESIDENTS: Final = 100.0
"""In a larger neighbourhood without any point something else is wrong, and the build stops."""


def with_stand_ins(
    demand: GeoDataFrame, neighbourhoods: GeoDataFrame, totals: pd.DataFrame, streets: GeoDataFrame
) -> tuple[GeoDataFrame, tuple[str, ...]]:
    """Add a point for each small neighbourhood that has residents officially and no demand point with residents.

    CBS publishes postcodes and squares from 5 residents or dwellings, and a postcode may lie in two neighbourhoods: the
    few people of a harbour or a hamlet are then nowhere. The point is modelled: the middle of the street nearest to
    the middle of the neighbourhood's streets, as nobody knows better.

    Parameters
    ----------
    demand
        Demand points with `demand_id`, `neighbourhood`, `residents`, `year` and the other counts.
    neighbourhoods
        `neighbourhood` and polygons, EPSG:28992.
    totals
        `neighbourhood`, `residents` and `residents_year`, as `geo.residents.totals.official_totals` gives.
    streets
        Lines, EPSG:28992.

    Returns
    -------
    tuple
        The demand points with those added, whose `demand_id` is the code of the neighbourhood and whose counts but
        residents are missing; and the codes. Neighbourhoods of more than `MOST_RESIDENTS` are left as they are.
    """
    counted = demand.groupby("neighbourhood")["residents"].sum()
    shown = totals["neighbourhood"].map(counted).fillna(0.0) > 0
    small = totals[~shown & (totals["residents"] > 0) & (totals["residents"] <= MOST_RESIDENTS)]
    if small.empty:
        return demand, ()
    outlines = neighbourhoods.set_index("neighbourhood").geometry
    middles = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    added = GeoDataFrame(
        {
            "demand_id": small["neighbourhood"].to_numpy(),
            "neighbourhood": small["neighbourhood"].to_numpy(),
            "residents": small["residents"].to_numpy(),
            "year": small["residents_year"].to_numpy(),
        },
        geometry=[_amid_streets(outlines[code], middles) for code in small["neighbourhood"]],
        crs=RD,
    )
    whole = pd.concat([demand, added.reindex(columns=demand.columns)], ignore_index=True)
    return GeoDataFrame(whole, geometry="geometry", crs=RD), tuple(sorted(small["neighbourhood"]))


def _amid_streets(outline: BaseGeometry, middles: np.ndarray) -> shapely.Point:
    """Return the middle of a street near the middle of all streets within, or a point within if there is none."""
    own = middles[shapely.contains(outline, middles)]
    if not len(own):
        return outline.representative_point()
    centre = shapely.MultiPoint(list(own)).centroid
    nearest: shapely.Point = own[int(np.argmin(shapely.distance(own, centre)))]
    return nearest
