"""The project's own files are where the code looks for them; what is written is whole, or as it was before."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from geo import storage
from geo.errors import StorageError
from geo.storage import atomic_file, sha256_of, write_bytes, write_json
from tests import ROOT


def test_this_is_the_repository() -> None:
    assert not storage.IS_INSTALLED
    assert storage.ROOT == ROOT


@pytest.mark.parametrize(
    "name", [name for name, value in vars(storage).items() if isinstance(value, Path) and not name.startswith("_")]
)
def test_every_path_leads_somewhere(name: str) -> None:
    assert getattr(storage, name).exists()


@pytest.mark.parametrize("name", ["data", "areas", "register", "crosswalk", "place_settings"])
def test_every_file_that_people_edit_is_there(name: str) -> None:
    assert getattr(storage.PROJECT, name).exists()


def test_no_other_module_looks_for_the_repository() -> None:
    folders = ("commands", "geo", "layers", "publishing", "views")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    searching = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if any(sign in file.read_text("utf-8") for sign in (".parent.parent", ".parents[", "sociaal_riool"))
    }
    assert searching == {"geo/storage.py"}


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("content", [b"", b"riool", b"\x00" * 300_000])
def test_a_file_and_its_bytes_have_one_hash(tmp_path, content):
    (tmp_path / "a").write_bytes(content)

    assert sha256_of(tmp_path / "a") == sha256_of(content) == hashlib.sha256(content).hexdigest()


def test_a_file_is_made_with_the_folder_it_stands_in(tmp_path):
    write_json(tmp_path / "new" / "a.json", {"straat": "Sint Maartenslaan é"})

    text = (tmp_path / "new" / "a.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"straat": "Sint Maartenslaan é"}
    assert text.endswith("}\n")
    assert "é" in text


def test_a_replaced_file_keeps_who_may_read_it(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)
    write_bytes(file, b"new")

    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_half_written_leaves_what_stood_there(tmp_path):
    (tmp_path / "a.txt").write_text("old")

    def half():
        with atomic_file(tmp_path / "a.txt") as scratch:
            assert scratch.suffix == ".txt"
            scratch.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert contents(tmp_path) == {"a.txt": b"old"}


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(StorageError, match="Make room or choose another folder"):
        write_bytes(tmp_path / "file" / "a", b"")
