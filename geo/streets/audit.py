"""Audit a street network: where it looks unlike the streets outside, so that a person can look.

Nothing is changed here. A bridge over a street crosses it without a node, and a cul-de-sac ends short of the next
street: each row is a place to look at, not a fault.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.streets.network import Network

_AT_AN_END_M: Final = 0.5
"""Streets that meet this close to an end of one of them end there: that is no crossing."""


def node_degree(network: Network) -> IntArray:
    """Count the street ends at every node; a loop counts twice. Shape `(n,)`."""
    ends = np.concatenate([network.from_node, network.to_node])
    return np.bincount(ends, minlength=network.node_count).astype(np.int64)


def dead_ends(network: Network) -> tuple[IntArray, NDArray[Any]]:
    """Find the nodes where a street ends.

    Returns
    -------
    street : numpy.ndarray
        Index of the street that ends there.
    point : numpy.ndarray
        The end, a shapely point each.
    """
    alone = node_degree(network) == 1
    starts, stops = np.flatnonzero(alone[network.from_node]), np.flatnonzero(alone[network.to_node])
    points = np.concatenate(
        [shapely.get_point(network.geometry[starts], 0), shapely.get_point(network.geometry[stops], -1)]
    )
    return np.concatenate([starts, stops]), points


def _share_a_node(network: Network, first: IntArray, second: IntArray) -> BoolArray:
    ends = np.stack([network.from_node, network.to_node], axis=1)
    return np.asarray((ends[first][:, :, None] == ends[second][:, None, :]).any(axis=(1, 2)))


def crossings_without_node(network: Network) -> gpd.GeoDataFrame:
    """List pairs of named streets that cross on the map and share no node.

    Parameters
    ----------
    network
        The streets.

    Returns
    -------
    GeoDataFrame
        `first`, `second` (street indices), `first_name`, `second_name` and the point where they cross.
    """
    tree = shapely.STRtree(network.geometry)
    first, second = tree.query(network.geometry, predicate="crosses")
    named = np.array([isinstance(name, str) for name in network.name], dtype=bool)
    kept = (first < second) & named[first] & named[second]
    first, second = first[kept], second[kept]
    apart = ~_share_a_node(network, first, second)
    first, second = first[apart], second[apart]
    where = shapely.point_on_surface(shapely.intersection(network.geometry[first], network.geometry[second]))
    inside = _away_from_ends(network.geometry[first], where) & _away_from_ends(network.geometry[second], where)
    first, second, where = first[inside], second[inside], where[inside]
    names = {"first_name": network.name[first], "second_name": network.name[second]}
    return gpd.GeoDataFrame({"first": first, "second": second, **names}, geometry=where, crs=None)


def _away_from_ends(lines: NDArray[Any], points: NDArray[Any]) -> BoolArray:
    ends = [shapely.distance(shapely.get_point(lines, end), points) for end in (0, -1)]
    return np.asarray(np.minimum(*ends) > _AT_AN_END_M)


def ends_short_of_a_street(network: Network, *, within_m: float = 5.0) -> gpd.GeoDataFrame:
    """List dead ends that stop just short of another street.

    Parameters
    ----------
    network
        The streets.
    within_m
        How near the other street is, in metres.

    Returns
    -------
    GeoDataFrame
        `street`, `name`, `other`, `other_name`, `gap` (m) and the dead end.
    """
    street, point = dead_ends(network)
    end, other = shapely.STRtree(network.geometry).query(point, predicate="dwithin", distance=within_m)
    apart = ~_share_a_node(network, street[end], other) & (street[end] != other)
    end, other = end[apart], other[apart]
    gap = shapely.distance(point[end], network.geometry[other])
    table = {
        "street": street[end],
        "name": network.name[street[end]],
        "other": other,
        "other_name": network.name[other],
        "gap": np.round(gap, 1),
    }
    return gpd.GeoDataFrame(table, geometry=point[end], crs=None)


def laid_double(network: Network, *, within_m: float = 3.0, share: float = 0.8, longer_m: float = 20.0) -> pd.DataFrame:
    """List pairs of streets of which one lies along the other: drawn twice, in two extracts.

    Parameters
    ----------
    network
        The streets.
    within_m
        How close they lie.
    share
        Which part of the shorter one lies along the other, at least.
    longer_m
        Shorter streets are left out.

    Returns
    -------
    DataFrame
        `first`, `second` (the one of lower index first), their names, and `length` of the shorter (m).
    """
    long = np.flatnonzero(network.length > longer_m)
    lines = network.geometry[long]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=within_m)
    shorter = (network.length[long][one] < network.length[long][other]) | (
        (network.length[long][one] == network.length[long][other]) & (one < other)
    )
    one, other = one[shorter], other[shorter]
    band = shapely.buffer(lines, within_m, cap_style="flat")
    along = shapely.length(shapely.intersection(lines[one], band[other]))
    double = along >= share * shapely.length(lines[one])
    first, second = np.sort(np.stack([long[one[double]], long[other[double]]]), axis=0)
    return pd.DataFrame(
        {
            "first": first,
            "second": second,
            "first_name": network.name[first],
            "second_name": network.name[second],
            "length": np.minimum(network.length[first], network.length[second]),
        }
    ).sort_values(["first", "second"], ignore_index=True)


def walks_unlike_neighbours(
    demand: gpd.GeoDataFrame, *, within_m: float = 150.0, factor: float = 2.0, more_m: float = 300.0
) -> gpd.GeoDataFrame:
    """List demand points whose walk is far longer than that of the points around them.

    Parameters
    ----------
    demand
        `demand_id`, `residents`, `nearest_distance` (m) and points in metres.
    within_m
        Who is a neighbour.
    factor, more_m
        At least this many times, and this many metres more than, the median of the neighbours.

    Returns
    -------
    GeoDataFrame
        `demand_id`, `residents`, `distance`, `neighbours` (how many), `median` (m), geometry; longest walks first.
    """
    metres = demand["nearest_distance"].to_numpy(dtype=np.float64)
    points = demand.geometry.to_numpy()
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=within_m)
    pairs = pd.DataFrame({"one": one, "metres": metres[other]})[(one != other) & ~np.isnan(metres[other])]
    around = pairs.groupby("one")["metres"].agg(["median", "size"]).reindex(range(len(demand)))
    median: FloatArray = around["median"].to_numpy(dtype=np.float64)
    far = (metres >= factor * median) & (metres >= median + more_m)
    found = demand.loc[far, ["demand_id", "residents", "geometry"]].assign(
        distance=metres[far], neighbours=around["size"].to_numpy()[far].astype(np.int64), median=median[far]
    )
    return found.sort_values("distance", ascending=False, kind="stable").reset_index(drop=True)
