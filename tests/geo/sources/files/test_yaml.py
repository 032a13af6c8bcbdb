"""A hand-written file: whatever stands in it, it is read or its faults are named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import Field

from geo.errors import Fault, InputError
from geo.sources.files.field_types import CheckedModel, Line, Text
from geo.sources.files.yaml import load_checked


class Note(CheckedModel):
    """A small file of its own for these tests."""

    title: Line
    lines: tuple[Text, ...] = ()
    free: str = ""
    named: dict[str, str] = Field(default_factory=dict)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "note.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def fault_of(path: Path) -> Fault:
    with pytest.raises(InputError) as caught:
        load_checked(path, Note)
    (fault,) = caught.value.faults
    return fault


def test_a_character_written_as_json_writes_it_is_that_character(tmp_path):
    note = load_checked(write(tmp_path, '{"title": "Huis \\ud83c\\udfe0", "named": {"\\ud83c\\udfe0": "x"}}'), Note)
    assert note.title == "Huis 🏠"
    assert note.named == {"🏠": "x"}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('title: "a\\ud83c"', "title"),
        ('free: "a\\udfe0\\ud83c"', "free"),
        ('lines: [a, "b\\ud800"]', "lines[2]"),
        ('named: {a: "b\\ud800"}', "named.a"),
    ],
)
def test_half_a_character_names_line_and_key(tmp_path, line, field):
    title = "" if line.startswith("title") else "title: x\n"
    fault = fault_of(write(tmp_path, f"# a note\n{title}{line}\n"))
    assert fault.row == f"line {2 + bool(title)}"
    assert fault.field == field
    assert "half a character" in fault.found


DEEP = 20_000


@pytest.mark.parametrize(
    "text",
    ["lines: " + "[" * DEEP + "]" * DEEP, "lines: " + "{a: " * DEEP, "- " * DEEP, "? " * DEEP],
    ids=["lists", "groups", "hyphens", "questions"],
)
def test_a_file_nested_too_deep_names_the_line(tmp_path, text):
    fault = fault_of(write(tmp_path, f"# a note\n{text}\n"))
    assert fault.row == "line 2"
    assert "groups inside each other" in fault.found


def test_references_that_would_grow_beyond_memory_are_refused(tmp_path):
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghijkl"))
    fault = fault_of(write(tmp_path, bomb))
    assert (fault.row, fault.found) == ("line 2", "a reference (*name)")


@pytest.mark.parametrize(
    "value", ["2001-99-99", "!!int x", "!!float x", "-_", "0x_", "9" * 5000, "0x" + "f" * 5000, "!!binary x", "!!set x"]
)
def test_a_value_that_cannot_be_made_names_its_line(tmp_path, value):
    fault = fault_of(write(tmp_path, f"# a note\ntitle: {value}\n"))
    assert fault.row == "line 2"
    assert len(str(fault)) < 400


@pytest.mark.parametrize("text", ['title: "\\UFFFFFFFF"', "!!set e: x", "? [a]: b\n: c", "!!omap x", "title: !<tag: x"])
def test_marks_that_the_library_does_not_expect_are_told(tmp_path, text):
    with pytest.raises(InputError, match=r"note\.yaml"):
        load_checked(write(tmp_path, text), Note)
