"""Hold streets as arrays, and find the connected parts of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import FloatArray, IntArray
from geo.vocabulary import RD


@dataclass(frozen=True, slots=True)
class Network:
    """A walkable street network: `m` streets between `n` nodes, in metres, walked in both directions.

    Parameters
    ----------
    node_count
        `n`; nodes are numbered from 0.
    from_node, to_node
        End nodes of every street, shape `(m,)`. Loops and parallel streets are allowed.
    length
        Length in metres, shape `(m,)`: the impedance.
    geometry
        `LineString` per street from `from_node` to `to_node`, EPSG:28992, shape `(m,)`.
    name
        Street name or None, shape `(m,)`.
    """

    node_count: int
    from_node: IntArray
    to_node: IntArray
    length: FloatArray
    geometry: NDArray[Any]
    name: NDArray[Any]

    def __len__(self) -> int:
        return len(self.length)


def network_from_streets(streets: gpd.GeoDataFrame) -> Network:
    """Read the columns of the table `streets` into arrays.

    Parameters
    ----------
    streets
        Columns `from_node`, `to_node`, `length` (m), `name` and geometry in EPSG:28992.

    Returns
    -------
    Network
        In the order of the table.
    """
    from_node = streets["from_node"].to_numpy(dtype=np.int64)
    to_node = streets["to_node"].to_numpy(dtype=np.int64)
    name = np.array([one if isinstance(one, str) else None for one in streets["name"]], dtype=object)
    return Network(
        node_count=int(max(from_node.max(initial=-1), to_node.max(initial=-1))) + 1,
        from_node=from_node,
        to_node=to_node,
        length=streets["length"].to_numpy(dtype=np.float64),
        geometry=streets.geometry.to_numpy(),
        name=name,
    )


def streets_within(streets: gpd.GeoDataFrame, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """Keep the streets that touch an area and number nodes and streets anew.

    The area should be the municipality buffered by the longest walk: people cross its border.

    Parameters
    ----------
    streets
        As for `network_from_streets`.
    area
        Polygon in EPSG:28992.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `street_id` (from 0), `from_node`, `to_node`, `length`, `name`, geometry; nodes numbered from 0 in
        the order of their old numbers.
    """
    kept = streets[streets.intersects(area)].reset_index(drop=True)
    ends = kept[["from_node", "to_node"]].to_numpy(dtype=np.int64)
    _, renumbered = np.unique(ends, return_inverse=True)
    renumbered = renumbered.reshape(ends.shape)
    return gpd.GeoDataFrame(
        {
            "street_id": np.arange(len(kept)),
            "from_node": renumbered[:, 0],
            "to_node": renumbered[:, 1],
            "length": kept["length"].to_numpy(dtype=np.float64),
            "name": kept["name"].to_numpy(dtype=object),
        },
        geometry=kept.geometry.to_numpy(),
        crs=RD,
    )


def parts(network: Network) -> IntArray:
    """Tell which connected part of the network each street belongs to.

    Parameters
    ----------
    network
        The streets.

    Returns
    -------
    numpy.ndarray
        Part number per street, shape `(m,)`; 0 is the part with most streets.
    """
    links = coo_array(
        (np.ones(len(network)), (network.from_node, network.to_node)), shape=(network.node_count, network.node_count)
    )
    _, of_node = connected_components(links, directed=False)
    of_street = of_node[network.from_node].astype(np.int64)
    counts = np.bincount(of_street, minlength=1)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(counts))
    return np.asarray(rank[of_street])
