"""OpenStreetMap from a file: what is walked, what is kept, and what is said about files that are not one."""

from __future__ import annotations

import bz2
import gzip
import tracemalloc
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import osmnx as ox
import pytest

from geo.errors import InputError
from geo.sources.files.packed import UnpackLimits
from geo.sources.osm import WalkFilter, check_osm_file, read_points, read_streets
from geo.streets.network import network_from_streets, parts
from geo.vocabulary import RD

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n'
LAT, LON = 50.85, 5.69
METRES_NORTH = 111_240.0
"""Metres in a degree of latitude, here."""


def tags_of(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def node(number: int, east: float, north: float, **tags: str) -> str:
    """A node, some thousandths of a degree from the corner of the map."""
    return f'<node id="{number}" lat="{LAT + north / 1000}" lon="{LON + east / 1000}">{tags_of(tags)}</node>\n'


def way(number: int, nodes: list[int], **tags: str) -> str:
    refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
    return f'<way id="{number}">{refs}{tags_of(tags)}</way>\n'


def osm(*elements: str) -> bytes:
    return (HEAD + "".join(elements) + "</osm>\n").encode()


def written(folder: Path, content: bytes, name: str = "map.osm") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


NODES = "".join(node(number, number % 10, number // 10) for number in range(40))
ONE_STREET = osm(NODES, way(1, [0, 1], highway="residential", name="Plein"))


def streets_of(folder: Path, *ways: str):
    return read_streets(written(folder, osm(NODES, *ways)))


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential"},
        {"highway": "footway"},
        {"highway": "path"},
        {"highway": "steps"},
        {"highway": "pedestrian"},
        {"highway": "service"},
        {"highway": "track"},
        {"highway": "primary"},
        {"highway": "cycleway"},
        {"highway": "cycleway", "foot": "designated"},
        {"highway": "residential", "sidewalk": "separate"},
        {"highway": "residential", "oneway": "yes"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "service", "access": "no", "foot": "designated"},
        {"highway": "service", "access": "permissive"},
        {"highway": "service", "access": "destination"},
        {"highway": "trunk_old"},
    ],
    ids=str,
)
def test_what_people_walk_on_is_kept(tmp_path, tags):
    assert len(streets_of(tmp_path, way(1, [0, 1], **tags), way(2, [20, 21], highway="residential"))) == 2


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "motorway_link"},
        {"highway": "trunk"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"highway": "residential", "foot": "no"},
        {"highway": "cycleway", "foot": "use_sidepath"},
        {"highway": "service", "access": "private"},
        {"highway": "service", "access": "no"},
        {"highway": "service", "access": "private", "foot": "private"},
        {"building": "yes"},
        {"railway": "rail"},
        {},
    ],
    ids=str,
)
def test_what_nobody_may_walk_on_is_left_out(tmp_path, tags):
    found = streets_of(tmp_path, way(1, [0, 1], **tags), way(2, [20, 21], highway="residential", name="Plein"))
    assert found["name"].tolist() == ["Plein"]


def test_the_filter_can_be_another(tmp_path):
    file = written(tmp_path, osm(NODES, way(1, [0, 1], highway="steps"), way(2, [10, 11], highway="footway")))
    assert len(read_streets(file)) == 2
    assert len(read_streets(file, WalkFilter(not_walked=frozenset({"steps"})))) == 1


@pytest.mark.parametrize("name", ["map.osm", "map.xml", "map.osm.bz2", "map.osm.gz"])
def test_packed_or_not_it_is_the_same_map(tmp_path, name):
    pack = {".bz2": bz2.compress, ".gz": gzip.compress}.get(Path(name).suffix, bytes)
    found = read_streets(written(tmp_path, pack(ONE_STREET), name))
    assert list(found.columns) == ["from_node", "to_node", "length", "name", "geometry"]
    assert found["name"].tolist() == ["Plein"]
    assert found.crs == RD
    line = found.geometry.iloc[0]
    assert 150_000 < line.coords[0][0] < 200_000


def test_a_street_is_as_long_as_it_is_on_the_ground(tmp_path):
    found = streets_of(tmp_path, way(1, [0, 10, 20], highway="residential"))
    assert len(found) == 1
    assert found["length"].iloc[0] == pytest.approx(0.002 * METRES_NORTH, rel=1e-3)
    assert found["length"].iloc[0] == pytest.approx(found.geometry.length.iloc[0], abs=1e-6)


def test_coordinates_stand_on_a_grid_of_one_centimetre(tmp_path):
    found = streets_of(tmp_path, way(1, [0, 11, 32], highway="residential"))
    spots = np.array(found.geometry.iloc[0].coords)
    np.testing.assert_allclose(spots, np.round(spots, 2), rtol=0, atol=1e-8)


def test_streets_are_cut_at_crossings_and_nowhere_else(tmp_path):
    found = streets_of(
        tmp_path, way(1, [10, 11, 12, 13], highway="residential"), way(2, [2, 12, 22], highway="residential")
    )
    assert len(found) == 4
    assert found["from_node"].min() == 0
    assert len(set(found["from_node"]) | set(found["to_node"])) == 5


def test_ways_that_cross_without_a_node_are_not_connected(tmp_path):
    found = streets_of(
        tmp_path, way(1, [0, 22], highway="residential"), way(2, [2, 20], highway="residential", bridge="yes")
    )
    assert len(found) == 2
    assert len(set(parts(network_from_streets(found)))) == 2


def test_a_street_walked_one_way_by_cars_is_one_street_on_foot(tmp_path):
    found = streets_of(tmp_path, way(1, [0, 1], highway="residential", oneway="-1"))
    assert len(found) == 1


def test_a_loop_stays_and_stays_one_street(tmp_path):
    found = streets_of(
        tmp_path, way(1, [0, 1], highway="residential"), way(2, [1, 2, 12, 11, 1], highway="residential")
    )
    loops = found[found["from_node"] == found["to_node"]]
    assert (len(found), len(loops)) == (2, 1)
    assert loops.geometry.iloc[0].is_ring


def test_parallel_streets_stay_two(tmp_path):
    found = streets_of(
        tmp_path,
        way(1, [10, 11], highway="residential"),
        way(2, [11, 2, 13], highway="residential"),
        way(3, [11, 22, 13], highway="residential"),
        way(4, [13, 14], highway="residential"),
    )
    assert len(found) == 4
    assert found.duplicated(["from_node", "to_node"]).sum() == 1


def test_a_way_drawn_twice_is_one_street(tmp_path):
    found = streets_of(tmp_path, way(1, [0, 1], highway="residential"), way(2, [1, 0], highway="footway"))
    assert len(found) == 1


def test_a_ring_on_its_own_stays(tmp_path):
    found = streets_of(
        tmp_path, way(1, [0, 1, 11, 10, 0], highway="residential"), way(2, [25, 26], highway="residential")
    )
    ring = parts(network_from_streets(found)) == 0
    assert len(set(parts(network_from_streets(found)))) == 2
    around = 2 * (0.001 * METRES_NORTH + found["length"][ring].min())
    assert found["length"][ring].sum() == pytest.approx(around, rel=1e-3)


def test_every_part_stays(tmp_path):
    found = streets_of(tmp_path, *(way(row, [row, row + 1], highway="residential") for row in (0, 10, 20, 30)))
    assert len(set(parts(network_from_streets(found)))) == 4


def test_a_way_without_length_is_no_street(tmp_path):
    found = streets_of(tmp_path, way(1, [5, 5], highway="residential"), way(2, [0, 1, 1, 2], highway="residential"))
    assert len(found) == 1
    assert (found["length"] > 0).all()


def test_names_are_kept_and_a_street_ends_where_its_name_does(tmp_path):
    hostile = "<b>&\"'"
    found = streets_of(
        tmp_path,
        way(1, [0, 1], highway="residential", name="Plein"),
        way(2, [1, 2], highway="residential", name=hostile),
        way(3, [2, 3], highway="residential"),
    )
    assert sorted(found["name"].fillna("")) == ["", hostile, "Plein"]


def test_without_any_name_names_are_missing(tmp_path):
    assert streets_of(tmp_path, way(1, [0, 1], highway="residential"))["name"].isna().all()


def test_the_order_of_the_file_does_not_matter(tmp_path):
    ways = [way(number, [number, number + 10, number + 11], highway="residential") for number in range(8)]
    one = streets_of(tmp_path, *ways)
    other = streets_of(tmp_path, *reversed(ways))
    assert one.equals(other)


def test_reading_leaves_osmnx_as_it_was(tmp_path):
    before = list(ox.settings.useful_tags_way)
    streets_of(tmp_path, way(1, [0, 1], highway="residential"))
    with pytest.raises(InputError):
        read_streets(written(tmp_path, HEAD.encode()))
    assert ox.settings.useful_tags_way == before


def test_points_come_with_their_tags(tmp_path):
    hostile = "<script>"
    file = written(
        tmp_path,
        osm(
            NODES,
            node(101, 1, 1, amenity="cafe", name=hostile),
            node(100, 2, 2, leisure="playground"),
            node(102, 3, 3, shop="bakery"),
            way(7, [0, 1, 11, 10, 0], amenity="library", name="Centre"),
            way(8, [20, 21], highway="residential"),
        ),
    )
    found = read_points(file, ("amenity", "leisure"))
    assert found.crs == RD
    assert found["osm_id"].tolist() == ["node/100", "node/101", "way/7"]
    assert found["name"].isna().tolist() == found["amenity"].isna().tolist() == [True, False, False]
    assert found["name"].tolist()[1:] == [hostile, "Centre"]
    assert found["amenity"].tolist()[1:] == ["cafe", "library"]
    assert (found.geometry.geom_type == "Point").all()
    square = streets_of(tmp_path, way(1, [0, 1, 11, 10, 0], highway="footway")).union_all().convex_hull
    assert found.geometry.iloc[2].within(square)


def test_no_points_are_an_empty_table(tmp_path):
    found = read_points(written(tmp_path, ONE_STREET), ("amenity",))
    assert len(found) == 0
    assert "osm_id" in found
    assert found.crs == RD


WHOLE_BZ2 = bz2.compress(ONE_STREET)
BAD_FILES = {
    "missing": ("map.osm", None, "no such file"),
    "empty": ("map.osm", b"", "an empty file (0 bytes)"),
    "empty bz2": ("map.osm.bz2", b"", "an empty file (0 bytes)"),
    "not bz2": ("map.osm.bz2", ONE_STREET, "content that is not .bz2"),
    "not gz": ("map.osm.gz", WHOLE_BZ2, "content that is not .gz"),
    "truncated bz2": ("map.osm.bz2", WHOLE_BZ2[:-20], "cut short or damaged"),
    "truncated gz": ("map.osm.gz", gzip.compress(ONE_STREET)[:-12], "cut short or damaged"),
    "damaged bz2": ("map.osm.bz2", WHOLE_BZ2[:50] + b"\x00" * 50 + WHOLE_BZ2[100:], "cut short or damaged"),
    "pbf": ("map.osm.pbf", b"\x00\x00\x00\x0dOSMHeader", "a file ending in '.pbf'"),
    "web page": ("map.osm", b"<html><body>404</body></html>", "no <osm> element"),
    "no xml": ("map.osm", b"\x89PNG\r\n\x1a\n" + bytes(200), "no <osm> element"),
    "cut xml": ("map.osm", ONE_STREET[:-8], "cannot be read as a map"),
    "not utf-8": ("map.osm", ONE_STREET.replace(b"Plein", b"Pl\xe9in"), "cannot be read as a map"),
    "no latitude": ("map.osm", ONE_STREET.replace(b"lat=", b"hat="), "cannot be read as a map"),
    "odd latitude": ("map.osm", ONE_STREET.replace(b'lat="', b'lat="N'), "cannot be read as a map"),
    "entities": (
        "map.osm",
        ONE_STREET.replace(b"<osm", b'<!DOCTYPE osm [<!ENTITY me SYSTEM "file:///etc/hostname">]><osm', 1).replace(
            b"Plein", b"&me;"
        ),
        "cannot be read as a map",
    ),
}


@pytest.mark.parametrize(("name", "content", "found"), BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize(
    "read", [read_streets, lambda file: read_points(file, ("highway",))], ids=["streets", "points"]
)
def test_what_is_no_map_is_refused_with_file_found_expected_and_advice(tmp_path, name, content, found, read):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(file)
    (fault,) = caught.value.faults
    assert fault.file == name
    assert found in fault.found
    assert fault.expected
    assert fault.advice.endswith(".")


BLANKS = 1_000_000_000
"""What the bombs below hold; unpacking it all would take seconds and, kept, a gigabyte."""


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    """A map with a great many blanks in it, packed: some hundreds of bytes to a megabyte."""
    whole = ONE_STREET.removesuffix(b"</osm>\n")
    block = bz2.compress(b" " * 10_000_000)
    member = gzip.compress(b" " * 10_000_000)
    times = BLANKS // 10_000_000
    return {
        ".bz2": bz2.compress(whole) + block * times + bz2.compress(b"</osm>"),
        ".gz": gzip.compress(whole) + member * times + gzip.compress(b"</osm>"),
    }


@pytest.mark.parametrize("ending", [".bz2", ".gz"])
@pytest.mark.parametrize("read", [read_streets, lambda file: read_points(file, ("highway",))])
def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_is_read_whole(tmp_path, bombs, ending, read):
    file = written(tmp_path, bombs[ending], f"map.osm{ending}")
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            read(file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (fault,) = caught.value.faults
    assert fault.file == file.name
    assert "that hold more than" in fault.found
    assert "when unpacked" in fault.expected
    assert most < 20_000_000


def test_how_large_a_map_may_be_can_be_said(tmp_path):
    file = written(tmp_path, ONE_STREET)
    size = len(ONE_STREET)
    check_osm_file(file, UnpackLimits(most_bytes=size))
    with pytest.raises(InputError, match="when unpacked"):
        check_osm_file(file, UnpackLimits(most_bytes=size - 1))


def test_entities_that_grow_beyond_memory_are_refused(tmp_path):
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE osm [<!ENTITY e0 "lol">{names}]><osm'
    bomb = ONE_STREET.replace(b"<osm", doctype.encode(), 1).replace(b"Plein", b"&e11;")
    with pytest.raises(InputError, match="cannot be read as a map"):
        read_streets(written(tmp_path, bomb))


@pytest.mark.parametrize(
    "elements",
    [
        (),
        (NODES,),
        (NODES, way(1, [0, 1], building="yes")),
        (NODES, way(1, [0, 1], highway="motorway")),
        (NODES, way(1, [0], highway="residential")),
    ],
    ids=["nothing", "no ways", "no streets", "no walkable street", "a street of one node"],
)
def test_a_map_without_streets_to_walk_is_refused(tmp_path, elements):
    with pytest.raises(InputError) as caught:
        read_streets(written(tmp_path, osm(*elements)))
    (fault,) = caught.value.faults
    assert (fault.file, fault.found) == ("map.osm", "no walkable street")
    assert "highway" in fault.expected


def test_twins_on_one_spot_stay_one_node(tmp_path):
    """A street of less than a centimetre is not walked, and what hangs on its two ends hangs together still."""
    twin = f'<node id="50" lat="{LAT}" lon="{LON + 1 / 1000 + 2e-8}"/>\n'
    ways = [
        way(number, list(nodes), highway="residential", name=str(number))
        for number, nodes in enumerate([(0, 1), (1, 50), (50, 2), (1, 11), (50, 12)], start=1)
    ]
    found = read_streets(written(tmp_path, osm(NODES, twin, *ways)))
    assert sorted(found["name"]) == ["1", "3", "4", "5"]
    assert (found["length"] > 0).all()
    assert set(parts(network_from_streets(found))) == {0}
    ends = np.concatenate([found["from_node"], found["to_node"]])
    assert np.bincount(ends).max() == 4, "all four meet at the one spot"
    starts = [line.coords[0] for line in found.geometry]
    for start, node_number in zip(starts, found["from_node"], strict=True):
        same = [
            line.coords[0]
            for line, other in zip(found.geometry, found["from_node"], strict=True)
            if other == node_number
        ]
        assert set(same) == {start}, "a street runs from its first node to its second"


def test_a_chain_of_twins_is_one_node(tmp_path):
    chain = "".join(
        f'<node id="{50 + step}" lat="{LAT}" lon="{LON + 1 / 1000 + (step + 1) * 1e-8}"/>\n' for step in range(3)
    )
    pairs = [(0, 1), (1, 50), (50, 51), (51, 52), (52, 2), (51, 11)]
    ways = [
        way(number, list(pair), highway="residential", name=str(number)) for number, pair in enumerate(pairs, start=1)
    ]
    found = read_streets(written(tmp_path, osm(NODES, chain, *ways)))
    assert sorted(found["name"]) == ["1", "5", "6"]
    assert set(parts(network_from_streets(found))) == {0}


def test_a_way_whose_nodes_were_cut_off_is_refused_with_advice(tmp_path):
    with pytest.raises(InputError, match="every node of its ways"):
        streets_of(tmp_path, way(1, [0, 999], highway="residential"))


@pytest.mark.inputs
def test_the_streets_of_maastricht(inputs_dir):
    file = inputs_dir / "streets-and-places.osm.bz2"
    found = read_streets(file)
    assert set(parts(network_from_streets(found))) == {0}  # the file hangs together as one part
    assert (found["from_node"] <= found["to_node"]).all()
    assert (found["from_node"] == found["to_node"]).any()
    assert found.duplicated(["from_node", "to_node"]).any()
    assert not found.duplicated(["from_node", "to_node", "geometry"]).any()
    points = read_points(file, ("amenity", "shop", "tourism"))
    assert points["osm_id"].is_unique
    assert (points["amenity"] == "library").any()
