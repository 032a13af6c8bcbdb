"""Where the project's own files are: settings, the register, embedded bundles, and what a browser loads."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder that holds `data/` and `static/`."""

DATA: Final = ROOT / "data"
AREAS: Final = DATA / "areas"
ANY_MUNICIPALITY: Final = DATA / "any-municipality.toml"
DICTIONARY: Final = DATA / "dictionary.yaml"
LIVE_SETTINGS: Final = DATA / "live.toml"
DEFAULT_BUNDLE: Final = DATA / "maastricht"
"""The bundle that a visitor sees when nobody says which."""

STATIC: Final = ROOT / "static"
