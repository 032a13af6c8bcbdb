"""No name does anything on a sheet, and a sheet asks no host for anything."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.pdf import sheet_pdf
from publishing.sheets.report import SheetFormat, sheet_file
from tests.publishing.sheets.reading import pdf_facts, strict_document
from tests.towns.tiny_context import HOSTILE_STRINGS, PUBLIC_URL, context_of


@pytest.mark.parametrize("name", [*HOSTILE_STRINGS, "Naam " * 60])
def test_no_name_does_anything_on_a_sheet(tmp_path: Path, name: str) -> None:
    def rename(tables: dict) -> None:
        for table, column in (("organisations", "name"), ("places", "name"), ("neighbourhoods", "name")):
            tables[table][column] = name
        tables["organisations"]["summary_nl"] = name
        tables["places"]["address"] = name

    context = context_of(tmp_path, rename, PUBLIC_URL)
    for sheet in (
        organisation_sheet(context, "huiskamer", Words("nl")),
        place_sheet(context, "gymzaal", Words("nl")),
        neighbourhood_sheet(context, "BU00010001", Words("nl")),
    ):
        page = sheet_html(sheet)
        strict_document(page)
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        assert not tree.findall(".//script")
        assert not tree.findall(".//img")
        assert not [key for element in tree.iter() for key in element.attrib if str(key).lower().startswith("on")]
        assert int(pdf_facts(sheet_pdf(sheet), tmp_path)["Pages"]) <= 2
        assert re.fullmatch(r"[a-z0-9.-]+", sheet_file(context, sheet, SheetFormat.PDF))


def test_a_sheet_asks_no_host_for_anything(context: PublishContext) -> None:
    page = sheet_html(organisation_sheet(context, "huiskamer", Words("nl")))
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|url)\s*[=(]\s*[\"']?https?:", page)
