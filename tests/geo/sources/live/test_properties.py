"""What must hold whatever the world sends: text stays text, answers stay whole, questions stay what they are."""

from __future__ import annotations

import bz2
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.files.writing import write_gpkg
from geo.sources.live.osm_file import write_osm
from geo.sources.live.water import SMALLEST_M2, water_areas_of
from geo.sources.web.answers import Answer, AnswerStore, DamagedAnswerError
from geo.sources.web.http import Request, url_with

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
URL = "https://api.example.org/items"


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=5))
def test_parameters_arrive_as_they_were_given(parameters):
    url = url_with(URL, parameters)

    assert dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=bool(parameters))) == parameters
    assert " " not in url
    assert "+" not in url


def kept(store, url, body):
    scratch = store.path_for(Request(url)).with_name(".part-test")
    scratch.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_bytes(body)
    return store.keep(
        Answer(url, None, 200, {}, "2026-01-01T00:00:00+00:00", sha256(body).hexdigest(), len(body), scratch)
    )


@settings(max_examples=40)
@given(TEXT, st.binary(max_size=200), st.data())
def test_an_answer_is_found_whole_or_not_at_all(path, body, data):
    with tempfile.TemporaryDirectory() as folder:
        store = AnswerStore(Path(folder))
        answer = kept(store, f"{URL}/{path}", body)
        assert store.find(Request(answer.url)).body() == body
        assert store.find(Request(answer.url + "x")) is None
        changed = data.draw(st.binary(max_size=200).filter(lambda other: other != body))
        answer.file.write_bytes(changed)
        with pytest.raises(DamagedAnswerError):
            store.find(Request(answer.url))


@given(st.text(max_size=30))
def test_a_request_never_leaves_its_folder(host):
    folder = Path("/answers")
    try:
        path = AnswerStore(folder).path_for(Request(f"https://{host}/x"))
    except ValueError:
        return
    assert path.parent.parent == folder
    assert path.parent.name not in {"", ".", ".."}


TAGS = st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.none()), max_size=4)
NODES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.just("node"),
            "id": st.integers(1, 50),
            "lat": st.floats(-90, 90),
            "lon": st.floats(-180, 180),
            "tags": TAGS,
        }
    ),
    max_size=6,
    unique_by=lambda node: node["id"],
)


@settings(max_examples=60)
@given(NODES)
def test_whatever_mappers_write_stays_text(nodes):
    elements = sorted(nodes, key=lambda node: node["id"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.osm.bz2"
        assert write_osm(file, elements) == len(nodes)
        root = ET.fromstring(bz2.decompress(file.read_bytes()))  # noqa: S314 - our own file

    assert [int(node.get("id")) for node in root] == [node["id"] for node in elements]
    for written, element in zip(root, elements, strict=True):
        assert float(written.get("lat")) == pytest.approx(element["lat"], abs=1e-6)
        told = [(tag.get("k"), tag.get("v")) for tag in written]
        expected = sorted(element["tags"].items())
        assert len(told) == len(expected)
        for (key, value), (own_key, own_value) in zip(told, expected, strict=True):
            assert same_text(key, own_key)
            assert same_text(value, str(own_value))


def same_text(found, wanted):
    """Equal but for letters that XML cannot hold; line ends may become another kind of white space."""
    assert len(found) == len(wanted) or "\r\n" in wanted
    return [letter for letter in found if letter.isalnum()] == [letter for letter in wanted if letter.isalnum()]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 5000), st.floats(1, 400), st.floats(1, 400)), max_size=6),
    st.lists(
        st.tuples(st.floats(0, 5000), st.floats(0, 5000), st.sampled_from(["", "no", "yes", "culvert"])), max_size=4
    ),
)
def test_water_is_always_areas_of_some_size_within_reach(lakes, rivers):
    west, south = 176_000, 318_000
    reach = shapely.box(west, south, west + 4000, south + 4000)
    shapes = [shapely.box(west + x, south + y, west + x + w, south + y + h) for x, y, w, h in lakes]
    shapes += [shapely.LineString([(west, south), (west + x, south + y + 1)]) for x, y, _ in rivers]
    found = gpd.GeoDataFrame(
        {
            "waterway": [None] * len(lakes) + ["river"] * len(rivers),
            "tunnel": [None] * len(lakes) + [tunnel or None for *_, tunnel in rivers],
            "name": ["<b>x</b>"] * len(shapes),
        },
        geometry=shapes,
        crs="EPSG:28992",
    )
    water = water_areas_of(found, reach)

    assert set(water.geometry.geom_type) <= {"Polygon"}
    assert (water.geometry.area >= SMALLEST_M2).all()
    assert water.geometry.is_valid.all()
    assert shapely.covered_by(water.geometry.to_numpy(), reach.buffer(0.01)).all()
    if all(tunnel in {"yes", "culvert"} for *_, tunnel in rivers) and not lakes:
        assert water.empty


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False), TEXT), max_size=5))
def test_a_column_of_all_sorts_is_written_twice_alike(values):
    table = gpd.GeoDataFrame(
        {"code": [f"0{n}" for n in range(len(values))], "mixed": values},
        geometry=[shapely.Point(n, n) for n in range(len(values))],
        crs="EPSG:28992",
    ).astype({"mixed": object})
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("a.gpkg", "b.gpkg")]
        for file in files:
            write_gpkg(file, table, "layer")
        assert files[0].read_bytes() == files[1].read_bytes()
        assert gpd.read_file(files[0])["code"].tolist() == table["code"].tolist()
