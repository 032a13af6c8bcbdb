"""Streets that the map lacks: lines in a small file, each fault with its feature."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.sources.added_streets import read_added_streets

RD_NAME = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
BRIDGE = {"type": "LineString", "coordinates": [[176_000, 317_000], [176_100, 317_000]]}


def written(folder: Path, *features: tuple[dict, dict | None]) -> Path:
    path = folder / "bridge.geojson"
    listed = [{"type": "Feature", "properties": known, "geometry": shape} for known, shape in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": RD_NAME, "features": listed}))
    return path


def test_lines_come_in_with_their_names(tmp_path):
    found = read_added_streets(written(tmp_path, ({"name": " Hoge Brug "}, BRIDGE), ({"name": ""}, BRIDGE)))
    assert found["name"].tolist()[0] == "Hoge Brug"
    assert found["name"].isna().tolist() == [False, True]
    assert found.length.tolist() == [100.0, 100.0]


def test_lines_need_no_names(tmp_path):
    found = read_added_streets(written(tmp_path, ({}, BRIDGE)))
    assert found["name"].isna().all()
    assert len(found) == 1


@pytest.mark.parametrize("features", [(), (({"name": "x"}, None),)])
def test_a_file_without_a_shape_is_refused(tmp_path, features):
    with pytest.raises(InputError, match=r"bridge\.geojson"):
        read_added_streets(written(tmp_path, *features))


def test_a_shape_that_is_no_line_is_named_by_its_feature(tmp_path):
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    with pytest.raises(InputError, match=r"feature 1 \('b'\), field 'geometry': found 'Polygon'"):
        read_added_streets(written(tmp_path, ({"name": "a"}, BRIDGE), ({"name": "b"}, area)))


def test_points_are_left_out_and_every_area_is_named_at_once(tmp_path):
    lift = {"type": "Point", "coordinates": [176_000, 317_000]}
    assert len(read_added_streets(written(tmp_path, ({"name": "lift"}, lift), ({}, BRIDGE)))) == 1
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    with pytest.raises(InputError) as caught:
        read_added_streets(written(tmp_path, ({}, area), ({}, BRIDGE), ({}, area)))
    assert len(caught.value.faults) == 2
