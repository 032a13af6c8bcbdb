"""Opens the door: `streamlit run streamlit_app.py` serves the app; the pages themselves are in `views/`."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from views.frame import apologise, show
from views.pages import PAGE_PATHS
from views.safety import SafeAnswers
from views.shell import shell_routes

app = st.App(
    __file__,
    routes=shell_routes(PAGE_PATHS),
    middleware=[Middleware(SafeAnswers)],
    on_script_error=apologise,
)

if __name__ == "__main__":
    show()
