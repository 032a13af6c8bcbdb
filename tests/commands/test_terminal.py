"""Whatever is printed, the terminal shows it and does nothing else."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from rich.panel import Panel
from rich.progress import Progress, TextColumn
from rich.table import Table
from rich.text import Text

from commands import EXIT_FAULT
from commands.terminal import Terminal
from tests import ROOT

HOSTILE = "Huis\x1b[2J\x1b]0;mine\x07\x9b31m\u202eover\x00\x08"
NO_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def printed(*things, **choices) -> str:
    page = io.StringIO()
    Terminal(file=page, width=200).print(*things, **choices)
    return page.getvalue()


def table(cell) -> Table:
    filled = Table(title=cell)
    filled.add_column(cell)
    filled.add_row(cell)
    return filled


@pytest.mark.parametrize(
    "thing",
    [HOSTILE, Text(HOSTILE), table(HOSTILE), table(Text(HOSTILE)), Panel(HOSTILE, title=Text(HOSTILE))],
    ids=["words", "text", "table", "table of text", "panel"],
)
@pytest.mark.parametrize("markup", [True, False])
def test_control_characters_show_as_their_number(thing, markup):
    page = printed(thing, markup=markup, highlight=markup)
    assert NO_TEXT.search(page) is None
    assert "Huis" in page
    assert "over" in page


def test_what_can_be_seen_stays_as_it_is():
    assert printed("Café é 🏠 1\u00a0000\nnext", markup=False) == "Café é 🏠 1\u00a0000\nnext\n"


def test_the_colours_and_the_bar_of_the_console_itself_stay():
    page = io.StringIO()
    console = Terminal(file=page, width=200, force_terminal=True, color_system="standard")
    console.print("[red]rood[/red]")
    with Progress(TextColumn("{task.description}", markup=False), console=console) as bar:
        bar.add_task(HOSTILE)
    assert "\x1b[31mrood\x1b[0m" in page.getvalue()
    assert "\x1b[2J" not in page.getvalue()
    assert "\x1b]0;" not in page.getvalue()
    assert "\x9b" not in page.getvalue()


def test_a_fault_about_a_hostile_path_moves_no_cursor(tmp_path):
    command = [sys.executable, "-c", "from commands.riool import main; main()", "check", "--bundle"]
    said = subprocess.run(
        [*command, str(tmp_path / "a\x1b[2Jb")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == EXIT_FAULT
    assert NO_TEXT.search(said.stdout + said.stderr) is None
    assert "no bundle in" in said.stderr


def test_every_command_prints_through_this_terminal():
    others = [
        file.name
        for file in (ROOT / "commands").glob("*.py")
        if file.name != "terminal.py" and re.search(r"\bConsole\b|(?<![.\w])print\(", file.read_text("utf-8"))
    ]
    assert others == []
