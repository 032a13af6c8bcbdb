"""Fact sheets: every name harmless, every sheet on two pages, the numbers those of the bundle."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import html5lib
import numpy as np
import pytest

from geo.analysis.catchment import catchment
from geo.errors import InputError
from geo.vocabulary import Speed
from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.pdf import SheetError, sheet_pdf
from publishing.sheets.report import SheetFormat, all_names, sheet_file, sheet_for
from publishing.sheets.sheet import Sheet
from publishing.sheets.subject import facts_of
from tests.towns.tiny_context import HOSTILE_STRINGS, context_of

URL = "https://example.org/kaart"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    return context_of(tmp_path_factory.mktemp("sheets"), url=URL)


def pdf_facts(pdf: bytes, folder: Path) -> dict[str, str]:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (Debian: poppler-utils) is not installed")
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in told.splitlines())}


def strict_document(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)


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


def test_a_sheet_says_what_the_bundle_says(context: PublishContext) -> None:
    near = catchment(context.city, ["huiskamer"], context.city.settings.reach_m(10, Speed.NORMAL))
    sheet = organisation_sheet(context, "huiskamer", Words("en"))
    assert sheet.facts[0].number == f"{round(near.residents, -1):,.0f}"
    facts = facts_of(context, ["huiskamer"])
    assert sum(near.by_age.values()) == pytest.approx(sum(facts.reached[Speed.NORMAL, 10].by_age.values()))
    assert facts.loss is not None
    assert 0 <= facts.loss.sole <= near.residents
    areas = [facts.isochrones[minutes].area for minutes in context.city.settings.thresholds_min]
    assert areas == sorted(areas)
    assert areas[0] > 0


def test_needs_are_the_residents_mean_of_their_neighbourhoods(context: PublishContext) -> None:
    facts = facts_of(context, ["huiskamer"])
    known = np.isfinite(context.city.needs[:, 0])
    expected = np.average(context.city.needs[known, 0], weights=context.city.residents[known])
    assert facts.need_city["share_65_plus"] == pytest.approx(expected)


def test_an_organisation_without_places_gets_a_sheet_that_says_why(context: PublishContext, tmp_path: Path) -> None:
    sheet = organisation_sheet(context, "steunpunt", Words("nl"))
    assert sheet.map is None
    assert sheet.facts == ()
    assert "Alleen een postbus." in str(sheet.sections[0])
    assert int(pdf_facts(sheet_pdf(sheet), tmp_path)["Pages"]) == 1


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


@pytest.mark.parametrize("name", [*HOSTILE_STRINGS, "Naam " * 60])
def test_no_name_does_anything_on_a_sheet(tmp_path: Path, name: str) -> None:
    def rename(tables: dict) -> None:
        for table, column in (("organisations", "name"), ("places", "name"), ("neighbourhoods", "name")):
            tables[table][column] = name
        tables["organisations"]["summary_nl"] = name
        tables["places"]["address"] = name

    context = context_of(tmp_path, rename, URL)
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


def test_the_link_and_its_code_are_only_there_when_someone_said_where_the_map_is(context: PublishContext) -> None:
    sheet = organisation_sheet(context, "huiskamer", Words("en"))
    assert sheet.link == f"{URL}/?place=huiskamer&lang=en"
    assert sheet.qr is not None
    without = organisation_sheet(replace(context, public_url=None), "huiskamer", Words("nl"))
    assert without.link is None
    assert without.qr is None
    assert "http" not in without.citation.paragraphs[0]


def test_a_text_too_long_for_two_pages_is_refused(context: PublishContext) -> None:
    sheet: Sheet = organisation_sheet(context, "huiskamer", Words("nl"))
    with pytest.raises(SheetError, match="does not fit on 2 pages"):
        sheet_pdf(replace(sheet, lead="woord " * 6000))


def test_an_unknown_name_is_refused(context: PublishContext) -> None:
    with pytest.raises(InputError, match="nothing called 'nergens'"):
        sheet_for(context, "nergens", Words("nl"))
    by_name = sheet_for(context, "noord", Words("nl"))
    assert by_name.title == "Noord"
