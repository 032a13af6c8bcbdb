"""The samples in the legend of a sheet's map."""

from __future__ import annotations

from geo.vocabulary import Kind
from layers.style import LIGHT
from publishing.sheets.map_marks import INEXACT_STYLE, REACH_STYLES, mark


def key_of_reach(index: int) -> str:
    """Draw the sample of a walk's area for the legend, shortest walk first."""
    style = REACH_STYLES[index]
    return _key(f'<rect x="4" y="4" width="38" height="28" rx="8" {style}/>', 46)


def key_of_mark(kind: Kind, *, large: bool) -> str:
    """Draw the sample of a mark for the legend."""
    if large:
        return _key(mark(kind, 18, 18, 34, f'fill="{LIGHT.ink}" stroke="#fff" stroke-width="2.2"'), 36)
    return _key(mark(kind, 14, 18, 22, 'fill="#fff" stroke="#22313A" stroke-width="2.6"'), 28)


def key_of_inexact(kind: Kind) -> str:
    """Draw the sample of a place that is only roughly known for the legend."""
    return _key(mark(kind, 18, 18, 34, INEXACT_STYLE), 36)


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
