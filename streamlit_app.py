"""Opens the door: `streamlit run streamlit_app.py` serves the app; the pages themselves are in `views/`."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from views.app.hooks import lifespan, show_fault
from views.server.assets import QuickFiles
from views.server.map_files import map_routes
from views.server.safety import SafeAnswers
from views.server.shell import shell_routes
from views.state.where import PAGE_PATHS

app = st.App(
    __file__,
    routes=[*shell_routes(PAGE_PATHS.values()), *map_routes()],
    middleware=[Middleware(SafeAnswers), Middleware(QuickFiles)],
    lifespan=lifespan,
    on_script_error=show_fault,
)

if __name__ == "__main__":
    # Streamlit runs this file for the server too, before its runtime exists; the pages need the runtime.
    from views.app.frame import show

    show()
