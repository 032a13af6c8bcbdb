"""Files are written whole, and never over what others wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import InputError, StorageError
from publishing.folder import RECORD, write_files


def test_other_files_stay_and_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "b.csv").write_text("somebody's")
    with pytest.raises(InputError, match=r"'b\.csv', which we did not write"):
        write_files(tmp_path, {"a.csv": b"1", "b.csv": b"2"})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.csv", "mine.txt"]
    write_files(tmp_path, {"a.csv": b"1", "deep/c.csv": b"3"})
    write_files(tmp_path, {"a.csv": b"9"})
    assert (tmp_path / "a.csv").read_bytes() == b"9"
    assert (tmp_path / "b.csv").read_text() == "somebody's"
    assert (tmp_path / "mine.txt").read_text() == "mine"
    (tmp_path / "a.csv").write_text("edited by hand")
    with pytest.raises(InputError, match="changed since we wrote it"):
        write_files(tmp_path, {"a.csv": b"10"})
    assert (tmp_path / "a.csv").read_text() == "edited by hand"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="found a file"):
        write_files(tmp_path / "out", {"a": b""})
    with pytest.raises(ValueError, match="not a path inside"):
        write_files(tmp_path, {"../a": b""})


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a.csv": b"old", "b.csv": b"old"})
    honest = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "b.csv":
            raise OSError(28, "No space left on device")
        return honest(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StorageError, match="No space left"):
        write_files(tmp_path, {"a.csv": b"new", "b.csv": b"new"})
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "b.csv", RECORD]
