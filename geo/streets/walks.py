"""Put demand points and places on the network, and make the tables of walks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.settings import WalkSettings
from geo.streets.distances import nearest, within
from geo.streets.graph import WalkGraph, attach
from geo.streets.network import Network, network_from_streets, parts
from geo.streets.snapping import Snaps, snap


@dataclass(frozen=True, slots=True)
class SnappedPoints:
    """Demand points and places on the streets.

    Parameters
    ----------
    network
        The streets.
    demand_snaps, place_snaps
        Where each point meets its street; places that do not count are not snapped.
    graph
        The streets split at all of them; the demand points are its origins, the places its destinations.
    """

    network: Network
    demand_snaps: Snaps
    place_snaps: Snaps
    graph: WalkGraph


def put_on_streets(
    streets: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    water: NDArray[Any],
    settings: WalkSettings,
) -> SnappedPoints:
    """Snap demand points and counted places and split the streets there.

    Parameters
    ----------
    streets
        As for `geo.streets.network.network_from_streets`.
    demand, places
        Points in EPSG:28992; `places` has a column `counted`.
    water
        Lines or polygons that a leg may not cross.
    settings
        With the snap cap.

    Returns
    -------
    SnappedPoints
        Rows of demand and places keep their order.
    """
    network = network_from_streets(streets)
    counted = places["counted"].to_numpy(dtype=bool)
    place_points: NDArray[Any] = places.geometry.to_numpy().copy()
    place_points[~counted] = None
    demand_snaps = snap(demand.geometry.to_numpy(), network, cap_m=settings.snap_cap_m, water=water)
    place_snaps = snap(place_points, network, cap_m=settings.snap_cap_m, water=water)
    return SnappedPoints(network, demand_snaps, place_snaps, attach(network, demand_snaps, place_snaps))


def walks_table(
    on_streets: SnappedPoints, demand_ids: pd.Series[str], place_ids: pd.Series[str], limit_m: float
) -> pd.DataFrame:
    """Compute the table `walks`: every demand point to every counted place within the limit."""
    graph = on_streets.graph
    origin, destination, distance = within(graph.matrix, graph.origins, graph.destinations, limit_m=limit_m)
    return _table(demand_ids, place_ids, origin, destination, distance)


def site_walks_table(
    on_streets: SnappedPoints, demand: pd.DataFrame, limit_m: float, on_progress: Callable[[int], None]
) -> pd.DataFrame:
    """Compute the table `site_walks`: every demand point to every candidate site.

    Candidate sites are the demand points that stand for a postcode.
    """
    nodes, site = on_streets.graph.origins, demand["stands_for"].to_numpy(dtype=bool)
    origin, destination, distance = within(
        on_streets.graph.matrix, nodes, np.where(site, nodes, -1), limit_m=limit_m, on_progress=on_progress
    )
    return _table(demand["demand_id"], demand["demand_id"], origin, destination, distance)


def _table(
    from_ids: pd.Series[str], to_ids: pd.Series[str], origin: Any, destination: Any, distance: Any
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_id": from_ids.to_numpy()[origin],
            "to_id": to_ids.to_numpy()[destination],
            "distance": distance,
        }
    )


def nearest_places(
    on_streets: SnappedPoints, place_ids: pd.Series[str], selected: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Name the nearest selected place of every demand point, however far, and the metres to it.

    Returns
    -------
    place : numpy.ndarray
        `place_id` or None, shape `(k,)`.
    distance : numpy.ndarray
        Metres, NaN where none can be reached, shape `(k,)`.
    """
    graph = on_streets.graph
    distance, which = nearest(graph.matrix, graph.origins, np.where(selected, graph.destinations, -1))
    ids = np.array([*place_ids, None], dtype=object)
    return ids[which], distance


def parts_report(on_streets: SnappedPoints, residents: NDArray[np.float64]) -> dict[str, Any]:
    """Tell how the network hangs together and how many residents live on parts without a counted place.

    Parameters
    ----------
    on_streets
        The points on the streets.
    residents
        P_i, shape `(k,)`.

    Returns
    -------
    dict
        `parts`, `residents_on_parts_without_place`.
    """
    part = parts(on_streets.network)
    with_place = np.unique(part[on_streets.place_snaps.street[on_streets.place_snaps.ok]])
    ok = on_streets.demand_snaps.ok
    stranded = ~np.isin(part[on_streets.demand_snaps.street[ok]], with_place)
    return {
        "parts": int(part.max(initial=-1)) + 1,
        "residents_on_parts_without_place": round(float(residents[ok][stranded].sum()), 1),
    }


def refused_report(demand: gpd.GeoDataFrame, snaps: Snaps) -> list[dict[str, Any]]:
    """List the demand points that could not be put on a street, with their residents and the reason."""
    return [
        {
            "demand_id": str(demand["demand_id"].iloc[row]),
            "residents": round(float(demand["residents"].iloc[row]), 1),
            "reason": str(snaps.refusal[row]),
        }
        for row in np.flatnonzero(~snaps.ok)
    ]


def reach_area(neighbourhoods: gpd.GeoDataFrame, settings: WalkSettings) -> shapely.Geometry:
    """Return the municipality with room for the longest walk around it: people cross its border."""
    return shapely.buffer(
        shapely.union_all(neighbourhoods.geometry.to_numpy()), settings.walk_limit_m + settings.snap_cap_m
    )
