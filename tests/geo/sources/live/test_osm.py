"""OpenStreetMap of today, from Overpass at its own pace and from files, comes out as the doors want it."""

from __future__ import annotations

import bz2
import socket
import time
import tracemalloc

import osmium
import osmnx as ox
import pytest

from geo.coordinates import to_points
from geo.errors import InputError
from geo.library.tiny_inputs import lonlat
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.osm_area import OSM_FILE, osm_wish
from geo.sources.live.osm_extract import fetch_extract
from geo.sources.live.osm_overpass import fetch_overpass
from geo.sources.live.water import SMALLEST_M2, write_water
from geo.sources.osm import read_points, read_streets
from geo.sources.water import read_water
from geo.sources.web.errors import FetchError, TooLargeError
from geo.sources.web.http_settings import own_user_agent
from tests import ROOT
from tests.servers.dutch_server import serving
from tests.servers.live_errand import LAND, errand_to
from tests.towns.dutch_town import at, proefstad, streets, things

CROSSWALK = read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml")
WISH = osm_wish(LAND, CROSSWALK)


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def errand(server, tmp_path):
    return errand_to(server, tmp_path)


def test_the_reach_is_the_longest_walk_beyond_the_municipality():
    outline = at(-50, -50, 750, 750)
    corner = at(750, 750, 751, 751)

    assert WISH.reach.equals(outline.buffer(2650))
    assert not WISH.reach.covers(corner.buffer(3000))
    # The coarse outline in the question is never smaller.
    points = to_points(list(WISH.lonlat.exterior.coords))
    assert min(point.distance(outline) for point in points) >= 2650


def test_meeting_places_parks_and_water_are_asked_for():
    assert {"library", "community_centre", "cafe"} <= WISH.tags["amenity"]
    assert {"park", "playground", "garden"} <= WISH.tags["leisure"]
    assert WISH.tags["natural"] == {"water"}
    assert "river" in WISH.tags["waterway"]
    assert WISH.is_wanted([("amenity", "cafe; bar")])
    assert not WISH.is_wanted([("amenity", "parking")])
    assert WISH.is_street({"highway": "cycleway"})
    assert not WISH.is_street({"highway": "motorway"})


def test_streets_and_places_come_through_the_doors(errand, tmp_path):
    piece = fetch_overpass(errand, WISH)

    network = read_streets(tmp_path / OSM_FILE)
    # Sixteen streets of seven blocks; a cycleway and a street with its own sidewalk are walked.
    assert len(network) == 16 * 7
    assert network["length"].sum() == pytest.approx(16 * 700, rel=1e-3)
    points = read_points(tmp_path / OSM_FILE, CROSSWALK.keys).set_index("osm_id")
    assert sorted(points.index) == ["node/900", "way/2000", "way/2100"]
    assert points.loc["node/900", "name"].startswith("Café De Proef")
    assert points.loc["way/2000", "amenity"] == "community_centre"
    assert piece.reference_date == "2026-11-20"
    assert piece.rows == len({(each["type"], each["id"]) for each in [*streets(), *things()]})


def test_overpass_is_asked_politely(server, errand):
    fetch_overpass(errand, WISH)

    assert [asked.path for asked in server.asked] == ["/api/interpreter"] * 2
    assert {asked.agent for asked in server.asked} == {own_user_agent()}
    assert server.most_at_overpass == 1
    queries = [asked.named["data"] for asked in server.asked]
    assert all(query.startswith("[out:json][timeout:300];") for query in queries)
    assert "motorway" in queries[0]
    assert "cycleway" not in queries[0]
    assert "['natural'='water']" in queries[1]
    assert "['leisure'='park']" in queries[1]


def test_the_moment_of_the_map_can_be_pinned(server, errand):
    piece = fetch_overpass(errand, WISH, "2026-01-01T00:00:00Z")

    for asked in server.asked:
        assert asked.named["data"].startswith('[out:json][timeout:300][date:"2026-01-01T00:00:00Z"];')
    assert piece.reference_date == "2026-01-01"


def test_osmnx_is_left_as_it_was_and_asks_no_public_name_server(errand, monkeypatch):
    before = {name: getattr(ox.settings, name) for name in dir(ox.settings) if not name.startswith("_")}
    resolver = socket.getaddrinfo
    seen = []
    monkeypatch.setattr(ox._http, "_resolve_host_via_doh", lambda _: seen.append(ox.settings.doh_url_template))
    fetch_overpass(errand, WISH)

    assert {name: getattr(ox.settings, name) for name in before} == before
    assert socket.getaddrinfo is resolver
    assert seen == []


def test_our_manners_hold_while_we_ask(server, errand, monkeypatch):
    held = {}
    real = ox.features_from_polygon

    def look(*arguments):
        held.update(doh=ox.settings.doh_url_template, cache=ox.settings.use_cache, agent=ox.settings.http_user_agent)
        return real(*arguments)

    monkeypatch.setattr(ox, "features_from_polygon", look)
    fetch_overpass(errand, WISH)

    assert held == {"doh": None, "cache": False, "agent": own_user_agent()}


def test_a_refusal_is_waited_out_for_30_seconds_at_least(server, tmp_path):
    server.trouble("highway", "429", times=1)
    server.trouble("highway", "429", times=1, wait="5")
    server.trouble("highway", "504", times=1)
    server.trouble("highway", "429", times=1, wait="45")
    errand = errand_to(server, tmp_path)
    manners = errand.live.manners.model_copy(update={"wait_overpass_s": 30.0})
    live = errand.live.model_copy(update={"manners": manners})
    polite = type(errand)(errand.http, live, tmp_path, errand.code, errand.name, errand.boundary)
    fetch_overpass(polite, WISH)

    assert errand.http.listener.seconds == [30.0, 30.0, 30.0, 45.0]
    assert server.most_at_overpass == 1


@pytest.mark.parametrize("kind", ["429", "504", "drop"])
def test_the_endless_retry_of_osmnx_has_an_end(server, errand, kind, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail(f"slept {seconds} s") if seconds else None)
    server.trouble("/api", kind, times=99)

    with pytest.raises(FetchError):
        fetch_overpass(errand, WISH)

    assert len(server.asked) == 5


@pytest.mark.parametrize("kind", ["429", "504", "cut", "cut_gzip", "drop", "html", "half", "list"])
def test_a_passing_fault_passes(server, errand, tmp_path, kind):
    server.trouble("natural", kind)
    fetch_overpass(errand, WISH)

    assert len(server.asked) == 3
    assert len(read_streets(tmp_path / OSM_FILE)) == 16 * 7


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_an_answer_of_2_gb_is_refused(server, errand, kind):
    live = errand.live.model_copy(update={"limits": errand.live.limits.model_copy(update={"overpass_mb": 20})})
    small = type(errand)(errand.http, live, errand.folder, errand.code, errand.name, errand.boundary)
    server.trouble("/api", kind)

    with pytest.raises(TooLargeError):
        fetch_overpass(small, WISH)


def test_an_answer_that_is_not_complete_is_no_answer(server, errand, tmp_path):
    server.data.overpass_answer["remark"] = 'runtime error: Query timed out in "recurse" at line 1 after 301 seconds.'

    with pytest.raises(FetchError, match=r"not complete.+Query timed out.+--osm FILE"):
        fetch_overpass(errand, WISH)

    assert not list((tmp_path / "answers").rglob("*.body"))


@pytest.mark.parametrize(
    "element",
    [
        {"type": "node", "id": 1, "lat": 500, "lon": 5},
        {"type": "node", "id": 1, "lat": "51", "lon": 5},
        {"type": "node", "id": -1, "lat": 51, "lon": 5},
        {"type": "way", "id": 1, "nodes": "all"},
        {"type": "relation", "id": 1, "members": [{"type": "cat", "ref": 1}]},
        {"type": "cat", "id": 1},
        "cat",
    ],
)
def test_an_element_that_is_none_is_told(server, errand, element):
    server.data.things.append(element)

    with pytest.raises(FetchError, match="an element that is none of OpenStreetMap"):
        fetch_overpass(errand, WISH)


def test_what_was_answered_is_not_asked_again(server, errand, tmp_path):
    server.trouble("natural", "403", times=1)
    with pytest.raises(FetchError):
        fetch_overpass(errand, WISH)
    fetch_overpass(errand_to(server, tmp_path), WISH)

    assert ["highway" in asked.named["data"] for asked in server.asked] == [True, False, False]


def test_water_comes_out_as_areas(errand, tmp_path):
    piece = write_water(tmp_path, WISH.reach, fetch_overpass(errand, WISH))

    water = read_water(tmp_path / piece.file)
    assert water["name"].isna().tolist() == [True, False]
    assert water["name"].iloc[1] == "Kanaal"
    # The lake without its island; the canal 1,000 m long and 12 m wide.
    assert water.geometry.area.tolist() == [
        pytest.approx(100 * 200 - 20 * 20, rel=0.01),
        pytest.approx(12_000, rel=0.01),
    ]
    assert set(water.geometry.geom_type) == {"Polygon"}


def test_small_water_and_tunnels_are_left_out(server, errand, tmp_path):
    server.data.things = [each for each in things() if each["id"] != 2500]
    for each in server.data.things:
        if each["id"] == 2402:
            each["tags"]["tunnel"] = "culvert"
        if each["id"] == 2300:
            each["tags"] = {"natural": "water"}
    assert SMALLEST_M2 > 20 * 20

    assert write_water(tmp_path, WISH.reach, fetch_overpass(errand, WISH)) is None


def test_no_water_at_all_is_no_fault(server, errand, tmp_path):
    server.data.things = things()[:1]

    assert write_water(tmp_path, WISH.reach, fetch_overpass(errand, WISH)) is None


@pytest.fixture
def extract(errand, tmp_path):
    """Proefstad within a larger extract, in the format asked for."""
    fetch_overpass(errand, WISH)

    def make(ending, *, stamp="2026-11-01T20:21:22Z"):
        file = tmp_path / f"limburg{ending}"
        header = osmium.io.Header()
        if stamp:
            header.set("osmosis_replication_timestamp", stamp)
        with osmium.SimpleWriter(str(file), header=header, overwrite=True) as writer:
            for node in range(5):
                writer.add_node(osmium.osm.mutable.Node(id=10**7 + node, location=(4.9 + node / 100, 52.3)))
            for thing in osmium.FileProcessor(tmp_path / OSM_FILE, osmium.osm.NODE):
                writer.add(thing)
            tags = {"highway": "residential", "name": "Ver weg"}
            writer.add_way(osmium.osm.mutable.Way(id=10**7, nodes=[10**7, 10**7 + 1], tags=tags))
            for thing in osmium.FileProcessor(tmp_path / OSM_FILE, osmium.osm.WAY | osmium.osm.RELATION):
                writer.add(thing)
        (tmp_path / OSM_FILE).unlink()
        return file

    return make


@pytest.mark.parametrize("ending", [".osm", ".osm.bz2", ".osm.gz", ".osm.pbf"])
def test_the_area_is_cut_out_of_an_extract(extract, errand, tmp_path, ending):
    piece = fetch_extract(errand, WISH, extract(ending))

    network = read_streets(tmp_path / OSM_FILE)
    assert len(network) == 16 * 7
    assert "Ver weg" not in set(network["name"])
    points = read_points(tmp_path / OSM_FILE, CROSSWALK.keys)
    assert points["osm_id"].tolist() == ["node/900", "way/2000", "way/2100"]
    water = write_water(tmp_path, WISH.reach, piece)
    assert read_water(tmp_path / water.file).geometry.area.iloc[0] == pytest.approx(19_600, rel=0.01)
    assert b"10000000" not in bz2.decompress((tmp_path / OSM_FILE).read_bytes())


def test_a_pbf_says_of_which_day_it_is(extract, errand):
    piece = fetch_extract(errand, WISH, extract(".osm.pbf"))

    assert piece.reference_date == "2026-11-01"


def test_a_file_without_a_date_is_told(extract, errand):
    piece = fetch_extract(errand, WISH, extract(".osm.pbf", stamp=None))

    assert piece.reference_date == "unknown"
    assert any("of which day" in remark.en for remark in piece.remarks)


def test_an_extract_of_elsewhere_is_told(errand, tmp_path):
    file = tmp_path / "elders.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(4.9, 52.3), tags={"amenity": "cafe"}))

    with pytest.raises(InputError, match="nothing in or near Proefstad"):
        fetch_extract(errand, WISH, file)
    assert not list(tmp_path.glob(".part*"))


def cut(file):
    file.write_bytes(file.read_bytes()[:-40])


def empty(file):
    file.write_bytes(b"")


def text(file):
    file.write_bytes(b"<html>Not found</html>" * 100)


@pytest.mark.parametrize("spoil", [cut, empty, text])
@pytest.mark.parametrize("ending", [".osm.bz2", ".osm.pbf"])
def test_a_damaged_extract_is_told_and_leaves_nothing(extract, errand, tmp_path, spoil, ending):
    file = extract(ending)
    spoil(file)

    with pytest.raises(InputError) as caught:
        fetch_extract(errand, WISH, file)

    assert caught.value.faults[0].file == str(file)
    assert not (tmp_path / OSM_FILE).exists()
    assert not list(tmp_path.glob(".part*"))


@pytest.mark.parametrize(("name", "said"), [("kaart.shp", "the name 'kaart.shp'"), ("weg.osm.pbf", "no such file")])
def test_what_is_no_extract_is_told(errand, tmp_path, name, said):
    if name.endswith("shp"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=said):
        fetch_extract(errand, WISH, tmp_path / name)


def test_a_large_extract_is_read_in_bounded_memory(errand, tmp_path):
    """What is held does not grow with the file: five times the nodes take no more memory."""

    def peak(count):
        file = tmp_path / f"{count}.osm.pbf"
        with osmium.SimpleWriter(str(file)) as writer:
            for number in range(1, count + 1):
                where = lonlat(-3000 - number % 1000, number / 100)
                writer.add_node(osmium.osm.mutable.Node(id=number, location=where))
            for number, where in enumerate((lonlat(0, 0), lonlat(100, 0)), start=count + 1):
                writer.add_node(osmium.osm.mutable.Node(id=number, location=where))
            tags = {"highway": "residential"}
            writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[count + 1, count + 2], tags=tags))
        tracemalloc.start()
        try:
            assert fetch_extract(errand, WISH, file).rows == 3
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    small, large = peak(5_000), peak(25_000)
    # A dictionary of 20,000 nodes alone would take over 2 MB.
    assert large - small < 300_000
