"""The page before the app is in it: Streamlit's own document, with our language, title and style.

Streamlit's document says `lang="en"` and `Streamlit` until its scripts have run, and cannot load a style sheet. This
serves the same document with those lines changed, so that a reader (or a screen reader) meets the right words from the
first moment, and the browser fetches what the map needs while the app is still starting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from geo.paths import STATIC
from layers.escape import escape_text
from layers.icons import icon_rules
from layers.style import DARK, LIGHT, style_sheet
from layers.words import LANGUAGES, Language, Words
from views.server.assets import SHORTLY, Asset, make_asset, send_asset
from views.server.early import early_links
from views.server.safety import Receive, Scope, Send

STYLE_PATH: Final = "/riool/look.css"
_FONTS: Final = "../app/static/vendor/fonts"
_RULES: Final = ("map/riool.css", "app/page.css", "app/neighbourhoods.css")
_ASK_AGAIN: Final = "no-cache"
_FIRST_FONTS: Final = ("nunito-sans-latin-400-normal.woff2", "nunito-sans-latin-700-normal.woff2")
_START: Final = (
    "<script>window.__streamlit={BACKEND_BASE_URL:new URL('./',location.href).href,"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}</script>"
)
"""Tells Streamlit where its server is, so that it need not try addresses until one answers."""


def _framework_document() -> str:
    return resources.files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")


def _head(words: Words) -> str:
    fonts = "".join(
        f'<link rel="preload" href="./app/static/vendor/fonts/{font}" as="font" type="font/woff2" crossorigin>'
        for font in _FIRST_FONTS
    )
    return (
        f'<meta name="description" content="{escape_text(words.text("app.description"))}">'
        f'<meta name="theme-color" content="{LIGHT.paper}" media="(prefers-color-scheme:light)">'
        f'<meta name="theme-color" content="{DARK.paper}" media="(prefers-color-scheme:dark)">'
        f'{fonts}<link rel="stylesheet" href=".{STYLE_PATH}">'
        '<script src="./app/static/app/page.js" defer></script>'
        '<script src="./app/static/app/table.js" defer></script>'
        '<script src="./app/static/app/copy.js" defer></script>'
    )


def document(language: Language, framework: str, early: str = "") -> str:
    """Write the document of every page.

    Parameters
    ----------
    language
        Of the words in it.
    framework
        Streamlit's `index.html`.
    early
        Links to what the page will need.

    Returns
    -------
    str
        HTML. What is not found in Streamlit's document is left as it is.
    """
    words = Words(language)
    title = escape_text(words.text("app.name"))
    noscript = f"<noscript><p>{escape_text(words.text('app.noscript'))}</p></noscript>"
    steps = (
        (r"<!--.*?-->", ""),
        (r'<html lang="en">', f'<html lang="{language}">'),
        (r"<title>.*?</title>", f"<title>{title}</title>"),
        (r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', ""),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r'<link rel="shortcut icon"[^>]*>', '<link rel="icon" href="./app/static/app/drop.svg" type="image/svg+xml">'),
        (
            r'content="width=device-width, initial-scale=1, shrink-to-fit=no"',
            'content="width=device-width, initial-scale=1"',
        ),
        (r"<noscript>.*?</noscript>", noscript),
        (r"<head>", f"<head>{_START}"),
        (r"</head>", f"{_head(words)}{early}</head>"),
    )
    page = framework
    for pattern, replacement in steps:
        page = re.sub(pattern, replacement.replace("\\", r"\\"), page, flags=re.DOTALL)
    return page


@cache
def _document(language: Language) -> Asset:
    framework = _framework_document()
    return make_asset(document(language, framework, early_links(framework)).encode(), "index.html")


class _Page:
    """Serves the document in the language that the address asks for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Request(scope, receive).query_params.get("lang")
        language = next((known for known in LANGUAGES if known == asked), LANGUAGES[0])
        await send_asset(_document(language), _ASK_AGAIN, scope, send)


@cache
def _style_asset() -> Asset:
    return make_asset(page_style().encode(), "look.css")


def page_style() -> str:
    """Give the style sheet of the pages: the palette, the font, and the rules of the map's marks and of the pages."""
    rules = [(STATIC / path).read_text(encoding="utf-8") for path in _RULES]
    return "\n".join([style_sheet("auto", fonts=_FONTS), icon_rules(), *rules])


class _Style:
    """Serves the style sheet of the pages."""

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await send_asset(_style_asset(), SHORTLY, scope, send)


def shell_routes(paths: Iterable[str]) -> list[BaseRoute]:
    """Give the routes that serve the document of every page, and its style sheet.

    Parameters
    ----------
    paths
        Address of each page, without a slash in front; the opening page is empty.
    """
    pages = [Route(f"/{path}", _Page(), methods=["GET", "HEAD"]) for path in paths]
    return [*pages, Route(STYLE_PATH, _Style(), methods=["GET", "HEAD"])]
