"""Parts of a page that open when asked, with the browser's own element: keyboard and screen readers know it."""

from __future__ import annotations

from layers.escape import Html, escape_text


def fold(title: str, content: Html) -> Html:
    """Fold content away under a title.

    Parameters
    ----------
    title
        Plain text.
    content
        Finished HTML.
    """
    return Html(f'<details class="riool-fold"><summary>{escape_text(title)}</summary>{content}</details>')
