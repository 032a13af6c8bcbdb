"""Other programs are started with a clean environment, and their end is told as a shell tells it."""

from __future__ import annotations

import signal

from setup_steps import console
from setup_steps.console import clean_environment, exit_code, start, start_quietly
from tests import ROOT


def test_a_program_stopped_by_a_signal_has_the_code_a_shell_gives():
    assert exit_code(-signal.SIGTERM) == 143
    assert exit_code(0) == 0
    assert start(["sh", "-c", "exit 4"], ROOT) == 4


def test_a_failing_quiet_program_shows_its_last_lines(capsys):
    assert start_quietly(["sh", "-c", "seq 100; exit 9"], ROOT) == 9
    said = capsys.readouterr().out
    assert "(exit code 9)" in said
    assert said.count("  | ") == console.LAST_LINES
    assert said.endswith("  | 100\n")


def test_the_readers_package_source_is_kept_and_other_pythons_are_not():
    kept = clean_environment(
        {"PIP_INDEX_URL": "x", "PIP_CERT": "c", "PYTHONPATH": "/elsewhere", "PIP_USER": "1"}, A="b"
    )
    assert kept["PIP_INDEX_URL"] == "x"
    assert kept["PIP_CERT"] == "c"
    assert "PYTHONPATH" not in kept
    assert kept["PIP_USER"] == "0"
    assert kept["A"] == "b"
