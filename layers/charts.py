"""Draw small charts as plain SVG in the project's palette.

A chart holds no words of its own except numbers, so that it needs no font; what it says stands in its `alt` and in a
table. Bars and ranges are HTML, so that they stretch with the page and stand in the row they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from layers.escape import Html, escape_text
from layers.style import DARK, LIGHT, Palette

_SAFE_IN_ADDRESS: Final = " =:/,;()!*@$+-._~"
_SIZE: Final = 300
_MARGIN: Final = 6


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


_ENOUGH_POINTS: Final = 120


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
