"""Texts of a bundle on their way out: no character in them does anything to the terminal or page that shows it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from layers.words import Words
from publishing.context import PublishContext
from publishing.exports.files import export_files
from publishing.rows import plain_cell, plain_table
from publishing.sheets.html import sheet_html
from publishing.sheets.pdf import sheet_pdf
from publishing.sheets.report import all_names, sheet_for
from publishing.website.site import site_files
from tests.towns.tiny_context import PUBLIC_URL, context_of

ESCAPES = "Huis\x1b[2J\x1b]0;mine\x07\x9b31m\u202e\u200bover\x00"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
TEXTS = {
    "places": ("name", "address", "opening_text_nl", "opening_text_en", "source", "note_nl", "note_en"),
    "neighbourhoods": ("name", "district"),
    "organisations": ("name",),
    "streets": ("name",),
    "water": ("name",),
}
PACKED = {".gpkg", ".parquet", ".png", ".pdf", ".woff2", ".ico", ".webp", ".jpg"}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    def escape(tables: dict[str, pd.DataFrame]) -> None:
        for name, columns in TEXTS.items():
            for column in columns:
                values = tables[name][column].astype(object)
                values.iloc[0] = ESCAPES
                tables[name][column] = values.astype("str")

    return context_of(tmp_path_factory.mktemp("escapes"), escape, PUBLIC_URL)


def unseen_in(files: dict[str, bytes]) -> list[str]:
    return [
        name for name, content in files.items() if Path(name).suffix not in PACKED and UNSEEN.search(content.decode())
    ]


@pytest.fixture(scope="module")
def files(context: PublishContext) -> dict[str, bytes]:
    return export_files(context, [], Words("nl"))


def test_no_exported_file_holds_a_character_that_cannot_be_seen(files):
    assert unseen_in(files) == []
    assert sum(b"over" in content for content in files.values()) > 5


def test_no_exported_table_holds_a_character_that_cannot_be_seen(files, tmp_path):
    tables = [pd.read_parquet(io.BytesIO(content)) for name, content in files.items() if name.endswith(".parquet")]
    (package,) = [content for name, content in files.items() if name.endswith(".gpkg")]
    (tmp_path / "export.gpkg").write_bytes(package)
    layers = [name for name, _ in pyogrio.list_layers(tmp_path / "export.gpkg")]
    tables += [pyogrio.read_dataframe(tmp_path / "export.gpkg", layer=name) for name in layers]
    texts = [
        text
        for table in tables
        for column in table.columns
        if pd.api.types.is_string_dtype(table[column]) and not isinstance(table[column], gpd.GeoSeries)
        for text in table[column].dropna()
        if isinstance(text, str)
    ]
    assert [text for text in texts if UNSEEN.search(text)] == []
    assert sum("over" in text for text in texts) > 10


def test_no_page_of_the_site_holds_a_character_that_cannot_be_seen(context):
    assert unseen_in(site_files(context)) == []


def test_no_fact_sheet_holds_a_character_that_cannot_be_seen(context):
    sheets = {name: sheet_for(context, name, Words("nl")) for name in all_names(context)}
    pages = {name: sheet_html(sheet).encode() for name, sheet in sheets.items()}
    assert unseen_in(pages) == []
    assert any(b"over" in page for page in pages.values())
    hostile = next(name for name, page in pages.items() if b"]0;mine" in page)
    assert sheet_pdf(sheets[hostile]).startswith(b"%PDF")


def test_cells_keep_their_lines_and_what_is_no_text():
    assert plain_cell("een\nt\x1bwee \x9b drie") == "een\nt wee   drie"
    assert plain_cell("\u202eabc\u200b\x00") == "abc"
    assert plain_cell(3.5) == 3.5
    assert plain_cell(None) is None
    assert plain_cell("  Café & <b> 🏠 ") == "  Café & <b> 🏠 "


def test_a_table_keeps_its_kinds_and_what_is_missing():
    table = pd.DataFrame({"a": pd.array(["x\x1b", None], dtype="str"), "b": [1, 2], "c": [True, False]})
    found = plain_table(table)
    assert found.dtypes.equals(table.dtypes)
    assert found["a"].iloc[0] == "x"
    assert found["a"].isna().tolist() == [False, True]
    assert table["a"].iloc[0] == "x\x1b"
