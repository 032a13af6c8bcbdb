"""Outlines and lines come out of the short text as they went in, to a hundred-thousandth of a degree."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.encoding import ALPHABET, PART_END, SCALE, SHAPE_END, encode_lines, encode_polygons
from tests.browser.map_text import decoded

coordinates = st.tuples(
    st.integers(-18_000_000, 18_000_000).map(lambda value: value / SCALE),
    st.integers(-9_000_000, 9_000_000).map(lambda value: value / SCALE),
)
lines = st.lists(st.lists(coordinates, min_size=2, max_size=6, unique=True), max_size=5)


@given(lines)
def test_lines_come_back(points):
    assert decoded(encode_lines([shapely.LineString(line) for line in points])) == points


@given(lines)
def test_the_text_means_nothing_to_json_html_or_jinja(points):
    text = encode_lines([shapely.LineString(line) for line in points])
    assert json.dumps(text) == f'"{text}"'
    assert not set(text) - set(ALPHABET + PART_END + SHAPE_END)


def test_a_polygon_with_a_hole_keeps_both_rings_and_drops_the_closing_points():
    outer = [(5.0, 50.0), (6.0, 50.0), (6.0, 51.0)]
    hole = [(5.7, 50.2), (5.8, 50.3), (5.8, 50.2)]
    text = encode_polygons([shapely.Polygon(outer, [hole])])
    assert decoded(text) == [outer, hole]
    assert text.count(SHAPE_END) == 1
    assert text.endswith(SHAPE_END)


def test_a_multipolygon_is_its_polygons():
    one, other = shapely.box(5, 50, 5.1, 50.1), shapely.box(5.2, 50, 5.3, 50.1)
    assert encode_polygons([shapely.MultiPolygon([one, other])]) == encode_polygons([one, other])


def test_points_that_round_to_the_same_are_written_once():
    line = shapely.LineString([(5, 50), (5.000001, 50.000001), (5.1, 50)])
    assert decoded(encode_lines([line])) == [[(5.0, 50.0), (5.1, 50.0)]]


def test_nothing_is_nothing():
    assert encode_lines([]) == ""
    assert encode_polygons([]) == ""
    assert encode_lines([shapely.LineString()]) == ""


def test_a_step_of_thirty_metres_takes_four_characters():
    line = shapely.LineString([(5.69 + i * 3e-4, 50.85 + i * 3e-4) for i in range(101)])
    assert len(encode_lines([line])) / 101 == pytest.approx(4, abs=0.1)
