"""A table that a reader can sort by its headings, in the browser (`static/app/table.js`), so that it costs no wait."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from layers.escape import Html, escape_text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sortable table.

    Parameters
    ----------
    name
        Plain text of its heading.
    numeric
        Whether it holds numbers, which stand to the right and sort by `Cell.sort`.
    sorts
        Whether its heading is a button.
    wide
        Whether it keeps room for a drawing.
    spare
        Whether it goes on a small screen, because a note in another cell says the same there.
    """

    name: str
    numeric: bool = False
    sorts: bool = True
    wide: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sortable table.

    Parameters
    ----------
    text
        Plain text.
    sort
        What a numeric column sorts by; NaN and None come last, whichever way it is sorted.
    drawing
        Finished HTML beside the text, decoration only.
    style
        Class of the cell.
    note
        Plain text under it, on a small screen only.
    """

    text: str
    sort: float | None = None
    drawing: Html | None = None
    style: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SortedBy:
    """By which column a table is sorted at first, and in which direction.

    Parameters
    ----------
    column
        Index of the column.
    falling
        Whether the highest comes first.
    """

    column: int
    falling: bool


@dataclass(frozen=True, slots=True)
class Below:
    """Rows that stay below the others however the table is sorted.

    Parameters
    ----------
    rows
        What has no rank, or totals.
    total
        Whether they are totals, and stand out instead of back.
    """

    rows: Sequence[Sequence[Cell]] = ()
    total: bool = False


_NOTHING: Final = Below()


def sortable_table(
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    sorted_by: SortedBy,
    below: Below = _NOTHING,
) -> Html:
    """Make a table with headings that sort it.

    Parameters
    ----------
    name
        Tells tables apart, so that the reader's order outlives a change of the figures.
    caption
        What the table says, and how it can be sorted.
    columns
        One per cell of a row.
    rows
        In the order of `sorted_by`; the first cell heads its row.
    sorted_by
        The order they are in.
    below
        What follows, whichever way the rows are sorted.

    Returns
    -------
    Html
        A table in a region that scrolls sideways on a small screen.
    """
    head = "".join(_heading(column, index, sorted_by) for index, column in enumerate(columns))
    body = "".join(_row(row, columns) for row in rows)
    foot = "".join(_row(row, columns) for row in below.rows)
    style = "riool-unranked riool-total" if below.total else "riool-unranked"
    rest = f'<tbody class="{style}">{foot}</tbody>' if foot else ""
    return Html(
        f'<div class="riool-table" role="region" tabindex="0" aria-label="{escape_text(caption)}">'
        f'<table class="riool-sortable" data-name="{escape_text(name)}"><caption>{escape_text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{rest}</table></div>"
    )


def _heading(column: Column, index: int, sorted_by: SortedBy) -> str:
    shown = _style("riool-wide" if column.wide else "", column)
    if not column.sorts:
        return f'<th scope="col"{shown}>{escape_text(column.name)}</th>'
    order = f' aria-sort="{"descending" if sorted_by.falling else "ascending"}"' if index == sorted_by.column else ""
    return f'<th scope="col"{shown}{order}><button type="button">{escape_text(column.name)}</button></th>'


def _row(cells: Sequence[Cell], columns: Sequence[Column]) -> str:
    return f"<tr>{''.join(_cell(cell, columns[index], index) for index, cell in enumerate(cells))}</tr>"


def _cell(cell: Cell, column: Column, index: int) -> str:
    shown = _style(cell.style, column)
    key = "" if cell.sort is None or math.isnan(cell.sort) else f' data-sort="{cell.sort:.6g}"'
    tag, scope = ("th", ' scope="row"') if index == 0 else ("td", "")
    text = escape_text(cell.text)
    inside = f'<span class="riool-drawn">{cell.drawing}<span>{text}</span></span>' if cell.drawing else text
    note = f'<small class="riool-note-below">{escape_text(cell.note)}</small>' if cell.note else ""
    return f"<{tag}{scope}{shown}{key}>{inside}{note}</{tag}>"


def _style(own: str, column: Column) -> str:
    names = [own, "riool-number" if column.numeric else "", "riool-spare" if column.spare else ""]
    style = " ".join(name for name in names if name)
    return f' class="{style}"' if style else ""
