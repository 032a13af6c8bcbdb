"""A small server that answers as public clients show PDOK's Location API and the register of addresses do."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SEARCH = "/kadaster/location-api/v1/search"
REGISTER = "/kadaster/bag/ogc/v2/collections"
KNOWN = {"q", "limit", "f", "crs", "bbox", "bbox-crs", "adres[version]", "adres[relevance]"}


@dataclass
class Location:
    """One thing that the search finds; an address is in the register too."""

    street: str
    number: int
    letter: str | None = None
    addition: str | None = None
    postcode: str | None = "6224JP"
    town: str = "Maastricht"
    municipality: str | None = "0935"
    collection: str = "adres"
    lonlat: tuple[float, float] = (5.714401, 50.847202)
    kind: str = "Verblijfsobject"

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.street} {self.number}{self.letter} {self.town}"))

    @property
    def building(self) -> str:
        return f"0988010000{self.number:06d}"

    def hit(self) -> dict[str, Any]:
        """As the search shows it: a name to display, an id and a point, and no parts."""
        shown = f"{self.street} {self.number}{self.letter or ''}, {self.postcode} {self.town}, {self.town} (Limburg)"
        properties = {
            "collection_id": self.collection,
            "collection_version": 1,
            "display_name": shown,
            "highlight": f"<b>{self.street}</b> {self.number}",
            "href": ["https://elsewhere.example/adres"],
            "score": 0.5,
        }
        return {
            "type": "Feature",
            "id": self.id,
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": list(self.lonlat)},
        }

    def entry(self) -> dict[str, Any]:
        """As the register has it: numbers as text, and what is absent as null."""
        properties = {
            # The number tells who gave it out, and not in which municipality the address lies today.
            "identificatie": f"0988200000{self.number:06d}",
            "adresseerbaar_object_identificatie": self.building,
            "adresseerbaar_object_type": self.kind,
            "openbare_ruimte_naam": self.street,
            "huisnummer": str(self.number),
            "huisletter": self.letter,
            "toevoeging": self.addition,
            "postcode": self.postcode,
            "woonplaats_naam": self.town,
        }
        return {"type": "Feature", "id": self.id, "properties": properties, "geometry": None}


@dataclass
class Places:
    """What the server knows, and what it was asked."""

    locations: list[Location] = field(default_factory=list)
    raw: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, Any]:
        """Answer one question."""
        if path == SEARCH:
            if unknown := sorted(set(asked) - KNOWN):
                return 400, {"detail": f"unknown query parameter(s) found: {', '.join(unknown)}"}
            hits = [each.hit() for each in self.locations][: int(asked.get("limit", 10))]
            return 200, {"type": "FeatureCollection", "features": hits, "numberReturned": len(hits)}
        if path.startswith(f"{REGISTER}/adres/items/"):
            found = [each.entry() for each in self.locations if path.endswith(each.id)]
            return (200, found[0]) if found else (404, {"title": "Not Found"})
        wanted = [each for each in self.locations if each.building == asked.get("identificatie")]
        owners = [{"bronhouder_identificatie": each.municipality, "bronhouder_naam": each.town} for each in wanted]
        return 200, {"features": [{"type": "Feature", "properties": owner} for owner in owners]}


@contextmanager
def serving(places: Places) -> Iterator[str]:
    """Run the server; gives its address without a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query))
            places.asked.append((parts.path, asked))
            status, content = places.answer(parts.path, asked)
            body = places.raw.get(parts.path, json.dumps(content).encode())
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
