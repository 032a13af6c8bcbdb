"""The words after `run.py`, and what is passed on."""

from __future__ import annotations

import os
import signal

import pytest

from setup_steps import commands
from setup_steps.console import SetupError
from tests import ROOT


@pytest.fixture
def usual_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pytest's own way of stopping as it was."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        (["test", "--", "-k", "foo"], ("test", ["-k", "foo"])),
        (["test", "-k", "foo"], ("test", ["-k", "foo"])),
        (["riool", "--", "--", "x"], ("riool", ["--", "x"])),
        (["map"], ("map", [])),
        ([], ("--help", [])),
    ],
)
def test_what_is_passed_on(typed, split):
    assert commands.split(typed) == split


@pytest.mark.usefixtures("usual_signals")
def test_a_wrong_word_gives_the_usage_and_2(capsys):
    assert commands.run(["mpa"]) == 2
    said = capsys.readouterr().err
    assert "does not know 'mpa'" in said
    assert "python3 run.py map" in said


@pytest.mark.usefixtures("usual_signals")
def test_help_is_no_fault(capsys):
    assert commands.run(["--help"]) == 0
    assert "python3 run.py test" in capsys.readouterr().out


@pytest.mark.usefixtures("usual_signals")
def test_a_setup_fault_is_said_without_a_traceback(monkeypatch, capsys):
    def fail(*_):
        raise SetupError("Type this.")

    monkeypatch.setattr(commands, "set_up", fail)
    assert commands.run(["map"]) == 2
    assert capsys.readouterr().err == "\nType this.\n"


@pytest.mark.usefixtures("usual_signals")
def test_stopping_is_no_traceback(monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "set_up", stopped)
    assert commands.run(["test"]) == 130
    assert "Run the same command again to go on." in capsys.readouterr().err


def test_ci_runs_the_command_of_the_readme() -> None:
    ci = ROOT / ".ci" / "run"
    assert os.access(ci, os.X_OK)
    command = ci.read_text("utf-8").splitlines()[-1].removeprefix("exec ")
    assert command == "python3 run.py test"
    assert f"\n{command}\n" in (ROOT / "README.md").read_text("utf-8")
