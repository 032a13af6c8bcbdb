"""The command line as a whole: every command is there, and none costs anything until it is run."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from commands.riool import RioolGroup, app
from tests import ROOT

HEAVY = ("osmnx", "matplotlib", "sklearn", "streamlit", "folium")
NAMES = list(RioolGroup.deferred)


def modules_after(code: str) -> set[str]:
    """Top-level packages that are imported when a fresh Python has run some code."""
    asked = f"{code}\nimport json, sys; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, cwd=ROOT)
    return set(json.loads(done.stdout.splitlines()[-1]))


def run(*words: str) -> str:
    """Code that runs a command as a shell would."""
    return (
        f"import sys; sys.argv = {['riool', *words]!r}\n"
        "from commands.riool import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )


def test_the_help_imports_nothing_that_computes():
    imported = modules_after(run("--help"))
    assert imported.isdisjoint({*HEAVY, "numpy", "pandas", "geopandas", "scipy", "pandera", "pydantic"})


def test_a_closure_imports_neither_map_nor_sources():
    assert modules_after(run("closure", "daalhoeve")).isdisjoint({*HEAVY, "requests", "osmium", "pandera"})


@pytest.mark.parametrize("name", NAMES)
def test_the_list_says_of_a_command_what_its_own_help_says_first(name):
    command = RioolGroup.deferred[name].load(name)
    assert " ".join(command.help.split("\n\n")[0].split()) == RioolGroup.deferred[name].summary


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_is_its_own(name):
    said = CliRunner(env={"COLUMNS": "300"}).invoke(app, [name, "--help"])
    assert said.exit_code == 0
    assert RioolGroup.deferred[name].summary in " ".join(said.output.split())
    assert f"Usage: riool {name}" in said.output or f"Usage: root {name}" in said.output


def test_every_command_stands_in_the_help():
    said = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["--help"]).output
    assert all(f" {name} " in said for name in NAMES)
    assert list(get_command(app).commands) == NAMES


def test_a_wrong_name_is_answered_with_a_near_one():
    said = CliRunner().invoke(app, ["closur"])
    assert said.exit_code == 2
    assert "closure" in said.output
