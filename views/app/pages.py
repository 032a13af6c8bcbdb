"""The four pages: their addresses, names and what shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from views.initiatives.page import initiatives_page
from views.map.page import map_page
from views.method.page import method_page
from views.neighbourhoods.page import neighbourhoods_page
from views.shared.visit import Visit
from views.state.where import PAGE_PATHS


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
