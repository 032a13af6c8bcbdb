"""The maps of fact sheets: how far one walks from a place, or who lives far from one, drawn to read in grey too."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.vocabulary import Kind, LocationQuality
from layers.escape import escape_text
from layers.icons import KIND_SHAPES
from layers.places import TYPICAL_ERROR_M, is_inexact
from layers.style import FONT_FAMILY, LIGHT
from publishing.desk import Desk
from publishing.rows import each

WIDTH: Final = 1000
"""Units across a map; a unit is what the window's metres make it."""
_MARGIN: Final = 0.08
_SMALLEST_M: Final = 1400.0
_STREET_TOLERANCE_M: Final = 3.0
_OUTLINE_TOLERANCE_M: Final = 4.0
_WIDE_STREET_M: Final = 4500.0
REACH_STYLES: Final = (
    'fill="#0B5563" fill-opacity=".30" stroke="#073E49" stroke-width="3.2"',
    'fill="#0B5563" fill-opacity=".19" stroke="#0B5563" stroke-width="2.6" stroke-dasharray="12 6"',
    'fill="#0B5563" fill-opacity=".11" stroke="#0B5563" stroke-width="2.4" stroke-dasharray="2.5 6"',
)
"""Shortest walk first: darker and a whole line near, lighter and broken farther off, so that it reads in grey."""

Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapMarks:
    """What a sheet's map shows besides the ground.

    Parameters
    ----------
    areas
        By minutes, the area within that walk, EPSG:28992.
    places
        Rows of the table `places` that the sheet is about, drawn large.
    others
        Other places, drawn small.
    chosen
        Outline of the neighbourhood it is about.
    dry
        Demand points without a place within reach, as points and residents.
    """

    areas: Mapping[int, shapely.Geometry] = field(default_factory=dict)
    places: gpd.GeoDataFrame | None = None
    others: gpd.GeoDataFrame | None = None
    chosen: shapely.Geometry | None = None
    dry: gpd.GeoDataFrame | None = None


def window_on(shapes: Sequence[shapely.Geometry], aspect: float) -> Window:
    """Choose the part of the world to show: all shapes with a margin, in a given width to height."""
    west, south, east, north = shapely.total_bounds(np.array(list(shapes), dtype=object))
    centre = (west + east) / 2, (south + north) / 2
    width = max((east - west) * (1 + 2 * _MARGIN), (north - south) * (1 + 2 * _MARGIN) * aspect, _SMALLEST_M)
    return (
        centre[0] - width / 2,
        centre[1] - width / aspect / 2,
        centre[0] + width / 2,
        centre[1] + width / aspect / 2,
    )


class Pen:
    """Writes what lies in a window of the world as SVG paths."""

    def __init__(self, window: Window) -> None:
        self.west, _, _, self.north = window
        self.scale = WIDTH / (window[2] - window[0])
        self.frame = shapely.box(*window)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Place a point of the world on the drawing."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def path(self, shape: shapely.Geometry, *, closed: bool) -> str:
        """Write a shape as the steps of a path, whole units each."""
        parts = shapely.get_rings(shapely.get_parts(shape)) if closed else shapely.get_parts(shape)
        return "".join(self._line(shapely.get_coordinates(part), "z" if closed else "") for part in parts)

    def _line(self, points: Any, end: str) -> str:
        placed = np.rint((points - (self.west, self.north)) * (self.scale, -self.scale)).astype(int)
        steps = np.diff(placed, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if not len(steps):
            return ""
        start = f"M{placed[0, 0]} {placed[0, 1]}l"
        return start + " ".join(f"{x} {y}" for x, y in (steps[:-1] if end else steps)) + end


def reach_map(desk: Desk, marks: MapMarks, window: Window) -> str:
    """Draw a map.

    Parameters
    ----------
    desk
        The bundle made ready: outlines, streets, water.
    marks
        What the sheet is about.
    window
        West, south, east and north in metres.

    Returns
    -------
    str
        A whole SVG document; its words are the names of neighbourhoods and the scale bar.
    """
    pen = Pen(window)
    height = (window[3] - window[1]) * pen.scale
    layers = [
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{LIGHT.ground}"/>',
        _inside(desk, pen),
        _streets(desk, pen, window),
        _areas(marks, pen),
        _water(desk, pen),
        _borders(desk, pen),
        _chosen(marks, pen),
        _dry(marks, pen),
        _others(marks, pen),
        _names(desk, pen, window),
        _places(marks, pen),
        _scale_bar(pen, height, window[2] - window[0]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{FONT_FAMILY}">{"".join(layers)}</svg>'
    )


def _seen(shapes: Any, pen: Pen) -> Any:
    seen = shapes[shapely.intersects(shapes, pen.frame)]
    return shapely.intersection(seen, shapely.buffer(pen.frame, 30))


def _inside(desk: Desk, pen: Pen) -> str:
    area = shapely.intersection(desk.city.ground.area, pen.frame)
    return f'<path d="{pen.path(shapely.simplify(area, _OUTLINE_TOLERANCE_M), closed=True)}" fill="#FBF8F3"/>'


def _streets(desk: Desk, pen: Pen, window: Window) -> str:
    shapes = desk.bundle.streets.geometry.to_numpy()
    seen = shapely.get_parts(_seen(shapes, pen))
    lines = seen[shapely.get_type_id(seen) == 1]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))) if len(lines) else lines
    path = "".join(pen.path(line, closed=False) for line in shapely.simplify(merged, _STREET_TOLERANCE_M))
    width = 3.2 if window[2] - window[0] < _WIDE_STREET_M else 1.8
    return f'<path d="{path}" fill="none" stroke="#D9D0C1" stroke-width="{width}" stroke-linejoin="round"/>'


def _areas(marks: MapMarks, pen: Pen) -> str:
    drawn = [
        f'<path d="{pen.path(area, closed=True)}" {style} stroke-linejoin="round"/>'
        for (_, area), style in zip(sorted(marks.areas.items()), REACH_STYLES, strict=False)
        if not shapely.is_empty(area)
    ]
    return "".join(reversed(drawn))


def _water(desk: Desk, pen: Pen) -> str:
    seen = _seen(desk.water.geometry.to_numpy(), pen)
    path = "".join(pen.path(shapely.simplify(shape, _OUTLINE_TOLERANCE_M), closed=True) for shape in seen)
    return f'<path d="{path}" fill="{LIGHT.water}" stroke="{LIGHT.water_edge}" stroke-width="1.5"/>'


def _borders(desk: Desk, pen: Pen) -> str:
    outlines = shapely.coverage_simplify(desk.bundle.neighbourhoods.geometry.to_numpy(), _OUTLINE_TOLERANCE_M)
    seen = outlines[shapely.intersects(outlines, pen.frame)]
    path = "".join(pen.path(shape, closed=True) for shape in seen)
    return f'<path d="{path}" fill="none" stroke="#8A8377" stroke-width="1.6" stroke-dasharray="7 5"/>'


def _chosen(marks: MapMarks, pen: Pen) -> str:
    if marks.chosen is None:
        return ""
    path = pen.path(shapely.simplify(marks.chosen, _OUTLINE_TOLERANCE_M), closed=True)
    return f'<path d="{path}" fill="{LIGHT.pipe}" fill-opacity=".06" stroke="{LIGHT.ink}" stroke-width="4"/>'


def _dry(marks: MapMarks, pen: Pen) -> str:
    if marks.dry is None or marks.dry.empty:
        return ""
    dots = []
    for point, people in zip(marks.dry.geometry, marks.dry["residents"], strict=True):
        x, y = pen.at(point.x, point.y)
        dots.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3.5 + 0.85 * float(people) ** 0.5:.1f}"/>')
    return f'<g fill="{LIGHT.dry}" fill-opacity=".8" stroke="#fff" stroke-width="1">{"".join(dots)}</g>'


def mark(kind: Kind, x: float, y: float, size: float, style: str) -> str:
    """Draw the shape of a kind of place around a point."""
    shape = KIND_SHAPES[kind]
    return f'<g transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({size / 24:.3f})" {style}>{shape}</g>'


def _others(marks: MapMarks, pen: Pen) -> str:
    if marks.others is None:
        return ""
    seen = marks.others[marks.others.within(pen.frame)]
    style = 'fill="#fff" stroke="#22313A" stroke-width="2.6"'
    return "".join(
        mark(Kind(kind), *pen.at(point.x, point.y), 21, style)
        for kind, point in zip(seen["kind"], seen.geometry, strict=True)
    )


def _places(marks: MapMarks, pen: Pen) -> str:
    if marks.places is None:
        return ""
    drawn = []
    for place in each(marks.places):
        x, y = pen.at(place.geometry.x, place.geometry.y)
        quality = LocationQuality(place.location_quality)
        style = f'fill="{LIGHT.ink}" stroke="#fff" stroke-width="2.2"'
        if is_inexact(bool(place.uncertain), quality):
            error = TYPICAL_ERROR_M.get(quality, 0.0) if math.isnan(place.location_error) else place.location_error
            edge = f'stroke="{LIGHT.ink}" stroke-width="2.5" stroke-dasharray="9 7"'
            drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{error * pen.scale:.0f}" fill="none" {edge}/>')
            style = f'fill="#fff" fill-opacity=".7" stroke="{LIGHT.ink}" stroke-width="2" stroke-dasharray="3 2"'
        drawn.append(mark(Kind(place.kind), x, y, 46, style))
    return "".join(drawn)


def _names(desk: Desk, pen: Pen, window: Window) -> str:
    areas = desk.bundle.neighbourhoods
    seen = areas[areas.intersects(pen.frame)]
    # No name under the scale bar in the lower left corner.
    written = [(130.0, 130.0, (window[3] - window[1]) * pen.scale - 24)]
    drawn = []
    clipped = seen.geometry.intersection(pen.frame)
    for index in clipped.area.sort_values(ascending=False).index:
        circle = shapely.maximum_inscribed_circle(clipped.loc[index], tolerance=10)
        name = str(seen["name"].loc[index])[:28]
        x, y = pen.at(*circle.coords[0])
        half = len(name) * 6.2
        room = circle.length * pen.scale
        crossed = any(abs(x - a) < half + b and abs(y - c) < 30 for a, b, c in written)
        if room * 1.6 < half or crossed or not half < x < WIDTH - half:
            continue
        written.append((x, half, y))
        drawn.append(f'<text x="{x:.0f}" y="{y:.0f}">{escape_text(name)}</text>')
    text = "".join(drawn)
    halo = f'<g fill="none" stroke="#FBF8F3" stroke-opacity=".8" stroke-width="5" stroke-linejoin="round">{text}</g>'
    return f'<g font-size="21" text-anchor="middle" fill="#46545B">{halo}{text}</g>'


def _scale_bar(pen: Pen, height: float, width_m: float) -> str:
    metres = 500 if width_m < _WIDE_STREET_M * 1.5 else 1000
    label = f"{metres} m" if metres < 1000 else "1 km"
    length, x, y = metres * pen.scale, 24.0, height - 24
    edge, middle = x + length, x + length / 2
    return (
        f'<rect x="{x - 12}" y="{y - 34:.0f}" width="{length + 24:.0f}" height="46" fill="#fff" fill-opacity=".8"/>'
        f'<path d="M{x} {y - 8:.0f}V{y:.0f}H{edge:.0f}V{y - 8:.0f}" fill="none" stroke="{LIGHT.ink}" stroke-width="3"/>'
        f'<text x="{middle:.0f}" y="{y - 12:.0f}" font-size="20" text-anchor="middle" fill="{LIGHT.ink}">{label}</text>'
    )


def key_of_reach(index: int) -> str:
    """Draw the sample of a walk's area for the legend, shortest walk first."""
    style = REACH_STYLES[index]
    return _key(f'<rect x="4" y="4" width="52" height="28" rx="8" {style}/>')


def key_of_mark(kind: Kind, *, large: bool) -> str:
    """Draw the sample of a mark for the legend."""
    if large:
        return _key(mark(kind, 30, 18, 34, f'fill="{LIGHT.ink}" stroke="#fff" stroke-width="2.2"'))
    return _key(mark(kind, 30, 18, 20, 'fill="#fff" stroke="#22313A" stroke-width="2.6"'))


def key_of_dry() -> str:
    """Draw the sample of residents without a place nearby for the legend."""
    dots = '<circle cx="18" cy="18" r="6"/><circle cx="40" cy="18" r="11"/>'
    return _key(f'<g fill="{LIGHT.dry}" fill-opacity=".8">{dots}</g>')


def key_of_chosen() -> str:
    """Draw the sample of the neighbourhood's outline for the legend."""
    return _key(f'<rect x="6" y="6" width="48" height="24" fill="none" stroke="{LIGHT.ink}" stroke-width="4"/>')


def _key(drawing: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 36" width="60" height="36">{drawing}</svg>'
