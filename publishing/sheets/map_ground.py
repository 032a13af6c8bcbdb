"""The ground of a sheet's map: streets, water, borders, names of neighbourhoods, scale bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from layers.escape import escape_text
from layers.style import LIGHT
from publishing.desk import Desk
from publishing.sheets.map_pen import WIDTH, Pen, Window

_STREET_TOLERANCE_M: Final = 3.0
OUTLINE_TOLERANCE_M: Final = 4.0
"""How far a drawn outline may lie from the real one."""
_WIDE_STREET_M: Final = 4500.0
_SHIFTS: Final = (0.0, -28.0, 28.0, -44.0, 44.0)


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle that something takes on the drawing: its centre, and half its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def free(self, taken: Sequence[Room]) -> bool:
        """Whether it covers none of those."""
        return not any(
            abs(self.x - one.x) < self.half_width + one.half_width
            and abs(self.y - one.y) < self.half_height + one.half_height
            for one in taken
        )


def _seen(shapes: Any, pen: Pen) -> Any:
    seen = shapes[shapely.intersects(shapes, pen.frame)]
    return shapely.intersection(seen, shapely.buffer(pen.frame, 30))


def inside(desk: Desk, pen: Pen) -> str:
    """Fill the area itself, so that the land of its neighbours stands apart."""
    area = shapely.intersection(desk.city.ground.area, pen.frame)
    return f'<path d="{pen.path(shapely.simplify(area, OUTLINE_TOLERANCE_M), closed=True)}" fill="#FBF8F3"/>'


def streets(desk: Desk, pen: Pen, window: Window) -> str:
    """Draw the streets, thinner on a wide view."""
    shapes = desk.bundle.streets.geometry.to_numpy()
    seen = shapely.get_parts(_seen(shapes, pen))
    lines = seen[shapely.get_type_id(seen) == 1]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))) if len(lines) else lines
    path = "".join(pen.path(line, closed=False) for line in shapely.simplify(merged, _STREET_TOLERANCE_M))
    width = 3.2 if window[2] - window[0] < _WIDE_STREET_M else 1.8
    return f'<path d="{path}" fill="none" stroke="#D9D0C1" stroke-width="{width}" stroke-linejoin="round"/>'


def water(desk: Desk, pen: Pen) -> str:
    """Draw the water."""
    seen = _seen(desk.water.geometry.to_numpy(), pen)
    path = "".join(pen.path(shapely.simplify(shape, OUTLINE_TOLERANCE_M), closed=True) for shape in seen)
    return f'<path d="{path}" fill="{LIGHT.water}" stroke="{LIGHT.water_edge}" stroke-width="1.5"/>'


def borders(desk: Desk, pen: Pen) -> str:
    """Draw the edges of neighbourhoods, broken."""
    outlines = shapely.coverage_simplify(desk.bundle.neighbourhoods.geometry.to_numpy(), OUTLINE_TOLERANCE_M)
    seen = outlines[shapely.intersects(outlines, pen.frame)]
    path = "".join(pen.path(shape, closed=True) for shape in seen)
    return f'<path d="{path}" fill="none" stroke="#8A8377" stroke-width="1.6" stroke-dasharray="7 5"/>'


def names(desk: Desk, pen: Pen, window: Window, taken: Sequence[Room]) -> str:
    """Write the names of neighbourhoods where there is room, shifted up or down from what is drawn there.

    Parameters
    ----------
    desk, pen, window
        The bundle, and the part of the world that is drawn.
    taken
        What a name may not cover.
    """
    areas = desk.bundle.neighbourhoods
    seen = areas[areas.intersects(pen.frame)]
    # No name under the scale bar in the lower left corner.
    height = (window[3] - window[1]) * pen.scale
    written = [Room(130.0, height - 24, 130.0, 15.0), *taken]
    drawn = []
    clipped = seen.geometry.intersection(pen.frame)
    for index in clipped.area.sort_values(ascending=False).index:
        circle = shapely.maximum_inscribed_circle(clipped.loc[index], tolerance=10)
        name = str(seen["name"].loc[index])[:28]
        x, y = pen.at(*circle.coords[0])
        half = len(name) * 6.2
        if circle.length * pen.scale * 1.6 < half or not half < x < WIDTH - half:
            continue
        tried = (Room(x, y - 7 + shift, half, 15.0) for shift in _SHIFTS)
        room = next((one for one in tried if one.free(written) and 20 < one.y < height - 20), None)
        if room is not None:
            written.append(room)
            drawn.append(f'<text x="{x:.0f}" y="{room.y + 7:.0f}">{escape_text(name)}</text>')
    text = "".join(drawn)
    halo = f'<g fill="none" stroke="#FBF8F3" stroke-opacity=".8" stroke-width="5" stroke-linejoin="round">{text}</g>'
    return f'<g font-size="21" text-anchor="middle" fill="#46545B">{halo}{text}</g>'


def scale_bar(pen: Pen, height: float, width_m: float) -> str:
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
