"""Initiatieven: who they are and what they do."""

from __future__ import annotations

from views.html import heading, table, write
from views.visit import Visit


def initiatives_page(visit: Visit) -> None:
    """Write the page."""
    words, organisations = visit.words, visit.bundle.organisations
    rows = list(zip(organisations["name"], organisations[f"summary_{words.language}"], strict=True))
    title = words.text("app.page.initiatives")
    columns = [words.text("app.column.organisation"), words.text("app.column.summary")]
    write(heading(title, 1), table(title, columns, rows))
