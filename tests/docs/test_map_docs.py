"""The example of the map's document runs as it stands."""

from __future__ import annotations

import re
import runpy

from tests import ROOT

DOCUMENT = (ROOT / "docs" / "map-in-the-app.md").read_text(encoding="utf-8")


def test_the_map_of_the_document_is_drawn_and_saved(tmp_path, monkeypatch):
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    (script,) = re.findall(r"```python\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    (tmp_path / "example.py").write_text(script, encoding="utf-8")
    runpy.run_path("example.py")
    saved = (tmp_path / "maastricht.html").read_text(encoding="utf-8")
    assert "riool.neighbourhoods(" in saved
    assert "Town hall" in saved


def test_files_that_the_document_names_are_there():
    named = re.findall(r"`((?:layers|views|static|tests|benchmarks)/[\w./-]+)`", DOCUMENT)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
