"""The commit in a bundle is that of this project's own code, or it is missing."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geo.bundle.provenance import build_moment, current_commit
from geo.errors import InputError

WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *WHO, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one commit and one file of code."""
    root = tmp_path / "checkout"
    (root / "geo").mkdir(parents=True)
    (root / "geo" / "code.py").write_text("one = 1\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def test_a_checkout_gives_its_commit_and_marks_changed_code(checkout: Path) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    assert current_commit(checkout) == commit
    (checkout / "README.md").write_text("not code\n")
    assert current_commit(checkout) == commit
    (checkout / "geo" / "code.py").write_text("one = 2\n")
    assert current_commit(checkout) == f"{commit}+"


def test_a_folder_within_a_foreign_repository_has_no_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = checkout / ".venv" / "site-packages" / "sociaal_riool"
    installed.mkdir(parents=True)
    monkeypatch.chdir(checkout)
    assert current_commit(installed) is None


def test_no_repository_and_no_folder_have_no_commit(tmp_path: Path) -> None:
    assert current_commit(tmp_path) is None
    assert current_commit(tmp_path / "nowhere") is None


def test_a_repository_in_the_environment_is_not_ours(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(checkout / ".git"))
    own = tmp_path / "own"
    own.mkdir()
    assert current_commit(own) is None


def test_without_git_there_is_no_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert current_commit(checkout) is None


def test_the_moment_is_now_or_what_the_environment_names() -> None:
    # 86,400 seconds are a day.
    assert build_moment({"SOURCE_DATE_EPOCH": "0"}) == "1970-01-01T00:00:00+00:00"
    assert build_moment({"SOURCE_DATE_EPOCH": str(365 * 86_400 + 1)}) == "1971-01-01T00:00:01+00:00"
    age = datetime.now(UTC) - datetime.fromisoformat(build_moment({}))
    assert timedelta() <= age < timedelta(minutes=1)


@pytest.mark.parametrize("text", ["", "yesterday", "-1", "1.5", " 5", "\u0663", "9" * 12, "9" * 5000])
def test_a_moment_that_is_none_is_told(text: str) -> None:
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH: found") as caught:
        build_moment({"SOURCE_DATE_EPOCH": text})
    assert len(str(caught.value)) < 400
