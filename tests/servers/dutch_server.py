"""A server here that behaves as PDOK's GoKoala, OData, Overpass and others are described, with faults on order.

It serves what `dutch_town` invents, on the paths of the real services: only the host differs.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import quoteattr

import shapely
from pyproj import Transformer
from shapely.geometry import mapping

from tests import ROOT

RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TO_LONLAT = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
TO_RD = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
KNOWN = {
    "f",
    "limit",
    "cursor",
    "crs",
    "datetime",
    "bbox",
    "bbox-crs",
    "filter",
    "filter-crs",
    "filter-lang",
    "profile",
}
THIS_YEAR = 2026
"""The year in which the tests ask, whatever the clock says."""
STOCK_AGENTS = ("python-requests", "OSMnx", "Python-urllib")


@dataclass
class Collection:
    """Features with shapes in EPSG:28992, and the properties that the server can filter on."""

    features: list[dict[str, Any]]
    queryables: tuple[str, ...] = ()


@dataclass
class Trouble:
    """A fault for the next requests whose path or body holds `match`."""

    match: str
    kind: str
    times: int = 1
    wait: str | None = None
    skip: int = 0


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    parameters: list[tuple[str, str]]
    agent: str
    body: str = ""

    @property
    def named(self) -> dict[str, str]:
        return dict(self.parameters)


@dataclass
class Data:
    """What the server knows."""

    collections: dict[str, Collection] = field(default_factory=dict)
    odata: dict[str, dict[str, Any]] = field(default_factory=dict)
    streets: list[dict[str, Any]] = field(default_factory=list)
    things: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    arcgis: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wfs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    odata_page: int = 7
    map_date: str = "2026-11-20T10:00:00Z"
    map_extra: str = ""


class DutchServer(ThreadingHTTPServer):
    """Serves `data`, remembers what was asked, and makes the trouble it is told to."""

    daemon_threads = True

    def __init__(self, data: Data) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.data = data
        self.asked: list[Asked] = []
        self.troubles: list[Trouble] = []
        self.at_overpass, self.most_at_overpass = 0, 0
        self.lock = threading.Lock()
        self.let_go = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def release(self) -> None:
        """Let go of the requests that hang."""
        self.let_go.set()

    def trouble(self, match: str, kind: str, times: int = 1, wait: str | None = None, skip: int = 0) -> None:
        self.troubles.append(Trouble(match, kind, times, wait, skip))

    def paths(self, part: str = "") -> list[Asked]:
        return [each for each in self.asked if part in each.path]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when the other side hangs up: that is what some tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def next_trouble(self, text: str) -> Trouble | None:
        with self.lock:
            for trouble in self.troubles:
                if trouble.match in text and trouble.times:
                    if trouble.skip:
                        trouble.skip -= 1
                        return None
                    trouble.times -= 1
                    return trouble
        return None

    def live_settings(self, path: Path) -> Path:
        """Write data/live.toml with this server in the place of the real ones, and without waits."""
        text = (ROOT / "data" / "live.toml").read_text("utf-8")
        for host in ("api.pdok.nl", "download.cbs.nl", "dataderden.cbs.nl", "overpass-api.de"):
            text = text.replace(f"https://{host}", self.base)
        for name in ("pause_s", "wait_first_s", "wait_overpass_s"):
            text = re.sub(rf"^{name} = .*$", f"{name} = 0.0", text, flags=re.MULTILINE)
        text = text.replace("[years]\n", f"[years]\nnewest = {THIS_YEAR}\n")
        path.write_text(text, "utf-8")
        return path


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    server: DutchServer
    trouble: Trouble

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        asked = Asked("GET", split.path, parse_qsl(split.query), self.headers.get("User-Agent", ""))
        self.server.asked.append(asked)
        if not self._troubled(self.path):
            self._answer(asked)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = Asked("POST", urlsplit(self.path).path, parse_qsl(body), self.headers.get("User-Agent", ""), body)
        self.server.asked.append(asked)
        with self.server.lock:
            self.server.at_overpass += 1
            self.server.most_at_overpass = max(self.server.most_at_overpass, self.server.at_overpass)
        # Long enough to see another request at the same time, and over before this one is answered.
        time.sleep(0.02)
        with self.server.lock:
            self.server.at_overpass -= 1
        if not self._troubled(f"{self.path} {asked.named.get('data', '')}"):
            self._overpass(asked)

    def _answer(self, asked: Asked) -> None:
        data, path = self.server.data, asked.path
        if path in data.files:
            self._send(200, data.files[path], "application/octet-stream", packed=False)
        elif path in data.arcgis:
            self._arcgis(asked, data.arcgis[path])
        elif path in data.wfs:
            self._wfs(asked, data.wfs[path])
        elif "/ogc/" in path:
            self._gokoala(asked)
        elif "/odata/" in path:
            self._odata(asked)
        else:
            self._json(404, {"title": "Not Found", "status": 404})

    def _gokoala(self, asked: Asked) -> None:
        found = self.server.data.collections.get(asked.path.removesuffix("/items"))
        if found is None or not asked.path.endswith("/items"):
            return self._json(404, {"title": "Not Found", "status": 404, "detail": "no such collection"})
        given = asked.named
        if unknown := [name for name in given if name not in KNOWN and name not in found.queryables]:
            detail = f"unknown query parameter(s) found: {', '.join(unknown)}"
            return self._json(400, {"title": "Bad Request", "status": 400, "detail": detail}, problem=True)
        box, fault = _box(given)
        if fault:
            return self._json(400, {"title": "Bad Request", "status": 400, "detail": fault}, problem=True)
        limit = min(int(given.get("limit", 10)), 1000)
        chosen = [each for each in found.features if _chosen(each, given, found.queryables, box)]
        others = sorted((name, value) for name, value in given.items() if name != "cursor")
        mark = base64.urlsafe_b64encode(str(hash(tuple(others))).encode()).decode()
        start = 0
        if "cursor" in given:
            at, _, belongs = given["cursor"].partition("|")
            # With any other parameter changed the server begins at page 1 again, without a word.
            start = int(at) if belongs == mark else 0
        page, links = chosen[start : start + limit], [{"rel": "self", "href": self.path}]
        if start + limit < len(chosen):
            query = "&".join(f"{name}={_percent(value)}" for name, value in given.items() if name != "cursor")
            cursor = _percent(f"{start + limit}|{mark}")
            links.append({"rel": "next", "href": f"{self.server.base}{asked.path}?cursor={cursor}&{query}"})
        crs = given.get("crs", CRS84)
        content = {
            "type": "FeatureCollection",
            "timeStamp": "2026-01-01T00:00:00Z",
            "links": links,
            "features": [_feature(each, crs) for each in page],
            "numberReturned": len(page),
        }
        return self._json(200, content, headers={"Content-Crs": f"<{crs}>"})

    def _odata(self, asked: Asked) -> None:
        table, _, entity = asked.path.partition("/odata/")[2].partition("/")
        held = self.server.data.odata.get(table)
        if held is None:
            return self._json(404, {"odata.error": {"message": {"value": "Resource not found"}}})
        if asked.named.get("$format") != "json":
            return self._send(200, b"<?xml version='1.0'?><feed/>", "application/atom+xml")
        if entity != "TypedDataSet" and entity not in held["about"]:
            return self._json(404, {"odata.error": {"message": {"value": f"no entity {entity}"}}})
        if entity != "TypedDataSet":
            rows = [row for row in held["about"][entity] if _odata_fits(row, asked.named.get("$filter", ""))]
            return self._json(200, {"odata.metadata": "x", "value": rows})
        rows = [row for row in held["rows"] if _odata_fits(row, asked.named.get("$filter", ""))]
        wanted = asked.named["$select"].split(",") if "$select" in asked.named else None
        if unknown := [name for name in wanted or [] if name not in [*held["columns"], *held["keys"]]]:
            return self._json(400, {"odata.error": {"message": {"value": f"no property {unknown}"}}})
        start, page = int(asked.named.get("$skip", 0)), self.server.data.odata_page
        content: dict[str, Any] = {"odata.metadata": "x", "value": []}
        for row in rows[start : start + page]:
            content["value"].append({key: value for key, value in row.items() if wanted is None or key in wanted})
        if start + page < len(rows):
            kept = "&".join(f"{n}={_percent(v)}" for n, v in asked.parameters if n != "$skip")
            content["odata.nextLink"] = f"{self.server.base}{asked.path}?{kept}&$skip={start + page}"
        return self._json(200, content)

    def _overpass(self, asked: Asked) -> None:
        if asked.agent.startswith(STOCK_AGENTS):
            return self._send(406, b"Not Acceptable", "text/plain")
        data, order = self.server.data, ("node", "way", "relation")
        once = {(order.index(each["type"]), each["id"]): each for each in (*data.streets, *data.things)}
        elements = "\n".join(_osm_element(once[key]) for key in sorted(once))
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Overpass API">\n<note>ODbL</note>\n'
        )
        meta = f'<meta osm_base="{data.map_date}"/>\n' if data.map_date else ""
        content = f"{head}{meta}{elements}\n{data.map_extra}\n</osm>\n"
        return self._send(200, content.encode(), "application/osm3s+xml")

    def _arcgis(self, asked: Asked, features: list[dict[str, Any]]) -> None:
        if asked.named.get("f") != "geojson":
            return self._json(200, {"error": {"code": 400, "message": "Invalid format"}})
        start = int(asked.named["resultOffset"])
        count = min(int(asked.named["resultRecordCount"]), 2)
        page = features[start : start + count]
        content: dict[str, Any] = {"type": "FeatureCollection", "features": page}
        if start + count < len(features):
            content["properties"] = {"exceededTransferLimit": True}
        return self._json(200, content)

    def _wfs(self, asked: Asked, features: list[dict[str, Any]]) -> None:
        start, count = int(asked.named["startIndex"]), int(asked.named["count"])
        return self._json(200, {"type": "FeatureCollection", "features": features[start : start + count]})

    def _troubled(self, text: str) -> bool:
        trouble = self.server.next_trouble(text)
        if trouble is None:
            return False
        self.trouble = trouble
        getattr(self, f"_make_{trouble.kind}")()
        return True

    def _make_429(self) -> None:
        trouble = self.trouble
        headers = {"Retry-After": trouble.wait} if trouble.wait is not None else {}
        self._send(429, b"Too Many Requests", "text/plain", headers=headers)

    def _make_503(self) -> None:
        trouble = self.trouble
        headers = {"Retry-After": trouble.wait} if trouble.wait is not None else {}
        self._send(503, b"Service Unavailable", "text/plain", headers=headers)

    def _make_504(self) -> None:
        self._send(504, b"<html>Gateway Timeout</html>", "text/html")

    def _make_404(self) -> None:
        self._json(404, {"title": "Not Found", "status": 404})

    def _make_403(self) -> None:
        self._send(403, b"Forbidden", "text/plain")

    def _make_html(self) -> None:
        self._send(200, b"<!DOCTYPE html><html><body>We are down for maintenance</body></html>", "text/html")

    def _make_half(self) -> None:
        self._send(200, b'{"type": "FeatureCollection", "featu', "application/geo+json")

    def _make_list(self) -> None:
        self._json(200, [1, 2, 3])

    def _make_cut(self) -> None:
        self._head(200, "application/geo+json", {"Content-Length": "100000"})
        self.wfile.write(b'{"type": "FeatureCollection", ')
        self.close_connection = True

    def _make_cut_gzip(self) -> None:
        packed = gzip.compress(json.dumps({"features": list(range(5000))}).encode())
        headers = {"Content-Length": str(len(packed)), "Content-Encoding": "gzip"}
        self._head(200, "application/geo+json", headers)
        self.wfile.write(packed[: len(packed) // 2])
        self.close_connection = True

    def _make_drop(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _make_huge(self) -> None:
        self._head(200, "application/json", {"Content-Length": str(2_000_000_000)})
        self.close_connection = True

    def _make_endless(self) -> None:
        """Send more and more without ever saying how much; stop when the other side has had enough."""
        self._head(200, "application/json", {"Transfer-Encoding": "chunked"})
        block = b" " * 65536
        try:
            for _ in range(2_000_000_000 // len(block)):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
        except OSError:
            self.close_connection = True

    def _make_bomb(self) -> None:
        """Send a small packed body that unpacks to 300 MB."""
        packed = gzip.compress(b" " * 300_000_000, compresslevel=1)
        self._head(200, "application/json", {"Content-Length": str(len(packed)), "Content-Encoding": "gzip"})
        try:
            self.wfile.write(packed)
        except OSError:
            self.close_connection = True

    def _make_hang(self) -> None:
        """Send the head and half a body, and then nothing until the test lets go."""
        self._head(200, "application/geo+json", {"Content-Length": "100000"})
        self.wfile.write(b'{"type": "FeatureCollection", ')
        self.wfile.flush()
        self.server.let_go.wait(120)
        self.close_connection = True

    def _make_slow(self) -> None:
        time.sleep(1.0)
        self.close_connection = True

    def _json(self, status: int, content: Any, *, problem: bool = False, headers: dict[str, str] | None = None) -> None:
        kind = "application/problem+json" if problem else "application/geo+json"
        self._send(status, json.dumps(content).encode(), kind, headers=headers)

    def _send(
        self, status: int, body: bytes, kind: str, *, headers: dict[str, str] | None = None, packed: bool = True
    ) -> None:
        told = dict(headers or {})
        if packed and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, told["Content-Encoding"] = gzip.compress(body), "gzip"
        self._head(status, kind, told | {"Content-Length": str(len(body))})
        self.wfile.write(body)

    def _head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _percent(text: str) -> str:
    return quote(text, safe="$,()'")


def _box(given: dict[str, str]) -> tuple[Any, str]:
    if "bbox" not in given:
        return None, ""
    numbers = [float(part) for part in given["bbox"].split(",")]
    if len(numbers) != 4:
        return None, "bbox should contain exactly 4 values"
    west, south, east, north = numbers
    if west >= east or south >= north:
        return None, "bbox has no surface area"
    if given.get("bbox-crs", CRS84) == CRS84:
        west, south = TO_RD.transform(west, south)
        east, north = TO_RD.transform(east, north)
    return shapely.box(west, south, east, north), ""


def _chosen(feature: dict[str, Any], given: dict[str, str], queryables: tuple[str, ...], box: Any) -> bool:
    wanted = all(str(feature["properties"].get(name)) == given[name] for name in queryables if name in given)
    shape = feature["geometry"]
    return wanted and (box is None or shape is None or box.intersects(shape))


def _feature(feature: dict[str, Any], crs: str) -> dict[str, Any]:
    shape = feature["geometry"]
    if shape is not None and crs == CRS84:
        shape = shapely.transform(shape, TO_LONLAT.transform, interleaved=False)
    # A property without a value is left out, as GoKoala may do.
    properties = {name: value for name, value in feature["properties"].items() if value is not None}
    return {
        "type": "Feature",
        "id": feature["id"],
        "properties": properties,
        "geometry": None if shape is None else mapping(shape),
    }


def _osm_element(element: dict[str, Any]) -> str:
    kind, place = element["type"], ""
    if kind == "node":
        place = f' lat="{element["lat"]:.7f}" lon="{element["lon"]:.7f}"'
    parts = [f'<nd ref="{node}"/>' for node in element.get("nodes", ())]
    members = ([each[name] for name in ("type", "ref", "role")] for each in element.get("members", ()))
    parts += [f'<member type="{kind_of}" ref="{ref}" role="{role}"/>' for kind_of, ref, role in members]
    parts += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in element.get("tags", {}).items()]
    return f'<{kind} id="{element["id"]}"{place}>{"".join(parts)}</{kind}>'


def _odata_fits(row: dict[str, Any], condition: str) -> bool:
    for part in filter(None, condition.split(" and ")):
        if begin := re.fullmatch(r"startswith\((\w+),'([^']*)'\)", part):
            if not str(row[begin[1]]).startswith(begin[2]):
                return False
        elif same := re.fullmatch(r"(\w+) eq '([^']*)'", part):
            if str(row[same[1]]) != same[2]:
                return False
        else:
            raise ValueError(part)
    return True


@contextmanager
def serving(data: Data) -> Iterator[DutchServer]:
    """Serve while the test runs."""
    server = DutchServer(data)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
