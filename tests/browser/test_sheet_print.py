"""The web sheet on paper: a browser prints it on two A4 pages, as the PDF is."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from layers.words import Words
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet
from tests.towns.tiny_context import context_of

LONG_SUMMARY = "Buren koken, lezen en repareren hier samen, en wie binnenloopt krijgt koffie. " * 6


@pytest.mark.parametrize(("called", "pages"), [("huiskamer", 2), ("steunpunt", 1), ("BU00010001", 2)])
def test_a_browser_prints_a_sheet_on_two_pages(browser: Browser, tmp_path: Path, called: str, pages: int) -> None:
    def write_long(tables: dict[str, pd.DataFrame]) -> None:
        tables["organisations"]["summary_nl"] = LONG_SUMMARY

    context = context_of(tmp_path, write_long, "https://example.org/kaart")
    write = neighbourhood_sheet if called.startswith("BU") else organisation_sheet
    page = browser.new_page()
    page.set_content(sheet_html(write(context, called, Words("nl"))))
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == pages
