"""The sheet of an organisation or place: its legend, how sure it is, and why one has no place."""

from __future__ import annotations

from pathlib import Path

from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.pdf import sheet_pdf
from tests.publishing.sheets.reading import pdf_facts

DUTCH = Words("nl")


def test_an_organisation_without_places_gets_a_sheet_that_says_why(context: PublishContext, tmp_path: Path) -> None:
    sheet = organisation_sheet(context, "steunpunt", Words("nl"))
    assert sheet.map is None
    assert sheet.facts == ()
    assert "Alleen een postbus." in str(sheet.sections[0])
    assert int(pdf_facts(sheet_pdf(sheet), tmp_path)["Pages"]) == 1


def test_the_legend_shows_the_mark_that_the_map_has(context: PublishContext) -> None:
    def marks(place: str) -> list[str]:
        return [key.alt for key in place_sheet(context, place, DUTCH).map_keys]

    assert DUTCH.text("sheet.key.self") in marks("bibliotheek")
    assert DUTCH.text("sheet.key.self.about") not in marks("bibliotheek")
    assert DUTCH.text("sheet.key.self.about") in marks("gymzaal")
    assert DUTCH.text("sheet.key.self") not in marks("gymzaal")


def test_an_organisation_without_places_does_not_speak_of_walks(context: PublishContext) -> None:
    sheet = organisation_sheet(context, "steunpunt", DUTCH)
    assert DUTCH.text("sheet.sure.told") in sheet.sure.bullets
    assert DUTCH.text("sheet.sure.walks") not in sheet.sure.bullets
    named = [source["title"] for source in context.bundle.manifest["sources"] if "organisations" in source["tables"]]
    assert len(sheet.sources.bullets) == len(named)
