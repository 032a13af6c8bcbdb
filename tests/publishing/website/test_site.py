"""The static site is valid HTML, its links lead somewhere, and it says what it is to machines."""

from __future__ import annotations

import json
from urllib.parse import urljoin, urlsplit

import html5lib

from tests.towns.tiny_context import PUBLIC_URL


def pages(site_content: dict[str, bytes]) -> dict[str, str]:
    return {name: content.decode() for name, content in site_content.items() if name.endswith(".html")}


def test_every_page_is_valid_html(site_content: dict[str, bytes]) -> None:
    for page in pages(site_content).values():
        html5lib.HTMLParser(strict=True).parse(page)


def test_every_link_leads_somewhere(site_content: dict[str, bytes]) -> None:
    for name, page in pages(site_content).items():
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        found = [(element, element.get("href") or element.get("src")) for element in tree.iter()]
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name
        for element, link in found:
            if not link or link.startswith("data:") or element.tag in {"image", "use"}:
                continue
            address = urlsplit(urljoin(f"https://site.invalid/{name}", link))
            if address.hostname == "site.invalid":
                assert address.path.lstrip("/") in site_content, (name, link)
            else:
                assert element.tag == "a" or link.startswith(PUBLIC_URL), (name, link)


def test_structured_data_and_sitemap_are_there(site_content: dict[str, bytes]) -> None:
    for name, page in pages(site_content).items():
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        blocks = [one.text for one in tree.iter("script") if one.get("type") == "application/ld+json"]
        if name.endswith("index.html") or "/" in name.removeprefix("en/"):
            assert json.loads(blocks[0])["@context"] == "https://schema.org"
        images = [one.get("content") for one in tree.iter("meta") if one.get("property") == "og:image"]
        assert images == [f"{PUBLIC_URL}/og.png"]
        assert f"<loc>{PUBLIC_URL}/{name}</loc>".encode() in site_content["sitemap.xml"]
