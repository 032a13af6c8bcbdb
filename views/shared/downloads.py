"""Write the download buttons: fact sheets, the data, and the line of HTML that embeds a map."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from layers.escape import Html, escape_text
from layers.words import Language, Words
from publishing.context import PublishContext, make_context
from publishing.exports.files import ExportFormat, export_files
from publishing.exports.tables import file_stem
from publishing.folder import file_slug
from publishing.sheets.report import PRINTERS, SheetFormat, sheet_for
from views.shared.html import heading, paragraph, prose, write
from views.shared.visit import Visit
from views.state.data import city_at, open_bundle
from views.state.where import PAGE_PATHS, bundle_path

_MIME = {SheetFormat.PDF: "application/pdf", SheetFormat.HTML: "text/html"}
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
"""What the map needs: its own scripts and data, and links that open a window of their own; no leaving the frame."""


def embed_line(address: str, title: str) -> Html:
    """Write the `iframe` that shows a map in another page.

    Parameters
    ----------
    address
        Of the map with `embed=true`, centred on a place by its parameters.
    title
        What the frame holds, for those who do not see it.

    Returns
    -------
    Html
        A sandboxed iframe that loads when it comes into view; credit and link are in the map itself.
    """
    return Html(
        f'<iframe src="{escape_text(address)}" title="{escape_text(title)}" width="100%" height="600" '
        f'style="border:0" loading="lazy" referrerpolicy="no-referrer" sandbox="{SANDBOX}"></iframe>'
    )


@st.cache_resource(show_spinner=False)
def _context(path: Path) -> PublishContext:
    return make_context(open_bundle(path), city=city_at(path))


@st.cache_data(show_spinner=False, max_entries=64)
def _sheet(path: Path, name: str, language: Language, written_as: SheetFormat, address: str | None) -> bytes:
    context = _context(path)
    context = replace(context, public_url=context.public_url or address)
    return PRINTERS[written_as](sheet_for(context, name, Words(language)))


@st.cache_data(show_spinner=False, max_entries=16)
def _data(path: Path, written_as: ExportFormat, language: Language) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in export_files(_context(path), [written_as], Words(language)).items():
            archive.writestr(name, content)
    return packed.getvalue()


def live_address() -> str | None:
    """Give the address under which the reader sees this app, without the page and its choices."""
    if not st.context.url:
        return None
    parts = urlsplit(str(st.context.url))
    folders = [folder for folder in parts.path.split("/") if folder]
    if folders and folders[-1] in PAGE_PATHS.values():
        folders.pop()
    return "/".join([f"{parts.scheme}://{parts.netloc}", *folders])


def sheet_buttons(visit: Visit, name: str, called: str, asked: dict[str, str]) -> None:
    """Offer the fact sheet of an organisation or neighbourhood, and the line that puts its map on another site.

    Parameters
    ----------
    visit
        This run.
    name, called
        Its id or code, and its name.
    asked
        Parameters of the address that shows it on the map.
    """
    words, path, address = visit.words, bundle_path(), live_address()
    write(prose(heading(words.text("carry.title"), 3), paragraph(words.text("carry.sheet"))))
    stem = (
        f"{file_slug(visit.area)}-{str(visit.bundle.manifest['built']['at'])[:10]}-{file_slug(name)}-{words.language}"
    )
    with st.container(horizontal=True):
        for written_as in SheetFormat:
            st.download_button(
                words.text(f"sheet.download.{written_as.value}"),
                data=partial(_sheet, path, name, words.language, written_as, address),
                file_name=f"{stem}.{written_as.value}",
                mime=_MIME[written_as],
                on_click="ignore",
                key=f"riool-sheet-{name}-{written_as.value}",
            )
    if address is not None and not visit.embedded:
        title = words.text("site.embed.title", name=called, area=visit.area)
        write(prose(heading(words.text("site.embed"), 3), paragraph(words.text("site.embed.text"))))
        query = urlencode({"embed": "true", **asked, "lang": words.language})
        st.code(embed_line(f"{address}/?{query}", title), language="html", wrap_lines=True)


def data_buttons(visit: Visit) -> None:
    """Offer the data in every format, each with its dictionary and licence in one archive."""
    words, path = visit.words, bundle_path()
    write(prose(heading(words.text("carry.title")), paragraph(words.text("carry.data"))))
    context = _context(path)
    with st.container(horizontal=True):
        for written_as in ExportFormat:
            st.download_button(
                words.text(f"carry.format.{written_as.value}"),
                data=partial(_data, path, written_as, words.language),
                file_name=file_stem(context, f"sociaal-riool-{written_as.value}") + ".zip",
                mime="application/zip",
                on_click="ignore",
                key=f"riool-data-{written_as.value}",
            )
