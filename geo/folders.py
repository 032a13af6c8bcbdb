"""Replace a folder whole or not at all, at whatever moment the program is killed.

Python has no call that swaps two folders in one step, so a folder is replaced in two renames: what stands there goes
aside into a scratch folder, and the new one takes its place. A kill between the two leaves no folder, but everything
that was in it waits in the scratch folder, and `standing_folder` puts it back for whoever comes next.

That must not happen while the two renames are still going on. So the process holds a lock (`flock`) on its scratch
folder. The system lets go of a lock when its process ends, however it ends: a scratch folder that can be locked was
left behind. It is made first and locked a moment later; whoever clears it away in between does so under the lock, which
its maker notices, and then it makes another. Where there are no such locks (Windows, some network disks) a scratch
folder counts as left behind when nothing happened in it for a while.

A folder on which a disk is mounted (a volume of a container) cannot be renamed. There the new files take the place of
the old ones one by one, after all the old ones were put aside under a second name; the file that tells what the others
are comes last.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.errors import StorageError
from geo.storage import SCRATCH

if sys.platform != "win32":
    import fcntl

_NEW: Final = "new"
_OLD: Final = "old"
_OLD_INCOMPLETE: Final = "old-incomplete"
_DONE: Final = "done"
_RANDOM: Final = "[a-z0-9_]{8}"
"""What `tempfile` puts behind a name."""
_FIXED: Final = frozenset({errno.EBUSY, errno.EXDEV})
"""What a system says of a folder that cannot be renamed: a disk is mounted on it, or it is a layer of a container."""
_OF_ANOTHER: Final = -1
_SWAP_S: Final = 10.0
_DAY_S: Final = 86_400.0
"""Without locks: after how long a swap, and after how long a scratch folder, counts as left behind."""
_POLL_S: Final = 0.05
_POLLS: Final = 40


@contextmanager
def scratch_folder(parent: Path, stem: str, needed: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """Give an empty folder that is this process's own until the end of the block, and clear those left behind before.

    Parameters
    ----------
    parent
        Where it is made, so that one renaming brings a file from it to its place.
    stem
        What it is for: only scratch folders for the same are cleared.
    needed
        Whether a scratch folder holds what stands nowhere else, and stays.

    Yields
    ------
    Path
        Removed at the end, with all that is left in it.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    for left in _scratches(parent, stem):
        with _taken(left, _DAY_S) as ours:
            if ours and not needed(left):
                shutil.rmtree(left, ignore_errors=True)
    scratch, lock = _made(parent, stem)
    try:
        yield scratch
    finally:
        if not needed(scratch):
            shutil.rmtree(scratch, ignore_errors=True)
        _let_go(lock)


def _made(parent: Path, stem: str) -> tuple[Path, int | None]:
    """Make a scratch folder and lock it; once more if someone cleared it away before it was locked."""
    while True:
        scratch = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{stem}-", dir=parent))
        with suppress(FileNotFoundError):
            lock = _locked(scratch)
            if lock != _OF_ANOTHER and scratch.exists():
                return scratch, lock
            _let_go(lock)


def _locked(scratch: Path) -> int | None:
    """Lock a folder: the open lock, `_OF_ANOTHER` if another process holds it, None if there are no locks here."""
    if sys.platform == "win32":
        return None
    opened = os.open(scratch, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        os.close(opened)
        return _OF_ANOTHER if problem.errno in {errno.EWOULDBLOCK, errno.EACCES} else None
    return opened


def _let_go(lock: int | None) -> None:
    if lock is not None and lock != _OF_ANOTHER:
        os.close(lock)


@contextmanager
def _taken(scratch: Path, idle_s: float) -> Iterator[bool]:
    """Hold the lock of a scratch folder whose process ended; False if it may still be running."""
    lock: int | None = _OF_ANOTHER
    with suppress(OSError):
        idle = time.time() - scratch.stat().st_mtime
        lock = _locked(scratch)
    try:
        yield idle > idle_s if lock is None else lock != _OF_ANOTHER
    finally:
        _let_go(lock)


def _scratches(parent: Path, stem: str) -> list[Path]:
    """List the scratch folders for one purpose, the latest first."""
    name = re.compile(re.escape(f"{SCRATCH}{stem}-") + _RANDOM)
    try:
        found = [child for child in parent.iterdir() if name.fullmatch(child.name) and child.is_dir()]
        return sorted(found, key=lambda child: child.stat().st_mtime, reverse=True)
    except OSError:
        return []


def _is_needed(scratch: Path, folder: Path) -> bool:
    """Whether a scratch folder holds what stood in a folder, while not all of the new stands there yet."""
    if not (scratch / _OLD).is_dir():
        return False
    if scratch.parent == folder:
        return (scratch / _NEW).is_dir() and any((scratch / _NEW).iterdir())
    return not folder.exists()


def standing_folder(folder: Path) -> Path:
    """Bring back what a killed process had put aside to replace, and say where the content of a folder stands.

    Parameters
    ----------
    folder
        As `atomic_folder` was given it.

    Returns
    -------
    Path
        The same; or, where the disk may only be read, the place where the content waits.
    """
    whole = folder.resolve()
    for _ in range(_POLLS):
        every = [scratch for parent in (whole.parent, whole) for scratch in _scratches(parent, whole.name)]
        waiting = [scratch for scratch in every if _is_needed(scratch, whole)]
        for scratch in waiting:
            with _taken(scratch, _SWAP_S) as ours:
                if ours and _is_needed(scratch, whole):
                    try:
                        _bring_back(scratch, whole)
                    except OSError:
                        return scratch / _OLD
        if not waiting:
            break
        # Another process is between its two renames: they take no longer than this.
        time.sleep(_POLL_S)
    return folder


def _bring_back(scratch: Path, folder: Path) -> None:
    if scratch.parent != folder:
        (scratch / _OLD).rename(folder)
        return
    for file in sorted((scratch / _OLD).iterdir()):
        copy = scratch / file.name
        copy.unlink(missing_ok=True)
        _second_name(file, copy)
        copy.replace(folder / file.name)
    # One step says that this is done, before any of it is cleared away.
    (scratch / _OLD).rename(scratch / _DONE)


def _second_name(file: Path, other: Path) -> None:
    try:
        other.hardlink_to(file)
    except OSError:
        shutil.copy2(file, other)


@contextmanager
def atomic_folder(folder: Path, last: str | None = None) -> Iterator[Path]:
    """Give an empty folder to fill, and put it in the place of `folder` when all went well.

    Parameters
    ----------
    folder
        To make or replace.
    last
        The file that tells what the others are. Where the folder itself cannot be renamed, its plain files are
        replaced one by one, and this one after all others.

    Yields
    ------
    Path
        On the same disk as `folder`, so that renaming puts it in its place.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    folder = folder.resolve()
    try:
        standing_folder(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        stays = folder.is_dir() and (os.path.ismount(folder) or not os.access(folder.parent, os.W_OK))
        home = folder if stays else folder.parent
        with scratch_folder(home, folder.name, lambda scratch: _is_needed(scratch, folder)) as scratch:
            fresh = scratch / _NEW
            fresh.mkdir()
            yield fresh
            if stays:
                _replace_files(scratch, folder, last)
            else:
                _replace_folder(scratch, folder, last)
    except OSError as problem:
        raise StorageError(folder, problem) from problem


def _replace_folder(scratch: Path, folder: Path, last: str | None) -> None:
    try:
        if folder.exists():
            folder.rename(scratch / _OLD)
        (scratch / _NEW).rename(folder)
    except OSError as problem:
        if problem.errno not in _FIXED or not folder.is_dir():
            raise
        with scratch_folder(folder, folder.name, lambda other: _is_needed(other, folder)) as inside:
            shutil.copytree(scratch / _NEW, inside / _NEW)
            _replace_files(inside, folder, last)
    finally:
        # Also when the reader stops us here, between the two renames.
        if not folder.exists() and (scratch / _OLD).exists():
            (scratch / _OLD).rename(folder)


def _replace_files(scratch: Path, folder: Path, last: str | None) -> None:
    before = [file.name for file in folder.iterdir() if file.is_file()]
    (scratch / _OLD_INCOMPLETE).mkdir()
    for name in before:
        _second_name(folder / name, scratch / _OLD_INCOMPLETE / name)
    # From here on all of it can be brought back, and is, until the last new file stands.
    (scratch / _OLD_INCOMPLETE).rename(scratch / _OLD)
    fresh = sorted((file.name for file in (scratch / _NEW).iterdir()), key=lambda name: (name == last, name))
    try:
        for name in fresh:
            (scratch / _NEW / name).replace(folder / name)
    except BaseException:
        _bring_back(scratch, folder)
        raise
    for name in set(before) - set(fresh):
        (folder / name).unlink(missing_ok=True)


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into a folder; all are complete on the disk before the first takes its place.

    Parameters
    ----------
    folder
        Made if need be; other files in it stay.
    files
        Content by path inside the folder, with forward slashes.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with scratch_folder(folder, "files") as scratch:
            for name, content in files.items():
                staged = scratch / name
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_bytes(content)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (scratch / name).replace(folder / name)
    except OSError as problem:
        raise StorageError(folder, problem) from problem
