"""Areas of postcodes come in as polygons, or every fault of the file is named at once."""

from __future__ import annotations

import pytest
import shapely

from geo.errors import InputError
from geo.sources.cbs.postcode_areas import read_postcode_areas
from tests.towns.tiny_layers import point, write_layer


def area(code, west=0, *, geometry=None):
    box = shapely.box(176_000 + west, 317_000, 176_100 + west, 317_100)
    return {"postcode6": code, "geometry": box if geometry is None else geometry}


def read(tmp_path, rows, **choices):
    return read_postcode_areas(write_layer(tmp_path / "areas.gpkg", rows, layer="postcode6"), **choices)


def faults_of(tmp_path, rows):
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows)
    for fault in caught.value.faults:
        assert fault.file == str(tmp_path / "areas.gpkg")
        assert fault.advice
    return caught.value.faults


def test_areas_come_in_by_postcode_in_metres(tmp_path):
    table = read(tmp_path, [area("6211LK", 200), area("6211AL")])
    assert list(table.columns) == ["demand_id", "geometry"]
    assert list(table["demand_id"]) == ["6211AL", "6211LK"]
    assert table.geometry.iloc[0].equals(area("6211AL")["geometry"])
    assert table.crs.to_epsg() == 28992


def test_of_a_whole_country_only_the_box_is_read(tmp_path):
    rows = [area("6211AL"), area("6211LK", 5_000)]
    table = read(tmp_path, rows, bbox=(176_000.0, 317_000.0, 177_000.0, 318_000.0))
    assert list(table["demand_id"]) == ["6211AL"]


def test_an_area_in_several_parts_stays_whole(tmp_path):
    parts = shapely.MultiPolygon([area("")["geometry"], area("", 300)["geometry"]])
    table = read(tmp_path, [area("6211AL", geometry=parts)])
    assert table.geometry.iloc[0].area == pytest.approx(20_000)


def test_every_fault_is_named_together(tmp_path):
    crossed = shapely.Polygon([(176_000, 317_000), (176_100, 317_100), (176_100, 317_000), (176_000, 317_100)])
    faults = faults_of(
        tmp_path,
        [
            area("6211AL"),
            area("6211AL", 200),
            area("nonsense", 400),
            area("6211LK", geometry=crossed),
        ],
    )
    fields = [fault.field for fault in faults]
    assert fields.count("postcode6") >= 2
    assert len(faults) >= 3


def test_points_are_no_areas(tmp_path):
    faults = faults_of(tmp_path, [area("6211AL", geometry=point(10, 10))])
    assert any("polygon" in str(fault) for fault in faults)


def test_a_file_without_postcodes_is_refused(tmp_path):
    with pytest.raises(InputError, match="postcode6"):
        read(tmp_path, [{"code": "6211AL", "geometry": area("")["geometry"]}])
