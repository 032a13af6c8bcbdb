"""The volunteer's story, and where every figure comes from: in a real browser, at a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.fixtures import wait_until_settled

SIZES = pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desk", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
SERIOUS = {"serious", "critical"}


def faults_of(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found if fault["impact"] in SERIOUS]


@SIZES
@LANGUAGES
def test_a_volunteer_finds_what_their_farm_is_worth(
    app_url, page_at, request_log, page_faults, width, height, language
):
    page = page_at(width, height)
    page.goto(f"{app_url}/initiatieven?organisation=daalhoeve&lang={language}")
    wait_until_settled(page)
    page.get_by_role("heading", name="Stichting Boerderij Daalhoeve").wait_for()
    lost = {"nl": "Wat zou er wegvallen?", "en": "What would be lost?"}[language]
    page.get_by_role("heading", name=lost).wait_for()
    assert page.get_by_role("table").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert request_log.elsewhere() == []
    assert page_faults == []


def test_from_the_list_to_one_organisation_to_the_map_and_back(app_url, page_at):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/initiatieven")
    wait_until_settled(page)
    page.get_by_role("link", name="Alles over Stichting Boerderij Daalhoeve").click()
    page.get_by_role("link", name="Bekijk Boerderij Daalhoeve op de kaart").wait_for()
    assert "organisation=daalhoeve" in page.url
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
    page.get_by_role("link", name="Bekijk Boerderij Daalhoeve op de kaart").click()
    page.wait_for_url("**place=daalhoeve**")
    page.go_back()
    page.get_by_role("heading", name="Stichting Boerderij Daalhoeve").wait_for()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_the_page_one_is_on_is_marked_and_every_link_is_wide_enough_to_touch(app_url, page_at, language):
    page = page_at(360, 740)
    page.goto(f"{app_url}/initiatieven?lang={language}")
    wait_until_settled(page)
    links = page.locator(".st-key-riool-nav a")
    here = page.locator(".st-key-riool-nav a[aria-current=page]")
    here.wait_for()
    assert here.all_inner_texts() == [{"nl": "Initiatieven", "en": "Initiatives"}[language]]
    assert links.first.evaluate("link => link.pathname") == "/"
    assert len({round(link.bounding_box()["y"]) for link in links.all()}) == 1
    assert min(link.bounding_box()["height"] for link in page.get_by_test_id("stPageLink-NavLink").all()) >= 44


def test_what_is_not_on_the_map_is_told_with_the_reason(app_url, page_at):
    page = page_at(390, 844)
    page.goto(f"{app_url}/initiatieven?lang=en")
    wait_until_settled(page)
    absent = page.get_by_role("table", name="Not on the map, and why")
    absent.wait_for()
    for name in ("LEFteam Weert", "Maastricht Vitale Stad"):
        assert name in absent.inner_text()


@SIZES
@LANGUAGES
def test_the_method_page_tells_sources_caveats_and_columns(app_url, page_at, page_faults, width, height, language):
    page = page_at(width, height)
    page.goto(f"{app_url}/methode?lang={language}")
    wait_until_settled(page)
    page.get_by_role("table", name={"nl": "Bronnen", "en": "Sources"}[language]).wait_for()
    text = page.locator("body").inner_text()
    assert "ODbL" in text
    assert "CC-BY-4.0" in text
    page.locator("summary", has_text="coverage").first.click()
    page.get_by_role("table", name="coverage").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page_faults == []


@LANGUAGES
@pytest.mark.parametrize("path", ["initiatieven", "initiatieven?organisation=smile043", "methode"])
def test_axe_finds_nothing_serious(app_url, page_at, path, language):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/{path}{'&' if '?' in path else '?'}lang={language}")
    wait_until_settled(page)
    page.get_by_role("heading", level=1).wait_for()
    assert faults_of(page) == []
