"""Answers of servers: whatever they say, only our own errors come out."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import MunicipalLayer
from geo.sources.live.boundary import find_municipality
from geo.sources.live.gokoala import FeatureQuery, read_features
from geo.sources.live.health import fetch_health
from geo.sources.live.municipal_layers import fetch_layer
from geo.sources.live.neighbourhoods import fetch_neighbourhoods
from geo.sources.live.odata import Table
from geo.sources.live.osm_selection import OsmSelection
from geo.sources.live.overpass import fetch_overpass
from geo.sources.live.settings import read_live_settings
from geo.sources.live.task import FetchTask
from geo.sources.osm import WalkFilter
from geo.sources.web.answers import Answer, AnswerStore, CachingClient
from geo.sources.web.errors import PassingError
from geo.sources.web.http import Request
from geo.sources.web.locatieserver import Locatieserver
from geo.sources.web.location_api import LocationApi
from tests.fuzz.damage import damaged, only_our_errors, spoiled
from tests.fuzz.test_maps import OSM, OSM_MARKS
from tests.servers.live_task import WHERE, WHOLE

RD = "<http://www.opengis.net/def/crs/EPSG/0/28992>"
AREA = {
    "type": "FeatureCollection",
    "numberReturned": 1,
    "links": [{"rel": "next", "href": "https://b.nl/2"}, {"rel": "self", "href": "x"}],
    "features": [
        {
            "type": "Feature",
            "id": 1,
            "properties": {
                "code": "9998",
                "identificatie": "GM9998",
                "naam": "Proefstad",
                "buurtcode": "BU99980000",
                "buurtnaam": "West",
                "wijkcode": "WK999800",
                "gemeentecode": "GM9998",
                "water": "NEE",
                "aantal_inwoners": 10,
                "jaarcode": 2025,
            },
            "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]},
        }
    ],
}
LAST_PAGE = AREA | {"links": []}
ROWS = {
    "value": [
        {"Key": "Eenzaam_1", "WijkenEnBuurten": "BU99980000", "Leeftijd": "20300", "Marges": "MW00000"}
        | {"Perioden": "2024JJ00", "Eenzaam_1": 40.5, "Title": "indeling 2025"}
    ],
    "odata.nextLink": "https://b.nl/next",
}
LAST_ROWS = {"value": ROWS["value"]}
FOUND = {
    "response": {
        "docs": [
            {"weergavenaam": "Plein 1", "centroide_ll": "POINT(5.69 50.85)", "score": 9.5, "straatnaam": "Plein"}
            | {"huisnummer": 1, "postcode": "6211AB", "woonplaatsnaam": "Maastricht", "gemeentecode": "0935"}
        ]
    }
}
HITS = {
    "features": [
        {
            "id": "12345678-1234-1234-1234-123456789012",
            "properties": {"collection_id": "adres", "score": 1.5}
            | {"openbare_ruimte_naam": "Plein", "huisnummer": 1, "woonplaats_naam": "Maastricht"},
            "geometry": {"type": "Point", "coordinates": [5.69, 50.85]},
        }
    ],
    "properties": {"openbare_ruimte_naam": "Plein", "huisnummer": 1, "postcode": "6211AB"}
    | {"woonplaats_naam": "Maastricht", "bronhouder_identificatie": "0935"},
}
PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"naam": "Het Huis", "soort": "huis"},
            "geometry": {"type": "Point", "coordinates": [5.69, 50.85]},
        }
    ],
}
SETTINGS = """
title: Plekken
publisher: Gemeente
licence: CC0
id_prefix: elders
columns: {name: naam, category: soort}
categories: {huis: {kind: public, category: community_centre, functions: [meet], domains: []}}
"""


JSON_MARKS = (b"[", b"{", b"null", b"1e999", b"NaN", b"\xff", b'"\\ud83c"', b",", b"[" * 100_000)


class OneAnswer(CachingClient):
    """Gives the same body to every question."""

    def __init__(self, folder: Path) -> None:
        super().__init__(AnswerStore(folder / "answers"))
        self.file, self.content, self.headers = folder / "body", b"", {"content-crs": RD}

    def fetch(self, request: Request, **options: Any) -> Answer:
        self.file.write_bytes(self.content)
        check = options.get("check")
        try:
            if check is not None:
                check(self.file)
        except PassingError as passing:
            raise passing.fault from passing
        digest = sha256(self.content).hexdigest()
        return Answer(
            request.url, None, 200, self.headers, "2026-01-01T00:00:00+00:00", digest, len(self.content), self.file
        )


@pytest.fixture(scope="module")
def task(tmp_path_factory) -> FetchTask:
    folder = tmp_path_factory.mktemp("answers")
    (folder / "municipal.yaml").write_text(SETTINGS)
    return FetchTask(OneAnswer(folder), read_live_settings(), folder, "GM9998", "Proefstad", WHOLE, 2026)


def said(task: FetchTask, content: bytes) -> FetchTask:
    task.http.content = content
    return task


def json_of(seed: Any, draw: Any) -> bytes:
    """Draw an answer: spoiled in its meaning, or damaged on its way."""
    if draw(st.booleans()):
        return json.dumps(draw(spoiled(seed))).encode("utf-8", "surrogatepass")
    return draw(
        damaged(json.dumps(seed).encode(), (b"[", b"{", b"null", b"1e999", b"NaN", b"\xff", b'"\\ud83c"', b","))
    )


QUERY = FeatureQuery("https://b.nl/ogc", "buurten", ("buurtnaam", "aantal_inwoners"), {"gemeentecode": "GM9998"})
LAYER = MunicipalLayer(
    id="l", kind="ogc", url="https://b.nl/x", layer="y", settings="municipal.yaml", credit="x", reference_date="x"
)
READERS = {
    "features": (AREA, lambda task: read_features(task.http, QUERY)),
    "last features": (LAST_PAGE, lambda task: read_features(task.http, QUERY)),
    "municipality": (LAST_PAGE, lambda task: find_municipality(task.http, task.live, "Proefstad")),
    "neighbourhoods": (LAST_PAGE, fetch_neighbourhoods),
    "rows": (ROWS, lambda task: Table(task.http, "https://b.nl/t").rows("TypedDataSet")),
    "years": (LAST_ROWS, lambda task: Table(task.http, "https://b.nl/t").years()),
    "title": (LAST_ROWS, lambda task: Table(task.http, "https://b.nl/t").boundaries_year()),
    "names": (LAST_ROWS, lambda task: Table(task.http, "https://b.nl/t").area_names("BU")),
    "health": (LAST_ROWS, lambda task: fetch_health(task, WHERE)),
    "ogc": (PLACES, lambda task: fetch_layer(task, LAYER, task.folder)),
    "arcgis": (PLACES, lambda task: fetch_layer(task, LAYER.model_copy(update={"kind": "arcgis"}), task.folder)),
    "wfs": (PLACES, lambda task: fetch_layer(task, LAYER.model_copy(update={"kind": "wfs"}), task.folder)),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")
@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
def test_a_spoiled_answer(task, kind, data):
    seed, read = READERS[kind]
    with only_our_errors():
        read(said(task, json_of(seed, data.draw)))


SELECTION = OsmSelection(WHOLE, WalkFilter().not_walked, {"amenity": None})


@given(content=damaged(OSM, (*OSM_MARKS, b"<remark>out of memory</remark>", b'<meta osm_base="2026-99-99T00"/>')))
def test_a_damaged_map_of_overpass(task, content):
    with only_our_errors():
        fetch_overpass(said(task, content), SELECTION)


class Told:
    """Stands for the client of an address service."""

    content = b""

    def read(self, _request: Request) -> bytes:
        return self.content


@given(data=st.data())
def test_a_spoiled_answer_about_an_address(data):
    service = Locatieserver("https://b.nl")
    service.client = Told()
    service.client.content = json_of(FOUND, data.draw)
    with only_our_errors():
        assert all(len(found.lonlat) == 2 for found in service.find("Plein 1", "0935"))


@given(data=st.data())
def test_a_spoiled_answer_of_the_other_service(data):
    service = LocationApi("https://b.nl", "https://c.nl")
    service.client = Told()
    service.client.content = json_of(HITS, data.draw)
    with only_our_errors():
        assert all(len(found.lonlat) == 2 for found in service.find("Plein 1", None))
