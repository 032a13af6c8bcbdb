"""The checks run in turn, and the browser tests are skipped only where no browser can be had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setup_steps import checking
from setup_steps.checking import BrowserTesting, NoSuchBrowserError, driver_runs, find_chromium
from setup_steps.installing import Debian, apt_command


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


def test_the_arguments_of_test_go_to_pytest_only():
    by_name = {check.name: check.command for check in checking.checks(Path("/p/bin/python"), ["-k", "foo"])}
    assert by_name["pytest"] == ("/p/bin/python", "-m", "pytest", *checking.PYTEST, "-k", "foo")
    assert not [name for name, command in by_name.items() if "foo" in command and name != "pytest"]
    assert list(by_name) == ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]


def test_the_first_failure_counts_and_every_check_runs(monkeypatch, tmp_path, capsys):
    codes = {"a": 0, "b": 3, "c": 5}
    shell = [checking.Check(name, ("sh", "-c", f"exit {code}")) for name, code in codes.items()]
    monkeypatch.setattr(checking, "checks", lambda *_: shell)
    monkeypatch.setattr(checking, "get_browser", lambda *_: BrowserTesting("/usr/bin/chromium", driver=True))
    assert checking.run_tests(tmp_path, Path("python"), []) == 3
    said = capsys.readouterr().out
    assert re.search(r"^a +ok ", said, re.MULTILINE)
    assert re.search(r"^c +FAILED \(exit code 5\)", said, re.MULTILINE)
