"""Every sheet is a tagged PDF of at most two pages, its fonts inside."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.organisation import organisation_sheet
from publishing.sheets.pdf import SheetError, sheet_pdf
from publishing.sheets.report import all_names, sheet_for
from publishing.sheets.sheet import Sheet
from tests.publishing.sheets.reading import pdf_facts


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sheet_is_a_tagged_titled_pdf_of_two_pages_with_its_fonts_inside(
    context: PublishContext, tmp_path: Path, language: str
) -> None:
    words = Words("nl" if language == "nl" else "en")
    for name in all_names(context):
        sheet = sheet_for(context, name, words)
        facts = pdf_facts(sheet_pdf(sheet), tmp_path)
        assert facts["Tagged"] == "yes"
        assert sheet.title in facts["Title"]
        assert facts["Page size"].endswith("(A4)")
        assert int(facts["Pages"]) <= 2
        fonts = subprocess.run(["pdffonts", str(tmp_path / "sheet.pdf")], capture_output=True, text=True, check=True)
        rows = fonts.stdout.splitlines()[2:]
        assert rows
        assert all(row.split()[-5] == "yes" for row in rows), fonts.stdout


def test_the_language_stands_in_the_pdf(context: PublishContext) -> None:
    for language in ("nl", "en"):
        pdf = sheet_pdf(organisation_sheet(context, "huiskamer", Words(language)))
        assert f"/Lang({language})".encode() in pdf.replace(b"/Lang (", b"/Lang(")
        assert b"pdfuaid" in pdf


def test_a_text_too_long_for_two_pages_is_refused(context: PublishContext) -> None:
    sheet: Sheet = organisation_sheet(context, "huiskamer", Words("nl"))
    with pytest.raises(SheetError, match="does not fit on 2 pages"):
        sheet_pdf(replace(sheet, lead="woord " * 6000))
