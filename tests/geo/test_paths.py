"""Every file and folder of the project that the code looks for is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import paths
from tests import ROOT


def test_this_is_the_repository() -> None:
    assert not paths.IS_INSTALLED
    assert paths.ROOT == ROOT


@pytest.mark.parametrize(
    "name", [name for name, value in vars(paths).items() if isinstance(value, Path) and not name.startswith("_")]
)
def test_every_path_leads_somewhere(name: str) -> None:
    assert getattr(paths, name).exists()


@pytest.mark.parametrize("name", ["data", "areas", "register", "crosswalk", "place_settings"])
def test_every_file_that_people_edit_is_there(name: str) -> None:
    assert getattr(paths.PROJECT, name).exists()


def test_no_other_module_looks_for_the_repository() -> None:
    folders = ("commands", "geo", "layers", "publishing", "views")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    searching = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if any(sign in file.read_text("utf-8") for sign in (".parent.parent", ".parents[", "sociaal_riool"))
    }
    assert searching == {"geo/paths.py"}
