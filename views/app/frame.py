"""List the four pages, and draw what stands around each: name, navigation, languages and credits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from layers.escape import Html, escape_text, safe_link
from layers.figures import is_old
from layers.words import LANGUAGES, Words
from views.initiatives.page import initiatives_page
from views.map.page import map_page
from views.method.page import method_page
from views.neighbourhoods.page import neighbourhoods_page
from views.shared.html import notice, write
from views.shared.links import link_to, remember_pages
from views.shared.visit import Visit
from views.state.address import arrive, params_with
from views.state.data import area_name, known_to, the_bundle
from views.state.state import StateFault
from views.state.where import PAGE_PATHS, bundle_path

LOGO: Final = Html('<img class="riool-logo" src="app/static/app/drop.svg" alt="" width="34" height="34">')


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page.

    Parameters
    ----------
    key
        Its name in the catalogue (`app.page.*`) and in code.
    path
        Its address; empty for the opening page.
    show
        Writes it.
    """

    key: str
    path: str
    show: Callable[[Visit], None]


PAGES: Final = (
    PageEntry("map", PAGE_PATHS["map"], map_page),
    PageEntry("neighbourhoods", PAGE_PATHS["neighbourhoods"], neighbourhoods_page),
    PageEntry("initiatives", PAGE_PATHS["initiatives"], initiatives_page),
    PageEntry("method", PAGE_PATHS["method"], method_page),
)


def show() -> None:
    """Write the page that the address asks for."""
    arrival = arrive(known_to(bundle_path()))
    words = Words(arrival.state.lang)
    visit = Visit(arrival.state, words, the_bundle(), area_name(), bool(st.context.is_embedded))
    pages = {entry.key: _as_page(entry, visit) for entry in PAGES}
    remember_pages(pages)
    chosen = st.navigation(list(pages.values()), position="hidden")
    here = next(entry for entry in PAGES if pages[entry.key] == chosen)
    name = words.text(f"app.page.{here.key}")
    st.set_page_config(page_title=f"{name} · {words.text('app.name')} {visit.area}", layout="wide")
    if visit.embedded:
        with st.container(key="riool-words"):
            write(_page_words(visit))
    else:
        _header(visit, here)
    with st.container(key="riool-page"):
        _faults(arrival.faults, words)
        _age(visit)
        chosen.run()
    _footer(visit)


def _age(visit: Visit) -> None:
    built = str(visit.bundle.manifest["built"]["at"])[:10]
    if is_old(date.fromisoformat(built), datetime.now(UTC).date()):
        st.warning(visit.words.text("site.old", built=visit.words.date(built)))


def _as_page(entry: PageEntry, visit: Visit) -> StreamlitPage:
    return st.Page(
        lambda: entry.show(visit),
        title=visit.words.text(f"app.page.{entry.key}"),
        url_path=entry.path,
        default=not entry.path,
    )


def _page_words(visit: Visit) -> Html:
    """Write the skip link, and the words by which `static/app/page.js` names what Streamlit leaves nameless."""
    words = visit.words
    data = {
        "lang": words.language,
        "nav": words.text("app.nav"),
        "languages": words.text("app.languages"),
        "page": words.text("app.content"),
        "lost": words.text("app.lost"),
    }
    attributes = "".join(f' data-{name}="{escape_text(text)}"' for name, text in data.items())
    skip = escape_text(words.text("app.skip"))
    return Html(
        f'<a class="riool-skip" href="#riool-page">{skip}</a><span id="riool-page-words" hidden{attributes}></span>'
    )


def _header(visit: Visit, here: PageEntry) -> None:
    words = visit.words
    # Each element is a message of its own on every run, so there are few; page.js marks where the reader is.
    with st.container(key="riool-header", horizontal=True, vertical_alignment="center"):
        write(
            f'{_page_words(visit)}<p class="riool-name">{LOGO}<span><b>{escape_text(words.text("app.name"))}</b>'
            f"<small>{escape_text(visit.area)}</small></span></p>"
        )
        with st.container(key="riool-nav", horizontal=True):
            for entry in PAGES:
                link_to(entry.key, words.text(f"app.page.{entry.key}"))
        with st.container(key="riool-languages", horizontal=True):
            for language in LANGUAGES:
                link_to(here.key, words.text(f"app.language.{language}"), lang=language)


def _faults(faults: tuple[StateFault, ...], words: Words) -> None:
    if faults:
        parts = words.listing(sorted(fault.param for fault in faults))
        write(notice(words.text("app.link_fault", parts=parts)))


def _credits(sources: list[Mapping[str, Any]]) -> Html:
    names = {str(source["credit"]): safe_link(source["url"]) for source in sources}
    return Html(
        " · ".join(
            f'<a href="{link}" target="_blank" rel="noopener noreferrer">{escape_text(credit)}</a>'
            if link
            else escape_text(credit)
            for credit, link in names.items()
        )
    )


def report_link(visit: Visit) -> str:
    """Give the address at which a reader reports a mistake: an e-mail with its subject, or a web page of the area."""
    area = visit.bundle.manifest["area"]
    subject = quote(visit.words.text("app.report.subject", area=visit.area))
    return f"mailto:{quote(str(area['report_email']), safe='@')}?subject={subject}"


def _footer(visit: Visit) -> None:
    words, manifest = visit.words, visit.bundle.manifest
    built = words.date(str(manifest["built"]["at"])[:10])
    report, sources = escape_text(words.text("app.report")), escape_text(words.text("app.footer.sources"))
    if visit.embedded:
        # A tab of its own: the frame on somebody else's page is too small for the whole map.
        whole = escape_text(f"./?{urlencode(params_with())}")
        write(
            f'<div class="riool-footer"><p><a href="{whole}" target="_blank" rel="noopener">'
            f"{escape_text(words.text('app.open_whole'))}</a></p>"
            f'<p class="riool-credits">{_credits(manifest["sources"])}</p></div>'
        )
        return
    write(
        f'<div class="riool-footer"><p>{escape_text(words.text("app.footer.what", area=visit.area, built=built))} '
        + (f'<a href="{escape_text(report_link(visit))}">{report}</a></p>' if manifest["area"]["report_email"] else "")
        + f'<p class="riool-credits">{sources} {_credits(manifest["sources"])}</p>'
        f'<p class="riool-credits">{escape_text(words.text("app.footer.privacy"))}</p></div>'
    )
