"""Methode en data: where every figure comes from."""

from __future__ import annotations

from views.html import heading, table, write
from views.visit import Visit


def method_page(visit: Visit) -> None:
    """Write the page."""
    words = visit.words
    rows = [
        [str(source["title"]), str(source["publisher"]), str(source["reference_date"]), str(source["licence"])]
        for source in visit.bundle.manifest["sources"]
    ]
    title = words.text("app.page.method")
    columns = [words.text(f"app.column.{name}") for name in ("source", "publisher", "date", "licence")]
    write(heading(title, 1), table(title, columns, rows))
