"""PDOK's server is asked as it wants to be asked, and believed no further than it says."""

from __future__ import annotations

import json

import pytest
import shapely

from geo.sources.live import gokoala
from geo.sources.live.gokoala import RD_URI, FeatureQuery, read_features
from geo.sources.web.errors import FetchError, RefusedError
from tests.servers.dutch_server import CRS84, TO_LONLAT, Collection, Data, Handler, serving
from tests.servers.live_task import task_to
from tests.towns.dutch_town import at, feature

PATH = "/test/ogc/v1/collections/things"


def things(count):
    return [feature({"number": n, "kind": "even" if n % 2 == 0 else "odd"}, at(n, 0, n + 1, 1)) for n in range(count)]


@pytest.fixture
def server():
    with serving(Data(collections={PATH: Collection(things(2500), ("kind",))})) as running:
        yield running


def question(server, where=None, box=None, properties=("number",)):
    return FeatureQuery(f"{server.base}/test/ogc/v1", "things", properties, where or {}, box)


def test_all_pages_come_in_by_the_links_exactly_as_given(server, tmp_path):
    found = read_features(task_to(server, tmp_path).http, question(server))

    assert sorted(found.table["number"]) == list(range(2500))
    assert [asked.named["limit"] for asked in server.asked] == ["1000"] * 3
    assert len(found.answers) == 3
    assert not found.without_filter
    # The cursor stands first in the links of this server: it was not put together anew.
    assert [asked.parameters[0][0] for asked in server.asked[1:]] == ["cursor", "cursor"]


def test_a_limit_above_1000_is_clamped_so_we_ask_no_more(server, tmp_path, monkeypatch):
    monkeypatch.setattr(gokoala, "_PAGE", 5000)

    found = read_features(task_to(server, tmp_path).http, question(server))

    assert len(found.table) == 2500
    assert len(server.asked) == 3


def test_a_cursor_with_another_parameter_begins_again_and_that_is_noticed(server, tmp_path, monkeypatch):
    monkeypatch.setattr(gokoala, "same_server", lambda _, following: following.replace("limit=1000", "limit=999"))

    with pytest.raises(FetchError, match="began again at page 1"):
        read_features(task_to(server, tmp_path).http, question(server))


def test_metres_are_asked_and_given(server, tmp_path):
    found = read_features(task_to(server, tmp_path).http, question(server, {"kind": "odd"}))

    assert server.asked[0].named["crs"] == RD_URI
    first = found.table.sort_values("number").geometry.iloc[0]
    assert first.equals_exact(at(1, 0, 2, 1), 1e-6)


def test_degrees_are_turned_into_metres_where_the_server_gives_degrees(server, tmp_path, monkeypatch):
    real = Handler._json

    def in_degrees(self, status, content, *, problem=False, headers=None):
        if headers:
            crs = json.loads(json.dumps(content))
            for each in crs["features"]:
                shape = shapely.geometry.shape(each["geometry"])
                turned = shapely.transform(shape, TO_LONLAT.transform, interleaved=False)
                each["geometry"] = shapely.geometry.mapping(turned)
            return real(self, status, crs, headers={"Content-Crs": f"<{CRS84}>"})
        return real(self, status, content, problem=problem)

    monkeypatch.setattr(Handler, "_json", in_degrees)
    found = read_features(task_to(server, tmp_path).http, question(server, {"kind": "odd"}))

    first = found.table.sort_values("number").geometry.iloc[0]
    assert first.equals_exact(at(1, 0, 2, 1), 0.01)


def test_a_refused_filter_becomes_a_box_and_a_filter_of_our_own(server, tmp_path):
    server.data.collections[PATH].queryables = ()
    box = (176_000.0, 317_000.0, 176_100.5, 319_000.0)

    found = read_features(task_to(server, tmp_path).http, question(server, {"kind": "even"}, box))

    assert found.without_filter
    assert sorted(found.table["number"]) == list(range(0, 101, 2))
    assert "kind" in server.asked[0].named
    assert "kind" not in server.asked[1].named
    assert server.asked[1].named["bbox"] == "176000.000,317000.000,176100.500,319000.000"


def test_a_filter_that_a_server_overlooks_is_applied_here(server, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.servers.dutch_server._chosen", lambda *_: True)

    found = read_features(task_to(server, tmp_path).http, question(server, {"kind": "odd"}))

    assert len(found.table) == 1250


def test_a_box_without_surface_is_refused_and_told(server, tmp_path):
    with pytest.raises(RefusedError, match="bbox has no surface area"):
        read_features(task_to(server, tmp_path).http, question(server, box=(1.0, 1.0, 1.0, 1.0)))


def test_absent_properties_are_missing(server, tmp_path):
    server.data.collections[PATH].features = [
        feature({"number": 0, "name": "a"}, at(0, 0, 1, 1)),
        feature({"number": 1, "name": None}, at(1, 0, 2, 1)),
        feature({}, None),
    ]
    found = read_features(task_to(server, tmp_path).http, question(server, properties=("number", "name")))

    assert found.table["number"].tolist() == [0, 1, None]
    assert found.table["name"].tolist() == ["a", None, None]
    assert found.table.geometry.isna().tolist() == [False, False, True]


def test_what_was_not_asked_for_may_be_anything(server, tmp_path):
    page = {"features": [{"properties": {"number": 1, "pand.href": ["a", "b"]}}], "links": []}
    server.data.files["/test/ogc/v1/collections/things/items"] = json.dumps(page).encode()
    assert read_features(task_to(server, tmp_path).http, question(server)).table["number"].tolist() == [1]


def test_no_feature_at_all_is_an_empty_table(server, tmp_path):
    found = read_features(task_to(server, tmp_path).http, question(server, {"kind": "neither"}))

    assert found.table.empty
    assert {"number", "kind", "geometry"} <= set(found.table.columns)


SPOILED = {
    "a next page on another server": {"links": [{"rel": "next", "href": "https://evil.example/items"}], "features": []},
    r"a next page on another server \(None\)": {
        "links": [{"rel": "next", "href": "file:///etc/passwd"}],
        "features": [],
    },
    "1 features where the answer itself says 2": {"features": [{}], "numberReturned": 2, "links": []},
    "no collection of features": {"type": "Feature"},
    "JSON that is no collection": [],
    "collection of features": {"features": ["a"]},
    "links that are no list of links": {"features": [], "links": {"rel": "next"}},
    "a next page that is no address": {"features": [], "links": [{"rel": "next", "href": "http://["}]},
    "a feature whose properties are none": {"features": [{"properties": [1]}], "links": []},
    r"an odd value of 'number' \(": {"features": [{"properties": {"number": [1]}}], "links": []},
    "a shape that cannot be made": {"features": [{"geometry": {"type": "Point"}}], "links": []},
    "coordinates that are no numbers, or not on earth": {
        "features": [{"geometry": {"type": "Point", "coordinates": [1e300, 0]}}],
        "links": [],
    },
}


@pytest.mark.parametrize("said", SPOILED)
def test_an_answer_that_cannot_be_believed_is_told(server, tmp_path, said):
    server.data.files["/test/ogc/v1/collections/things/items"] = json.dumps(SPOILED[said]).encode()

    with pytest.raises(FetchError, match=said):
        read_features(task_to(server, tmp_path).http, question(server))


def test_a_grid_that_was_not_asked_for_is_told(server, tmp_path, monkeypatch):
    real = Handler._send
    monkeypatch.setattr(Handler, "_send", lambda self, *a, **_: real(self, *a, headers={"Content-Crs": "<urn:x>"}))
    with pytest.raises(FetchError, match="coordinates in urn:x"):
        read_features(task_to(server, tmp_path).http, question(server))


def test_pages_without_end_are_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(gokoala, "_MOST_PAGES", 2)

    with pytest.raises(FetchError, match="more than 2 pages"):
        read_features(task_to(server, tmp_path).http, question(server))


def test_a_fault_in_the_middle_of_the_pages_costs_one_page(server, tmp_path):
    server.trouble("cursor=", "cut", skip=1)

    found = read_features(task_to(server, tmp_path).http, question(server))

    assert len(found.table) == 2500
    assert len(server.asked) == 4


def test_the_server_of_the_tests_begins_again_when_a_parameter_changes(server, tmp_path):
    http = task_to(server, tmp_path).http
    url = f"{server.base}{PATH}/items"
    _, first = http.get_json(url, {"f": "json", "limit": 1000})
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    _, again = http.get_json(following.replace("limit=1000", "limit=2000"))

    assert again["features"] == first["features"]
