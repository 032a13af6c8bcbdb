"""What we lean on in Streamlit is still there (docs/framework.md)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from geo.storage import STATIC
from layers.words import Words
from tests.browser.fixtures import wait_until_settled
from views.state.where import PAGE_PATHS

TRIES = 30
NOT_ALWAYS_SHOWN = {"stStatusWidget", "stDecoration", "stSkipToContent", "stToolbar"}
"""Parts that Streamlit shows only at times: they are styled to be hidden, or for a page that has them."""


@pytest.mark.parametrize(("query", "language"), [("", "nl"), ("?lang=en", "en")])
def test_the_document_speaks_before_any_script(app_url, browser, query, language):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(app_url + query)
    assert page.locator("html").get_attribute("lang") == language
    assert page.title() == Words(language).text("app.name")
    assert Words(language).text("app.noscript") in page.content()
    context.close()


def test_the_app_finds_its_server_without_trying_addresses(app_url, page_at, request_log):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/{PAGE_PATHS['method']}")
    wait_until_settled(page)
    asked = {urlsplit(url).path for url in request_log.urls if "/_stcore/" in url}
    assert asked
    assert {path for path in asked if not path.startswith("/_stcore/")} == set()


def test_every_element_that_we_style_is_there(app_url, page_at):
    styled = set()
    for path in (STATIC / "app").glob("*.css"):
        styled |= set(re.findall(r'\[data-testid="(\w+)"\]', path.read_text("utf-8")))
    missing = styled - NOT_ALWAYS_SHOWN
    for path in PAGE_PATHS.values():
        page = page_at(1280, 900)
        page.goto(f"{app_url}/{path}")
        wait_until_settled(page)
        for _ in range(TRIES):  # Streamlit fetches the script of an element when it is first shown
            missing -= set(page.locator("[data-testid]").evaluate_all("all => all.map(each => each.dataset.testid)"))
            if not missing:
                return
            page.wait_for_timeout(100)
    assert missing == set()


def test_a_lost_server_is_told_in_the_reader_s_language(app_url, page_at):
    page = page_at(1280, 900)
    page.goto(f"{app_url}/{PAGE_PATHS['method']}?lang=en")
    wait_until_settled(page)
    notice = page.locator("#riool-lost")
    page.route("**/_stcore/health", lambda route: route.abort())
    notice.get_by_text(Words("en").text("app.lost")).wait_for()
    page.unroute("**/_stcore/health")
    # The page's policy lets no text run as a script, so an element is waited for and not a condition.
    page.locator("#riool-lost:empty").wait_for(state="attached")
