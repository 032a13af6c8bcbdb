"""Opens the door: `streamlit run streamlit_app.py` serves the app; the pages themselves are in `views/`."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware

from views.apology import apologise
from views.assets import QuickFiles
from views.ground import map_routes
from views.safety import SafeAnswers
from views.shell import shell_routes
from views.warming import warmed
from views.where import PAGE_PATHS

app = st.App(
    __file__,
    routes=[*shell_routes(PAGE_PATHS.values()), *map_routes()],
    middleware=[Middleware(SafeAnswers), Middleware(QuickFiles)],
    lifespan=warmed,
    on_script_error=apologise,
)

if __name__ == "__main__":
    # Streamlit runs this file for the server too, before its runtime exists; the pages need the runtime.
    from views.frame import show

    show()
