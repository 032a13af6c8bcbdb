"""A fact sheet as one web page with everything inside: opens anywhere, prints on A4, asks no host for anything."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from layers.escape import Html, escape_text
from layers.style import style_sheet
from publishing.sheets.drawings import inline_svg
from publishing.sheets.sheet import Drawing, Section, Sheet, SheetTable

_SHEET_CSS: Final = Path(__file__).with_name("sheet.css")


@cache
def sheet_style() -> str:
    """Give the rules of a sheet: palette, screen and paper."""
    return style_sheet("light") + sheet_rules()


@cache
def sheet_rules() -> str:
    """Give the rules without the palette, for a page that has one."""
    return _SHEET_CSS.read_text(encoding="utf-8")


def _drawing(one: Drawing, kind: str = "") -> str:
    return inline_svg(one.svg, one.alt, kind)


def _table(one: SheetTable) -> str:
    head = "".join(f'<th scope="col">{escape_text(words)}</th>' for words in one.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape_text(row[0])}</th>'
        + "".join(f"<td>{escape_text(words)}</td>" for words in row[1:])
        + "</tr>"
        for row in one.rows
    )
    caption = f"<caption>{escape_text(one.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def section_html(one: Section) -> Html:
    """Write a part of a sheet."""
    paragraphs = "".join(f"<p>{escape_text(words)}</p>" for words in one.paragraphs)
    bullets = "".join(f"<li>{escape_text(words)}</li>" for words in one.bullets)
    return Html(
        f"<section><h2>{escape_text(one.title)}</h2>{paragraphs}"
        + (f"<ul>{bullets}</ul>" if bullets else "")
        + (_drawing(one.drawing) if one.drawing else "")
        + (_table(one.table) if one.table else "")
        + "</section>"
    )


def _live(sheet: Sheet) -> str:
    if sheet.link is None or sheet.qr is None:
        return f"<p><b>{escape_text(sheet.link_text)}</b></p>"
    address = escape_text(sheet.link)
    words = f'<p><b>{escape_text(sheet.link_text)}</b><br><a href="{address}">{address}</a></p>'
    return f'<div class="live">{_drawing(sheet.qr)}{words}</div>'


def sheet_body(sheet: Sheet) -> Html:
    """Write what stands inside the page's `main`."""
    facts = "".join(f"<li><b>{escape_text(one.number)}</b>{escape_text(one.text)}</li>" for one in sheet.facts)
    keys = "".join(f"<li>{inline_svg(one.svg, '')}<span>{escape_text(one.alt)}</span></li>" for one in sheet.map_keys)
    drawn = ""
    if sheet.map is not None:
        title = escape_text(sheet.map_title)
        drawn = f'<section><h2>{title}</h2>{_drawing(sheet.map, "map")}<ul class="keys">{keys}</ul></section>'
    front = "".join(section_html(one) for one in sheet.front)
    sections = "".join(section_html(one) for one in (*sheet.sections, sheet.sure, sheet.sources, sheet.citation))
    return Html(
        f'<p class="kicker">{escape_text(sheet.kicker)}</p><h1>{escape_text(sheet.title)}</h1>'
        f'<p class="lead">{escape_text(sheet.lead)}</p>'
        + (f'<ul class="facts">{facts}</ul>' if facts else "")
        + drawn
        + (f'<div class="front">{front}</div>' if front else "")
        + f'<div class="{"parts rest" if drawn else "parts"}">{sections}{_live(sheet)}</div>'
        + f"<footer><p>{escape_text(sheet.footer)}</p></footer>"
    )


def sheet_html(sheet: Sheet) -> Html:
    """Write a sheet as a whole HTML document without scripts.

    Parameters
    ----------
    sheet
        What to write.

    Returns
    -------
    Html
        Its policy forbids the browser to load or run anything.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return Html(
        f'<!DOCTYPE html><html lang="{escape_text(sheet.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape_text(sheet.title)} - {escape_text(sheet.kicker)}</title><style>{sheet_style()}</style></head>"
        f"<body><main>{sheet_body(sheet)}</main></body></html>"
    )
