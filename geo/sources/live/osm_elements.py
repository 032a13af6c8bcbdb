"""Elements of OpenStreetMap, as Overpass gives them in JSON, written as OSM XML for the doors to read."""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from geo.errors import quote
from geo.sources.web.answers import Answer
from geo.sources.web.errors import FetchError
from geo.storage import atomic_file

_ORDER: Final = {"node": 0, "way": 1, "relation": 2}

Element = Mapping[str, Any]
"""`type` (node, way, relation), `id`, `tags`, and `lat` and `lon`, `nodes`, or `members`."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold."""


def read_elements(answer: Answer) -> list[Element]:
    """Read and check the elements of one answer.

    Raises
    ------
    FetchError
        Naming the first element that is none.
    """
    elements = answer.json()["elements"]
    for element in elements:
        if not _is_sound(element):
            raise FetchError(answer.url, f"an element that is none of OpenStreetMap ({quote(element)})")
    return list(elements)


def _is_sound(element: Any) -> bool:
    if not isinstance(element, dict) or not isinstance(element.get("id"), int) or element["id"] <= 0:
        return False
    if not isinstance(element.get("tags", {}), dict):
        return False
    if element.get("type") == "node":
        lon, lat = element.get("lon"), element.get("lat")
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            return False
        return -180 <= lon <= 180 and -90 <= lat <= 90
    if element.get("type") == "way":
        nodes = element.get("nodes")
        return isinstance(nodes, list) and all(isinstance(node, int) for node in nodes)
    members = element.get("members")
    return (
        element.get("type") == "relation"
        and isinstance(members, list)
        and all(isinstance(each, dict) and each.get("type") in _ORDER and "ref" in each for each in members)
    )


def in_order(elements: Iterable[Element]) -> list[Element]:
    """Put elements of several answers about the same moment together: each once, nodes, ways, relations, by id."""
    each_once = {(_ORDER[each["type"]], each["id"]): each for each in elements}
    return [each_once[key] for key in sorted(each_once)]


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
    told = {"id": str(element["id"]), "version": "1"}
    if element["type"] == "node":
        told |= {"lat": f"{element['lat']:.7f}", "lon": f"{element['lon']:.7f}"}
    xml.ignorableWhitespace("\n")
    xml.startElement(element["type"], AttributesImpl(told))
    for node in element.get("nodes", ()):
        _empty(xml, "nd", {"ref": str(node)})
    for member in element.get("members", ()):
        role = _clean(member.get("role", ""))
        _empty(xml, "member", {"type": member["type"], "ref": str(member["ref"]), "role": role})
    for key, value in sorted(element.get("tags", {}).items()):
        _empty(xml, "tag", {"k": _clean(key), "v": _clean(value)})
    xml.endElement(element["type"])


def _empty(xml: XMLGenerator, name: str, told: dict[str, str]) -> None:
    xml.startElement(name, AttributesImpl(told))
    xml.endElement(name)


def _clean(text: object) -> str:
    return _NO_XML.sub(" ", str(text))
