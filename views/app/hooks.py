"""What the server does before its first visitor comes, and when a page fails: the hooks of `st.App`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from traceback import format_exception
from typing import Any, Final

import streamlit as st
from anyio import to_thread

from geo.errors import RioolError, visible
from layers.escape import escape_text
from layers.words import LANGUAGES, Words
from views.neighbourhoods.figures import prepare
from views.server.map_files import map_files_of
from views.state.data import known_to, open_bundle, search_index, walk_map
from views.state.where import bundle_path

_LOG: Final = logging.getLogger(__name__)


def fill_caches() -> None:
    """Read the tables, draw the ground of the map and prepare the city for questions.

    Without a bundle the app starts too, and its pages say that there are no data.
    """
    path = bundle_path()
    try:
        known_to(path)
        map_files_of(path)
        search_index(path)
        walk_map(path)
        open_bundle(path).weighed  # noqa: B018 - reading it is the point
        prepare(path)
    except RioolError as fault:
        _LOG.warning("the app starts without data: %s", fault)


def load_pages() -> None:
    """Import what the pages need, so that the first visitor does not wait for it.

    Not at the top of the file: the pages need Streamlit's runtime, which is there only when the server starts.
    """
    import_module("views.app.frame")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Load the pages and fill the caches before the first request: for `st.App(lifespan=)`."""
    await to_thread.run_sync(load_pages)
    await to_thread.run_sync(fill_caches)
    yield


def show_fault(fault: Exception) -> bool:
    """Show a sentence in the reader's language, and keep the details for the server's log.

    Parameters
    ----------
    fault
        What the script of a page raised.

    Returns
    -------
    bool
        True: Streamlit need not show anything itself.
    """
    # A name in the words of a fault must not move the cursor of whoever reads the log.
    _LOG.error("a page could not be shown\n%s", visible("".join(format_exception(fault)).rstrip()))
    asked = st.query_params.get("lang")
    words = Words(next((known for known in LANGUAGES if known == asked), LANGUAGES[0]))
    key = "app.no_data" if isinstance(fault, RioolError) else "app.sorry"
    st.html(f'<div role="alert"><p class="riool-notice">{escape_text(words.text(key))}</p></div>')
    return True
