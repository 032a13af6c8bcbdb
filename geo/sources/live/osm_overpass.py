"""OpenStreetMap of today through OSMnx and Overpass, at the pace its volunteers ask for.

OSMnx puts the questions; what it does on its own is switched off or bounded: it retries without end, asks a public name
server, and waits by a status page. One question at a time, at least 30 s after a refusal, a few times, then no more.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import osmnx as ox
import requests

from geo.errors import quote
from geo.sources.live.osm_area import OSM_FILE, OsmWish, as_osmnx_tags
from geo.sources.live.osm_elements import in_order, read_elements, write_osm
from geo.sources.live.pieces import Errand, Piece, assumed
from geo.sources.web.answers import Answer, Ask
from geo.sources.web.errors import FetchError
from geo.sources.web.http import Http
from geo.sources.web.http_faults import PassingError, check_json, understood_errors

_SERVER_S: Final = 300
_SETTINGS: Final = "[out:json][timeout:{timeout}]{maxsize}"
_ADVICE: Final = "Try again later, or use an extract from Geofabrik: --osm FILE.osm.pbf"


class _AnsweredError(Exception):
    """Carries the answer out of OSMnx, which would read it again and keep it in a cache of its own."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.url)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class _Query:
    """One question to Overpass: what is asked in our words, and the call that puts it."""

    words: dict[str, Any]
    put: Callable[[], object]


def fetch_overpass(errand: Errand, wish: OsmWish, date: str | None = None) -> Piece:
    """Fetch streets and places and write them as one OSM XML file.

    Parameters
    ----------
    errand
        Where to ask.
    wish
        Which part of the world and which things.
    date
        The moment to see the map at, such as `2026-01-01T00:00:00Z`; by itself now.

    Returns
    -------
    Piece
        The file written.

    Raises
    ------
    FetchError
        If Overpass does not answer, or says its answer is not complete.
    StorageError
        If the disk refuses.
    """
    area, closed = wish.lonlat, "|".join(sorted(wish.not_walked))
    ways, tags = f'["highway"]["highway"!~"^({closed})$"]', as_osmnx_tags(wish.tags)
    pinned = _SETTINGS + (f'[date:"{date}"]' if date else "")
    common = {"area": area.wkt, "settings": pinned}
    queries = (
        _Query(
            {"streets": ways, **common},
            lambda: ox.graph_from_polygon(area, custom_filter=ways, simplify=False, retain_all=True),
        ),
        _Query({"things": tags, **common}, lambda: ox.features_from_polygon(area, tags)),
    )
    answers = tuple(_ask(errand, query, pinned) for query in queries)
    elements = in_order(element for answer in answers for element in read_elements(answer))
    count = write_osm(errand.folder / OSM_FILE, elements)
    said = date or _map_date(answers[0])
    unsaid = assumed(
        "Overpass zei niet van wanneer de kaart is: de dag van ophalen is genomen.",
        "Overpass did not say of when the map is: the day of fetching was taken.",
    )
    day = (said or answers[0].retrieved)[:10]
    return Piece("osm", OSM_FILE, count, day, answers, () if said else (unsaid,))


def _ask(errand: Errand, query: _Query, pinned: str) -> Answer:
    url = f"{errand.live.endpoints.overpass.rstrip('/')}/interpreter"
    ask = Ask(url, json.dumps(query.words, sort_keys=True))
    return errand.http.ask(ask, lambda: _once(errand, query, ask, pinned))


def _once(errand: Errand, query: _Query, ask: Ask, pinned: str) -> Answer:
    wait = errand.live.manners.wait_overpass_s

    def hear(response: requests.Response, *_: object, **__: object) -> None:
        with response:
            answer = errand.http.receive(
                response,
                ask,
                most_bytes=errand.live.limits.overpass,
                check=lambda file: _check_complete(ask.url, file, wait),
                wait_least_s=wait,
            )
        raise _AnsweredError(answer)

    with understood_errors(ask.url), _our_manners(errand.http, errand.live.endpoints.overpass, pinned, hear):
        try:
            query.put()
        except _AnsweredError as answered:
            return answered.answer
    raise FetchError(ask.url, "OSMnx did not put the question", "Report it: this version of OSMnx works differently")


@contextmanager
def _our_manners(http: Http, url: str, pinned: str, hear: Callable[..., None]) -> Iterator[None]:
    """Let OSMnx behave as we want, only while we ask."""
    wanted = {
        "overpass_url": url,
        "overpass_settings": pinned,
        # We ask one thing at a time, wait as told, and stop: the status page would let OSMnx wait without end.
        "overpass_rate_limit": False,
        "requests_timeout": _SERVER_S,
        "requests_kwargs": {"hooks": {"response": hear}, "stream": True},
        "http_user_agent": http.settings.user_agent,
        "http_referer": "",
        "http_accept_language": "nl,en",
        "doh_url_template": None,
        "use_cache": False,
        # One question for the whole municipality: the largest is well within what Overpass answers.
        "max_query_area_size": float("inf"),
    }
    before = {name: getattr(ox.settings, name) for name in wanted}
    resolver = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        # OSMnx changes how the whole program looks up names.
        socket.getaddrinfo = resolver


def _check_complete(url: str, file: Path, wait_s: float) -> None:
    """See that Overpass answered all of it: out of time or memory, it says so in a remark, with status 200."""
    check_json(url, file)
    content = json.loads(file.read_bytes())
    if not isinstance(content, dict) or not isinstance(content.get("elements"), list):
        raise PassingError(FetchError(url, "JSON without map elements", _ADVICE))
    if "remark" in content:
        found = f"an answer that is not complete ({quote(content['remark'])}), each time"
        raise PassingError(FetchError(url, found, _ADVICE), wait_s)


def _map_date(answer: Answer) -> str | None:
    base = (answer.json().get("osm3s") or {}).get("timestamp_osm_base")
    return base if isinstance(base, str) and len(base) >= len("2026-01-01") else None
