"""A folder is replaced whole or not at all, whatever refuses and whenever the program is killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo import folders
from geo.errors import StorageError
from geo.folders import atomic_folder, scratch_folder, standing_folder, write_together
from geo.storage import SCRATCH
from tests import ROOT

WRITE = """
import os, signal, sys
from pathlib import Path
from geo import folders

def stop():
    os.kill(os.getpid(), signal.SIGKILL)

{before}
with folders.atomic_folder(Path(sys.argv[1]), last="last") as fresh:
    for name in ("a", "b", "last"):
        (fresh / name).write_text("new")
{after}
"""
BETWEEN_THE_RENAMES = """
rename = Path.rename
def once(path, target):
    if path.name == "new":
        stop()
    return rename(path, target)
Path.rename = once
"""
AFTER_ONE_FILE = """
os.path.ismount = lambda folder: Path(folder).name == "town"
replace = Path.replace
def once(path, target):
    replace(path, target)
    if path.name == "a":
        stop()
Path.replace = once
"""
BEFORE_ANY_FILE_IS_REMOVED = """
folders.shutil.rmtree = lambda *given, **named: stop()
"""


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def left_behind(folder):
    return [path for path in folder.rglob("*") if path.name.startswith(SCRATCH)]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    town = tmp_path / "town"
    town.mkdir()
    for name in ("a", "last"):
        (town / name).write_text("old")
    return town


OLD = {"a": b"old", "last": b"old"}
NEW = {"a": b"new", "b": b"new", "last": b"new"}


def killed(town: Path, before: str = "", after: str = "") -> None:
    code = WRITE.format(before=before, after=after)
    done = subprocess.run([sys.executable, "-c", code, str(town)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


def write_again(town: Path) -> None:
    with atomic_folder(town, last="last") as fresh:
        for name in NEW:
            (fresh / name).write_text("new")


@contextmanager
def mounted_on(town: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os.path, "ismount", lambda folder: Path(folder) == town)
    yield


def test_a_folder_half_written_leaves_what_stood_there(tmp_path):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "a").write_text("old")

    def half():
        with atomic_folder(tmp_path / "town") as fresh:
            (fresh / "a").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert contents(tmp_path) == {"town/a": b"old"}


def test_a_folder_that_cannot_take_its_place_lets_the_old_one_come_back(tmp_path, monkeypatch):
    town = tmp_path / "town"
    town.mkdir()
    (town / "a").write_text("old")
    rename = type(town).rename

    def refused(self, target):
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(type(town), "rename", refused)
    with pytest.raises(StorageError, match=r"town: cannot be written \(Permission denied\)"), atomic_folder(town):
        pass

    assert contents(tmp_path) == {"town/a": b"old"}


def test_a_new_folder_replaces_the_old_one_whole(tmp_path):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "gone").write_text("old")
    with atomic_folder(tmp_path / "town") as fresh:
        (fresh / "a").write_text("new")

    assert contents(tmp_path) == {"town/a": b"new"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(SCRATCH)]


def test_files_written_together_leave_the_others_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    write_together(tmp_path, {"a.csv": b"1", "deep/er/b.csv": b"2"})

    assert contents(tmp_path) == {"mine.txt": b"mine", "a.csv": b"1", "deep/er/b.csv": b"2"}


def test_a_folder_to_write_together_into_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(StorageError, match="Make room or choose another folder"):
        write_together(tmp_path / "file", {"a": b""})


def test_what_was_put_aside_comes_back_when_the_folder_is_next_looked_for(town):
    killed(town, BETWEEN_THE_RENAMES)
    assert not town.exists()
    assert standing_folder(town) == town
    assert contents(town) == OLD


def test_what_was_put_aside_comes_back_before_the_next_is_written(town):
    killed(town, BETWEEN_THE_RENAMES)

    def fail():
        with atomic_folder(town):
            assert contents(town) == OLD
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert contents(town) == OLD
    assert left_behind(town.parent) == []


def test_on_a_disk_that_may_only_be_read_it_is_read_where_it_waits(town, monkeypatch):
    killed(town, BETWEEN_THE_RENAMES)

    def refuse(path, target):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    found = standing_folder(town)
    assert contents(found) == OLD
    assert not town.exists()


def test_a_stop_by_the_reader_between_the_renames_leaves_the_old_folder(town, monkeypatch):
    rename = Path.rename

    def stopped(path, target):
        if path.name == "new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_again(town)
    assert contents(town.parent) == {f"town/{name}": text for name, text in OLD.items()}


def test_the_scratch_folder_of_a_killed_process_is_cleared_by_the_next(town):
    killed(town, BEFORE_ANY_FILE_IS_REMOVED)
    assert contents(town) == NEW
    assert len(left_behind(town.parent)) == 1
    write_again(town)
    assert left_behind(town.parent) == []


def test_the_scratch_folder_of_another_folder_is_left_alone(town, tmp_path):
    killed(tmp_path / "town-east", BEFORE_ANY_FILE_IS_REMOVED)
    before = left_behind(tmp_path)
    write_again(town)
    assert left_behind(tmp_path) == before != []


def test_the_scratch_folder_of_a_running_process_is_left_alone(town):
    with atomic_folder(town) as slow:
        (slow / "a").write_text("slow")
        code = WRITE.format(before="", after="")
        subprocess.run([sys.executable, "-c", code, str(town)], cwd=ROOT, check=True)
        assert contents(town) == NEW
        assert (slow / "a").read_text() == "slow"
    assert contents(town) == {"a": b"slow"}


def test_a_swap_that_is_still_going_on_is_waited_for_and_left_alone(town, monkeypatch):
    monkeypatch.setattr(folders, "_POLLS", 2)
    with scratch_folder(town.parent, town.name, lambda _: not town.exists()) as scratch:
        town.rename(scratch / "old")
        assert standing_folder(town) == town
        assert not town.exists()
        (scratch / "old").rename(town)


def test_a_scratch_folder_that_is_cleared_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    locked, cleared = folders._locked, []

    def late(scratch):
        if not cleared:
            cleared.append(scratch)
            scratch.rmdir()
        return locked(scratch)

    monkeypatch.setattr(folders, "_locked", late)
    with scratch_folder(tmp_path, "town") as scratch:
        assert scratch.is_dir()
        assert scratch != cleared[0]


def test_without_locks_only_what_is_old_counts_as_left_behind(town, monkeypatch):
    killed(town, BETWEEN_THE_RENAMES)
    monkeypatch.setattr(folders, "_locked", lambda _: None)
    monkeypatch.setattr(folders, "_POLLS", 1)
    (scratch,) = left_behind(town.parent)
    standing_folder(town)
    assert not town.exists()
    moment = time.time() - 60
    os.utime(scratch, (moment, moment))
    standing_folder(town)
    assert contents(town) == OLD
    with scratch_folder(town.parent, town.name):
        assert scratch.exists()
    os.utime(scratch, (moment - 90_000, moment - 90_000))
    with scratch_folder(town.parent, town.name):
        assert not scratch.exists()


def test_a_folder_on_which_a_disk_is_mounted_is_replaced_file_by_file(town, monkeypatch):
    (town / "lost+found").mkdir()
    (town / "gone").write_text("old")
    number = town.stat().st_ino
    with mounted_on(town, monkeypatch), atomic_folder(town, last="last") as fresh:
        assert fresh.is_relative_to(town)
        for name in NEW:
            (fresh / name).write_text("new")
    assert contents(town) == NEW
    assert (town / "lost+found").is_dir()
    assert town.stat().st_ino == number
    assert left_behind(town.parent) == []


def test_where_the_folder_above_may_not_be_written_it_is_replaced_file_by_file(town, monkeypatch):
    monkeypatch.setattr(os, "access", lambda folder, _: Path(folder) != town.parent)
    number = town.stat().st_ino
    write_again(town)
    assert contents(town) == NEW
    assert town.stat().st_ino == number


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_a_folder_that_the_system_will_not_rename_is_replaced_file_by_file(town, monkeypatch, number):
    rename = Path.rename

    def refuse(path, target):
        if path == town:
            raise OSError(number, os.strerror(number))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    write_again(town)
    assert contents(town) == NEW
    assert left_behind(town.parent) == []


def test_the_file_that_tells_what_the_others_are_comes_last(town, monkeypatch):
    replaced = []
    replace = Path.replace

    def noted(path, target):
        replaced.append(target.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    with mounted_on(town, monkeypatch), atomic_folder(town, last="a") as fresh:
        for name in NEW:
            (fresh / name).write_text("new")
    assert replaced == ["b", "last", "a"]


def test_a_mounted_folder_of_which_one_file_cannot_be_replaced_is_as_it_was(town, monkeypatch):
    replace = Path.replace

    def refuse(path, target):
        if path.name == "b":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with mounted_on(town, monkeypatch), pytest.raises(StorageError, match="No space left"):
        write_again(town)
    assert contents(town) == OLD
    assert left_behind(town.parent) == []


def test_a_mounted_folder_whose_writer_was_killed_halfway_comes_back(town):
    killed(town, AFTER_ONE_FILE)
    assert contents(town)["a"] == b"new"
    assert contents(town)["last"] == b"old"
    assert standing_folder(town) == town
    assert {name: (town / name).read_bytes() for name in OLD} == OLD


def test_a_mounted_folder_half_replaced_that_may_only_be_read_is_read_where_it_waits(town, monkeypatch):
    killed(town, AFTER_ONE_FILE)

    def refuse(path, target):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(folders.shutil, "copy2", refuse)
    assert contents(standing_folder(town)) == OLD
