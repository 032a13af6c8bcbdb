"""Links from one page of the app to another."""

from __future__ import annotations

from typing import Any

import streamlit as st

from views.shared.html import plain_label
from views.state.address import params_with

_PAGES = "riool-pages"


def remember_pages(pages: dict[str, Any]) -> None:
    """Keep the pages of this run, so that `link_to` can point at them."""
    st.session_state[_PAGES] = pages


def link_to(page: str, label: str, **changes: Any) -> None:
    """Write a link to a page of the app, with the reader's choices kept.

    Parameters
    ----------
    page
        Key of the page in `views.app.frame`.
    label
        Plain text.
    changes
        Fields of `ViewState` that the link changes.
    """
    st.page_link(st.session_state[_PAGES][page], label=plain_label(label), query_params=params_with(**changes))


def turn_to(page: str) -> None:
    """Turn to a page of the app, with the reader's choices kept.

    Parameters
    ----------
    page
        Key of the page in `views.app.frame`.
    """
    st.switch_page(st.session_state[_PAGES][page], query_params=params_with())
