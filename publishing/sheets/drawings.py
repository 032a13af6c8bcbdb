"""Drawings as SVG: metres on the ground as paths, bars of a chart, a QR code, and an SVG inside a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import segno
import shapely

from layers.escape import Html, escape_text
from layers.style import FONT_FAMILY, LIGHT

WIDTH: Final = 1000
"""Units across a map; a unit is what the window's metres make it."""
_MARGIN: Final = 0.08
_SMALLEST_M: Final = 1400.0

Window = tuple[float, float, float, float]
_ROW: Final = 30
_LABEL: Final = 140
_BARS: Final = 210
_NUMBERS: Final = 70


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


def bar_chart(labels: Sequence[str], values: Sequence[float], shown: Sequence[str]) -> str:
    """Draw one bar per group.

    Parameters
    ----------
    labels
        What each bar is.
    values
        How long it is, 0 or more; the longest fills the width.
    shown
        The number as a reader writes it.

    Returns
    -------
    str
        A whole SVG document.
    """
    longest = max([*values, 1e-9])
    rows = []
    for index, (label, value, number) in enumerate(zip(labels, values, shown, strict=True)):
        top = index * _ROW
        width = _BARS * value / longest
        rows.append(
            f'<text x="{_LABEL - 12}" y="{top + 20}" text-anchor="end">{escape_text(label)}</text>'
            f'<rect x="{_LABEL}" y="{top + 4}" width="{_BARS}" height="22" fill="#EFEAE1"/>'
            f'<rect x="{_LABEL}" y="{top + 4}" width="{width:.1f}" height="22" fill="{LIGHT.pipe}"/>'
            f'<text x="{_LABEL + _BARS + 10}" y="{top + 20}" font-weight="700">{escape_text(number)}</text>'
        )
    height, width = _ROW * len(rows), _LABEL + _BARS + _NUMBERS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONT_FAMILY}" font-size="16" fill="{LIGHT.ink}">{"".join(rows)}</svg>'
    )


def qr_svg(address: str) -> str:
    """Draw the QR code of an address, black on white with a quiet border, as a whole SVG document."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, scale=4, xmldecl=False, svgns=True, dark="#22313A", light="#FFFFFF", nl=False
    )
    return drawn.getvalue().decode("utf-8")


def inline_svg(svg: str, alt: str, kind: str = "") -> Html:
    """Put a whole SVG document into a page.

    Parameters
    ----------
    svg
        Made by this project: every outside string in it has passed `escape_text`.
    alt
        What it shows; empty for decoration beside a word.
    kind
        Its class.

    Returns
    -------
    Html
        The drawing as an element.
    """
    named = f'role="img" aria-label="{escape_text(alt)}"' if alt else 'aria-hidden="true"'
    style = f' class="{escape_text(kind)}"' if kind else ""
    return Html(svg.replace("<svg ", f'<svg {named}{style} focusable="false" ', 1))
