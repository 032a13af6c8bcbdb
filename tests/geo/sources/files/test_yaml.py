"""A hand-written file: whatever stands in it, it is read or its faults are named."""

from __future__ import annotations

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
