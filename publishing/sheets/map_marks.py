"""What a sheet's map shows on the ground: how far one walks, the places, and who lives far from one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import shapely

from geo.vocabulary import Kind, LocationQuality
from layers.icons import KIND_SHAPES
from layers.places import TYPICAL_ERROR_M, is_inexact
from layers.style import LIGHT
from publishing.rows import each
from publishing.sheets.map_ground import OUTLINE_TOLERANCE_M, Room
from publishing.sheets.map_pen import Pen

_SMALLEST_HOLE_M2: Final = 60_000.0
REACH_STYLES: Final = (
    'fill="#0B5563" fill-opacity=".30" stroke="#073E49" stroke-width="3.2"',
    'fill="#0B5563" fill-opacity=".19" stroke="#0B5563" stroke-width="2.6" stroke-dasharray="12 6"',
    'fill="#0B5563" fill-opacity=".11" stroke="#0B5563" stroke-width="2.4" stroke-dasharray="2.5 6"',
)
"""Shortest walk first: darker and a whole line near, lighter and broken farther off, so that it reads in grey."""
INEXACT_STYLE: Final = f'fill="#fff" stroke="{LIGHT.ink}" stroke-width="2.4"'
"""Of a place that is only roughly known: hollow, on a white ground so that it stands out from any grey."""
_OTHER_SIZE: Final = 21
OWN_SIZE: Final = 46
"""How large the places are drawn that a sheet is about, in units of the map."""


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


def areas(marks: MapMarks, pen: Pen) -> str:
    """Draw the walks, the longest below."""
    drawn = [
        f'<path d="{pen.path(_without_small_holes(area), closed=True)}" {style} stroke-linejoin="round"/>'
        for (_, area), style in zip(sorted(marks.areas.items()), REACH_STYLES, strict=False)
        if not shapely.is_empty(area)
    ]
    return "".join(reversed(drawn))


def chosen(marks: MapMarks, pen: Pen) -> str:
    """Draw the edge of the neighbourhood that the sheet is about."""
    if marks.chosen is None:
        return ""
    path = pen.path(shapely.simplify(marks.chosen, OUTLINE_TOLERANCE_M), closed=True)
    return f'<path d="{path}" fill="{LIGHT.pipe}" fill-opacity=".06" stroke="{LIGHT.ink}" stroke-width="4"/>'


def dry(marks: MapMarks, pen: Pen) -> str:
    """Draw residents without a place within reach as dots, larger for more of them."""
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


def taken(marks: MapMarks, pen: Pen) -> list[Room]:
    """Tell where places are drawn, for names to stay clear of."""
    rooms = []
    for rows, half in ((marks.places, OWN_SIZE / 2), (marks.others, _OTHER_SIZE / 2)):
        points = [] if rows is None else list(rows.geometry)
        rooms += [Room(*pen.at(point.x, point.y), half, half) for point in points]
    return rooms


def others(marks: MapMarks, pen: Pen) -> str:
    """Draw the other places, small."""
    if marks.others is None:
        return ""
    seen = marks.others[marks.others.within(pen.frame)]
    style = 'fill="#fff" stroke="#22313A" stroke-width="2.6"'
    return "".join(
        mark(Kind(kind), *pen.at(point.x, point.y), _OTHER_SIZE, style)
        for kind, point in zip(seen["kind"], seen.geometry, strict=True)
    )


def places(marks: MapMarks, pen: Pen) -> str:
    """Draw the places that the sheet is about; where one is only roughly known, a ring of the likely error."""
    if marks.places is None:
        return ""
    drawn = []
    for place in each(marks.places):
        x, y = pen.at(place.geometry.x, place.geometry.y)
        quality = LocationQuality(place.location_quality)
        style = f'fill="{LIGHT.ink}" stroke="#fff" stroke-width="2.2"'
        if is_inexact(bool(place.uncertain), quality):
            error = TYPICAL_ERROR_M.get(quality, 0.0) if math.isnan(place.location_error) else place.location_error
            edge = f'stroke="{LIGHT.ink}" stroke-width="3" stroke-dasharray="1 8" stroke-linecap="round"'
            drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{error * pen.scale:.0f}" fill="none" {edge}/>')
            style = INEXACT_STYLE
        drawn.append(mark(Kind(place.kind), x, y, OWN_SIZE, style))
    return "".join(drawn)
