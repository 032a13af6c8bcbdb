"""Buurten: what each neighbourhood has and lacks."""

from __future__ import annotations

from layers.figures import area_figures, figures_for
from layers.sentences import people, tooltip_text
from views.html import heading, table, write
from views.visit import Visit


def neighbourhoods_page(visit: Visit) -> None:
    """Write the page."""
    words, view = visit.words, visit.state.view()
    figures = figures_for(visit.bundle.neighbourhoods, visit.bundle.coverage, view, visit.state.weights())
    rows = [
        [figure.name, people(figure.residents, words), tooltip_text(figure, view, words)]
        for figure in area_figures(figures.sort_values("value", na_position="last"))
    ]
    columns = [
        words.text("app.column.neighbourhood"),
        words.text("app.column.residents"),
        words.text(f"measure.{view.measure}"),
    ]
    write(heading(words.text("app.page.neighbourhoods"), 1), table(columns[2], columns, rows, numeric=(1,)))
