"""OpenStreetMap from a file, through OSMnx: streets people walk on, and points of interest."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import FloatArray, IntArray
from geo.errors import Fault, FaultList, InputError, quote
from geo.vocabulary import RD, WGS84

_WAY_TAGS = ("highway", "name", "foot", "access", "sidewalk", "service", "area", "indoor")
_GRID_M = 0.01
_NothingFound = ox._errors.InsufficientResponseError  # noqa: SLF001 - OSMnx has no public name for it
_MAGIC = {".bz2": b"BZh", ".gz": b"\x1f\x8b"}


@dataclass(frozen=True, slots=True)
class WalkFilter:
    """Which ways people may walk on.

    Unlike OSMnx's `network_type="walk"`, cycleways and streets with a separately mapped sidewalk stay: in the
    Netherlands both are walked.

    Parameters
    ----------
    not_walked
        Values of `highway` that are no street for walkers, or not there yet.
    closed_access
        Values of `access` that close a way, unless `foot` opens it.
    open_foot
        Values of `foot` that open a way that `access` closes.
    closed_foot
        Values of `foot` that close a way.
    """

    not_walked: frozenset[str] = frozenset(
        {
            *("motorway", "motorway_link", "trunk", "trunk_link", "raceway", "busway", "bus_guideway"),
            *("abandoned", "construction", "demolished", "planned", "proposed", "razed", "no"),
            *("corridor", "escape", "platform", "rest_area", "services"),
        }
    )
    closed_access: frozenset[str] = frozenset({"private", "no"})
    open_foot: frozenset[str] = frozenset({"yes", "designated", "permissive", "public"})
    closed_foot: frozenset[str] = frozenset({"no", "private", "use_sidepath"})

    def keeps(self, tags: dict[str, Any]) -> bool:
        """Whether people may walk on a way with these tags."""
        highway = tags.get("highway")
        if highway is None or highway in self.not_walked or tags.get("foot") in self.closed_foot:
            return False
        return tags.get("access") not in self.closed_access or tags.get("foot") in self.open_foot


@contextmanager
def _way_tags() -> Iterator[None]:
    """Let OSMnx keep the tags that the filter reads, only while we read."""
    before = ox.settings.useful_tags_way
    ox.settings.useful_tags_way = list(_WAY_TAGS)
    try:
        yield
    finally:
        ox.settings.useful_tags_way = before


@contextmanager
def _parsed(path: Path) -> Iterator[None]:
    """Turn what OSMnx and the XML parser throw about a file into a fault that a reader understands."""
    try:
        yield
    except (ParseError, ValueError, KeyError, shapely.errors.ShapelyError) as problem:
        found = f"XML that cannot be read as a map ({quote(problem)})"
        advice = "Make the extract again, with every node of its ways, or download it again."
        raise InputError([Fault(path.name, found, "OSM nodes, ways and relations", advice)]) from problem


def check_osm_file(path: Path) -> None:
    """Make sure that a file is there, whole, and OSM XML, before it is parsed.

    Raises
    ------
    InputError
        If it is missing, empty, cut short, packed otherwise than its name says, or no OSM XML.
    """
    faults = FaultList(path.name)
    expected = "OpenStreetMap XML (.osm, .osm.bz2 or .osm.gz)"
    if not path.is_file():
        faults.add("no such file", expected, f"Check the folder {path.parent}.")
    elif path.stat().st_size == 0:
        faults.add("an empty file (0 bytes)", expected, "Download it again.")
    elif path.suffix not in {".osm", ".xml", *_MAGIC}:
        faults.add(f"a file ending in '{path.suffix}'", expected, "Convert it to OSM XML first.")
    else:
        _check_content(path, expected, faults)
    faults.raise_if_any()


def _check_content(path: Path, expected: str, faults: FaultList) -> None:
    with path.open("rb") as raw:
        start = raw.read(4)
    magic = _MAGIC.get(path.suffix)
    if magic is not None and not start.startswith(magic):
        faults.add(f"content that is not {path.suffix}", f"a {path.suffix} file", "Rename or download it again.")
        return
    opener: Any = {".bz2": bz2.open, ".gz": gzip.open}.get(path.suffix, open)
    try:
        with opener(path, "rb") as content:
            head = content.read(2000)
            while content.read(1 << 20):
                pass
    except (EOFError, OSError) as problem:
        faults.add(f"a file that is cut short or damaged ({problem})", expected, "Download it again.")
        return
    if b"<osm" not in head:
        faults.add("no <osm> element at its start", expected, "Check that this is an OSM extract.")


def read_streets(path: Path, walk_filter: WalkFilter | None = None) -> gpd.GeoDataFrame:
    """Read the walkable streets of an OSM XML file.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    walk_filter
        Which ways to keep.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per street between two crossings, both directions together: `from_node`, `to_node` (numbered from
        0), `length` (m), `name` (text or None), `LineString` in EPSG:28992 on a grid of 1 cm. Every connected part
        is kept.

    Raises
    ------
    InputError
        If the file is damaged or holds no walkable street.
    """
    check_osm_file(path)
    faults = FaultList(path.name)
    keeps = (walk_filter or WalkFilter()).keeps
    with _parsed(path), _way_tags():
        try:
            graph = ox.graph_from_xml(path, bidirectional=True, simplify=False, retain_all=True)
        except _NothingFound:
            graph = nx.MultiDiGraph()
    graph.remove_edges_from([(u, v, k) for u, v, k, tags in graph.edges(keys=True, data=True) if not keeps(tags)])
    graph.remove_nodes_from(list(nx.isolates(graph)))
    if graph.number_of_edges() == 0:
        faults.add("no walkable street", "ways with a 'highway' tag that people may walk on", "Check the extract.")
        faults.raise_if_any()
    return _to_streets(ox.simplify_graph(graph, edge_attrs_differ=["name"], remove_rings=False))


def _to_streets(graph: nx.MultiDiGraph) -> gpd.GeoDataFrame:
    """One row per street from a graph that holds every street in both directions."""
    number = {node: index for index, node in enumerate(sorted(graph.nodes))}
    edges = ox.graph_to_gdfs(graph, nodes=False, fill_edge_geometry=True).reset_index()
    edges = edges[edges["u"] <= edges["v"]].to_crs(RD)
    geometry = shapely.set_precision(edges.geometry.to_numpy(), _GRID_M, mode="pointwise")
    names = edges["name"] if "name" in edges else pd.Series(None, index=edges.index, dtype=object)
    length = shapely.length(geometry)
    start = edges["u"].map(number).to_numpy(dtype=np.int64)
    end = edges["v"].map(number).to_numpy(dtype=np.int64)
    start, end = _twins_joined(start, end, length, len(number))
    backwards = start > end
    geometry[backwards] = shapely.reverse(geometry[backwards])
    streets = gpd.GeoDataFrame(
        {
            "from_node": np.minimum(start, end),
            "to_node": np.maximum(start, end),
            "length": length,
            "name": [_one_name(name) for name in names],
            "shape": shapely.to_wkb(shapely.normalize(geometry)),
        },
        geometry=geometry,
        crs=RD,
    )
    # A loop comes in both directions between the same node: its normalised shape tells that it is one street.
    streets = streets.drop_duplicates(["from_node", "to_node", "shape"])
    streets = streets[streets["length"] > 0].sort_values(["from_node", "to_node", "shape"], kind="stable")
    return streets.drop(columns="shape").reset_index(drop=True)


def _twins_joined(start: IntArray, end: IntArray, length: FloatArray, nodes: int) -> tuple[IntArray, IntArray]:
    """Make one node of two that lie on the same spot of the grid with a street of 0 cm between them.

    Such a street is dropped, since no one walks it. Without this its ends would come apart, and with them the
    network: OpenStreetMap has many nodes that differ by a rounding.
    """
    flat = length == 0
    links = coo_array((np.ones(flat.sum()), (start[flat], end[flat])), shape=(nodes, nodes))
    _, group = connected_components(links, directed=False)
    joined = np.unique(group, return_index=True)[1]  # every group keeps the number of its first node
    _, number = np.unique(joined[group], return_inverse=True)
    return number[start], number[end]


def _one_name(name: object) -> str | None:
    if isinstance(name, list):
        return " / ".join(sorted(str(one) for one in name))
    return name if isinstance(name, str) else None


def read_points(path: Path, keys: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Read the points and areas of an OSM XML file that carry one of these tags.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    keys
        Tag keys, for instance `("amenity", "leisure")`.

    Returns
    -------
    geopandas.GeoDataFrame
        Column `osm_id` (`node/123`), one column per tag (missing where absent), points in EPSG:28992 (for ways and
        relations a point inside them), sorted by `osm_id`.

    Raises
    ------
    InputError
        If the file is damaged. No such point at all is an empty table, not a fault.
    """
    check_osm_file(path)
    with _parsed(path):
        try:
            found = ox.features_from_xml(path, tags=dict.fromkeys(keys, True))
        except _NothingFound:
            return gpd.GeoDataFrame({"osm_id": []}, geometry=[], crs=RD)
        found = found.set_crs(WGS84, allow_override=True).to_crs(RD)
        points = shapely.point_on_surface(found.geometry.to_numpy())
    tags = pd.DataFrame(found.drop(columns="geometry")).astype(object)
    tags = tags.where(tags.notna(), None)
    columns: dict[str, Any] = {"osm_id": [f"{element}/{number}" for element, number in found.index]}
    columns |= {key: tags[key].to_numpy() for key in sorted(tags.columns)}
    result = gpd.GeoDataFrame(columns, geometry=points, crs=RD)
    return result.sort_values("osm_id", kind="stable").reset_index(drop=True)
