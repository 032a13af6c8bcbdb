"""What the server does before its first visitor comes."""

from __future__ import annotations

import subprocess
import sys

from tests import ROOT

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
