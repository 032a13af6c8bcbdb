"""Tables that sort: what the browser is given to sort by. That it sorts is tested in a browser, with the page."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from layers.charts import bar
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table

COLUMNS = [Column("Naam"), Column("Aantal", numeric=True), Column("Vast", sorts=False)]
CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=20)


def table(*rows, sorted_by=None, below=None):
    return sortable_table("naam", "Titel", COLUMNS, rows, sorted_by or SortedBy(1, falling=True), below or Below())


def test_the_first_order_is_said():
    found = table(sorted_by=SortedBy(1, falling=True))
    assert re.findall(r'<th scope="col"[^>]*aria-sort="(\w+)"><button type="button">(\w+)', found) == [
        ("descending", "Aantal")
    ]
    rising = table(sorted_by=SortedBy(0, falling=False))
    assert 'aria-sort="ascending"><button type="button">Naam' in rising


def test_a_column_that_does_not_sort_has_no_button():
    assert '<th scope="col">Vast</th>' in table()


def test_numbers_sort_by_their_value_and_missing_ones_have_none():
    found = table([Cell("a"), Cell("1.240", 1240.4), Cell("")], [Cell("b"), Cell("onbekend", float("nan")), Cell("")])
    assert re.findall(r'data-sort="([^"]*)"', found) == ["1240.4"]


def test_what_stays_below_is_a_body_of_its_own():
    below = [[Cell("samen"), Cell("3", 3.0), Cell("")]]
    assert '<tbody class="riool-unranked">' in table(below=Below(below))
    assert '<tbody class="riool-unranked riool-total">' in table(below=Below(below, total=True))
    assert table().count("<tbody") == 1


def test_a_drawing_stands_beside_its_text():
    found = table([Cell("a"), Cell("64%", 0.64, drawing=bar(0.64)), Cell("")])
    assert f'<span class="riool-drawn">{bar(0.64)}<span>64%</span></span>' in found


def test_a_column_that_a_small_screen_leaves_out_is_marked_in_every_row():
    columns = [Column("Naam"), Column("Band", spare=True)]
    found = sortable_table("n", "T", columns, [[Cell("a"), Cell("1 tot 2")]], SortedBy(0, falling=False))
    assert found.count("riool-spare") == 2


@given(CELL, CELL, CELL)
def test_every_text_shows_as_itself(name, number, note):
    found = table([Cell(name), Cell(number, 1.0, note=note), Cell("")])
    (row,) = re.findall(r"<tbody><tr>(.*?)</tr></tbody>", found, flags=re.DOTALL)
    shown = re.fullmatch(
        r'<th scope="row">([^<]*)</th><td class="riool-number" data-sort="1">([^<]*)'
        r'(?:<small class="riool-note-below">([^<]*)</small>)?</td><td></td>',
        row,
    )
    assert [html.unescape(text or "") for text in shown.groups()] == [name, number, note]
