"""A QR code as a drawing."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> str:
    """Draw the QR code of an address, black on white with a quiet border, as a whole SVG document."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, scale=4, xmldecl=False, svgns=True, dark="#22313A", light="#FFFFFF", nl=False
    )
    return drawn.getvalue().decode("utf-8")
