"""Exports: read by tools that others made, with the right CRS, counts and words, and nothing in them that runs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import frictionless
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo.errors import InputError, StorageError
from layers.words import Words
from publishing.context import PublishContext
from publishing.exports.dutch_csv import csv_bytes, harmless
from publishing.exports.files import ExportFormat, export_files
from publishing.exports.tables import EXPORTED, PLAIN, SPATIAL
from publishing.folder import RECORD, write_files
from tests.towns.tiny_context import HOSTILE_STRINGS, context_of

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    def rename(tables: dict) -> None:
        names = tables["places"]["name"].astype(object)
        names.iloc[: len(HOSTILE_STRINGS)] = list(HOSTILE_STRINGS)[: len(names)]
        tables["places"]["name"] = names.astype("str")

    return context_of(tmp_path_factory.mktemp("exports"), rename)


@pytest.fixture(scope="module")
def folder(context: PublishContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    write_files(out, export_files(context, [], Words("nl")))
    return out


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_names_say_area_date_and_measure(folder: Path) -> None:
    names = {file.name for file in folder.iterdir()} - {"datapackage.json", RECORD}
    assert all(name.startswith("proefstad-2026-01-01-") for name in names)
    assert "proefstad-2026-01-01-neighbourhoods-coverage-10-min.csv" in names


def test_the_geopackage_holds_every_table_in_metres(context: PublishContext, folder: Path) -> None:
    file = one(folder, "*.gpkg")
    for name in SPATIAL:
        layer = gpd.read_file(file, layer=name)
        assert layer.crs == "EPSG:28992"
        assert len(layer) == len(getattr(context.bundle, name))
    with sqlite3.connect(file) as database:
        tables = {row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")}
        assert {*EXPORTED, "data_dictionary", "licence", "layer_styles"} == tables
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert set(styles) == set(SPATIAL)
    for qml in styles.values():
        renderer = ET.fromstring(qml).find("renderer-v2")  # noqa: S314 - we wrote it
        assert renderer is not None
        used = {node.get("symbol") for node in renderer.iter() if node.get("symbol")}
        assert used <= {node.get("name") for node in renderer.findall("symbols/symbol")}


def test_ogrinfo_reads_every_spatial_file(context: PublishContext, folder: Path) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo (Debian: gdal-bin) is not installed")
    package = one(folder, "*.gpkg")
    for name in SPATIAL:
        told = subprocess.run(["ogrinfo", "-so", str(package), name], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {len(getattr(context.bundle, name))}" in told
        assert "Amersfoort / RD New" in told
        (drawn,) = [file for file in folder.glob("*.geojson") if f"-{name}" in file.name]
        told = subprocess.run(["ogrinfo", "-so", "-al", str(drawn)], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {len(getattr(context.bundle, name))}" in told
        assert "WGS 84" in told


def test_geojson_keeps_to_rfc_7946(folder: Path) -> None:
    for file in folder.glob("*.geojson"):
        text = file.read_text(encoding="utf-8")
        content = json.loads(text, parse_constant=pytest.fail)
        assert content["type"] == "FeatureCollection"
        assert "crs" not in content
        assert content["about"]["licence"]["url"].startswith("https://")
        for feature in content["features"]:
            assert set(feature) == {"type", "geometry", "properties"}
            assert set(feature["properties"]) <= set(content["about"]["columns"])
            if feature["geometry"] is None:
                continue
            shape = shapely.geometry.shape(feature["geometry"])
            west, south, east, north = shape.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
            for polygon in shapely.get_parts(shape):
                if polygon.geom_type == "Polygon":
                    assert polygon.exterior.is_ccw
                    assert polygon.exterior.is_closed
            for number in shapely.get_coordinates(shape).ravel():
                assert round(number, 7) == number


def test_geoparquet_says_what_it_holds(context: PublishContext, folder: Path) -> None:
    for name in EXPORTED:
        (file,) = [file for file in folder.glob("*.parquet") if f"2026-01-01-{name}" in file.name]
        table = gpd.read_parquet(file) if name in SPATIAL else pd.read_parquet(file)
        assert len(table) == len(getattr(context.bundle, name))
        if name in SPATIAL:
            assert table.crs == "EPSG:28992"
        schema = pq.read_schema(file)
        assert json.loads(schema.metadata[b"riool"])["licence"]["id"]
        assert all(schema.field(column).metadata[b"description"] for column in table.columns)


def test_csv_opens_in_a_dutch_excel(context: PublishContext, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        raw = file.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert len({len(row) for row in rows}) == 1
        for row in rows[1:]:
            for cell in row:
                number = cell.replace(",", ".").lstrip("-").replace("e-", "", 1)
                assert not cell.startswith(FORMULA) or number.replace(".", "", 1).isdigit(), cell
    table = pd.read_csv(one(folder, "*neighbourhoods*.csv"), sep=";", decimal=",", encoding="utf-8-sig")
    expected = context.bundle.neighbourhoods["coverage"].round(6)
    pd.testing.assert_series_equal(table["coverage"], expected, check_names=False)


@given(st.text())
def test_no_text_becomes_a_formula_or_a_second_row(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(FORMULA)
    assert not safe.lstrip().startswith(FORMULA)
    table = pd.DataFrame({"a": [safe], "b": [1.5]})
    decoded = csv_bytes(table).decode("utf-8-sig", errors="surrogatepass") if text.isprintable() else None
    if decoded is not None:
        rows = list(csv.reader(io.StringIO(decoded, newline=""), delimiter=";"))
        assert rows == [["a", "b"], [safe, "1,5"]]


def test_the_data_package_is_valid_to_its_makers(folder: Path) -> None:
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert {resource.path for resource in package.resources} == {
        file.name for file in folder.iterdir() if file.name not in {"datapackage.json", RECORD}
    }
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    frictionless.Package.from_descriptor(described)
    for resource in package.resources:
        if resource.path.endswith(".csv") and "dictionary" not in resource.path:
            report = resource.validate()
            assert report.valid, report.flatten(["type", "message"])


def test_every_table_has_its_dictionary(context: PublishContext, folder: Path) -> None:
    dictionary = pd.read_csv(one(folder, "*data-dictionary.csv"), sep=";", encoding="utf-8-sig")
    for name in ("neighbourhoods", "places", "demand", *PLAIN):
        told = set(dictionary.loc[dictionary["table"] == name, "column"])
        (file,) = [file for file in folder.glob("*.csv") if f"2026-01-01-{name}" in file.name]
        assert set(pd.read_csv(file, sep=";", encoding="utf-8-sig").columns) == told


def test_figures_are_drawings_and_pictures(folder: Path) -> None:
    assert len(list(folder.glob("*.svg"))) == len(list(folder.glob("*.png"))) == 6
    for file in folder.glob("*.svg"):
        assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - we wrote it
    for file in folder.glob("*.png"):
        with Image.open(file) as picture:
            assert picture.width >= 1500


def test_one_format_is_enough(context: PublishContext) -> None:
    files = export_files(context, [ExportFormat.CSV], Words("en"))
    assert {name.rsplit(".")[-1] for name in files} == {"csv", "txt", "json"}


def test_other_files_stay_and_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "b.csv").write_text("somebody's")
    with pytest.raises(InputError, match=r"'b\.csv', which we did not write"):
        write_files(tmp_path, {"a.csv": b"1", "b.csv": b"2"})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.csv", "mine.txt"]
    write_files(tmp_path, {"a.csv": b"1", "deep/c.csv": b"3"})
    write_files(tmp_path, {"a.csv": b"9"})
    assert (tmp_path / "a.csv").read_bytes() == b"9"
    assert (tmp_path / "b.csv").read_text() == "somebody's"
    assert (tmp_path / "mine.txt").read_text() == "mine"
    (tmp_path / "a.csv").write_text("edited by hand")
    with pytest.raises(InputError, match="changed since we wrote it"):
        write_files(tmp_path, {"a.csv": b"10"})
    assert (tmp_path / "a.csv").read_text() == "edited by hand"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="found a file"):
        write_files(tmp_path / "out", {"a": b""})
    with pytest.raises(ValueError, match="not a path inside"):
        write_files(tmp_path, {"../a": b""})


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a.csv": b"old", "b.csv": b"old"})
    honest = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "b.csv":
            raise OSError(28, "No space left on device")
        return honest(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError, match="No space left"):
        write_files(tmp_path, {"a.csv": b"new", "b.csv": b"new"})
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "b.csv", RECORD]
