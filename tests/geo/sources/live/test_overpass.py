"""OpenStreetMap of today from Overpass: one query, at its own pace, whole or not at all."""

from __future__ import annotations

import re
from dataclasses import replace

import osmnx as ox
import pytest
import shapely

from geo.coordinates import to_points
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.osm_file import OSM_FILE
from geo.sources.live.osm_selection import OsmSelection, osm_selection
from geo.sources.live.overpass import fetch_overpass, overpass_query
from geo.sources.osm import read_points, read_streets
from geo.sources.web.answers import CachingClient
from geo.sources.web.errors import FetchError, TooLargeError
from geo.sources.web.http import HttpPolicy
from tests import ROOT
from tests.servers.dutch_server import serving
from tests.servers.live_task import LAND, task_to
from tests.towns.dutch_town import proefstad, streets, things

CROSSWALK = read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml")
SELECTION = osm_selection(LAND, CROSSWALK)


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def task(server, tmp_path):
    return task_to(server, tmp_path)


def test_streets_and_places_come_through_the_readers(task, tmp_path):
    fetched = fetch_overpass(task, SELECTION)

    network = read_streets(tmp_path / OSM_FILE)
    # Sixteen streets of seven blocks; a cycleway and a street with its own sidewalk are walked.
    assert len(network) == 16 * 7
    assert network["length"].sum() == pytest.approx(16 * 700, rel=1e-3)
    points = read_points(tmp_path / OSM_FILE, CROSSWALK.keys).set_index("osm_id")
    assert sorted(points.index) == ["node/900", "way/2000", "way/2100"]
    assert points.loc["node/900", "name"] == 'Café De Proef <b>&"'
    assert points.loc["way/2000", "amenity"] == "community_centre"
    assert fetched.reference_date == "2026-11-20"
    assert fetched.rows == len({(each["type"], each["id"]) for each in [*streets(), *things()]})


def test_overpass_is_asked_politely(server, task):
    fetch_overpass(task, SELECTION)

    assert [asked.path for asked in server.asked] == ["/api/interpreter"]
    assert {asked.agent for asked in server.asked} == {HttpPolicy().user_agent}
    assert server.most_at_overpass == 1


def test_the_query_asks_for_streets_and_things_whole():
    query = overpass_query(SELECTION)
    lines = query.splitlines()

    assert lines[:2] == ["[out:xml][timeout:300];", "("]
    assert lines[-3:] == [");", "(._;>;);", "out;"]
    assert all(line.endswith('");') for line in lines[2:-3])
    streets_line, *thing_lines = lines[2:-3]
    assert streets_line.startswith('  way["highway"]["highway"!~"^(abandoned|bus_guideway|')
    assert "motorway_link" in streets_line
    assert "cycleway" not in streets_line
    assert [line.split('"')[1] for line in thing_lines] == sorted(SELECTION.tags)
    assert all(line.startswith('  nwr["') for line in thing_lines)


def test_the_outline_in_the_query_is_that_of_the_selection():
    outline = re.search(r'poly:"([^"]+)"', overpass_query(SELECTION))[1]
    numbers = [float(number) for number in outline.split()]

    asked = shapely.Polygon(to_points(list(zip(numbers[1::2], numbers[::2], strict=True))))
    assert asked.covers(SELECTION.reach)
    assert asked.within(SELECTION.reach.buffer(500))


@pytest.mark.parametrize("value", ["cafe", "cafe;bar", "bar; cafe", "bar ;cafe"])
def test_overpass_and_an_extract_want_the_same_things(value):
    selection = OsmSelection(LAND, frozenset(), {"amenity": frozenset({"cafe", "pub"})})
    pattern = re.search(r'nwr\["amenity"~"([^"]+)"\]', overpass_query(selection))[1]

    assert re.search(pattern, value)
    assert selection.is_wanted([("amenity", value)])
    assert not re.search(pattern, "internet_cafe")
    assert not selection.is_wanted([("amenity", "internet_cafe")])


def test_any_value_of_a_key_may_be_wanted():
    selection = OsmSelection(LAND, frozenset(), {"shop": None})

    assert '  nwr["shop"](poly:' in overpass_query(selection)


def test_words_of_a_crosswalk_stay_words_in_the_query():
    hostile = 'x"];out;node["a"~".*'
    query = overpass_query(OsmSelection(LAND, frozenset({hostile}), {hostile: frozenset({hostile})}))

    # Between quotation marks that are not escaped stand whole texts, and nothing outside them is new.
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', query)
    assert bare == (
        '[out:xml][timeout:300];\n(\n  way[""][""!~""](poly:"");\n  nwr[""~""](poly:"");\n);\n(._;>;);\nout;\n'
    )


def test_the_moment_of_the_map_can_be_pinned(server, task):
    fetched = fetch_overpass(task, SELECTION, "2026-01-01T00:00:00Z")

    (asked,) = server.asked
    assert asked.named["data"].startswith('[out:xml][timeout:300][date:"2026-01-01T00:00:00Z"];')
    assert fetched.reference_date == "2026-01-01"


def test_a_map_without_a_date_is_of_the_day_it_was_fetched(server, task):
    server.data.map_date = ""
    fetched = fetch_overpass(task, SELECTION)

    assert fetched.reference_date == fetched.answers[0].retrieved[:10]
    assert "did not say of when" in fetched.remarks[0].en


def test_osmnx_is_left_as_it_was(task):
    before = {name: getattr(ox.settings, name) for name in dir(ox.settings) if not name.startswith("_")}
    fetch_overpass(task, SELECTION)

    assert {name: getattr(ox.settings, name) for name in before} == before


def patient(task, **changes):
    """The same task, with another policy."""
    policy = task.http.policy.model_copy(update=changes)
    http = CachingClient(task.http.store, policy, sleep=lambda _: None, listener=task.http.client.listener)
    return replace(task, http=http)


def test_a_refusal_is_waited_out_for_30_seconds_at_least(server, task):
    server.trouble("highway", "429", times=1)
    server.trouble("highway", "429", times=1, wait="5")
    server.trouble("highway", "504", times=1)
    server.trouble("highway", "429", times=1, wait="45")
    fetch_overpass(patient(task, wait_overpass_s=30.0), SELECTION)

    assert task.http.client.listener.seconds == [30.0, 30.0, 30.0, 45.0]
    assert server.most_at_overpass == 1


@pytest.mark.parametrize("kind", ["429", "504", "drop"])
def test_trying_again_has_an_end(server, task, kind):
    server.trouble("/api", kind, times=99)

    with pytest.raises(FetchError):
        fetch_overpass(task, SELECTION)

    assert len(server.asked) == 5


@pytest.mark.parametrize("kind", ["429", "504", "cut", "cut_gzip", "drop", "html", "half", "list"])
def test_a_passing_fault_passes(server, task, tmp_path, kind):
    server.trouble("natural", kind)
    fetch_overpass(task, SELECTION)

    assert len(server.asked) == 2
    assert len(read_streets(tmp_path / OSM_FILE)) == 16 * 7


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_an_answer_of_2_gb_is_refused(server, task, kind):
    live = task.live.model_copy(update={"limits": task.live.limits.model_copy(update={"overpass_mb": 20})})
    small = replace(task, live=live)
    server.trouble("/api", kind)

    with pytest.raises(TooLargeError):
        fetch_overpass(small, SELECTION)


def test_an_answer_that_is_not_complete_is_no_answer(server, task, tmp_path):
    remark = 'runtime error: Query timed out in "recurse" at line 1 after 301 seconds.'
    server.data.map_extra = f"<remark> {remark} </remark>"

    with pytest.raises(FetchError, match=r"not complete.+Query timed out.+--osm FILE"):
        fetch_overpass(patient(task, wait_overpass_s=30.0), SELECTION)

    assert task.http.client.listener.seconds == [30.0] * 4
    assert not list((tmp_path / "answers").rglob("*.body"))


@pytest.mark.parametrize(
    "element",
    [
        '<node id="1" lat="500" lon="5"/>',
        '<node id="1" lat="north" lon="5"/>',
        '<node id="1"/>',
        '<node id="-1" lat="51" lon="5"/>',
        '<way id="1"><nd ref="all"/></way>',
        '<relation id="1"><member type="cat" ref="1" role=""/></relation>',
        '<node id="1" lat="51" lon="5"><tag k="name" v="&secret;"/></node>',
        "<node",
    ],
)
def test_an_element_that_is_none_is_told(server, task, tmp_path, element):
    server.data.map_extra = element

    with pytest.raises(FetchError, match="something that is no map"):
        fetch_overpass(task, SELECTION)
    assert not (tmp_path / OSM_FILE).exists()


def test_what_was_answered_is_not_asked_again(server, task, tmp_path):
    server.trouble("natural", "403", times=1)
    with pytest.raises(FetchError):
        fetch_overpass(task, SELECTION)
    fetch_overpass(task_to(server, tmp_path), SELECTION)
    fetch_overpass(task_to(server, tmp_path), SELECTION)

    assert len(server.asked) == 2
