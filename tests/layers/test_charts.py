"""Small charts and small maps: valid images, in the palette, that say what they show and fetch nothing."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.streets.water import water_areas
from layers.charts import Dots, bar, chart_image, lorenz_chart, range_bar, small_ground, small_map, window_around
from layers.style import DARK, LIGHT
from tests.towns.tiny_map import CODES, X, Y, neighbourhoods, water

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert(1)</script> & {{ 7*7 }} ' # %"


def drawing_of(image):
    """The drawing that an image carries, and what it is said to show."""
    source = re.fullmatch(r'<img class="([^"]*)" alt="([^"]*)" src="data:image/svg\+xml,([^"]*)">', image)
    assert source, image[:200]
    return ET.fromstring(unquote(source[3])), unescape(source[2])  # noqa: S314 - our own text


def ground():
    return small_ground(neighbourhoods(), water_areas(water(), 50))


def test_an_image_carries_its_drawing_and_words_that_do_no_harm():
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><desc>{"#%&?"!s}</desc></svg>'.replace(
        "&", "&amp;"
    )
    drawing, alt = drawing_of(chart_image(svg, HOSTILE, "kind"))
    assert drawing.find(f"{SVG}desc").text == "#%&?"
    assert alt == HOSTILE


def test_a_chart_has_both_palettes_and_asks_nobody():
    image = lorenz_chart([0, 1], [0, 1], "alt")
    text = unquote(image)
    for palette in (LIGHT, DARK):
        assert palette.pipe in text
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) == []


def test_a_lorenz_curve_runs_from_corner_to_corner_under_the_line_of_equality():
    share = np.linspace(0, 1, 1000)
    drawing, alt = drawing_of(lorenz_chart(share, share**2, "who walks"))
    (line,) = [path for path in drawing.iter(f"{SVG}path") if path.get("class") == "line"]
    points = [tuple(map(float, point.split())) for point in line.get("d").removeprefix("M").split("L")]
    assert points[0] == (6.0, 294.0)
    assert points[-1] == (294.0, 6.0)
    assert all(300 - y <= x + 0.2 for x, y in points)
    assert 50 < len(points) < 200
    assert alt == "who walks"


@given(st.floats(-1, 2), st.floats(-1, 2), st.floats(-1, 2))
def test_bars_never_leave_their_cell(low, value, high):
    for share in re.findall(r":(-?[\d.]+)%", range_bar(low, value, high) + bar(value)):
        assert 0 <= float(share) <= 100


def test_small_maps_share_their_ground():
    one, other = (
        small_map(ground(), classes, [], ground().whole, "alt")
        for classes in (dict.fromkeys(CODES, 1), dict.fromkeys(CODES, 5))
    )
    paths = [[path.get("d") for path in drawing_of(image)[0].iter(f"{SVG}path")] for image in (one, other)]
    assert paths[0] == paths[1]
    assert "c1" in unquote(one)
    assert {path.get("class") for path in drawing_of(other)[0].iter(f"{SVG}path")} == {"c5", "water"}


def test_a_neighbourhood_without_a_class_is_drawn_as_unknown():
    drawing, _ = drawing_of(small_map(ground(), {CODES[0]: 3}, [], ground().whole, "alt"))
    assert [path.get("class") for path in drawing.iter(f"{SVG}path")] == ["c3", "c0", "c0", "water"]


def test_dots_stand_where_people_live_and_grow_with_them():
    points = np.array([[X + 100.0, Y + 400.0], [X + 600.0, Y + 100.0]])
    drawing, _ = drawing_of(
        small_map(ground(), {}, [Dots(points, np.array([10.0, 1000.0]), "dry")], ground().whole, "")
    )
    first, second = drawing.iter(f"{SVG}circle")
    assert (first.get("cx"), first.get("cy")) == ("100", "100")
    assert (second.get("cx"), second.get("cy")) == ("600", "400")
    assert float(first.get("r")) < float(second.get("r"))


def test_the_outlines_are_those_of_the_neighbourhoods():
    outline = ground().outlines[CODES[1]]
    numbers = [int(number) for number in re.findall(r"-?\d+", outline)]
    corner, steps = numbers[:2], np.array(numbers[2:]).reshape(-1, 2)
    ring = np.vstack([corner, corner + np.cumsum(steps, axis=0)])
    drawn = shapely.Polygon(ring * (1, -1) + (X, Y + 500))
    assert drawn.equals(neighbourhoods().geometry.iloc[1])


@given(
    st.lists(st.tuples(st.floats(0, 12_000), st.floats(0, 16_000)), max_size=20).map(
        lambda found: np.array(found).reshape(-1, 2)
    )
)
def test_a_window_holds_its_points_and_stays_in_the_area(points):
    whole = (0.0, 0.0, 12_000.0, 16_000.0)
    west, south, east, north = window_around(points, whole)
    assert west >= -1e-6
    assert south >= -1e-6
    assert east <= whole[2] + 1e-6
    assert north <= whole[3] + 1e-6
    assert (north - south) / (east - west) == pytest.approx(16 / 12)
    if len(points):
        assert (points >= (west - 1e-6, south - 1e-6)).all()
        assert (points <= (east + 1e-6, north + 1e-6)).all()
    else:
        assert (west, south, east, north) == whole
