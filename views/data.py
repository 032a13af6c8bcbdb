"""The bundle, opened once for all visitors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import streamlit as st

from geo.bundle import Bundle, read_bundle
from geo.vocabulary import WGS84
from views.state import Known

BUNDLE_VARIABLE: Final = "RIOOL_BUNDLE"
"""Environment variable with the folder of the bundle, for an area of your own."""
DEFAULT_BUNDLE: Final = Path(__file__).resolve().parent.parent / "data" / "maastricht"
_MARGIN_DEGREES: Final = 0.03
"""About 2.5 km around the neighbourhoods: as far as the streets of the bundle go."""


def bundle_path() -> Path:
    """Give the folder of the bundle that this app shows."""
    return Path(os.environ.get(BUNDLE_VARIABLE) or DEFAULT_BUNDLE)


@st.cache_resource(show_spinner=False)
def open_bundle(path: Path) -> Bundle:
    """Open a bundle once; its tables are read when first asked for, and never changed.

    Raises
    ------
    BundleError
        If there is none, or it is not readable.
    """
    return read_bundle(path)


def the_bundle() -> Bundle:
    """Give the bundle that this app shows."""
    return open_bundle(bundle_path())


@st.cache_resource(show_spinner=False)
def _known(path: Path) -> Known:
    bundle = open_bundle(path)
    west, south, east, north = bundle.neighbourhoods.to_crs(WGS84).total_bounds
    return Known(
        neighbourhoods=frozenset(bundle.neighbourhoods["neighbourhood"]),
        organisations=frozenset(bundle.organisations["organisation_id"]),
        places=frozenset(bundle.places["place_id"]),
        bounds=(
            south - _MARGIN_DEGREES,
            west - _MARGIN_DEGREES,
            north + _MARGIN_DEGREES,
            east + _MARGIN_DEGREES,
        ),
    )


def known() -> Known:
    """Give what an address can be checked against."""
    return _known(bundle_path())


def area_name() -> str:
    """Give the name of the area."""
    return str(the_bundle().manifest["area"]["name"])
