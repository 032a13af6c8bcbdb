"""What a reader sees when something goes wrong: a sentence in their language, and nothing of the inside."""

from __future__ import annotations

import logging
from typing import Final

import streamlit as st

from geo.errors import RioolError
from layers.escape import escape_text
from layers.words import LANGUAGES, Words

_LOG: Final = logging.getLogger(__name__)


def apologise(fault: Exception) -> bool:
    """Say that something went wrong, and keep the details for the server's log.

    Parameters
    ----------
    fault
        What went wrong.

    Returns
    -------
    bool
        True: Streamlit need not show anything itself.
    """
    _LOG.error("a page could not be shown", exc_info=fault)
    asked = st.query_params.get("lang")
    words = Words(next((known for known in LANGUAGES if known == asked), LANGUAGES[0]))
    key = "app.no_data" if isinstance(fault, RioolError) else "app.sorry"
    st.html(f'<div role="alert"><p class="riool-notice">{escape_text(words.text(key))}</p></div>')
    return True
