"""Locate the project's own files: settings, the register, embedded bundles, the app, and what a browser loads.

In the repository `data/` and `static/` stand beside the code. In a wheel they are the package `sociaal_riool` (see
`setup.py`), which stands beside this package. No other file may know.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PACKAGES: Final = Path(__file__).resolve().parent.parent
_IN_WHEEL: Final = _PACKAGES / "sociaal_riool"

IS_INSTALLED: Final = _IN_WHEEL.is_dir()
"""Whether this is an installed wheel, whose files nobody should change, and not the repository."""


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files that people edit, in a folder laid out as the repository is.

    Parameters
    ----------
    root
        The folder that holds `data/`.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Everything below."""
        return self.root / "data"

    @property
    def areas(self) -> Path:
        """Settings of every area, `NAME.toml`, and a folder with the files that these name."""
        return self.data / "areas"

    @property
    def register(self) -> Path:
        """The register: one file per organisation."""
        return self.data / "initiatives"

    @property
    def crosswalk(self) -> Path:
        """Which tags of OpenStreetMap are a place."""
        return self.data / "crosswalk" / "osm.yaml"

    @property
    def place_settings(self) -> Path:
        """How sure a point is, and when two places look alike."""
        return self.data / "places.yaml"


ROOT: Final = _IN_WHEEL if IS_INSTALLED else _PACKAGES
"""The folder that holds `data/`, `static/` and the app."""
PROJECT: Final = ProjectFiles(ROOT)

DATA: Final = PROJECT.data
AREAS: Final = PROJECT.areas
REGISTER: Final = PROJECT.register
ANY_MUNICIPALITY: Final = DATA / "any-municipality.toml"
DICTIONARY: Final = DATA / "dictionary.yaml"
LIVE_SETTINGS: Final = DATA / "live.toml"
DEFAULT_BUNDLE: Final = DATA / "maastricht"
"""The bundle that a visitor sees when nobody says which."""

STATIC: Final = ROOT / "static"
APP: Final = ROOT / "streamlit_app.py"
"""What `streamlit run` starts; its settings stand beside it in `.streamlit/`."""
