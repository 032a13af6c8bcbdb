"""OpenStreetMap from a file on this machine: the area is cut out of it with pyosmium, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import osmium

from geo.errors import Fault, InputError, quote
from geo.sources.live.osm_area import OSM_FILE, OsmWish
from geo.sources.live.osm_elements import Element, write_osm
from geo.sources.live.pieces import Errand, Piece, assumed, missing

ENDINGS: Final = (".osm.pbf", ".pbf", ".osm.bz2", ".osm.gz", ".osm")
_KINDS: Final = {"n": "node", "w": "way", "r": "relation"}
_DATE: Final = "osmosis_replication_timestamp"


def fetch_extract(errand: Errand, wish: OsmWish, file: Path) -> Piece:
    """Cut the area out of a file and write it as OSM XML.

    Only the ids of what is kept are held in memory, as bits; the file is read a few times over.

    Parameters
    ----------
    errand
        Where to write.
    wish
        Which part of the world and which things; the box around it is cut out.
    file
        `.osm`, `.osm.bz2`, `.osm.gz` or `.osm.pbf`, in the usual order (nodes, ways, relations).

    Returns
    -------
    Piece
        The file written.

    Raises
    ------
    InputError
        If it is no such file, is damaged, or has nothing in the area.
    StorageError
        If the disk refuses.
    """
    check_extract(file)
    with _understood(file):
        kept = _wanted_ids(file, wish)
        count = write_osm(errand.folder / OSM_FILE, _elements(file, kept))
        date = _date_of(file)
    if not count:
        advice = "Take the extract of the province or country that this municipality lies in."
        raise InputError([Fault(str(file), f"nothing in or near {errand.name}", "streets and places", advice)])
    remarks = [
        assumed(
            "De kaart komt uit een bestand. Stopt dat bij een grens, dan ontbreekt wat daarachter ligt.",
            "The map comes from a file. If that stops at a border, what lies beyond it is missing.",
        )
    ]
    if date is None:
        remarks.append(
            missing("Het kaartbestand zegt niet van welke dag het is.", "The map file does not say of which day it is.")
        )
    return Piece("osm", OSM_FILE, count, date or "unknown", (), tuple(remarks))


def check_extract(file: Path) -> None:
    """See that a file is there and has an ending that pyosmium reads.

    Raises
    ------
    InputError
        If not.
    """
    advice = "Give an extract of OpenStreetMap, for instance of a province from Geofabrik."
    if not file.is_file():
        raise InputError([Fault(str(file), "no such file", f"a file ending in {', '.join(ENDINGS)}", advice)])
    if not file.name.lower().endswith(ENDINGS):
        raise InputError(
            [Fault(str(file), f"the name {quote(file.name)}", f"one ending in {', '.join(ENDINGS)}", advice)]
        )
    if file.stat().st_size == 0:
        raise InputError([Fault(str(file), "0 bytes", "a file with content", "Download it again.")])


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    """Turn what pyosmium throws about a file into a fault that a reader understands."""
    try:
        yield
    except RuntimeError as problem:
        found = f"content that cannot be read ({quote(problem)})"
        raise InputError([Fault(str(file), found, "a whole OpenStreetMap file", "Download it again.")]) from problem


def _wanted_ids(file: Path, wish: OsmWish) -> osmium.IdTracker:
    """Find what is kept: streets and things that touch the box, whole."""
    west, south, east, north = wish.lonlat.bounds
    near, kept = osmium.IdTracker(), osmium.IdTracker()
    for node in osmium.FileProcessor(file, osmium.osm.NODE):
        if isinstance(node, osmium.osm.Node) and west <= node.lon <= east and south <= node.lat <= north:
            near.add_node(node.id)
            if node.tags and wish.is_wanted((tag.k, tag.v) for tag in node.tags):
                kept.add_node(node.id)
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(near.contains_filter()):
        near.add_way(way.id)
        tags = dict(way.tags)
        if wish.is_street(tags) or wish.is_wanted(tags.items()):
            kept.add_way(way.id)
    for relation in osmium.FileProcessor(file, osmium.osm.RELATION).with_filter(near.contains_filter()):
        if wish.is_wanted((tag.k, tag.v) for tag in relation.tags):
            kept.add_relation(relation.id)
    kept.complete_backward_references(file, relation_depth=1)
    return kept


def _elements(file: Path, kept: osmium.IdTracker) -> Iterator[Element]:
    for thing in osmium.FileProcessor(file).with_filter(kept.id_filter()):
        if isinstance(thing, osmium.osm.Node):
            yield {"type": "node", "id": thing.id, "lat": thing.lat, "lon": thing.lon, "tags": dict(thing.tags)}
        elif isinstance(thing, osmium.osm.Way):
            nodes = [node.ref for node in thing.nodes]
            yield {"type": "way", "id": thing.id, "nodes": nodes, "tags": dict(thing.tags)}
        elif isinstance(thing, osmium.osm.Relation):
            members = [{"type": _KINDS[each.type], "ref": each.ref, "role": each.role} for each in thing.members]
            yield {"type": "relation", "id": thing.id, "members": members, "tags": dict(thing.tags)}


def _date_of(file: Path) -> str | None:
    stamp = osmium.io.Reader(file, osmium.osm.NOTHING).header().get(_DATE, "")
    return stamp[:10] or None
