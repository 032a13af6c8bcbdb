"""A small server that behaves as the reference says PDOK Locatieserver does, for tests without a network."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KNOWN_PARAMETERS = {"q", "fq", "fl", "rows", "start", "lat", "lon", "sort", "df", "bq", "qf", "wt"}


def address(street: str, number: int, **more: Any) -> dict[str, Any]:
    """One document as `/free` returns it for `type:adres`."""
    letter = more.pop("letter", "")
    postcode, town = more.pop("postcode", "6224JP"), more.pop("town", "Maastricht")
    lon, lat = more.pop("lonlat", (5.714401, 50.847202))
    return {
        "id": f"adr-{street}-{number}{letter}",
        "type": "adres",
        "weergavenaam": f"{street} {number}{letter}, {postcode} {town}",
        "straatnaam": street,
        "huisnummer": number,
        **({"huisletter": letter} if letter else {}),
        "postcode": postcode,
        "woonplaatsnaam": town,
        "gemeentecode": "0935",
        "gemeentenaam": town,
        "centroide_ll": f"POINT({lon} {lat})",
        "centroide_rd": "POINT(178041.1 317536.3)",
        "score": 12.345678,
    } | more


@dataclass
class Behaviour:
    """What the server knows and does.

    `failures` are answers that come first, each once: (status, headers). `delay_s` is how long it thinks.
    """

    addresses: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    raw: bytes | None = None
    delay_s: float = 0.0
    keeps_filter: bool = True
    questions: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def answer(self, question: dict[str, list[str]]) -> tuple[int, bytes]:
        """Answer one question."""
        unknown = set(question) - KNOWN_PARAMETERS
        if unknown:
            return 400, json.dumps(
                {"error": f"unknown query parameter(s) found: {', '.join(sorted(unknown))}"}
            ).encode()
        if self.raw is not None:
            return 200, self.raw
        found = self.addresses
        for each in question.get("fq", []) if self.keeps_filter else []:
            key, value = each.split(":", 1)
            found = [one for one in found if one.get(key) == value]
        envelope = {"numFound": len(found), "start": 0, "maxScore": 12.3, "numFoundExact": True, "docs": found}
        return 200, json.dumps({"response": envelope}).encode()


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """Run the server; gives its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            behaviour.times.append(time.monotonic())
            behaviour.paths.append(parts.path)
            behaviour.questions.append(parse_qs(parts.query))
            behaviour.headers.append(dict(self.headers))
            time.sleep(behaviour.delay_s)
            if behaviour.failures:
                status, headers = behaviour.failures.pop(0)
                body = b"busy"
            else:
                (status, body), headers = behaviour.answer(parse_qs(parts.query)), {}
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client lost patience, which is what the test is about

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/search/v3_1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
