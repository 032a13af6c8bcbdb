"""The area is cut out of a file of OpenStreetMap, in whatever format, and comes through the readers."""

from __future__ import annotations

import bz2
import tracemalloc

import osmium
import pytest

from geo.errors import InputError
from geo.library.tiny_inputs import lonlat
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.osm_file import OSM_FILE, fetch_extract
from geo.sources.live.osm_selection import osm_selection
from geo.sources.live.overpass import fetch_overpass
from geo.sources.live.water import write_water
from geo.sources.osm import read_points, read_streets
from geo.sources.water import read_water
from tests import ROOT
from tests.servers.dutch_server import serving
from tests.servers.live_task import LAND, task_to
from tests.towns.dutch_town import proefstad

CROSSWALK = read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml")
SELECTION = osm_selection(LAND, CROSSWALK)


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def task(server, tmp_path):
    return task_to(server, tmp_path)


@pytest.fixture
def extract(task, tmp_path):
    """Proefstad within a larger extract, in the format asked for."""
    fetch_overpass(task, SELECTION)

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
def test_the_area_is_cut_out_of_an_extract(extract, task, tmp_path, ending):
    piece = fetch_extract(task, SELECTION, extract(ending))

    network = read_streets(tmp_path / OSM_FILE)
    assert len(network) == 16 * 7
    assert "Ver weg" not in set(network["name"])
    points = read_points(tmp_path / OSM_FILE, CROSSWALK.keys)
    assert points["osm_id"].tolist() == ["node/900", "way/2000", "way/2100"]
    water = write_water(tmp_path, SELECTION.reach, piece)
    assert read_water(tmp_path / water.file).geometry.area.iloc[0] == pytest.approx(19_600, rel=0.01)
    assert b"10000000" not in bz2.decompress((tmp_path / OSM_FILE).read_bytes())


def test_a_pbf_says_of_which_day_it_is(extract, task):
    piece = fetch_extract(task, SELECTION, extract(".osm.pbf"))

    assert piece.reference_date == "2026-11-01"


def test_a_file_without_a_date_is_told(extract, task):
    piece = fetch_extract(task, SELECTION, extract(".osm.pbf", stamp=None))

    assert piece.reference_date == "unknown"
    assert any("of which day" in remark.en for remark in piece.remarks)


def test_an_extract_of_elsewhere_is_told(task, tmp_path):
    file = tmp_path / "elders.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(4.9, 52.3), tags={"amenity": "cafe"}))

    with pytest.raises(InputError, match="nothing in or near Proefstad"):
        fetch_extract(task, SELECTION, file)
    assert not list(tmp_path.glob(".part*"))


def cut(file):
    file.write_bytes(file.read_bytes()[:-40])


def empty(file):
    file.write_bytes(b"")


def text(file):
    file.write_bytes(b"<html>Not found</html>" * 100)


@pytest.mark.parametrize("spoil", [cut, empty, text])
@pytest.mark.parametrize("ending", [".osm.bz2", ".osm.pbf"])
def test_a_damaged_extract_is_told_and_leaves_nothing(extract, task, tmp_path, spoil, ending):
    file = extract(ending)
    spoil(file)

    with pytest.raises(InputError) as caught:
        fetch_extract(task, SELECTION, file)

    assert caught.value.faults[0].file == str(file)
    assert not (tmp_path / OSM_FILE).exists()
    assert not list(tmp_path.glob(".part*"))


def test_a_small_extract_that_unpacks_to_a_huge_one_is_refused(task, tmp_path):
    file = tmp_path / "bomb.osm.bz2"
    file.write_bytes(bz2.compress(b'<osm version="0.6">') + bz2.compress(b" " * 10_000_000) * 100)
    with pytest.raises(InputError, match="that hold more than"):
        fetch_extract(task, SELECTION, file)


@pytest.mark.parametrize(("name", "said"), [("kaart.shp", "the name 'kaart.shp'"), ("weg.osm.pbf", "no such file")])
def test_what_is_no_extract_is_told(task, tmp_path, name, said):
    if name.endswith("shp"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=said):
        fetch_extract(task, SELECTION, tmp_path / name)


def test_a_large_extract_is_read_in_bounded_memory(task, tmp_path):
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
            assert fetch_extract(task, SELECTION, file).rows == 3
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    small, large = peak(5_000), peak(25_000)
    # A dictionary of 20,000 nodes alone would take over 2 MB.
    assert large - small < 300_000
