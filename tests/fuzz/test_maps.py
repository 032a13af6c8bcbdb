"""Maps, layers and bundles: whatever the file holds, only our own errors come out."""

from __future__ import annotations

import bz2
import gzip
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.city import city_from_bundle
from geo.bundle.store import read_bundle
from geo.bundle.tables import TABLES
from geo.bundle.verify import verify_bundle
from geo.sources.added_streets import read_added_streets
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from geo.sources.cbs.postcode6 import read_postcode6
from geo.sources.osm import read_points, read_streets
from geo.sources.water import read_water
from geo.storage import sha256_of
from tests.fuzz.damage import HOSTILE, damaged, only_our_errors, spoiled
from tests.towns.tiny_bundle import write_tiny_bundle
from tests.towns.tiny_layers import neighbourhood, point, postcode, square, write_layer

OSM = b"""<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
<node id="1" lat="50.85" lon="5.69"/><node id="2" lat="50.851" lon="5.69"><tag k="amenity" v="cafe"/></node>
<node id="3" lat="50.851" lon="5.691"/><node id="4" lat="50.85" lon="5.691"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Plein"/></way>
<way id="2"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="amenity" v="library"/></way>
<relation id="1"><member type="way" ref="2" role="outer"/><tag k="type" v="multipolygon"/><tag k="leisure" v="park"/>
</relation>
</osm>
"""
OSM_MARKS = (
    *(b'<nd ref="9"/>', b'<nd ref="1"/>', b"</way>", b"<way>", b"<node/>", b'id="0"', b'id="-1"', b'id="1"', b"<!--"),
    *(b'lat="91"', b'lon="1e9"', b'lat="nan"', b"&#0;", b"&#x1b;", b"&a;", b"<!DOCTYPE osm>", b"<![CDATA[", b"\xff"),
    *(b'<member type="relation" ref="1" role=""/>', b'<tag k="" v=""/>', b"\xef\xbb\xbf", b"9" * 30, b"<?x?>", b"\x00"),
)
LAYERS = {
    "neighbourhoods": ("buurten", [neighbourhood("BU09350000"), neighbourhood("BU09350001")]),
    "postcodes": ("postcode6", [postcode("6211AA"), postcode("6211AB", geometry=point(600))]),
    "water": ("water", [{"name": "Maas", "geometry": square(0)}, {"name": None, "geometry": square(1)}]),
}
READERS = {
    "neighbourhoods": lambda path: read_neighbourhoods(path, municipality="GM0935"),
    "postcodes": read_postcode6,
    "water": read_water,
}
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("maps")


@given(data=st.data())
def test_a_damaged_map(folder, data):
    content = data.draw(damaged(OSM, OSM_MARKS))
    ending, pack = data.draw(st.sampled_from([(".osm", bytes), (".osm.bz2", bz2.compress), (".osm.gz", gzip.compress)]))
    path = folder / f"map{ending}"
    path.write_bytes(pack(content))
    with only_our_errors():
        read_streets(path)
    with only_our_errors():
        read_points(path, ("amenity", "leisure"))


@given(data=st.data())
def test_a_map_that_was_damaged_after_it_was_packed(folder, data):
    ending, pack = data.draw(st.sampled_from([(".osm.bz2", bz2.compress), (".osm.gz", gzip.compress)]))
    path = folder / f"packed{ending}"
    path.write_bytes(data.draw(damaged(pack(OSM), (b"BZh9", b"\x1f\x8b\x08"))))
    with only_our_errors():
        read_streets(path)


@pytest.fixture(scope="module")
def layers(folder):
    written = {}
    for kind, (name, rows) in LAYERS.items():
        written[kind] = write_layer(folder / f"whole-{kind}.gpkg", rows, layer=name)
        with closing(sqlite3.connect(written[kind])) as database, database:
            triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (trigger,) in triggers:
                database.execute(f'DROP TRIGGER "{trigger}"')
    return written


@pytest.mark.parametrize("kind", LAYERS)
@given(data=st.data())
def test_a_layer_with_damaged_pages(folder, layers, kind, data):
    path = folder / f"pages-{kind}.gpkg"
    path.write_bytes(data.draw(damaged(layers[kind].read_bytes(), (b"\x00" * 64, b"\xff" * 64))))
    with only_our_errors():
        READERS[kind](path)


NUMBERS = (b"\x00" * 8, b"\xff" * 8, b"\x00\x00\x00\x00\x00\x00\xf8\x7f", b"\x00\x00\x00\x00\x00\x00\xf0\x7f")
"""As a double: nothing, and no number, and infinity."""
CELLS = st.sampled_from([one for one in HOSTILE if one is None or isinstance(one, (str, int, float))]).filter(
    lambda one: not (isinstance(one, int) and abs(one) >= 1 << 63) and one != "\ud83c"
)


@pytest.mark.parametrize("kind", LAYERS)
@given(data=st.data())
def test_a_layer_with_odd_cells_and_shapes(folder, layers, kind, data):
    path = folder / f"cells-{kind}.gpkg"
    shutil.copyfile(layers[kind], path)
    with closing(sqlite3.connect(path)) as database, database:
        # The names are our own; SQLite takes no parameters for them.
        database.execute(f'ALTER TABLE "{LAYERS[kind][0]}" RENAME TO layer')
        columns = [row[1] for row in database.execute("PRAGMA table_info(layer)") if row[1] != "fid"]
        (shape,) = database.execute("SELECT geom FROM layer WHERE fid = 1").fetchone()
        for column in data.draw(st.lists(st.sampled_from(columns), min_size=1, max_size=3)):
            value = data.draw(damaged(shape, NUMBERS) if column == "geom" else CELLS)
            database.execute(f'UPDATE layer SET "{column}" = ? WHERE fid = 1', (value,))  # noqa: S608 - ours too
        database.execute(f'ALTER TABLE layer RENAME TO "{LAYERS[kind][0]}"')
    with only_our_errors():
        READERS[kind](path)


BRIDGE = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Hoge Brug"},
            "geometry": {"type": "LineString", "coordinates": [[176000, 317000], [176100, 317000]]},
        }
    ],
}


@given(data=st.data())
def test_spoiled_streets_to_add(folder, data):
    path = folder / "bridge.geojson"
    path.write_bytes(json.dumps(data.draw(spoiled(BRIDGE))).encode())
    with only_our_errors():
        read_added_streets(path)


@pytest.fixture(scope="module")
def town(folder):
    return write_tiny_bundle(folder / "town").path


@given(data=st.data())
def test_a_spoiled_manifest(town, folder, data):
    own = folder / "spoiled"
    own.mkdir(exist_ok=True)
    for file in town.iterdir():
        if not (own / file.name).exists():
            (own / file.name).hardlink_to(file)
    (own / "bundle.json").unlink()
    (own / "bundle.json").write_text(json.dumps(data.draw(spoiled(json.loads((town / "bundle.json").read_text())))))
    with only_our_errors():
        city_from_bundle(read_bundle(own))


@given(data=st.data())
def test_a_spoiled_dictionary(town, folder, data):
    own = folder / "words"
    own.mkdir(exist_ok=True)
    if not (own / "bundle.json").exists():
        (own / "bundle.json").hardlink_to(town / "bundle.json")
    whole = json.loads((town / "dictionary.json").read_text())
    (own / "dictionary.json").write_text(json.dumps(data.draw(spoiled(whole))))
    with only_our_errors():
        dictionary = read_bundle(own).dictionary
        assert all(entry["about"]["nl"] is not None for entry in dictionary.values())


@given(data=st.data())
def test_a_damaged_table_that_its_manifest_vouches_for(town, folder, data):
    name = data.draw(st.sampled_from(sorted(TABLES)))
    own = folder / "tables"
    own.mkdir(exist_ok=True)
    (own / f"{name}.parquet").write_bytes(data.draw(damaged((town / f"{name}.parquet").read_bytes(), (b"PAR1",))))
    manifest = json.loads((town / "bundle.json").read_text())
    manifest["tables"][name]["sha256"] = sha256_of(own / f"{name}.parquet")
    (own / "bundle.json").write_text(json.dumps(manifest))
    with only_our_errors():
        read_bundle(own).table(name)
    with only_our_errors():
        verify_bundle(read_bundle(own))
