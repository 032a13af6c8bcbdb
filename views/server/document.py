"""Serve the document of every page with our language, title, style and scripts in it from the first moment.

Streamlit's document says `lang="en"` and `Streamlit` until its scripts have run, and has no setting for either, nor for
a style sheet. So a middleware edits the document that Streamlit answers. An HTML parser reads it, and what we do not
change it copies: a document of another make comes through unharmed (docs/framework.md).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from html.parser import HTMLParser
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.errors import RioolError
from geo.storage import STATIC
from layers.escape import escape_text
from layers.icons import icon_rules
from layers.style import DARK, LIGHT, style_sheet
from layers.words import LANGUAGES, Language, Words
from views.server.assets import Asset, make_asset
from views.server.map_files import map_files_of
from views.state.where import bundle_path

_STATIC: Final = "./app/static"
_FONTS: Final = "../app/static/vendor/fonts"
"""From the address of the style sheet."""
_RULES: Final = ("map/riool.css", "app/page.css", "app/neighbourhoods.css")
_SCRIPTS: Final = ("app/page.js", "app/table.js", "app/copy.js")
_FIRST_FONTS: Final = ("nunito-sans-latin-400-normal.woff2", "nunito-sans-latin-700-normal.woff2")
_HOST: Final = (
    "<script>window.__streamlit={BACKEND_BASE_URL:new URL('./',location.href).href,"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}</script>"
)
"""Tells Streamlit where its server is, as a host may (Streamlit's pull requests 11378 and 13342); without it Streamlit
tries addresses until one answers."""


@cache
def page_style() -> Asset:
    """Give the style sheet of the pages: the palette, the font, and the rules of the map's marks and of the pages."""
    rules = [(STATIC / path).read_text(encoding="utf-8") for path in _RULES]
    return make_asset("\n".join([style_sheet("auto", fonts=_FONTS), icon_rules(), *rules]).encode(), "page.css")


@cache
def page_script() -> Asset:
    """Give the script of the pages."""
    return make_asset("\n".join((STATIC / path).read_text(encoding="utf-8") for path in _SCRIPTS).encode(), "page.js")


def _address(asset: Asset) -> str:
    return f"/riool/page-{asset.tag}.{'css' if asset is page_style() else 'js'}"


def page_routes() -> list[BaseRoute]:
    """Give the routes of the style sheet and the script of the pages."""

    def route(asset: Asset) -> Route:
        async def answer(_request: Request) -> Response:
            return asset.response()

        return Route(_address(asset), answer)

    return [route(page_style()), route(page_script())]


def _map_script() -> str:
    """Let the browser fetch the script of the map while the app is still starting."""
    try:
        return f'<link rel="prefetch" href=".{map_files_of(bundle_path()).script_path}" as="script">'
    except RioolError:
        return ""


def head(words: Words) -> str:
    """Write what the head of the document holds besides Streamlit's own."""
    fonts = "".join(
        f'<link rel="preload" href="{_STATIC}/vendor/fonts/{font}" as="font" type="font/woff2" crossorigin>'
        for font in _FIRST_FONTS
    )
    return (
        f'<meta name="description" content="{escape_text(words.text("app.description"))}">'
        f'<meta name="theme-color" content="{LIGHT.paper}" media="(prefers-color-scheme:light)">'
        f'<meta name="theme-color" content="{DARK.paper}" media="(prefers-color-scheme:dark)">'
        f'{fonts}<link rel="stylesheet" href=".{_address(page_style())}">'
        f'<script src=".{_address(page_script())}" defer></script>{_map_script()}'
    )


class _Editor(HTMLParser):
    """Copies a document and changes the parts that a reader or a screen reader meets first."""

    def __init__(self, language: Language) -> None:
        super().__init__(convert_charrefs=False)
        self._words = Words(language)
        self._language = language
        self._replaced = ""
        self._parts: list[str] = []

    def edited(self, document: str) -> str:
        """Give the document with its changes."""
        self.feed(document)
        self.close()
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._replaced:
            return
        self._parts.append(self._start(tag, dict(attrs)))
        if tag in {"title", "noscript"}:
            self._replaced = tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._replaced:
            self._parts.append(self._start(tag, dict(attrs)))

    def _start(self, tag: str, attributes: dict[str, str | None]) -> str:
        copied = self.get_starttag_text() or ""
        match tag:
            case "html":
                others = {name: value for name, value in attributes.items() if name != "lang"}
                return _tag(tag, {"lang": self._language, **others})
            case "head":
                return copied + _HOST
            case "title":
                return f"{copied}{escape_text(self._words.text('app.name'))}"
            case "noscript":
                return f"{copied}<p>{escape_text(self._words.text('app.noscript'))}</p>"
            case "link":
                return self._link(set((attributes.get("rel") or "").split()), attributes, copied)
        return copied

    def _link(self, relation: set[str], attributes: dict[str, str | None], copied: str) -> str:
        if "icon" in relation:
            return f'<link rel="icon" href="{_STATIC}/app/drop.svg" type="image/svg+xml">'
        is_font = "preload" in relation and attributes.get("as") == "font"
        # We have a font of our own, and nothing answers to the remote control that this would point at.
        return "" if is_font or "service-desc" in relation else copied

    def handle_endtag(self, tag: str) -> None:
        if self._replaced and tag != self._replaced:
            return
        self._replaced = ""
        self._parts.append(f"{head(self._words)}</{tag}>" if tag == "head" else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copy(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._copy(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._copy(f"<?{data}>")

    def _copy(self, text: str) -> None:
        if not self._replaced:
            self._parts.append(text)


def _tag(name: str, attributes: dict[str, str | None]) -> str:
    written = (f" {key}" if value is None else f' {key}="{escape_text(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(written)}>"


def document(language: Language, framework: str) -> str:
    """Write the document of every page.

    Parameters
    ----------
    language
        Of the words in it.
    framework
        Streamlit's document. Comments in it are left out.
    """
    return _Editor(language).edited(framework)


class OwnDocument:
    """ASGI middleware that answers for the pages with Streamlit's document, edited once for each language.

    Parameters
    ----------
    app
        What answers.
    paths
        Address of each page, without a slash in front; the opening page is empty.
    """

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        self.app = app
        self.paths = {f"/{path}" for path in paths}
        self.documents: dict[Language, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a page, or pass the request on; also where Streamlit's answer is no document."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or scope["path"] not in self.paths:
            await self.app(scope, receive, send)
            return
        asked = Request(scope).query_params.get("lang")
        language = next((known for known in LANGUAGES if known == asked), LANGUAGES[0])
        if language not in self.documents:
            framework = await _html_of(self.app, scope, receive)
            if framework is None:
                await self.app(scope, receive, send)
                return
            self.documents[language] = document(language, framework)
        response = HTMLResponse(self.documents[language], headers={"cache-control": "no-cache"})
        await response(scope, receive, send)


async def _html_of(app: ASGIApp, scope: Scope, receive: Receive) -> str | None:
    """Ask an app for a document as it is; None if what it answers is none."""
    parts: list[bytes] = []
    is_html = False

    async def take(message: Message) -> None:
        nonlocal is_html
        if message["type"] == "http.response.start":
            media_type = dict(message["headers"]).get(b"content-type", b"")
            is_html = message["status"] == 200 and media_type.startswith(b"text/html")
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app({**scope, "method": "GET", "headers": []}, receive, take)
    return b"".join(parts).decode("utf-8") if is_html else None
