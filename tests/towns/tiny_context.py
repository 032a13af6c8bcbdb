"""The invented town made ready for writing, with texts as hostile as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from geo.bundle.dictionary import read_dictionary
from geo.bundle.writing import write_bundle
from publishing.context import PublishContext, make_context
from tests import ROOT
from tests.towns.tiny_bundle import tiny_manifest, tiny_tables

DICTIONARY = ROOT / "data" / "dictionary.yaml"
HOSTILE_STRINGS = (
    "<script>alert(1)</script>",
    "</style></svg><img src=x onerror=alert(1)>",
    '"; drop table places; --',
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '#read("/etc/passwd") #import "@preview/x:1.0.0"',
    "$ 1/0 $ *bold* _x_ = heading",
    "{{ 7*7 }}{% raw %}{# x #}",
    "\u202eabc\u200b\x00\x07\r\n",
    "🏡 Ξένος Дом 你好 بيت",
    "../../../etc/passwd",
    "`${1}`]]>&amp;&#x27;",
)
PUBLIC_URL = "https://example.org/kaart"
"""Where the live map would be."""
TABLES = tiny_tables()


def context_of(
    folder: Path, change: Callable[[dict[str, pd.DataFrame]], None] | None = None, url: str | None = None
) -> PublishContext:
    """Write the town, changed, as a bundle and open it."""
    tables = {name: table.copy() for name, table in TABLES.items()}
    if change is not None:
        change(tables)
    return make_context(write_bundle(tables, tiny_manifest(), read_dictionary(DICTIONARY), folder / "bundle"), url)
