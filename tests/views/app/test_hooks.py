"""What the server does before its first visitor comes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geo.errors import BundleError, Fault
from tests import ROOT
from views.app.hooks import show_fault

STARTED = """
import asyncio
import sys

from views.app import hooks

hooks.fill_caches = lambda: None  # reading the bundle is tested elsewhere
before = "views.app.frame" in sys.modules


async def start():
    async with hooks.lifespan(None):
        return {name for name in sys.modules if name.startswith("views.") and name.endswith(".page")}


print(before, sorted(asyncio.run(start())))
"""


def test_the_first_visitor_does_not_wait_for_the_pages_to_load():
    ended = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    pages = ["views.initiatives.page", "views.map.page", "views.method.page", "views.neighbourhoods.page"]
    assert ended.stdout.strip() == f"False {pages}"


@pytest.mark.parametrize(
    "fault", [KeyError("a\x1b[2Jb"), ValueError("a\x1b[2Jb"), BundleError([Fault("a\x1b[2Jb", "b", "c", "d")])]
)
def test_the_words_of_a_fault_move_no_cursor_in_the_log(fault, caplog, monkeypatch):
    monkeypatch.setattr("views.app.hooks.st.html", lambda _: None)
    monkeypatch.setattr("views.app.hooks.st.query_params", {})
    assert show_fault(fault)
    (record,) = caplog.records
    said = record.getMessage()
    assert r"a\x1b[2Jb" in said
    assert type(fault).__name__ in said
    assert all(letter.isprintable() or letter == "\n" for letter in said)
