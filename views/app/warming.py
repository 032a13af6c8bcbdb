"""Makes ready, before the first visitor comes, what would keep them waiting."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

from anyio import to_thread

from geo.errors import RioolError
from views.neighbourhoods.exploring import prepare
from views.server.map_files import ground_of
from views.server.promptness import answer_at_once
from views.state.data import known_to, open_bundle, search_index, walk_map
from views.state.where import bundle_path

_LOG: Final = logging.getLogger(__name__)


@cache
def settle() -> None:
    """Set aside, once, all that will stay: the tables, the modules, the caches.

    Streamlit searches the whole memory for garbage after every run of a page. What has been set aside is not searched,
    which makes a run several times as fast.
    """
    gc.collect()
    gc.freeze()


def warm() -> None:
    """Read the tables, draw the ground of the map, make the city ready for questions.

    Without a bundle the app starts too, to say so.
    """
    path = bundle_path()
    try:
        known_to(path)
        ground_of(path)
        search_index(path)
        walk_map(path)
        open_bundle(path).coverage  # noqa: B018 - reading it is the point
        prepare(path)
    except RioolError as fault:
        _LOG.warning("the app starts without data: %s", fault)


@asynccontextmanager
async def warmed(_app: Any) -> AsyncIterator[None]:
    """Be ready while the app runs: for `st.App(lifespan=)`."""
    answer_at_once()
    await to_thread.run_sync(warm)
    yield
