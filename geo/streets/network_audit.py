"""Audit the streets of a bundle: everything that a person should look at, in one table with one place each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.streets.audit import crossings_without_node, ends_short_of_a_street, laid_double, walks_unlike_neighbours
from geo.streets.cut_throughs import CutThroughRule, plausible_cut_throughs
from geo.streets.network import Network, network_from_streets
from geo.vocabulary import RD


class Finding(StrEnum):
    """What looks unlike the streets outside."""

    CROSSING = "crossing_without_node"
    SHORT_END = "end_short_of_a_street"
    DOUBLE = "street_laid_double"
    CUT_THROUGH = "plausible_cut_through"
    LONG_WALK = "walk_unlike_neighbours"


COLUMNS: Final = ("finding", "first", "second", "metres", "other_metres", "residents")


@dataclass(frozen=True, slots=True)
class AuditRule:
    """From where on something is worth a look; metres.

    Parameters
    ----------
    end_within_m
        A dead end this near to another street stops short of it.
    double_within_m, double_share, double_longer_m
        A street longer than this, of which this share lies so near to another, is laid double.
    cut_through
        When a link that is not on the map is plausible.
    neighbours_within_m
        Who is a neighbour of a demand point.
    walk_factor, walk_more_m
        A walk is far longer than the median of the neighbours' when it is so many times, and so much, longer.
    """

    end_within_m: float = 5.0
    double_within_m: float = 3.0
    double_share: float = 0.8
    double_longer_m: float = 20.0
    cut_through: CutThroughRule = field(default_factory=CutThroughRule)
    neighbours_within_m: float = 150.0
    walk_factor: float = 2.0
    walk_more_m: float = 300.0


def audit_streets(
    streets: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, barriers: NDArray[Any], rule: AuditRule | None = None
) -> gpd.GeoDataFrame:
    """List what looks unlike the streets outside, of every kind, for a person to look at.

    Parameters
    ----------
    streets
        As for `geo.streets.network.network_from_streets`.
    demand
        `demand_id`, `residents`, `nearest_distance` (m) and points in metres.
    barriers
        Lines and polygons that a cut-through may not cross, such as water.
    rule
        From where on something is worth a look.

    Returns
    -------
    GeoDataFrame
        `finding` (a `Finding`), `first` and `second` (street names, None without one; of a walk its demand point),
        `metres` and `other_metres` (below), `residents` (of a walk, else NaN) and geometry in EPSG:28992: a point, or
        the line of a double street or of a cut-through. In the order of `Finding`; within a kind, the gravest first.

        The metres are: of an end the gap; of a double its length; of a cut-through its length and the walk round
        (NaN beyond 2 km); of a walk its length and the neighbours' median. Of a crossing there are none.
    """
    rule = rule or AuditRule()
    network = network_from_streets(streets)
    found = [
        _crossings(network),
        _short_ends(network, rule),
        _doubles(network, rule),
        _cut_throughs(streets, network, barriers, rule),
        _long_walks(demand, rule),
    ]
    table = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=RD)


def _table(finding: Finding, shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    rows = len(shapes)
    absent: dict[str, Any] = {
        "first": np.full(rows, None, dtype=object),
        "second": np.full(rows, None, dtype=object),
        "metres": np.full(rows, np.nan),
        "other_metres": np.full(rows, np.nan),
        "residents": np.full(rows, np.nan),
    }
    table = gpd.GeoDataFrame({"finding": [str(finding)] * rows, **absent, **columns}, geometry=np.asarray(shapes))
    return table[[*COLUMNS, "geometry"]]


def _crossings(network: Network) -> gpd.GeoDataFrame:
    found = crossings_without_node(network)
    names = {"first": found["first_name"].to_numpy(), "second": found["second_name"].to_numpy()}
    return _table(Finding.CROSSING, found.geometry.to_numpy(), **names)


def _short_ends(network: Network, rule: AuditRule) -> gpd.GeoDataFrame:
    found = ends_short_of_a_street(network, within_m=rule.end_within_m)
    found = found.sort_values(["gap", "street", "other"], ignore_index=True)
    names = {"first": found["name"].to_numpy(), "second": found["other_name"].to_numpy()}
    return _table(Finding.SHORT_END, found.geometry.to_numpy(), metres=found["gap"].to_numpy(), **names)


def _doubles(network: Network, rule: AuditRule) -> gpd.GeoDataFrame:
    found = laid_double(
        network, within_m=rule.double_within_m, share=rule.double_share, longer_m=rule.double_longer_m
    ).sort_values(["length", "first", "second"], ascending=[False, True, True], ignore_index=True)
    first, second = found["first"].to_numpy(), found["second"].to_numpy()
    shorter = np.where(network.length[first] <= network.length[second], first, second)
    names = {"first": network.name[first], "second": network.name[second]}
    return _table(Finding.DOUBLE, network.geometry[shorter], metres=found["length"].to_numpy(), **names)


def _cut_throughs(
    streets: gpd.GeoDataFrame, network: Network, barriers: NDArray[Any], rule: AuditRule
) -> gpd.GeoDataFrame:
    found = plausible_cut_throughs(streets, barriers, rule.cut_through)
    # Where there is no walk round at all, the link saves most.
    saved = (found["walk_round"] - found["length"]).fillna(np.inf)
    found = found.assign(saved=saved).sort_values(
        ["saved", "node", "street"], ascending=[False, True, True], ignore_index=True
    )
    metres = {"metres": found["length"].to_numpy(), "other_metres": found["walk_round"].to_numpy()}
    names = {"first": _name_at(network, found["node"].to_numpy()), "second": network.name[found["street"].to_numpy()]}
    return _table(Finding.CUT_THROUGH, found.geometry.to_numpy(), **names, **metres)


def _name_at(network: Network, nodes: NDArray[Any]) -> NDArray[Any]:
    """Name the one street that ends at each dead end."""
    of_node: NDArray[Any] = np.full(network.node_count, None, dtype=object)
    of_node[network.from_node] = network.name
    of_node[network.to_node] = network.name
    return np.asarray(of_node[nodes])


def _long_walks(demand: gpd.GeoDataFrame, rule: AuditRule) -> gpd.GeoDataFrame:
    found = walks_unlike_neighbours(
        demand, within_m=rule.neighbours_within_m, factor=rule.walk_factor, more_m=rule.walk_more_m
    )
    numbers = {
        "metres": found["distance"].to_numpy(),
        "other_metres": found["median"].to_numpy(),
        "residents": found["residents"].to_numpy(),
    }
    points = found.geometry.to_numpy()
    return _table(Finding.LONG_WALK, points, first=found["demand_id"].to_numpy(dtype=object), **numbers)
