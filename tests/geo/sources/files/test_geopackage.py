"""A layer of a GeoPackage comes in whole and in EPSG:28992, or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import struct

import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.errors import FaultList, InputError
from geo.sources.files.checks import RowFaults, check_geometry
from geo.sources.files.geopackage import read_layer, read_shapes_file
from tests.towns.tiny_layers import RD, point, write_layer

ROWS = [{"code": f"c{number}", "size": number, "geometry": point(number)} for number in range(400)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_layer(tmp_path_factory.mktemp("layers") / "whole.gpkg", ROWS, layer="points")


def fault_of(path, **choices):
    with pytest.raises(InputError) as caught:
        read_layer(path, **choices)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    return fault


def test_the_only_layer_is_read_with_the_columns_asked_for(whole):
    table = read_layer(whole, required=["code"], optional=["size", "absent"])

    assert list(table.columns) == ["code", "size", "geometry"]
    assert table.crs.to_epsg() == 28992
    assert len(table) == len(ROWS)
    assert table.index[0] == 1


def test_heights_are_left_out(tmp_path):
    path = write_layer(tmp_path / "high.gpkg", [{"geometry": shapely.Point(176_000, 317_000, 48)}], layer="points")

    assert not read_layer(path).has_z.any()


def test_a_box_limits_what_is_read(whole):
    x, y = ROWS[10]["geometry"].x, ROWS[10]["geometry"].y

    table = read_layer(whole, required=["code"], bbox=(x - 0.5, y - 0.5, x + 1.5, y + 0.5))

    assert sorted(table["code"]) == ["c10", "c11"]


def test_of_several_layers_the_usual_one_is_taken(tmp_path):
    path = write_layer(tmp_path / "two.gpkg", ROWS[:1], layer="wijken")
    write_layer(path, ROWS[:3], layer="buurten", append=True)

    assert len(read_layer(path, prefer=["buurten"])) == 3
    assert len(read_layer(path, layer="wijken", prefer=["buurten"])) == 1


def test_of_several_layers_without_the_usual_one_none_is_guessed(tmp_path):
    path = write_layer(tmp_path / "two.gpkg", ROWS[:1], layer="wijken")
    write_layer(path, ROWS[:3], layer="gemeenten", append=True)

    fault = fault_of(path, prefer=["buurten"])

    assert fault.found == "the layers 'wijken', 'gemeenten'"
    assert fault.expected == "a layer 'buurten'"
    assert fault_of(path).expected == "a layer exactly one"


def test_a_layer_that_is_not_there_is_told_with_those_that_are(whole):
    fault = fault_of(whole, layer="buurten")

    assert (fault.found, fault.expected) == ("the layers 'points'", "a layer 'buurten'")


def test_an_empty_layer_is_a_fault(tmp_path):
    path = tmp_path / "empty.gpkg"
    columns = {"code": pd.Series(dtype="str")}
    pyogrio.write_dataframe(GeoDataFrame(columns, geometry=[], crs=RD), path, layer="points", geometry_type="Point")

    fault = fault_of(path)

    assert fault.found == "an empty layer 'points'"
    assert fault.expected == "at least one row"


def test_a_layer_whose_count_says_otherwise_is_empty_all_the_same(tmp_path):
    path = write_layer(tmp_path / "full.gpkg", ROWS[:1], layer="points")
    with sqlite3.connect(path) as database:
        _without_triggers(database, "points")
        database.execute("DELETE FROM points")
    database.close()

    assert fault_of(path).found == "an empty layer 'points'"


def test_a_box_without_rows_is_a_fault(whole):
    assert "no row of layer 'points' in the box" in fault_of(whole, bbox=(0, 300_000, 1, 300_001)).found


def test_several_things_wrong_with_a_layer_are_told_together(tmp_path):
    path = write_layer(tmp_path / "wrong.gpkg", ROWS[:2], layer="points", crs="EPSG:4326")

    with pytest.raises(InputError) as caught:
        read_layer(path, required=["code", "naam", "jaar"])

    assert [fault.field for fault in caught.value.faults] == ["naam", "jaar", "CRS"]


@pytest.mark.parametrize(("crs", "name"), [("EPSG:4326", "WGS 84"), ("EPSG:4258", "ETRS89"), ("EPSG:3857", "WGS 84")])
def test_another_crs_is_named_with_how_to_convert(tmp_path, crs, name):
    path = write_layer(tmp_path / "other.gpkg", ROWS[:2], layer="points", crs=crs)

    fault = fault_of(path)

    assert fault.field == "CRS"
    assert crs in fault.found
    assert name in fault.found
    assert fault.expected == "the CRS EPSG:28992"
    assert "-t_srs EPSG:28992" in fault.advice


def test_no_crs_is_not_taken_for_the_right_one(tmp_path):
    path = write_layer(tmp_path / "none.gpkg", ROWS[:2], layer="points", crs=None)

    fault = fault_of(path)

    assert (fault.field, fault.found) == ("CRS", "no CRS in layer 'points'")
    assert "-a_srs EPSG:28992" in fault.advice


def test_a_table_without_geometry_is_no_layer(tmp_path):
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"code": ["a"]}), path, layer="figures")

    fault = fault_of(path)

    assert (fault.field, fault.found) == ("geometry", "layer 'figures' without geometry")


def test_a_database_that_is_no_geopackage_is_told(tmp_path):
    path = tmp_path / "notes.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text)")
    database.close()

    assert fault_of(path).found == "a SQLite database that is no GeoPackage"


@pytest.mark.parametrize("part", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_geopackage_that_is_cut_off_is_refused(tmp_path, whole, part):
    content = whole.read_bytes()
    path = tmp_path / "cut.gpkg"
    path.write_bytes(content[: int(len(content) * part)])

    fault = fault_of(path)

    assert "damaged database" in fault.found
    assert fault.expected == "a whole GeoPackage"


def test_a_geopackage_with_a_damaged_page_is_refused(tmp_path, whole):
    content = bytearray(whole.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    path = tmp_path / "damaged.gpkg"
    path.write_bytes(content)

    assert "damaged database" in fault_of(path).found


def test_a_file_of_0_bytes_is_refused(tmp_path):
    path = tmp_path / "empty.gpkg"
    path.touch()

    assert fault_of(path).found == "0 bytes"


def test_geometry_that_is_garbage_comes_in_as_none_for_the_door_to_refuse(tmp_path, whole):
    path = tmp_path / "garbage.gpkg"
    shutil.copy(whole, path)
    with sqlite3.connect(path) as database:
        _without_triggers(database, "points")
        database.execute("UPDATE points SET geom = x'00112233' WHERE fid = 2")
    database.close()

    table = read_layer(path)

    assert list(table.index[table.geometry.isna()]) == [2]


def put_ring(path, fid, points):
    """Put a ring of these points in the place of a shape, behind its heading in the GeoPackage."""
    ring = struct.pack("<BIII", 1, 3, 1, len(points)) + b"".join(struct.pack("<dd", *point) for point in points)
    with sqlite3.connect(path) as database:
        _without_triggers(database, "areas")
        (shape,) = database.execute("SELECT geom FROM areas WHERE fid = ?", (fid,)).fetchone()
        database.execute("UPDATE areas SET geom = ? WHERE fid = ?", (shape[:40] + ring, fid))
    database.close()


@pytest.fixture
def areas(tmp_path):
    return write_layer(tmp_path / "areas.gpkg", [{"geometry": point(n).buffer(1)} for n in range(4)], layer="areas")


def test_rings_that_do_not_close_are_named_by_their_features(areas):
    put_ring(areas, 2, [(0, 0), (1, 0), (1, 1), (0, 1)])
    put_ring(areas, 4, [(0, 0), (1, 1)])
    with pytest.raises(InputError) as caught:
        read_layer(areas)
    assert [fault.row for fault in caught.value.faults] == ["feature 2", "feature 4"]
    assert "do not form a closed linestring" in caught.value.faults[0].found


def test_a_coordinate_that_is_no_number_comes_in_for_the_door_to_refuse(areas):
    put_ring(areas, 2, [(0, 0), (float("nan"), 0), (1, 1), (0, 0)])
    table = read_layer(areas)
    faults = FaultList(areas)
    check_geometry(table, {"Polygon": "an area"}, RowFaults.of_features(table.assign(code="x"), "code", faults))
    assert any(fault.row == "feature 2 ('x')" for fault in faults.faults)


@pytest.mark.parametrize(
    "text",
    [
        '<OGRVRTDataSource><OGRVRTLayer name="l"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>',
        "[" * 100_000,
        "[]",
        "7",
        '{"type": "FeatureCollection", "features": [',
    ],
)
def test_a_geojson_that_is_no_json_is_refused(tmp_path, text):
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(InputError, match=r"a\.geojson: found .*; expected GeoJSON") as caught:
        read_shapes_file(path)
    assert len(str(caught.value)) < 400


def test_of_a_file_with_one_layer_of_shapes_that_is_read(tmp_path):
    path = write_layer(tmp_path / "a.gpkg", ROWS[:3], layer="plekken")
    pyogrio.write_dataframe(pd.DataFrame({"styleName": ["x"]}), path, layer="layer_styles", append=True)
    assert len(read_shapes_file(path)) == 3
    write_layer(path, ROWS[:2], layer="buurten", append=True)
    with pytest.raises(InputError, match="found the layers 'plekken', 'buurten'; expected one layer"):
        read_shapes_file(path)


def test_reading_leaves_the_file_and_its_folder_as_they_were(tmp_path, whole):
    path = tmp_path / "same.gpkg"
    shutil.copy(whole, path)
    before = path.read_bytes()

    read_layer(path)

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["same.gpkg"]


def _without_triggers(database, table):
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
    for (name,) in names.fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
