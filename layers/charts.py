"""Draw small charts and small maps as plain SVG in the project's palette.

A drawing holds no words of its own except numbers, so that it needs no font; what it says stands in its `alt` and in a
table. Bars and ranges are HTML, so that they stretch with the page and stand in the row they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.escape import Html, escape_text
from layers.style import DARK, LIGHT, Palette

_SAFE_IN_ADDRESS: Final = " =:/,;()!*@$+-._~"
_SIZE: Final = 300
_MARGIN: Final = 6
_ENOUGH_POINTS: Final = 120
_TOLERANCE_M: Final = 15.0
_MARGIN_M: Final = 500.0
_SMALLEST_SHARE: Final = 0.3
_RADIUS_PER_ROOT_M: Final = 5.0
_SMALLEST_RADIUS_M: Final = 14.0
_AS_LARGE_AS: Final = 300.0
"""Residents; a mark is as large as their dot."""
_STROKE_SHARE: Final = 0.003
"""Of the width of the window, so that lines are as thin on a close-up as on the whole area."""


def chart_image(svg: str, alt: str, kind: str) -> Html:
    """Put a chart into a page.

    Parameters
    ----------
    svg
        A whole SVG document with `xmlns` and `viewBox`.
    alt
        What it shows, in plain text.
    kind
        Class of the image, for its size.

    Returns
    -------
    Html
        An image that carries its drawing.
    """
    source = f"data:image/svg+xml,{quote(svg, safe=_SAFE_IN_ADDRESS)}"
    return Html(f'<img class="riool-chart {escape_text(kind)}" alt="{escape_text(alt)}" src="{source}">')


def _rules(palette: Palette) -> str:
    classes = "".join(f".c{number}{{fill:{colour}}}" for number, colour in enumerate(palette.classes, start=1))
    return (
        f"{classes}.c0{{fill:{palette.none};stroke:{palette.muted};stroke-dasharray:2 3}}"
        f".edge{{stroke:{palette.boundary}}}.water{{fill:{palette.water}}}"
        f".axis{{stroke:{palette.line}}}.even{{stroke:{palette.muted}}}"
        f".line{{stroke:{palette.pipe}}}.between{{fill:{palette.dry_soft}}}"
        f".dry{{fill:{palette.card};stroke:{palette.dry}}}.wet{{fill:{palette.pipe};stroke:{palette.card}}}"
        f".old{{fill:{palette.muted};stroke:{palette.card}}}.mark{{fill:{palette.card};stroke:{palette.ink}}}"
    )


def chart_style() -> str:
    """Write the rules of the charts' own classes, for a light and a dark screen."""
    return f"<style>{_rules(LIGHT)}@media(prefers-color-scheme:dark){{{_rules(DARK)}}}</style>"


def lorenz_chart(share_of_people: Sequence[float], share_of_minutes: Sequence[float], alt: str) -> Html:
    """Draw a Lorenz curve under the line of perfect equality.

    Parameters
    ----------
    share_of_people, share_of_minutes
        Cumulative, from 0 to 1, nearest first.
    alt
        What it shows.

    Returns
    -------
    Html
        A square image.
    """
    inner = _SIZE - 2 * _MARGIN

    def at(across: float, up: float) -> str:
        return f"{_MARGIN + across * inner:.1f} {_MARGIN + (1 - up) * inner:.1f}"

    points = _thinned(list(zip(share_of_people, share_of_minutes, strict=True)))
    curve = "L".join(at(across, up) for across, up in points)
    corners = f"M{at(0, 1)}L{at(0, 0)}L{at(1, 0)}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">{chart_style()}'
        f'<path class="between" d="M{curve}Z"/>'
        f'<path class="axis" d="{corners}" fill="none" stroke-width="2"/>'
        f'<path class="even" d="M{at(0, 0)}L{at(1, 1)}" fill="none" stroke-width="1.5" stroke-dasharray="5 5"/>'
        f'<path class="line" d="M{curve}" fill="none" stroke-width="3.5" stroke-linejoin="round"/></svg>'
    )
    return chart_image(svg, alt, "riool-chart-square")


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    step = max(1, len(points) // _ENOUGH_POINTS)
    return [*points[:-1:step], points[-1]]


def bar(share: float, kind: str = "") -> Html:
    """Draw a bar as wide as a share (0-1) of its cell; decoration beside the number."""
    return Html(
        f'<span class="riool-bar {escape_text(kind)}" style="--share:{_percent(share)}" aria-hidden="true"></span>'
    )


def range_bar(low: float, value: float, high: float) -> Html:
    """Draw a range with a mark in it, on a scale from 0 to 1; decoration beside the numbers."""
    return Html(
        f'<span class="riool-range" style="--low:{_percent(low)};--high:{_percent(high)};--at:{_percent(value)}" '
        'aria-hidden="true"></span>'
    )


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


Window = tuple[float, float, float, float]
"""West, south, east, north in metres."""


@dataclass(frozen=True, slots=True)
class SmallGround:
    """The outlines of an area as drawing steps, made once for all its small maps.

    Parameters
    ----------
    outlines
        By code of the neighbourhood, in metres east and south of the north-west corner.
    water
        The same for the water.
    whole
        The area.
    """

    outlines: Mapping[str, str]
    water: str
    whole: Window


@dataclass(frozen=True, slots=True)
class Dots:
    """Points with people.

    Parameters
    ----------
    points
        EPSG:28992, shape `(n, 2)`.
    people
        Residents, shape `(n,)`; the area of a dot grows with them.
    kind
        `dry` no place nearby any more, `wet` a place nearby now, `old` no place nearby as before, `mark` something to
        find.
    """

    points: NDArray[Any]
    people: NDArray[Any]
    kind: str

    @classmethod
    def marks(cls, points: NDArray[Any]) -> Dots:
        """Mark points of which only the place matters."""
        return cls(points, np.full(len(points), _AS_LARGE_AS), "mark")


def small_ground(neighbourhoods: gpd.GeoDataFrame, water: gpd.GeoDataFrame) -> SmallGround:
    """Prepare the ground of small maps.

    Parameters
    ----------
    neighbourhoods, water
        The tables of the bundle of those names, in metres; water as areas.

    Returns
    -------
    SmallGround
        Shared borders stay shared.
    """
    west, south, east, north = (float(value) for value in neighbourhoods.total_bounds)
    outlines = shapely.coverage_simplify(neighbourhoods.geometry.to_numpy(), _TOLERANCE_M)
    steps = {
        str(code): _path(outline, (west, north))
        for code, outline in zip(neighbourhoods["neighbourhood"], outlines, strict=True)
    }
    river = "".join(_path(shape, (west, north)) for shape in water.geometry.simplify(_TOLERANCE_M))
    return SmallGround(steps, river, (west, south, east, north))


def _path(shape: shapely.Geometry, corner: tuple[float, float]) -> str:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(f"M{_steps(_placed(shapely.get_coordinates(ring), corner))}z" for ring in rings)


def _placed(points: NDArray[Any], corner: tuple[float, float]) -> NDArray[np.int64]:
    return np.rint((points - corner) * (1.0, -1.0)).astype(np.int64)


def _steps(points: NDArray[np.int64]) -> str:
    moves = np.diff(points, axis=0)[:-1]
    return f"{points[0, 0]} {points[0, 1]}l" + " ".join(f"{x} {y}" for x, y in moves)


def window_around(points: NDArray[Any], whole: Window) -> Window:
    """Choose the part of an area to show so that some points stand well inside it, in the area's own proportions.

    Parameters
    ----------
    points
        EPSG:28992, shape `(n, 2)`; without any the whole area is shown.
    whole
        The area.

    Returns
    -------
    Window
        Never larger than the area, nor smaller than a few neighbourhoods.
    """
    if not len(points):
        return whole
    size = np.array([whole[2] - whole[0], whole[3] - whole[1]])
    low, high = points.min(axis=0) - _MARGIN_M, points.max(axis=0) + _MARGIN_M
    half = size * min(1.0, max(*((high - low) / size), _SMALLEST_SHARE)) / 2
    centre = np.clip((low + high) / 2, np.array(whole[:2]) + half, np.array(whole[2:]) - half)
    west, south, east, north = (float(value) for value in (*(centre - half), *(centre + half)))
    return west, south, east, north


def small_map(ground: SmallGround, classes: Mapping[str, int], dots: Sequence[Dots], window: Window, alt: str) -> Html:
    """Draw a small map.

    Parameters
    ----------
    ground
        From `small_ground`.
    classes
        Class per neighbourhood, 0 to 5.
    dots
        From the bottom up.
    window
        What to show.
    alt
        What it says.

    Returns
    -------
    Html
        An image.
    """
    west, south, east, north = window
    corner = (ground.whole[0], ground.whole[3])
    stroke = round((east - west) * _STROKE_SHARE)
    shapes = "".join(
        f'<path class="c{classes.get(code, 0)}" d="{outline}"/>' for code, outline in ground.outlines.items()
    )
    marks = "".join(_circles(one, corner, stroke) for one in dots)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{west - corner[0]:.0f} {corner[1] - north:.0f} '
        f'{east - west:.0f} {north - south:.0f}">{chart_style()}<g class="edge" stroke-width="{stroke}">{shapes}</g>'
        f'<path class="water" d="{ground.water}"/>{marks}</svg>'
    )
    return chart_image(svg, alt, "riool-chart-map")


def _circles(dots: Dots, corner: tuple[float, float], stroke: int) -> str:
    radii = _SMALLEST_RADIUS_M + _RADIUS_PER_ROOT_M * np.sqrt(dots.people)
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius:.0f}"/>'
        for (x, y), radius in zip(_placed(dots.points, corner), radii, strict=True)
    )
    width = 2 * stroke if dots.kind == "mark" else max(stroke // 3, 1)
    return f'<g class="{dots.kind}" stroke-width="{width}">{circles}</g>' if circles else ""
