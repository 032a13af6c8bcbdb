"""Draw icons for the four functions and the three kinds of place, told apart without colour."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from geo.vocabulary import Function, Kind
from layers.escape import Html, escape_text

VIEW_BOX: Final = 24
"""All icons are drawn on a square of this many units, in strokes of 2 with round ends."""

FUNCTION_PATHS: Final[Mapping[Function, str]] = MappingProxyType(
    {
        # A cup with steam: sitting down together.
        Function.MEET: "M5 11h11v5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 12h1.5a2.5 2.5 0 0 1 0 5H16M8.5 4v3M12.5 4v3",
        # A piece of the puzzle: taking part.
        Function.JOIN_IN: "M4 9.5h4.2a2.6 2.6 0 1 1 4.6 0H17v4a2.6 2.6 0 1 1 0 4.6V21H4z",
        # A sprout with two leaves: growing.
        Function.DEVELOP: "M12 21v-9M12 14C7 14 5 11 5 7c5 0 7 3 7 7zM12 11c0-4 2-7 7-7 0 4-2 7-7 7z",
        # Someone in full stride.
        Function.MOVE: "M14.5 4.5h.01M7 12l3-3.5 4 1.5-2 4.5 3 2V21M12 14.5 10 18l-3.5 2M14 10l2.5 2H19",
    }
)

KIND_SHAPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        # A drop: where the social sewer springs.
        Kind.INITIATIVE: '<path d="M12 1.5c3.8 4.7 8 8.7 8 13a8 8 0 0 1-16 0c0-4.3 4.2-8.3 8-13z"/>',
        # A block: a building open to all.
        Kind.PUBLIC: '<rect x="3" y="3" width="18" height="18" rx="4"/>',
        # A ring: a place that happens to bring people together.
        Kind.INFORMAL: '<circle cx="12" cy="12" r="7.5"/>',
    }
)


def _svg_icon(body: str, size: int, title: str | None, kind: str, *, masked: bool) -> Html:
    name = f'role="img" aria-label="{escape_text(title)}"' if title else 'aria-hidden="true"'
    if masked:
        return Html(f'<span class="riool-shape {kind}" style="width:{size}px;height:{size}px" {name}></span>')
    return Html(
        f'<svg class="{kind}" viewBox="0 0 {VIEW_BOX} {VIEW_BOX}" width="{size}" height="{size}" '
        f'focusable="false" {name}>{body}</svg>'
    )


def function_icon(function: Function, size: int = 24, title: str | None = None, *, masked: bool = False) -> Html:
    """Draw the icon of a function.

    Parameters
    ----------
    function
        What the place is for.
    size
        Pixels, both ways.
    title
        The name for those who do not see it; without one the icon is decoration beside a word.
    masked
        For a page that takes no SVG, as `st.html` does: a span that gets its shape from `icon_rules`.

    Returns
    -------
    Html
        An inline SVG, or a span, in the colour of the text around it.
    """
    body = (
        f'<path d="{FUNCTION_PATHS[function]}" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
    return _svg_icon(body, size, title, f"riool-icon riool-icon-{function.value}", masked=masked)


def kind_icon(kind: Kind, size: int = 24, title: str | None = None, *, masked: bool = False) -> Html:
    """Draw the shape of a kind of place, in the kind's colour (see `static/map/riool.css`).

    Parameters
    ----------
    kind
        What sort of place it is.
    size
        Pixels, both ways.
    title
        The name for those who do not see it; without one the icon is decoration beside a word.
    masked
        For a page that takes no SVG, as `st.html` does: a span that gets its shape from `icon_rules`.

    Returns
    -------
    Html
        An inline SVG, or a span.
    """
    return _svg_icon(KIND_SHAPES[kind], size, title, f"riool-mark riool-{kind.value}", masked=masked)


def _mask(body: str) -> str:
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {VIEW_BOX} {VIEW_BOX}">{body}</svg>'
    return f'url("data:image/svg+xml,{quote(picture)}")'


def icon_rules() -> str:
    """Write the style rules that give masked icons their shape."""
    line = 'fill="none" stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    shapes = {f"riool-icon-{function.value}": f'<path d="{FUNCTION_PATHS[function]}" {line}/>' for function in Function}
    for kind in Kind:
        hollow = ' fill="none" stroke="#000" stroke-width="3"' if kind is Kind.INFORMAL else ""
        shapes[f"riool-mark.riool-{kind.value}"] = f"<g{hollow}>{KIND_SHAPES[kind]}</g>"
    rules = [f".riool-shape.{name}{{mask-image:{_mask(body)}}}" for name, body in shapes.items()]
    colours = [f".riool-mark.riool-{kind.value}{{color:var(--riool-{kind.value})}}" for kind in Kind]
    base = (
        ".riool-shape{display:inline-block;flex:none;background:currentColor;mask-size:contain;mask-repeat:no-repeat}"
    )
    # A mask is no picture to a browser that replaces our colours: it would paint the shape as the page behind it.
    forced = "@media (forced-colors:active){.riool-shape{forced-color-adjust:none;background:CanvasText}}"
    return "\n".join([base, *rules, *colours, forced])
