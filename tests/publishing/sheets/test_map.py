"""The maps of fact sheets: names clear of marks, blocks of houses no holes, everything readable in grey."""

from __future__ import annotations

import re

import pytest
import shapely

from publishing.context import PublishContext
from publishing.sheets.drawings import WIDTH, Pen, window_on
from publishing.sheets.map import REACH_STYLES, LabelBox, MapMarks, draw_walks, occupied_boxes, reach_map
from tests.towns.tiny_context import context_of

SQUARE = shapely.box(176_000, 317_000, 178_000, 319_000)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    return context_of(tmp_path_factory.mktemp("maps"))


def names_of(svg: str) -> list[LabelBox]:
    found = re.findall(r'<text x="(\d+)" y="(\d+)">([^<]*)</text>', svg)
    return [LabelBox(int(x), int(y) - 7, len(name) * 6.2, 10) for x, y, name in found]


def test_no_name_covers_a_place(context: PublishContext) -> None:
    # A place on the very spot where each name would stand otherwise.
    places = context.city.places.iloc[[0] * len(context.bundle.neighbourhoods)]
    centres = [
        shapely.Point(shapely.maximum_inscribed_circle(one, tolerance=10).coords[0])
        for one in context.bundle.neighbourhoods.geometry
    ]
    marks = MapMarks(places=places.set_geometry(centres, crs=places.crs))
    window = window_on([context.city.ground.area], 1.32)
    names = names_of(reach_map(context, marks, window))
    assert names
    spots = occupied_boxes(marks, Pen(window))
    assert len(spots) == len(centres)
    assert all(name.is_clear_of(spots) for name in names)


def test_boxes_that_touch_nowhere_are_clear_of_each_other() -> None:
    first = LabelBox(100, 100, 50, 10)
    assert first.is_clear_of([LabelBox(100, 121, 50, 10), LabelBox(201, 100, 50, 10)])
    assert not first.is_clear_of([LabelBox(149, 119, 50, 10)])


@pytest.mark.parametrize(("side", "rings"), [(100, 1), (400, 2)])
def test_a_block_of_houses_is_no_hole_and_a_field_is_one(side: float, rings: int) -> None:
    hole = shapely.box(176_800, 317_800, 176_800 + side, 317_800 + side)
    drawn = draw_walks(MapMarks(areas={10: shapely.difference(SQUARE, hole)}), Pen(window_on([SQUARE], 1.32)))
    assert drawn.count("M") == rings


def test_every_walk_has_its_own_line_and_shade() -> None:
    lines = [re.sub(r".*stroke-width=\S+", "", style) for style in REACH_STYLES]
    shades = [float(found) for style in REACH_STYLES for found in re.findall(r'fill-opacity="([.\d]+)"', style)]
    assert len(set(lines)) == len(REACH_STYLES)
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == len(shades)


def test_a_window_holds_all_shapes_in_its_proportions() -> None:
    shapes = [SQUARE, shapely.Point(180_000, 317_500)]
    west, south, east, north = window_on(shapes, 1.32)
    assert (east - west) / (north - south) == pytest.approx(1.32)
    assert shapely.box(west, south, east, north).contains(shapely.union_all(shapes))
    assert Pen((west, south, east, north)).at(east, north) == pytest.approx((WIDTH, 0))
