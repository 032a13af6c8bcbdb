"""Elements of OpenStreetMap as Overpass gives them (JSON), written as OSM XML for the doors to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import osmium

from geo.sources.answers import Answer
from geo.sources.files import quote
from geo.sources.web_errors import FetchError
from geo.sources.writing import written_whole

_ORDER: Final = {"node": 0, "way": 1, "relation": 2}
_MEMBER: Final = {"node": "n", "way": "w", "relation": "r"}
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold."""


def read_elements(answer: Answer) -> list[Mapping[str, Any]]:
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
        and all(isinstance(each, dict) and each.get("type") in _MEMBER and "ref" in each for each in members)
    )


def write_osm(path: Path, elements: Iterable[Mapping[str, Any]]) -> int:
    """Write elements as OSM XML, each once, in the order that readers expect.

    Parameters
    ----------
    path
        Ends in .osm or .osm.bz2.
    elements
        From one or more answers about the same moment.

    Returns
    -------
    int
        How many were written.

    Raises
    ------
    StorageError
        If the disk refuses.
    """
    each_once = {(_ORDER[each["type"]], each["id"]): each for each in elements}
    header = osmium.io.Header()
    header.set("generator", "sociaal-riool")
    with written_whole(path) as scratch:
        try:
            with osmium.SimpleWriter(str(scratch), header=header) as writer:
                for key in sorted(each_once):
                    _write(writer, each_once[key])
        except RuntimeError as problem:
            # The library tells of a full disk in its own words.
            raise OSError(str(problem)) from problem
    return len(each_once)


def _write(writer: osmium.SimpleWriter, element: Mapping[str, Any]) -> None:
    known: dict[str, Any] = {"id": element["id"], "version": 1, "tags": _tags(element.get("tags", {}))}
    if element["type"] == "node":
        writer.add_node(osmium.osm.mutable.Node(location=(element["lon"], element["lat"]), **known))
    elif element["type"] == "way":
        writer.add_way(osmium.osm.mutable.Way(nodes=element["nodes"], **known))
    else:
        members = [(_MEMBER[each["type"]], each["ref"], each.get("role", "")) for each in element["members"]]
        writer.add_relation(osmium.osm.mutable.Relation(members=members, **known))


def _tags(tags: Mapping[str, Any]) -> dict[str, str]:
    return {_NO_XML.sub(" ", str(key)): _NO_XML.sub(" ", str(value)) for key, value in sorted(tags.items())}
