"""Turns metres on the ground into lines of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

WIDTH: Final = 1000
"""Units across a map; a unit is what the window's metres make it."""
_MARGIN: Final = 0.08
_SMALLEST_M: Final = 1400.0

Window = tuple[float, float, float, float]


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
