"""A CSV comes in as text with the row numbers of a spreadsheet; whatever is wrong in it is told with its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.sources.files.csv import read_csv


def written(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults_of(path, required=("code", "value")):
    with pytest.raises(InputError) as caught:
        read_csv(path, required)
    return caught.value.faults


def test_everything_is_text_and_the_first_row_of_data_is_row_2(tmp_path):
    table = read_csv(written(tmp_path, "code,value\n0935,1.50\n0936,\n"), ("code",))

    assert table.to_dict("index") == {2: {"code": "0935", "value": "1.50"}, 3: {"code": "0936", "value": ""}}


def test_an_empty_line_counts_and_a_line_break_in_a_cell_does_not(tmp_path):
    table = read_csv(written(tmp_path, 'code,value\n"a\nb",1\n\nc,2\n'), ("code",))

    assert table["code"].to_dict() == {2: "a\nb", 4: "c"}


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    table = read_csv(written(tmp_path, b"\xef\xbb\xbfcode,value\r\na,1\r\n"), ("code",))

    assert list(table.columns) == ["code", "value"]


def test_all_missing_columns_are_named_together(tmp_path):
    faults = faults_of(written(tmp_path, "naam,getal\na,1\n"))

    assert [(fault.field, fault.row) for fault in faults] == [("code", 1), ("value", 1)]
    assert "'naam', 'getal'" in faults[0].found


def test_semicolons_are_recognised(tmp_path):
    (fault,) = faults_of(written(tmp_path, "code;value\na;1\n"))

    assert "semicolons" in fault.found
    assert fault.expected == "commas"


def test_a_column_that_stands_there_twice_is_a_fault(tmp_path):
    (fault,) = faults_of(written(tmp_path, "code,value,code\na,1,b\n"))

    assert (fault.field, fault.found) == ("code", "the column 2 times")


def test_rows_of_another_length_are_told_together(tmp_path):
    short, long = faults_of(written(tmp_path, "code,value\na\nb,2\nc,3,4\n"))

    assert (short.row, short.found, short.expected) == (2, "1 cells", "2 cells, as in the heading")
    assert (long.row, long.found) == (4, "3 cells")


@pytest.mark.parametrize("content", ["code,value\n", "code,value\n\n\n"])
def test_a_heading_alone_is_a_fault(tmp_path, content):
    (fault,) = faults_of(written(tmp_path, content))

    assert fault.found == "a heading and no rows"


def test_lines_without_anything_have_no_columns(tmp_path):
    assert {fault.field for fault in faults_of(written(tmp_path, "\n\n"))} == {"code", "value"}


def test_another_encoding_is_told_with_its_byte(tmp_path):
    (fault,) = faults_of(written(tmp_path, "code,value\nCaf\u00e9,1\n".encode("latin-1")))

    assert fault.found == "bytes that are no UTF-8 text (at byte 14)"
    assert "UTF-8" in fault.advice


def test_a_quote_that_is_never_closed_is_a_broken_csv(tmp_path):
    (fault,) = faults_of(written(tmp_path, 'code,value\n"a,1\nb,2\n'))

    assert fault.found.startswith("broken CSV")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_whatever_was_written_is_read_back(tmp_path, rows):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("code", "value"), *rows])

    table = read_csv(written(tmp_path, text.getvalue()), ("code", "value"))

    assert list(table.itertuples(name=None)) == [(row, *cells) for row, cells in enumerate(rows, start=2)]
