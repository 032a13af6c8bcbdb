"""A fact sheet as a PDF of at most two A4 pages: tagged, titled, its fonts inside, for screen readers and printers."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from geo.errors import RioolError
from layers.words import Words
from publishing.sheets.sheet import Sheet

_HERE: Final = Path(__file__).resolve().parent
FONTS: Final = _HERE / "fonts"
_TEMPLATE: Final = _HERE / "sheet.typ"
LONGEST_SHEET: Final = 2
_SIZES: Final = ((10.2, 1.0), (9.7, 0.97), (9.2, 0.94), (8.7, 0.9), (8.2, 0.8), (7.7, 0.7), (7.3, 0.6))
"""Points of type and width of the map, largest first: the first that fits on two pages is used."""
_SMALLER: Final = (9.2, 0.7)
_FULL_FRONT: Final = 2
"""A first page with fewer parts under its map has room: everything goes on that page, set smaller, if it fits."""
_STANDARD: Final = "ua-1"


class SheetError(RioolError):
    """A sheet that cannot be set on two pages, or not at all."""


@cache
def _fonts() -> typst.Fonts:
    # Typst's own faces serve only letters that ours lacks, such as Greek or Cyrillic.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _inputs(sheet: Sheet, size: float, width: float, *, breaks: bool) -> dict[str, str]:
    words = Words(sheet.language)
    content = asdict(sheet)
    content |= {
        "size": size,
        "map_width": width * 100,
        "breaks": breaks,
        "page": words.text("sheet.page", page="{page}", pages="{pages}"),
    }
    return {"sheet": json.dumps(content, ensure_ascii=False)}


def _typeset(sheet: Sheet, size: float, width: float, *, breaks: bool) -> tuple[bytes, int]:
    inputs = _inputs(sheet, size, width, breaks=breaks)
    try:
        return _compile(inputs, [_STANDARD])
    except typst.TypstError:
        # A letter that no face has (an emoji, say) may not stand in PDF/UA; the sheet is still worth having.
        return _compile(inputs, [])


def _compile(inputs: dict[str, str], standards: list[Any]) -> tuple[bytes, int]:
    compiler = typst.Compiler(input=_TEMPLATE, root=_HERE, font_paths=_fonts(), sys_inputs=inputs)
    counted = json.loads(str(compiler.query("<pages>", field="value", one=True)))
    if counted > LONGEST_SHEET:
        return b"", counted
    pdf = compiler.compile(format="pdf", pdf_standards=standards)
    if not isinstance(pdf, bytes):
        raise SheetError("the sheet came out as no PDF")
    return pdf, counted


def sheet_pdf(sheet: Sheet) -> bytes:
    """Set a sheet on A4.

    Parameters
    ----------
    sheet
        What to set.

    Returns
    -------
    bytes
        PDF/UA-1, as long as every letter has a face; else a tagged PDF of the same looks.

    Raises
    ------
    SheetError
        If it does not fit on two pages in the smallest type that we print.
    """
    if sheet.map is not None and len(sheet.front) < _FULL_FRONT:
        pdf, pages = _typeset(sheet, *_SMALLER, breaks=False)
        if pages == 1:
            return pdf
    for size, width in _SIZES:
        pdf, pages = _typeset(sheet, size, width, breaks=sheet.map is not None)
        if pages <= LONGEST_SHEET:
            return pdf
    raise SheetError(f"the sheet of '{sheet.title}' does not fit on {LONGEST_SHEET} pages; shorten its texts")
