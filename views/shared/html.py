"""Build static HTML for the pages; every text in it has passed `escape_text`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from layers.escape import Html, escape_text


def write(*pieces: str) -> None:
    """Put finished HTML on the page. Streamlit takes SVG out of it, so icons in it are masked ones."""
    st.html("".join(pieces))


def plain_label(text: str) -> str:
    """Take from an outside text what Streamlit would read as markup: the labels of its buttons are Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~:$" else sign for sign in " ".join(text.split()))


def heading(text: str, level: int = 2) -> Html:
    """Make a heading."""
    return Html(f"<h{level}>{escape_text(text)}</h{level}>")


def paragraph(text: str, kind: str = "") -> Html:
    """Make a paragraph, with a class of `static/app/page.css` if asked."""
    return Html(f'<p class="{kind}">{escape_text(text)}</p>' if kind else f"<p>{escape_text(text)}</p>")


def notice(text: str, kind: str = "riool-notice") -> Html:
    """Make a paragraph that is read aloud when it appears."""
    return Html(f'<div role="status">{paragraph(text, kind)}</div>')


def prose(*pieces: str) -> Html:
    """Put pieces under each other with the spacing of running text."""
    return Html(f'<div class="riool-prose">{"".join(pieces)}</div>')


def bullet_list(items: Iterable[str]) -> Html:
    """Make a list of plain texts."""
    return Html("<ul>" + "".join(f"<li>{escape_text(item)}</li>" for item in items) + "</ul>")


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Iterable[int] = (),
    *,
    under_heading: bool = False,
) -> Html:
    """Make a table that a screen reader can walk through; `st.dataframe` draws a picture.

    Parameters
    ----------
    caption
        What the table says.
    columns
        Plain text of the column headers.
    rows
        Plain text; the first cell is the header of its row.
    numeric
        Indices of the columns with numbers, set to the right.
    under_heading
        Whether a heading above says the same: then the caption is only spoken.
    """
    unseen = ' class="riool-unseen"' if under_heading else ""
    right = dict.fromkeys(numeric, ' class="riool-number"')
    head = "".join(f'<th scope="col"{right.get(i, "")}>{escape_text(name)}</th>' for i, name in enumerate(columns))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape_text(cell)}</th>' if i == 0 else f"<td{right.get(i, '')}>{escape_text(cell)}</td>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return Html(
        f'<div class="riool-table" role="region" tabindex="0" aria-label="{escape_text(caption)}"><table>'
        f"<caption{unseen}>{escape_text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def fold(title: str, content: Html) -> Html:
    """Make a `details` element: content that opens under its title.

    Parameters
    ----------
    title
        Plain text.
    content
        Finished HTML.
    """
    return Html(f'<details class="riool-fold"><summary>{escape_text(title)}</summary>{content}</details>')


def capital(text: str) -> str:
    """Write the first letter of a text as a capital."""
    return text[:1].upper() + text[1:]
