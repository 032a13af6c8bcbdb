"""Water comes in as lines or polygons, its name known or not."""

from __future__ import annotations

import pytest
import shapely

from geo.errors import InputError
from geo.sources.water import read_water
from tests.towns.tiny_layers import SOUTH, WEST, point, square, write_layer

RIVER = shapely.LineString([(WEST, SOUTH), (WEST + 500, SOUTH + 900)])


def written(tmp_path, rows):
    return write_layer(tmp_path / "water.gpkg", rows, layer="water")


def test_lines_and_polygons_come_in_with_their_names(tmp_path):
    rows = [
        {"name": "Maas", "geometry": RIVER},
        {"name": None, "geometry": square(1)},
        {"name": " ", "geometry": square(2)},
    ]

    table = read_water(written(tmp_path, rows))

    assert list(table.columns) == ["name", "geometry"]
    assert table["name"].iloc[0] == "Maas"
    assert table["name"].isna().tolist() == [False, True, True]
    assert table.geometry.iloc[0].equals(RIVER)
    assert table.crs.to_epsg() == 28992


def test_water_without_a_column_of_names_has_none(tmp_path):
    assert read_water(written(tmp_path, [{"geometry": RIVER}]))["name"].isna().all()


def test_points_invalid_shapes_and_degrees_are_told_together(tmp_path):
    bowtie = shapely.Polygon([(WEST, SOUTH), (WEST + 9, SOUTH + 9), (WEST + 9, SOUTH), (WEST, SOUTH + 9)])
    shapes = [RIVER, point(1), bowtie, shapely.LineString([(5.69, 50.85), (5.7, 50.9)])]

    with pytest.raises(InputError) as caught:
        read_water(written(tmp_path, [{"name": "x", "geometry": shape} for shape in shapes]))

    kinds = {fault.row: (fault.field, fault.expected) for fault in caught.value.faults}
    assert kinds == {
        "feature 2 ('x')": ("geometry", "a line or a polygon"),
        "feature 3 ('x')": ("geometry", "valid geometry"),
        "feature 4 ('x')": ("geometry", "metres within the Dutch national grid (EPSG:28992)"),
    }


def test_the_real_water_passes(inputs_dir):
    table = read_water(inputs_dir / "water_schematic.gpkg")

    assert list(table["name"]) == ["Maas"]
    assert table.length.sum() / 1000 == pytest.approx(8.7, abs=0.05)
