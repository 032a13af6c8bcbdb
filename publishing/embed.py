"""Write the line of HTML that embeds a map in somebody else's page."""

from __future__ import annotations

from layers.escape import Html, escape_text

SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
"""What the map needs: its own scripts and data, and links that open a window of their own; no leaving the frame."""


def embed_line(address: str, title: str) -> Html:
    """Write the `iframe` that shows a map in another page.

    Parameters
    ----------
    address
        Of the map with `embed=true`, centred on a place by its parameters.
    title
        What the frame holds, for those who do not see it.

    Returns
    -------
    Html
        A sandboxed iframe that loads when it comes into view; credit and link are in the map itself.
    """
    return Html(
        f'<iframe src="{escape_text(address)}" title="{escape_text(title)}" width="100%" height="600" '
        f'style="border:0" loading="lazy" referrerpolicy="no-referrer" sandbox="{SANDBOX}"></iframe>'
    )
