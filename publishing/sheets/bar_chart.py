"""Bars for a few groups, with their words and numbers in the drawing: readable in grey, and as text by a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from layers.escape import escape_text
from layers.style import FONT_FAMILY, LIGHT

_ROW: Final = 30
_LABEL: Final = 140
_BARS: Final = 210
_NUMBERS: Final = 70


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
