"""The sheet of a neighbourhood: no figures of nobody, no shares of a handful."""

from __future__ import annotations

from pathlib import Path

from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.pdf import sheet_pdf
from tests.publishing.sheets.reading import pdf_facts, strict_document


def test_a_neighbourhood_without_residents_gets_a_sheet_without_figures(
    context: PublishContext, tmp_path: Path
) -> None:
    sheet = neighbourhood_sheet(context, "BU00010004", Words("nl"))
    assert sheet.facts == ()
    assert Words("nl").text("sheet.neighbourhood.nobody") in sheet.front[0].paragraphs
    assert "nan" not in str(sheet.sections).lower()
    assert sheet.map_title == Words("nl").text("sheet.map.title.nobody")
    strict_document(sheet_html(sheet))
    assert int(pdf_facts(sheet_pdf(sheet), tmp_path)["Pages"]) == 1


def test_of_a_handful_of_residents_no_ages_and_needs_are_told(context: PublishContext) -> None:
    few, many = (neighbourhood_sheet(context, code, Words("nl")) for code in ("BU00010003", "BU00010001"))
    needs = Words("nl").text("sheet.need.title.neighbourhood")
    assert needs not in [one.title for one in few.sections]
    assert needs in [one.title for one in many.sections]
    assert not [one for one in few.front if one.drawing is not None]


def test_places_inside_a_neighbourhood_are_named_before_those_around_it(context: PublishContext) -> None:
    inside = neighbourhood_sheet(context, "BU00010001", Words("nl")).sections[-1]
    assert inside.paragraphs == ()
    assert inside.bullets[0].startswith("De Huiskamer")
    assert inside.bullets[-1].startswith("Net buiten de buurt: ")
