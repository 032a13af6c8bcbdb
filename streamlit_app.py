"""Serve the app: `streamlit run streamlit_app.py`, or `uvicorn streamlit_app:app`. The pages are in `views/`."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from geo.storage import STATIC
from views.app.hooks import lifespan, show_fault
from views.server.assets import CompressedOnce, OwnFiles
from views.server.document import OwnDocument, page_routes
from views.server.map_files import map_routes
from views.server.safety import SafeAnswers
from views.state.where import PAGE_PATHS

app = st.App(
    __file__,
    routes=[*page_routes(), *map_routes(), Mount("/app/static", OwnFiles(directory=STATIC))],
    # From the outside in: each wraps what follows it.
    middleware=[
        Middleware(SafeAnswers),
        Middleware(CompressedOnce),
        Middleware(GZipMiddleware),
        Middleware(OwnDocument, paths=PAGE_PATHS.values()),
    ],
    lifespan=lifespan,
    on_script_error=show_fault,
)

if __name__ == "__main__":
    # Streamlit runs this file for the server too, before its runtime exists; the pages need the runtime.
    from views.app.frame import show

    show()
