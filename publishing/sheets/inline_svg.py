"""A drawing of our own inside a page, with its words for those who do not see it."""

from __future__ import annotations

from layers.escape import Html, escape_text


def inline_svg(svg: str, alt: str, kind: str = "") -> Html:
    """Put a whole SVG document into a page.

    Parameters
    ----------
    svg
        Made by this project: every outside string in it has passed `escape_text`.
    alt
        What it shows; empty for decoration beside a word.
    kind
        Its class.

    Returns
    -------
    Html
        The drawing as an element.
    """
    named = f'role="img" aria-label="{escape_text(alt)}"' if alt else 'aria-hidden="true"'
    style = f' class="{escape_text(kind)}"' if kind else ""
    return Html(svg.replace("<svg ", f'<svg {named}{style} focusable="false" ', 1))
