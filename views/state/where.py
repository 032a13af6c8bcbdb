"""Say where the bundle is, and at which addresses the pages are.

The server imports this before Streamlit's runtime exists. Components and caches that are made so early are lost, so
nothing here may import them.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import Final

from geo.storage import DEFAULT_BUNDLE

BUNDLE_VARIABLE: Final = "RIOOL_BUNDLE"
"""Environment variable with the folder of the bundle, for an area of your own."""
PAGE_PATHS: Final = MappingProxyType(
    {"map": "", "neighbourhoods": "buurten", "initiatives": "initiatieven", "method": "methode"}
)
"""Address of each page, by its key; empty for the opening page."""


def bundle_path() -> Path:
    """Give the folder of the bundle that this app shows."""
    return Path(os.environ.get(BUNDLE_VARIABLE) or DEFAULT_BUNDLE)
