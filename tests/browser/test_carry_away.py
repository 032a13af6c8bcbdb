"""A sheet in the hand, a file on the disk, the map on one's own site: in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import wait_until_settled

AMBY = "BU09350406"
PAGES = pytest.mark.parametrize(
    ("address", "called"),
    [(f"buurten?neighbourhood={AMBY}", "amby"), ("initiatieven?organisation=daalhoeve", "daalhoeve")],
    ids=["neighbourhood", "organisation"],
)


def downloaded(page, button: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name=button).click()
    found = coming.value
    return found.suggested_filename, Path(found.path()).read_bytes()


@PAGES
def test_the_sheet_comes_as_a_document_to_print(app_url, page_at, request_log, page_faults, address, called):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/{address}")
    wait_until_settled(page)
    name, content = downloaded(page, "Feitenblad (PDF)")
    assert re.fullmatch(r"maastricht-\d{4}-\d\d-\d\d-.*-nl\.pdf", name)
    assert content.startswith(b"%PDF-")
    name, content = downloaded(page, "Feitenblad (webpagina)")
    assert name.endswith("-nl.html")
    assert called in content.decode().lower()
    assert request_log.elsewhere() == []
    assert page_faults == []


@PAGES
def test_the_line_for_another_site_opens_a_clean_map_of_the_same(app_url, page_at, page_faults, address, called):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/{address}&lang=en")
    wait_until_settled(page)
    line = page.get_by_test_id("stCode").inner_text()
    (wanted,) = re.findall(r'src="([^"]+)"', line)
    embedded = page_at(390, 500)
    embedded.goto(unescape(wanted))
    wait_until_settled(embedded)
    embedded.frame_locator("iframe").first.locator(".leaflet-interactive").first.wait_for()
    assert "embed=true" in embedded.url
    assert called in embedded.url or AMBY in embedded.url
    expect(embedded.get_by_test_id("stSidebar")).to_have_count(0)
    assert embedded.evaluate("document.documentElement.scrollWidth") <= 390
    assert page_faults == []


def test_the_data_come_with_their_dictionary_and_licence(app_url, page_at, page_faults):
    page = page_at(390, 844)
    page.goto(f"{app_url}/methode")
    wait_until_settled(page)
    name, content = downloaded(page, "CSV, voor Excel")
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert any(one.endswith(".csv") for one in names)
    assert any("licen" in one.lower() for one in names)
    assert any("datapackage" in one or "diction" in one.lower() or "woordenboek" in one.lower() for one in names)
    assert page_faults == []
