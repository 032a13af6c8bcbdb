"""A municipality's list of places comes in by a few lines of settings, from whatever kind of server or file."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pydantic import ValidationError

from geo.areas import MunicipalLayer
from geo.errors import InputError
from geo.library.tiny_inputs import SOUTH, WEST, lonlat
from geo.sources.live.municipal_layers import fetch_layer
from geo.sources.municipal.model import MunicipalSettings, read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.web.errors import FetchError
from tests.servers.dutch_server import Collection, serving
from tests.servers.live_task import task_to
from tests.towns.dutch_town import at, feature, proefstad

SETTINGS = """
title: Buurthuizen van Proefstad
publisher: Gemeente Proefstad
licence: CC0
id_prefix: gemeente
columns: {name: NAAM, category: SOORT, address: ADRES}
categories:
  buurthuis: {kind: public, category: community_centre, functions: [meet, join_in], domains: [culture]}
"""
ARCGIS = "/arcgis/rest/services/Buurthuizen/FeatureServer/0/query"
WFS = "/geoserver/wfs"
SPOTS = [(n * 10.0, 100.0) for n in range(1, 8)]


def rows(*, metres=False):
    found = []
    for n, spot in enumerate(SPOTS, start=1):
        x, y = (WEST + spot[0], SOUTH + spot[1]) if metres else lonlat(*spot)
        properties = {"NAAM": f"Buurthuis {n}", "SOORT": "buurthuis", "ADRES": f"Straat {n}", "JAAR": 2020.0}
        geometry = {"type": "Point", "coordinates": [x, y]}
        found.append({"type": "Feature", "id": n, "properties": properties, "geometry": geometry})
    return found


@pytest.fixture
def server():
    data = proefstad()
    data.arcgis[ARCGIS] = rows()
    data.wfs[WFS] = rows(metres=True)
    places = [
        feature(
            {"NAAM": f"Buurthuis {n}", "SOORT": "buurthuis", "ADRES": f"Straat {n}"}, at(x - 5, y - 5, x + 5, y + 5)
        )
        for n, (x, y) in enumerate(SPOTS, start=1)
    ]
    data.collections["/stad/ogc/v1/collections/buurthuizen"] = Collection(places)
    with serving(data) as running:
        yield running


@pytest.fixture
def task(server, tmp_path):
    (tmp_path / "gemeente.yaml").write_text(SETTINGS, encoding="utf-8")
    return task_to(server, tmp_path)


def layer(kind, **options):
    options = {"settings": "gemeente.yaml", "credit": "Gemeente Proefstad", "reference_date": "2026-01"} | options
    return MunicipalLayer(id="gemeente", kind=kind, **options)


def places_of(task, wanted):
    piece = fetch_layer(task, wanted, task.folder)
    drafts = read_municipal(task.folder / piece.file, read_municipal_settings(task.folder / "gemeente.yaml"))
    assert piece.rows == len(drafts)
    return piece, drafts


def assert_the_seven(drafts):
    assert [draft.place_id for draft in drafts] == [f"gemeente/buurthuis-{n}" for n in range(1, 8)]
    assert [draft.address for draft in drafts] == [f"Straat {n}" for n in range(1, 8)]
    for draft, (x, y) in zip(drafts, SPOTS, strict=True):
        assert draft.point.distance(shapely.Point(WEST + x, SOUTH + y)) < 0.2


def test_a_featureserver_is_read_until_there_is_no_more(server, task):
    piece, drafts = places_of(task, layer("arcgis", url=f"{server.base}{ARCGIS.removesuffix('/query')}"))

    assert_the_seven(drafts)
    assert [asked.named["resultOffset"] for asked in server.asked] == ["0", "2", "4", "6"]
    assert piece.file == "municipal-gemeente.geojson"
    assert piece.text.title == "Buurthuizen van Proefstad"
    assert piece.text.credit == "Gemeente Proefstad"


def test_an_ogc_api_is_read_by_its_links(server, task):
    _, drafts = places_of(task, layer("ogc", url=f"{server.base}/stad/ogc/v1", layer="buurthuizen"))

    assert_the_seven(drafts)


@pytest.mark.parametrize("metres", [True, False])
def test_a_wfs_is_read_in_metres_and_believed_in_degrees(server, task, monkeypatch, metres):
    server.data.wfs[WFS] = rows(metres=metres)
    monkeypatch.setattr("geo.sources.live.municipal_layers._PAGE", 3)
    _, drafts = places_of(task, layer("wfs", url=f"{server.base}{WFS}", layer="stad:buurthuizen"))

    assert_the_seven(drafts)
    assert [asked.named["startIndex"] for asked in server.asked] == ["0", "3", "6"]
    assert {asked.named["srsName"] for asked in server.asked} == {"EPSG:28992"}
    assert {asked.named["typeNames"] for asked in server.asked} == {"stad:buurthuizen"}


def write_geojson(path):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows()}), encoding="utf-8")


def write_gpkg(path):
    table = gpd.GeoDataFrame.from_features(rows(), crs="EPSG:4326").to_crs("EPSG:28992")
    table.to_file(path, layer="buurthuizen", driver="GPKG")


def write_csv(path):
    table = pd.DataFrame([each["properties"] for each in rows()])
    table["lon"] = [f"{lonlat(*spot)[0]:.6f}" for spot in SPOTS]
    table["lat"] = [f"{lonlat(*spot)[1]:.6f}" for spot in SPOTS]
    table.to_csv(path, index=False)


WRITERS = {".geojson": write_geojson, ".json": write_geojson, ".gpkg": write_gpkg, ".csv": write_csv}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_is_taken_as_it_is(task, tmp_path, ending):
    WRITERS[ending](tmp_path / f"lijst{ending}")
    piece, drafts = places_of(task, layer("file", file=f"lijst{ending}"))

    assert_the_seven(drafts)
    assert (tmp_path / piece.file).read_bytes() == (tmp_path / f"lijst{ending}").read_bytes()


def test_a_file_at_an_address_is_kept_as_an_answer(server, task, tmp_path):
    write_csv(tmp_path / "lijst.csv")
    server.data.files["/open/lijst.csv"] = (tmp_path / "lijst.csv").read_bytes()
    piece, drafts = places_of(task, layer("file", url=f"{server.base}/open/lijst.csv"))

    assert_the_seven(drafts)
    assert [answer.url for answer in piece.answers] == [f"{server.base}/open/lijst.csv"]


def test_a_csv_may_be_in_metres(tmp_path):
    table = pd.DataFrame([each["properties"] for each in rows()])
    table["x"], table["y"] = [WEST + x for x, _ in SPOTS], [SOUTH + y for _, y in SPOTS]
    table.to_csv(tmp_path / "lijst.csv", index=False)
    settings = SETTINGS.replace("ADRES}", "ADRES, lat: y, lon: x}") + 'crs: "EPSG:28992"\n'
    (tmp_path / "s.yaml").write_text(settings, encoding="utf-8")

    assert_the_seven(read_municipal(tmp_path / "lijst.csv", read_municipal_settings(tmp_path / "s.yaml")))


def test_metres_that_are_none_are_told_with_their_row(tmp_path):
    (tmp_path / "lijst.csv").write_text("NAAM,SOORT,ADRES,x,y\nHuis,buurthuis,,zes,318000\n", encoding="utf-8")
    settings = SETTINGS.replace("ADRES}", "ADRES, lat: y, lon: x}") + 'crs: "EPSG:28992"\n'
    (tmp_path / "s.yaml").write_text(settings, encoding="utf-8")

    with pytest.raises(InputError, match="row 2, field 'x': found 'zes'"):
        read_municipal(tmp_path / "lijst.csv", read_municipal_settings(tmp_path / "s.yaml"))


def test_a_list_of_one_kind_needs_no_column_for_it(tmp_path):
    write_csv(tmp_path / "lijst.csv")
    settings = SETTINGS.replace("category: SOORT, ", "") + "category_of_all: buurthuis\n"
    (tmp_path / "s.yaml").write_text(settings, encoding="utf-8")

    assert_the_seven(read_municipal(tmp_path / "lijst.csv", read_municipal_settings(tmp_path / "s.yaml")))


@pytest.mark.parametrize("both", [True, False])
def test_a_category_is_said_once(tmp_path, both):
    settings = SETTINGS + "category_of_all: buurthuis\n" if both else SETTINGS.replace("category: SOORT, ", "")
    (tmp_path / "s.yaml").write_text(settings, encoding="utf-8")

    with pytest.raises(InputError, match="category_of_all"):
        read_municipal_settings(tmp_path / "s.yaml")


def test_a_shape_that_is_missing_is_a_place_without_a_point(tmp_path):
    found = rows()
    found[2]["geometry"] = None
    (tmp_path / "lijst.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8"
    )
    (tmp_path / "s.yaml").write_text(SETTINGS, encoding="utf-8")
    drafts = read_municipal(tmp_path / "lijst.geojson", read_municipal_settings(tmp_path / "s.yaml"))

    assert [draft.point is None for draft in drafts] == [False, False, True, False, False, False, False]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "0 bytes"),
        ("{", "no JSON"),
        ("<html>", "web page"),
        ('{"type": "FeatureCollection", "features": []}', "no features with a shape"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, content, said):
    (tmp_path / "lijst.geojson").write_text(content, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SETTINGS, encoding="utf-8")

    with pytest.raises(InputError, match=said):
        read_municipal(tmp_path / "lijst.geojson", read_municipal_settings(tmp_path / "s.yaml"))


def test_a_column_that_is_missing_is_told(tmp_path):
    found = rows()
    for each in found:
        del each["properties"]["SOORT"]
    (tmp_path / "lijst.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8"
    )
    (tmp_path / "s.yaml").write_text(SETTINGS, encoding="utf-8")

    with pytest.raises(InputError, match="a column 'SOORT'"):
        read_municipal(tmp_path / "lijst.geojson", read_municipal_settings(tmp_path / "s.yaml"))


def test_faults_of_servers_are_told(server, task):
    server.data.files["/bad/query"] = json.dumps({"error": {"code": 499, "message": "Token Required"}}).encode()
    server.data.files["/list"] = b"[]"

    with pytest.raises(FetchError, match="Token Required"):
        fetch_layer(task, layer("arcgis", url=f"{server.base}/bad"), task.folder)
    with pytest.raises(FetchError, match="no collection of features"):
        fetch_layer(task, layer("wfs", url=f"{server.base}/list", layer="x"), task.folder)


def test_pages_that_never_end_are_given_up(server, task, monkeypatch):
    endless = {"type": "FeatureCollection", "features": rows()[:1], "exceededTransferLimit": True}
    server.data.files["/endless/query"] = json.dumps(endless).encode()
    monkeypatch.setattr("geo.sources.live.municipal_layers._MOST_PAGES", 3)

    with pytest.raises(FetchError, match="more than 3 pages"):
        fetch_layer(task, layer("arcgis", url=f"{server.base}/endless"), task.folder)


def test_links_in_a_circle_are_noticed(server, task):
    path = "/circle/collections/x/items"
    circle = {"features": [], "links": [{"rel": "next", "href": f"{server.base}{path}?a=1"}]}
    server.data.files[path] = json.dumps(circle).encode()

    with pytest.raises(FetchError, match="read before"):
        fetch_layer(task, layer("ogc", url=f"{server.base}/circle", layer="x"), task.folder)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "arcgis"},
        {"kind": "file"},
        {"kind": "file", "file": "a.csv", "url": "https://example.org/a.csv"},
        {"kind": "arcgis", "file": "a.csv"},
        {"kind": "wfs", "url": "https://example.org/wfs"},
        {"kind": "ogc", "url": "https://example.org/ogc"},
        {"kind": "soap", "url": "https://example.org"},
        {"kind": "arcgis", "url": "file:///etc/passwd"},
    ],
)
def test_a_layer_that_says_too_little_or_too_much_is_refused(wrong):
    kind = wrong.pop("kind")
    with pytest.raises(ValidationError):
        layer(kind, **wrong)


def test_a_file_of_another_kind_is_refused(task, tmp_path):
    (tmp_path / "lijst.xml").write_text("<xml/>", encoding="utf-8")

    with pytest.raises(InputError, match=r"ending in '\.xml'"):
        fetch_layer(task, layer("file", file="lijst.xml"), tmp_path)


def test_the_settings_of_the_tests_are_few(tmp_path):
    (tmp_path / "s.yaml").write_text(SETTINGS, encoding="utf-8")

    assert isinstance(read_municipal_settings(tmp_path / "s.yaml"), MunicipalSettings)
    assert len(SETTINGS.strip().splitlines()) == 7
