"""Ask Overpass for the streets and places of OpenStreetMap, in one query, at the pace its volunteers ask for.

The query language: https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import shapely

from geo.errors import quote
from geo.sources.live.osm_file import DAMAGED, OSM_FILE, elements_of, write_osm
from geo.sources.live.osm_selection import OsmSelection
from geo.sources.live.task import FetchedFile, FetchTask, assumed
from geo.sources.web.errors import FetchError, PassingError
from geo.sources.web.http import Request

_SERVER_S: Final = 300
"""Overpass stops after so many seconds, and says so in a remark."""
_EDGE_BYTES: Final = 4000
_ADVICE: Final = "Try again later, or use an extract from Geofabrik: --osm FILE.osm.pbf"
_MAP_DATE: Final = re.compile(rb'<meta osm_base="([^"]{10,40})"')
_REMARK: Final = re.compile(rb"<remark>(.*?)</remark>", re.DOTALL)
_SPECIAL: Final = re.compile(r"([\\.\[\]{}()*+?^$|])")
"""What means something in a POSIX regular expression."""


def overpass_query(selection: OsmSelection, date: str | None = None) -> str:
    """Write what is wanted in the query language of Overpass.

    Parameters
    ----------
    selection
        Which part of the world and which things.
    date
        The moment to see the map at; by default now.

    Returns
    -------
    str
        Asks for the streets and things that touch the area, whole: with their nodes and the ways of relations.
    """
    filters = ["way" + _has("highway") + _has("highway", "!~", f"^({_alternatives(selection.not_walked)})$")]
    for key, values in sorted(selection.tags.items()):
        # Mappers join several values with a semicolon: a thing is each of them.
        one = None if values is None else f"(^|;) *({_alternatives(values)}) *(;|$)"
        filters.append("nwr" + (_has(key) if one is None else _has(key, "~", one)))
    outlines = [_outline(part) for part in shapely.get_parts(selection.lonlat)]
    wanted = "\n".join(f"  {each}(poly:{_string(outline)});" for outline in outlines for each in filters)
    pinned = f"[date:{_string(date)}]" if date else ""
    return f"[out:xml][timeout:{_SERVER_S}]{pinned};\n(\n{wanted}\n);\n(._;>;);\nout;\n"


def _string(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _has(key: str, comparison: str = "", value: str | None = None) -> str:
    return f"[{_string(key)}{comparison}{'' if value is None else _string(value)}]"


def _alternatives(values: frozenset[str]) -> str:
    return "|".join(_SPECIAL.sub(r"\\\1", value) for value in sorted(values))


def _outline(part: shapely.Polygon) -> str:
    return " ".join(f"{latitude:.6f} {longitude:.6f}" for longitude, latitude in part.exterior.coords)


def fetch_overpass(task: FetchTask, selection: OsmSelection, date: str | None = None) -> FetchedFile:
    """Fetch streets and places and write them as one OSM XML file.

    Parameters
    ----------
    task
        Where to ask.
    selection
        Which part of the world and which things.
    date
        The moment to see the map at, such as `2026-01-01T00:00:00Z`; by default now.

    Returns
    -------
    FetchedFile
        The file written.

    Raises
    ------
    FetchError
        If Overpass does not answer, or says its answer is not complete.
    StorageError
        If the disk refuses.
    """
    url = f"{task.live.endpoints.overpass.rstrip('/')}/interpreter"
    wait_s = task.http.policy.wait_overpass_s
    answer = task.http.fetch(
        Request(url, urlencode({"data": overpass_query(selection, date)})),
        most_bytes=task.live.limits.overpass,
        check=lambda file: _check_complete(url, file, wait_s),
        busy_wait_s=wait_s,
    )
    try:
        count = write_osm(task.folder / OSM_FILE, elements_of(answer.file, "osm"))
    except DAMAGED as problem:
        raise FetchError(url, f"something that is no map ({quote(problem)})", _ADVICE) from problem
    map_date = date or _map_date(answer.file)
    undated = assumed(
        "Overpass zei niet van wanneer de kaart is: de dag van ophalen is genomen.",
        "Overpass did not say of when the map is: the day of fetching was taken.",
    )
    day = (map_date or answer.retrieved)[:10]
    return FetchedFile("osm", OSM_FILE, count, day, (answer,), () if map_date else (undated,))


def _check_complete(url: str, file: Path, wait_s: float) -> None:
    """See that Overpass answered all of it: out of time or memory, it says so in a remark, with status 200.

    Raises
    ------
    PassingError
        If not.
    """
    with file.open("rb") as content:
        head = content.read(_EDGE_BYTES)
        content.seek(max(file.stat().st_size - _EDGE_BYTES, 0))
        tail = content.read()
    if remark := _REMARK.search(tail):
        words = remark[1].decode("utf-8", "replace").strip()
        raise PassingError(
            FetchError(url, f"an answer that is not complete ({quote(words)}), each time", _ADVICE), wait_s
        )
    if b"<osm" not in head or not tail.rstrip().endswith(b"</osm>"):
        start = head[:200].decode("utf-8", "replace").strip()
        raise PassingError(FetchError(url, f"something that is no map ({quote(start)}), each time", _ADVICE))


def _map_date(file: Path) -> str | None:
    with file.open("rb") as content:
        stamp = _MAP_DATE.search(content.read(_EDGE_BYTES))
    return stamp[1].decode("ascii", "replace") if stamp else None
