"""Cut an area out of a file of OpenStreetMap with osmium, and write elements as the OSM XML that the readers take."""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import osmium

from geo.errors import Fault, InputError, quote
from geo.sources.files.packed import unpacked
from geo.sources.live.osm_selection import OsmSelection
from geo.sources.live.task import FetchedFile, FetchTask, assumed, missing
from geo.storage import atomic_file

OSM_FILE: Final = "streets-and-places.osm.bz2"
ENDINGS: Final = (".osm.pbf", ".pbf", ".osm.bz2", ".osm.gz", ".osm")
DAMAGED: Final = (RuntimeError, ValueError, osmium.InvalidLocationError)
"""What osmium throws about a file that is no map, or is damaged."""
_SMALL_BYTES: Final = 10_000_000
_KINDS: Final = {"n": "node", "w": "way", "r": "relation"}
_DATE: Final = "osmosis_replication_timestamp"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold."""

Element = Mapping[str, Any]
"""`type` (node, way, relation), `id`, `tags`, and `lat` and `lon`, `nodes`, or `members`."""


def fetch_extract(task: FetchTask, selection: OsmSelection, file: Path) -> FetchedFile:
    """Cut the area out of a file and write it as OSM XML.

    Only the ids of what is kept are held in memory, as bits; the file is read a few times over.

    Parameters
    ----------
    task
        Where to write.
    selection
        Which part of the world and which things; the box around it is cut out.
    file
        `.osm`, `.osm.bz2`, `.osm.gz` or `.osm.pbf`, in the usual order (nodes, ways, relations).

    Returns
    -------
    FetchedFile
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
        kept = _wanted_ids(file, selection)
        count = write_osm(task.folder / OSM_FILE, elements_of(file, kept=kept))
        date = _date_of(file)
    if not count:
        advice = "Take the extract of the province or country that this municipality lies in."
        raise InputError([Fault(str(file), f"nothing in or near {task.name}", "streets and places", advice)])
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
    return FetchedFile("osm", OSM_FILE, count, date or "unknown", (), tuple(remarks))


def check_extract(file: Path) -> None:
    """See that a file is there, has an ending that pyosmium reads, and is no small file that unpacks to a huge one.

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
    size = file.stat().st_size
    if size == 0:
        raise InputError([Fault(str(file), "0 bytes", "a file with content", "Download it again.")])
    if size < _SMALL_BYTES and file.suffix.lower() in {".bz2", ".gz"}:
        # Large ones are extracts of a province or country; osmium reads those piece by piece.
        for _ in unpacked(file):
            pass


@contextmanager
def _understood(file: Path) -> Iterator[None]:
    """Turn what pyosmium throws about a file into a fault that a reader understands."""
    try:
        yield
    except DAMAGED as problem:
        found = f"content that cannot be read ({quote(problem)})"
        raise InputError([Fault(str(file), found, "a whole OpenStreetMap file", "Download it again.")]) from problem


def _wanted_ids(file: Path, selection: OsmSelection) -> osmium.IdTracker:
    """Find what is kept: streets and things that touch the box, whole."""
    west, south, east, north = selection.lonlat.bounds
    near, kept = osmium.IdTracker(), osmium.IdTracker()
    for node in osmium.FileProcessor(file, osmium.osm.NODE):
        if isinstance(node, osmium.osm.Node) and west <= node.lon <= east and south <= node.lat <= north:
            near.add_node(node.id)
            if node.tags and selection.is_wanted((tag.k, tag.v) for tag in node.tags):
                kept.add_node(node.id)
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(near.contains_filter()):
        near.add_way(way.id)
        tags = dict(way.tags)
        if selection.is_street(tags) or selection.is_wanted(tags.items()):
            kept.add_way(way.id)
    for relation in osmium.FileProcessor(file, osmium.osm.RELATION).with_filter(near.contains_filter()):
        if selection.is_wanted((tag.k, tag.v) for tag in relation.tags):
            kept.add_relation(relation.id)
    kept.complete_backward_references(file, relation_depth=1)
    return kept


def elements_of(file: Path, kind: str = "", kept: osmium.IdTracker | None = None) -> Iterator[Element]:
    """Read the elements of a file in their order.

    Parameters
    ----------
    file
        Read by osmium.
    kind
        What it is (`osm` for OSM XML), where its name does not say.
    kept
        Which elements; by default all.

    Yields
    ------
    Element
        One by one.

    Raises
    ------
    RuntimeError, ValueError, osmium.InvalidLocationError
        `DAMAGED`: if the file is, or a node has no place.
    """
    things = osmium.FileProcessor(osmium.io.File(file, kind))
    for thing in things if kept is None else things.with_filter(kept.id_filter()):
        if thing.id <= 0:
            raise ValueError(f"an element with the id {thing.id}")
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


def write_osm(path: Path, elements: Iterable[Element]) -> int:
    """Write elements as OSM XML, one by one as they come.

    Parameters
    ----------
    path
        Ends in .osm.bz2.
    elements
        Nodes first, then ways, then relations.

    Returns
    -------
    int
        How many were written.

    Raises
    ------
    StorageError
        If the disk refuses. (The writer of pyosmium would end the whole program.)
    """
    count = 0
    with atomic_file(path) as scratch, bz2.open(scratch, "wb") as packed:
        xml = XMLGenerator(cast("BinaryIO", packed), encoding="utf-8", short_empty_elements=True)
        xml.startDocument()
        xml.startElement("osm", AttributesImpl({"version": "0.6", "generator": "sociaal-riool"}))
        for element in elements:
            _write(xml, element)
            count += 1
        xml.endElement("osm")
        xml.endDocument()
    return count


def _write(xml: XMLGenerator, element: Element) -> None:
    attributes = {"id": str(element["id"]), "version": "1"}
    if element["type"] == "node":
        attributes |= {"lat": f"{element['lat']:.7f}", "lon": f"{element['lon']:.7f}"}
    xml.ignorableWhitespace("\n")
    xml.startElement(element["type"], AttributesImpl(attributes))
    for node in element.get("nodes", ()):
        _empty(xml, "nd", {"ref": str(node)})
    for member in element.get("members", ()):
        role = _clean(member.get("role", ""))
        _empty(xml, "member", {"type": member["type"], "ref": str(member["ref"]), "role": role})
    for key, value in sorted(element.get("tags", {}).items()):
        _empty(xml, "tag", {"k": _clean(key), "v": _clean(value)})
    xml.endElement(element["type"])


def _empty(xml: XMLGenerator, name: str, attributes: dict[str, str]) -> None:
    xml.startElement(name, AttributesImpl(attributes))
    xml.endElement(name)


def _clean(text: object) -> str:
    return _NO_XML.sub(" ", str(text))
