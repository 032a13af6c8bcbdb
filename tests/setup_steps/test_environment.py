"""What is left to do, and who may do it now."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from setup_steps import environment
from setup_steps.console import SetupError
from setup_steps.environment import Environment, Installed, Step, steps_needed
from tests import ROOT

ALL_STEPS = (Step.MAKE, Step.REQUIREMENTS, Step.PROJECT)


WANT = Installed({"app": "a1", "dev": "d1"}, "p1")


@pytest.fixture
def checkout(tmp_path: Path) -> Environment:
    """A checkout with only what setting up reads."""
    (tmp_path / "requirements").mkdir()
    for name in ("app", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    return Environment(tmp_path)


class TestSteps:
    def test_nothing_is_done_twice(self):
        assert steps_needed(works=True, cut_short=False, there=WANT, want=WANT) == ()

    def test_the_tests_set_serves_the_map(self):
        want = Installed({"app": "a1"}, "p1")
        assert steps_needed(works=True, cut_short=False, there=WANT, want=want) == ()

    def test_the_map_set_does_not_serve_the_tests(self):
        there = Installed({"app": "a1"}, "p1")
        assert steps_needed(works=True, cut_short=False, there=there, want=WANT) == (Step.REQUIREMENTS,)

    @pytest.mark.parametrize(("works", "cut_short"), [(False, False), (True, True), (False, True)])
    def test_a_broken_or_half_made_venv_is_made_anew(self, works, cut_short):
        assert steps_needed(works=works, cut_short=cut_short, there=WANT, want=WANT) == ALL_STEPS

    def test_changed_requirements_are_installed(self):
        there = Installed({"app": "a0", "dev": "d1"}, "p1")
        assert steps_needed(works=True, cut_short=False, there=there, want=WANT) == (Step.REQUIREMENTS,)

    def test_a_moved_checkout_is_installed_again(self, checkout, tmp_path):
        before = environment.wanted(checkout, "app")
        moved = tmp_path.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
        after = environment.wanted(Environment(moved), "app")
        assert steps_needed(works=True, cut_short=False, there=before, want=after) == (Step.PROJECT,)

    def test_a_venv_of_ours_without_a_note_is_completed(self):
        assert steps_needed(works=True, cut_short=False, there=Installed(), want=WANT) == ALL_STEPS[1:]


class TestStamp:
    def test_what_is_written_is_read(self, checkout):
        checkout.venv.mkdir()
        environment.write_stamp(checkout, WANT)
        assert environment.read_stamp(checkout) == WANT

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", "null", '{"requirements": 3, "project": "p"}', '{"project": "p"}', "\0"]
    )
    def test_a_note_that_is_not_ours_counts_as_nothing(self, checkout, text):
        checkout.venv.mkdir()
        checkout.stamp.write_text(text, "utf-8")
        assert environment.read_stamp(checkout) == Installed()

    def test_the_note_follows_the_files(self, checkout):
        before = environment.wanted(checkout, "dev")
        checkout.requirements("app").write_text("changed\n", "utf-8")
        after = environment.wanted(checkout, "dev")
        assert before.requirements["app"] != after.requirements["app"]
        assert before.requirements["dev"] == after.requirements["dev"]


class TestVenv:
    def test_absent_empty_or_broken_does_not_work(self, checkout):
        assert not environment.venv_works(checkout)
        (checkout.venv / "bin").mkdir(parents=True)
        assert not environment.venv_works(checkout)
        checkout.python.write_text("not a program", "utf-8")
        checkout.python.chmod(0o755)
        assert not environment.venv_works(checkout)

    @pytest.mark.parametrize(("program", "works"), [(f'exec {sys.executable} "$@"', True), ("exit 1", False)])
    def test_one_with_pip_works(self, checkout, program, works):
        checkout.python.parent.mkdir(parents=True)
        checkout.python.write_text(f"#!/bin/sh\n{program}\n", "utf-8")
        checkout.python.chmod(0o755)
        assert environment.venv_works(checkout) is works

    def test_of_a_link_only_the_link_is_removed(self, checkout, tmp_path):
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        checkout.venv.symlink_to(elsewhere)
        environment.remove_venv(checkout)
        assert elsewhere.is_dir()
        assert not checkout.venv.is_symlink()


class TestLock:
    def test_a_finished_run_leaves_no_mark(self, checkout):
        with environment.one_at_a_time(checkout) as cut_short, environment.marked_unfinished(checkout):
            assert not cut_short
        with environment.one_at_a_time(checkout) as cut_short:
            assert not cut_short

    def test_a_run_that_fails_leaves_its_mark(self, checkout):
        def failing_run():
            with environment.one_at_a_time(checkout), environment.marked_unfinished(checkout):
                raise SetupError("the network was away")

        with pytest.raises(SetupError):
            failing_run()
        with environment.one_at_a_time(checkout) as cut_short:
            assert cut_short

    def test_a_killed_run_leaves_its_mark_and_no_lock_and_the_next_one_waits_for_a_living_one(self, checkout):
        program = (
            "import sys, time; from pathlib import Path; from setup_steps.environment import *\n"
            "e = Environment(Path(sys.argv[1]))\n"
            "with one_at_a_time(e), marked_unfinished(e):\n"
            "    print('held', flush=True); time.sleep(60)"
        )
        waiting = program.replace("'held'", "'second'").replace("time.sleep(60)", "pass")
        first = subprocess.Popen(
            [sys.executable, "-c", program, checkout.root], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with first:
            assert first.stdout.readline() == "held\n"
            second = subprocess.Popen(
                [sys.executable, "-c", waiting, checkout.root], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            with second:
                assert second.stdout.readline() == "Another run is setting up in this folder; waiting for it.\n"
                first.kill()
                assert second.stdout.readline() == "second\n"
        assert first.returncode == -signal.SIGKILL
        assert second.returncode == 0

    def test_what_a_killed_run_started_still_holds_the_lock(self, checkout):
        program = (
            "import sys; from pathlib import Path; from setup_steps.console import say, start_quietly\n"
            "from setup_steps.environment import *\n"
            "e = Environment(Path(sys.argv[1]))\n"
            "with one_at_a_time(e): start_quietly(['sh', '-c', 'echo started; sleep 1'], e.root, say)"
        )
        command = [sys.executable, "-c", program, checkout.root]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout.readline() == "started\n"
            killed.kill()
        after = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert after.stdout == "Another run is setting up in this folder; waiting for it.\nstarted\n"

    def test_a_folder_that_is_not_ours_is_said(self, tmp_path):
        with pytest.raises(SetupError, match="Copy the project to a folder that is yours"):
            environment.one_at_a_time(Environment(tmp_path / "absent")).__enter__()
