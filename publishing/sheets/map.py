"""The map of a fact sheet: streets, water and names, walks and places on them, and the samples of its legend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import shapely

from geo.vocabulary import Kind, LocationQuality
from layers.escape import escape_text
from layers.icons import KIND_SHAPES
from layers.places import TYPICAL_ERROR_M, is_inexact
from layers.style import FONT_FAMILY, LIGHT
from publishing.context import PublishContext
from publishing.rows import iterate_rows
from publishing.sheets.drawings import WIDTH, Pen, Window

_STREET_TOLERANCE_M: Final = 3.0
OUTLINE_TOLERANCE_M: Final = 4.0
"""How far a drawn outline may lie from the real one."""
_WIDE_STREET_M: Final = 4500.0
_SHIFTS: Final = (0.0, -28.0, 28.0, -44.0, 44.0)
_SMALLEST_HOLE_M2: Final = 60_000.0
REACH_STYLES: Final = (
    'fill="#0B5563" fill-opacity=".30" stroke="#073E49" stroke-width="3.2"',
    'fill="#0B5563" fill-opacity=".19" stroke="#0B5563" stroke-width="2.6" stroke-dasharray="12 6"',
    'fill="#0B5563" fill-opacity=".11" stroke="#0B5563" stroke-width="2.4" stroke-dasharray="2.5 6"',
)
"""Shortest walk first: darker and a whole line near, lighter and broken farther off, so that it reads in grey."""
OWN_STYLE: Final = f'fill="{LIGHT.ink}" stroke="#fff" stroke-width="2.2"'
OTHER_STYLE: Final = 'fill="#fff" stroke="#22313A" stroke-width="2.6"'
INEXACT_STYLE: Final = f'fill="#fff" stroke="{LIGHT.ink}" stroke-width="2.4"'
"""Of a place that is only roughly known: hollow, on a white ground so that it stands out from any grey."""
_OTHER_SIZE: Final = 21
OWN_SIZE: Final = 46
"""How large the places are drawn that a sheet is about, in units of the map."""


@dataclass(frozen=True, slots=True)
class LabelBox:
    """A rectangle that something takes on the drawing: its centre, and half its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def is_clear_of(self, taken: Sequence[LabelBox]) -> bool:
        """Whether it covers none of those."""
        return not any(
            abs(self.x - one.x) < self.half_width + one.half_width
            and abs(self.y - one.y) < self.half_height + one.half_height
            for one in taken
        )


def _clipped(shapes: Any, pen: Pen) -> Any:
    seen = shapes[shapely.intersects(shapes, pen.frame)]
    return shapely.intersection(seen, shapely.buffer(pen.frame, 30))


def draw_land(context: PublishContext, pen: Pen) -> str:
    """Fill the area itself, so that the land of its neighbours stands apart."""
    area = shapely.intersection(context.city.ground.area, pen.frame)
    return f'<path d="{pen.path(shapely.simplify(area, OUTLINE_TOLERANCE_M), closed=True)}" fill="#FBF8F3"/>'


def draw_streets(context: PublishContext, pen: Pen, window: Window) -> str:
    """Draw the streets, thinner on a wide view."""
    shapes = context.bundle.streets.geometry.to_numpy()
    seen = shapely.get_parts(_clipped(shapes, pen))
    lines = seen[shapely.get_type_id(seen) == 1]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))) if len(lines) else lines
    path = "".join(pen.path(line, closed=False) for line in shapely.simplify(merged, _STREET_TOLERANCE_M))
    width = 3.2 if window[2] - window[0] < _WIDE_STREET_M else 1.8
    return f'<path d="{path}" fill="none" stroke="#D9D0C1" stroke-width="{width}" stroke-linejoin="round"/>'


def draw_water(context: PublishContext, pen: Pen) -> str:
    """Draw the water."""
    seen = _clipped(context.water.geometry.to_numpy(), pen)
    path = "".join(pen.path(shapely.simplify(shape, OUTLINE_TOLERANCE_M), closed=True) for shape in seen)
    return f'<path d="{path}" fill="{LIGHT.water}" stroke="{LIGHT.water_edge}" stroke-width="1.5"/>'


def draw_borders(context: PublishContext, pen: Pen) -> str:
    """Draw the edges of neighbourhoods, broken."""
    outlines = shapely.coverage_simplify(context.bundle.neighbourhoods.geometry.to_numpy(), OUTLINE_TOLERANCE_M)
    seen = outlines[shapely.intersects(outlines, pen.frame)]
    path = "".join(pen.path(shape, closed=True) for shape in seen)
    return f'<path d="{path}" fill="none" stroke="#8A8377" stroke-width="1.6" stroke-dasharray="7 5"/>'


def draw_names(context: PublishContext, pen: Pen, window: Window, taken: Sequence[LabelBox]) -> str:
    """Write the names of neighbourhoods where there is room, shifted up or down from what is drawn there.

    Parameters
    ----------
    context, pen, window
        The bundle, and the part of the world that is drawn.
    taken
        What a name may not cover.
    """
    areas = context.bundle.neighbourhoods
    seen = areas[areas.intersects(pen.frame)]
    # No name under the scale bar in the lower left corner.
    height = (window[3] - window[1]) * pen.scale
    written = [LabelBox(130.0, height - 24, 130.0, 15.0), *taken]
    drawn = []
    clipped = seen.geometry.intersection(pen.frame)
    for index in clipped.area.sort_values(ascending=False).index:
        circle = shapely.maximum_inscribed_circle(clipped.loc[index], tolerance=10)
        name = str(seen["name"].loc[index])[:28]
        x, y = pen.at(*circle.coords[0])
        half = len(name) * 6.2
        if circle.length * pen.scale * 1.6 < half or not half < x < WIDTH - half:
            continue
        tried = (LabelBox(x, y - 7 + shift, half, 15.0) for shift in _SHIFTS)
        box = next((one for one in tried if one.is_clear_of(written) and 20 < one.y < height - 20), None)
        if box is not None:
            written.append(box)
            drawn.append(f'<text x="{x:.0f}" y="{box.y + 7:.0f}">{escape_text(name)}</text>')
    text = "".join(drawn)
    halo = f'<g fill="none" stroke="#FBF8F3" stroke-opacity=".8" stroke-width="5" stroke-linejoin="round">{text}</g>'
    return f'<g font-size="21" text-anchor="middle" fill="#46545B">{halo}{text}</g>'


def draw_scale_bar(pen: Pen, height: float, width_m: float) -> str:
    """Draw the scale bar in the lower left corner."""
    metres = 500 if width_m < _WIDE_STREET_M * 1.5 else 1000
    label = f"{metres} m" if metres < 1000 else "1 km"
    length, x, y = metres * pen.scale, 24.0, height - 24
    edge, middle = x + length, x + length / 2
    return (
        f'<rect x="{x - 12}" y="{y - 34:.0f}" width="{length + 24:.0f}" height="46" fill="#fff" fill-opacity=".8"/>'
        f'<path d="M{x} {y - 8:.0f}V{y:.0f}H{edge:.0f}V{y - 8:.0f}" fill="none" stroke="{LIGHT.ink}" stroke-width="3"/>'
        f'<text x="{middle:.0f}" y="{y - 12:.0f}" font-size="20" text-anchor="middle" fill="{LIGHT.ink}">{label}</text>'
    )


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


def _without_small_holes(area: shapely.Geometry) -> shapely.Geometry:
    """Close the gaps between streets: a block of houses within reach is no hole, and many edges read as noise."""
    closed = [
        shapely.Polygon(
            part.exterior, [one for one in part.interiors if shapely.Polygon(one).area >= _SMALLEST_HOLE_M2]
        )
        for part in shapely.get_parts(area)
    ]
    return shapely.union_all(closed)


def draw_walks(marks: MapMarks, pen: Pen) -> str:
    """Draw the walks, the longest below."""
    drawn = [
        f'<path d="{pen.path(_without_small_holes(area), closed=True)}" {style} stroke-linejoin="round"/>'
        for (_, area), style in zip(sorted(marks.areas.items()), REACH_STYLES, strict=False)
        if not shapely.is_empty(area)
    ]
    return "".join(reversed(drawn))


def draw_chosen(marks: MapMarks, pen: Pen) -> str:
    """Draw the edge of the neighbourhood that the sheet is about."""
    if marks.chosen is None:
        return ""
    path = pen.path(shapely.simplify(marks.chosen, OUTLINE_TOLERANCE_M), closed=True)
    return f'<path d="{path}" fill="{LIGHT.pipe}" fill-opacity=".06" stroke="{LIGHT.ink}" stroke-width="4"/>'


def draw_dry(marks: MapMarks, pen: Pen) -> str:
    """Draw residents without a place within reach as dots, larger for more of them."""
    if marks.dry is None or marks.dry.empty:
        return ""
    dots = []
    for point, people in zip(marks.dry.geometry, marks.dry["residents"], strict=True):
        x, y = pen.at(point.x, point.y)
        dots.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3.5 + 0.85 * float(people) ** 0.5:.1f}"/>')
    return f'<g fill="{LIGHT.dry}" fill-opacity=".8" stroke="#fff" stroke-width="1">{"".join(dots)}</g>'


def draw_mark(kind: Kind, x: float, y: float, size: float, style: str) -> str:
    """Draw the shape of a kind of place around a point."""
    shape = KIND_SHAPES[kind]
    return f'<g transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({size / 24:.3f})" {style}>{shape}</g>'


def occupied_boxes(marks: MapMarks, pen: Pen) -> list[LabelBox]:
    """List the boxes that the marks of places take, for names to stay clear of."""
    boxes = []
    for rows, half in ((marks.places, OWN_SIZE / 2), (marks.others, _OTHER_SIZE / 2)):
        points = [] if rows is None else list(rows.geometry)
        boxes += [LabelBox(*pen.at(point.x, point.y), half, half) for point in points]
    return boxes


def draw_other_places(marks: MapMarks, pen: Pen) -> str:
    """Draw the other places, small."""
    if marks.others is None:
        return ""
    seen = marks.others[marks.others.within(pen.frame)]
    return "".join(
        draw_mark(Kind(kind), *pen.at(point.x, point.y), _OTHER_SIZE, OTHER_STYLE)
        for kind, point in zip(seen["kind"], seen.geometry, strict=True)
    )


def draw_places(marks: MapMarks, pen: Pen) -> str:
    """Draw the places that the sheet is about; where one is only roughly known, a ring of the likely error."""
    if marks.places is None:
        return ""
    drawn = []
    for place in iterate_rows(marks.places):
        x, y = pen.at(place.geometry.x, place.geometry.y)
        quality = LocationQuality(place.location_quality)
        style = OWN_STYLE
        if is_inexact(bool(place.uncertain), quality):
            error = TYPICAL_ERROR_M.get(quality, 0.0) if math.isnan(place.location_error) else place.location_error
            edge = f'stroke="{LIGHT.ink}" stroke-width="3" stroke-dasharray="1 8" stroke-linecap="round"'
            drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{error * pen.scale:.0f}" fill="none" {edge}/>')
            style = INEXACT_STYLE
        drawn.append(draw_mark(Kind(place.kind), x, y, OWN_SIZE, style))
    return "".join(drawn)


def key_of_reach(index: int) -> str:
    """Draw the sample of a walk's area for the legend, shortest walk first."""
    style = REACH_STYLES[index]
    return _key(f'<rect x="4" y="4" width="38" height="28" rx="8" {style}/>', 46)


def key_of_mark(kind: Kind, *, large: bool) -> str:
    """Draw the sample of a mark for the legend."""
    if large:
        return _key(draw_mark(kind, 18, 18, 34, OWN_STYLE), 36)
    return _key(draw_mark(kind, 14, 18, 22, OTHER_STYLE), 28)


def key_of_inexact(kind: Kind) -> str:
    """Draw the sample of a place that is only roughly known for the legend."""
    return _key(draw_mark(kind, 18, 18, 34, INEXACT_STYLE), 36)


def key_of_dry() -> str:
    """Draw the sample of residents without a place nearby for the legend."""
    dots = '<circle cx="18" cy="18" r="6"/><circle cx="40" cy="18" r="11"/>'
    return _key(f'<g fill="{LIGHT.dry}" fill-opacity=".8">{dots}</g>')


def key_of_chosen() -> str:
    """Draw the sample of the neighbourhood's outline for the legend."""
    return _key(f'<rect x="6" y="6" width="48" height="24" fill="none" stroke="{LIGHT.ink}" stroke-width="4"/>')


def _key(drawing: str, width: int = 60) -> str:
    size = f'viewBox="0 0 {width} 36" width="{width}" height="36"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawing}</svg>'


def reach_map(context: PublishContext, marks: MapMarks, window: Window) -> str:
    """Draw a map.

    Parameters
    ----------
    context
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
        draw_land(context, pen),
        draw_streets(context, pen, window),
        draw_walks(marks, pen),
        draw_water(context, pen),
        draw_borders(context, pen),
        draw_chosen(marks, pen),
        draw_dry(marks, pen),
        draw_other_places(marks, pen),
        draw_names(context, pen, window, occupied_boxes(marks, pen)),
        draw_places(marks, pen),
        draw_scale_bar(pen, height, window[2] - window[0]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{FONT_FAMILY}">{"".join(layers)}</svg>'
    )
