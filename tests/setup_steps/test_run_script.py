"""What `run.py` understands, passes on and says. Nothing is installed here, and nothing goes over the network."""

from __future__ import annotations

import ast
import os
import re
import signal
import sys
from pathlib import Path

import pytest

import run
from setup_steps import checking, commands, console
from setup_steps.checking import BrowserTesting, NoSuchBrowserError, driver_runs, find_chromium
from setup_steps.console import SetupError, exit_code, start, start_quietly
from setup_steps.installing import Debian, apt_command
from tests import ROOT


class TestPython:
    @pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
    def test_supported(self, version):
        assert run.python_fault((*version, 0)) == ""

    @pytest.mark.parametrize("version", [(3, 5), (3, 10), (3, 14), (4, 0)])
    def test_another_is_named_with_what_to_do(self, version):
        said = run.python_fault((*version, 1))
        assert f"this is Python {version[0]}.{version[1]}." in said
        assert "3.11, 3.12 or 3.13" in said
        assert "python3.11 run.py map" in said

    def test_the_door_opens_on_old_pythons(self):
        door = (ROOT / "run.py").read_text("utf-8")
        tree = ast.parse(door, feature_version=(3, 4))
        # These parse with feature_version, yet stop an old Python.
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
        assert "from __future__" not in door
        before_check = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in before_check] == ["import sys"]

    def test_the_bounds_are_those_of_the_project(self):
        promised = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
        assert promised is not None
        assert ((3, int(promised[1])), (3, int(promised[2]) - 1)) == (run.OLDEST, run.NEWEST)

    def test_only_the_standard_library_is_imported(self):
        for file in [ROOT / "run.py", *(ROOT / "setup_steps").glob("*.py")]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                for name in names:
                    assert name.split(".")[0] in {*sys.stdlib_module_names, "setup_steps"}, f"{file.name}: {name}"


class TestChromium:
    def test_the_one_named_wins(self):
        assert find_chromium({"RIOOL_CHROMIUM": "/my/chrome"}, lambda name: name) == "/my/chrome"

    @pytest.mark.parametrize("present", ["chromium", "chromium-browser", "google-chrome"])
    def test_an_installed_one_is_found(self, present):
        assert find_chromium({}, {present: f"/usr/bin/{present}"}.get) == f"/usr/bin/{present}"

    def test_none_is_none(self):
        assert find_chromium({}, lambda _: None) is None

    def test_a_wrong_name_is_not_replaced_by_another(self):
        with pytest.raises(NoSuchBrowserError, match="RIOOL_CHROMIUM is 'chrome9'"):
            find_chromium({"RIOOL_CHROMIUM": "chrome9"}, {"chromium": "/usr/bin/chromium"}.get)

    @pytest.mark.parametrize(
        ("program", "driver", "missing"),
        [
            ("/usr/bin/chromium", True, ()),
            (None, True, ("chromium", "fonts-liberation")),
            ("/usr/bin/chromium", False, ("libatomic1",)),
            (None, False, ("chromium", "fonts-liberation", "libatomic1")),
        ],
    )
    def test_what_is_missing_is_said_with_what_to_type(self, program, driver, missing):
        found = BrowserTesting(program, driver)
        said = checking.browser_line(found)
        assert found.missing == missing
        assert bool(found.why_not) == bool(missing)
        if missing:
            assert said.startswith(f"THE BROWSER TESTS ARE SKIPPED: {found.why_not} ")
            assert apt_command(missing) in said
            assert ("RIOOL_CHROMIUM=" in said) == (program is None)
        else:
            assert said == "The browser tests use /usr/bin/chromium."

    @pytest.mark.parametrize(("is_root", "installed"), [(True, [("libatomic1",)]), (False, [])])
    def test_what_is_missing_is_installed_only_where_we_may(self, monkeypatch, tmp_path, is_root, installed):
        asked = []
        machine = Debian(has_apt=True, is_root=is_root, has_sudo=False)
        found = BrowserTesting("/usr/bin/chromium", driver=False)
        monkeypatch.setattr(checking, "look_at_debian", lambda: machine)
        monkeypatch.setattr(checking, "apt_install", lambda _, packages, __: asked.append(packages))
        monkeypatch.setattr(checking, "look_for_browser", lambda *_: found)
        assert checking.get_browser(tmp_path, Path("python")) == found
        assert asked == installed

    @pytest.mark.parametrize(("code", "runs"), [(0, True), (127, False)])
    def test_a_playwright_that_misses_a_library_does_not_run(self, tmp_path, code, runs):
        python = tmp_path / "python"
        python.write_text(f"#!/bin/sh\nexit {code}\n", "utf-8")
        python.chmod(0o755)
        assert driver_runs(python) is runs
        assert not driver_runs(tmp_path / "absent")


@pytest.fixture
def usual_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pytest's own way of stopping as it was."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)


@pytest.mark.usefixtures("usual_signals")
class TestCommands:
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
    def test_what_is_passed_on(self, typed, split):
        assert commands.split(typed) == split

    def test_a_wrong_word_gives_the_usage_and_2(self, capsys):
        assert commands.run(["mpa"]) == 2
        said = capsys.readouterr().err
        assert "does not know 'mpa'" in said
        assert "python3 run.py map" in said

    def test_help_is_no_fault(self, capsys):
        assert commands.run(["--help"]) == 0
        assert "python3 run.py test" in capsys.readouterr().out

    def test_a_setup_fault_is_said_without_a_traceback(self, monkeypatch, capsys):
        def fail(*_):
            raise SetupError("Type this.")

        monkeypatch.setattr(commands, "set_up", fail)
        assert commands.run(["map"]) == 2
        assert capsys.readouterr().err == "\nType this.\n"

    def test_stopping_is_no_traceback(self, monkeypatch, capsys):
        def stopped(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(commands, "set_up", stopped)
        assert commands.run(["test"]) == 130
        assert "Run the same command again to go on." in capsys.readouterr().err

    def test_the_arguments_of_test_go_to_pytest_only(self):
        by_name = {check.name: check.command for check in checking.checks(Path("/p/bin/python"), ["-k", "foo"])}
        assert by_name["pytest"] == ("/p/bin/python", "-m", "pytest", *checking.PYTEST, "-k", "foo")
        assert not [name for name, command in by_name.items() if "foo" in command and name != "pytest"]
        assert list(by_name) == ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]

    def test_the_first_failure_counts_and_every_check_runs(self, monkeypatch, tmp_path, capsys):
        codes = {"a": 0, "b": 3, "c": 5}
        shell = [checking.Check(name, ("sh", "-c", f"exit {code}")) for name, code in codes.items()]
        monkeypatch.setattr(checking, "checks", lambda *_: shell)
        monkeypatch.setattr(checking, "get_browser", lambda *_: BrowserTesting("/usr/bin/chromium", driver=True))
        assert checking.run_tests(tmp_path, Path("python"), []) == 3
        said = capsys.readouterr().out
        assert re.search(r"^a +ok ", said, re.MULTILINE)
        assert re.search(r"^c +FAILED \(exit code 5\)", said, re.MULTILINE)

    def test_a_program_stopped_by_a_signal_has_the_code_a_shell_gives(self):
        assert exit_code(-signal.SIGTERM) == 143
        assert exit_code(0) == 0
        assert start(["sh", "-c", "exit 4"], ROOT) == 4

    def test_a_failing_quiet_program_shows_its_last_lines(self, capsys):
        assert start_quietly(["sh", "-c", "seq 100; exit 9"], ROOT) == 9
        said = capsys.readouterr().out
        assert "(exit code 9)" in said
        assert said.count("  | ") == console.LAST_LINES
        assert said.endswith("  | 100\n")


def test_ci_runs_the_command_of_the_readme() -> None:
    ci = ROOT / ".ci" / "run"
    assert os.access(ci, os.X_OK)
    command = ci.read_text("utf-8").splitlines()[-1].removeprefix("exec ")
    assert command == "python3 run.py test"
    assert f"\n{command}\n" in (ROOT / "README.md").read_text("utf-8")
