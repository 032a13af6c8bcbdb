"""Write what every page of the static site has: head, policy, navigation and the age of the data."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from layers.escape import Html, escape_text
from layers.style import style_sheet
from layers.words import Words
from publishing.context import PublishContext


@dataclass(frozen=True, slots=True)
class PageHead:
    """Where a page is and what it is about.

    Parameters
    ----------
    path
        From the site's folder.
    other_path
        The same page in the other language; None if there is none.
    title, description
        Plain text.
    current
        Which entry of the navigation it is: `map`, `neighbourhoods`, `organisations`, or nothing.
    data
        schema.org data, if any.
    """

    path: str
    other_path: str | None
    title: str
    description: str
    current: str = ""
    data: Any = None

    @property
    def root(self) -> str:
        """The way back to the site's folder: empty, `../` or longer."""
        return "../" * self.path.count("/")


def data_block(value: Any, kind: str, name: str = "") -> Html:
    """Put data into a page: a script element that no browser runs."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    identity = f' id="{escape_text(name)}"' if name else ""
    return Html(f'<script type="{kind}"{identity}>{text}</script>')


def policy(scripts: list[str]) -> str:
    """Write the page's content security policy: only own files, and only the scripts that we wrote into the page."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
    ).replace(" ;", ";")


def head_html(context: PublishContext, head: PageHead, words: Words, scripts: list[str]) -> Html:
    """Write what stands in a page's head, besides its styles."""
    title, description = escape_text(head.title), escape_text(head.description)
    base = f"{context.public_url}/" if context.public_url else head.root
    here = f'<link rel="canonical" href="{escape_text(base + head.path)}">' if context.public_url else ""
    other = ""
    if context.public_url and head.other_path is not None:
        language = "en" if words.language == "nl" else "nl"
        other = f'<link rel="alternate" hreflang="{language}" href="{escape_text(base + head.other_path)}">'
    data = data_block(head.data, "application/ld+json") if head.data is not None else ""
    return Html(
        '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy(scripts)}"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><meta name="description" content="{description}"><link rel="icon" href="data:,">'
        f"{here}{other}"
        f'<meta property="og:title" content="{title}"><meta property="og:description" content="{description}">'
        f'<meta property="og:type" content="website"><meta property="og:image" content="{escape_text(base)}og.png">'
        f'<meta property="og:image:alt" content="{title}"><meta property="og:locale" content="{_locale(words)}">{data}'
    )


def _locale(words: Words) -> str:
    return "nl_NL" if words.language == "nl" else "en_GB"


def styles_html(head: PageHead) -> Html:
    """Write palette, font and the site's own rules."""
    fonts = f"{head.root}assets/vendor/fonts"
    return Html(
        f'<style>{style_sheet(fonts=fonts)}</style><link rel="stylesheet" href="{head.root}assets/site/site.css">'
    )


def header_html(context: PublishContext, head: PageHead, words: Words) -> Html:
    """Write the navigation, and the warning about old data that a page shows a year later."""
    folder = head.root + ("" if words.language == "nl" else "en/")
    entries = {"map": "index.html", "neighbourhoods": "neighbourhoods.html", "organisations": "initiatives.html"}
    here = ' aria-current="page"'
    items = "".join(
        f'<li><a href="{folder}{page}"{here if name == head.current else ""}>'
        f"{escape_text(words.text(f'site.{name}'))}</a></li>"
        for name, page in entries.items()
    )
    other = ""
    if head.other_path is not None:
        language = "en" if words.language == "nl" else "nl"
        way = escape_text(head.root + head.other_path)
        label = escape_text(words.text("site.other_language"))
        spoken = f'lang="{language}" hreflang="{language}"'
        other = f'<a class="site-language" {spoken} href="{way}" data-keep="{way}">{label}</a>'
    name = escape_text(f"{words.text('app.name')} {context.area_name}")
    old = escape_text(words.text("site.old", built=words.date(context.built)))
    return Html(
        f'<header class="site-head"><a href="{folder}index.html">{name}</a>'
        f'<nav aria-label="{escape_text(words.text("site.nav"))}"><ul>{items}</ul></nav>{other}</header>'
        f'<p class="site-old" id="site-old" role="status" hidden>{old}</p>'
    )


def footer_html(context: PublishContext, head: PageHead, words: Words) -> Html:
    """Write whose data these are and of when, with the way back to the whole map."""
    folder = head.root + ("" if words.language == "nl" else "en/")
    credits_ = " · ".join(escape_text(source["credit"]) for source in context.bundle.manifest["sources"])
    built = escape_text(words.text("site.built", built=words.date(context.built)))
    whole = escape_text(words.text("site.whole"))
    return Html(
        f'<footer class="site-foot"><p class="site-credit">{built} © OpenStreetMap, CBS, Kadaster, RIVM. '
        f'<a href="{folder}index.html" target="_blank" rel="noopener">{whole}</a></p><p>{credits_}</p></footer>'
    )


def embed_html(words: Words) -> Html:
    """Write the line of HTML to paste, which the page's script fills in with its own address."""

    def label(key: str) -> Html:
        return escape_text(words.text(key))

    return Html(
        f'<section class="site-embed"><h2>{label("site.embed")}</h2>'
        f'<p id="site-embed-text">{label("site.embed.text")}</p>'
        f'<textarea id="site-embed-code" readonly aria-label="{label("site.embed.code")}" '
        'aria-describedby="site-embed-text"></textarea>'
        f'<p><button type="button" id="site-embed-copy">{label("site.embed.copy")}</button> '
        '<span id="site-embed-said" role="status"></span></p></section>'
    )
