"""Open the bundle once for all visitors, and keep what is computed from it once.

Kept by Python's own caches: the server needs it before Streamlit's exist. Nobody changes what is kept here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.city import City, city_from_bundle, evaluate_city, measures_table
from geo.bundle.store import Bundle, read_bundle
from geo.measures.access import membership
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.search.index import SearchIndex, make_index
from geo.settings import settings_from_manifest
from geo.streets.routes import WalkMap, make_walk_map
from geo.vocabulary import SELECTION_KINDS, WGS84
from views.state.state import Known, PlaceFilter, ViewState
from views.state.where import bundle_path

_MARGIN_DEGREES: Final = 0.03
"""About 2.5 km around the neighbourhoods: as far as the streets of the bundle go."""


@lru_cache(maxsize=4)
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


@lru_cache(maxsize=4)
def known_to(path: Path) -> Known:
    """Collect codes, ids and bounds of a bundle, to check the parameters of an address against."""
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


@lru_cache(maxsize=4)
def counted_places(path: Path) -> gpd.GeoDataFrame:
    """Give the places that take part in coverage, index from 0: the order of `walk_map`."""
    places = open_bundle(path).places
    return places[places["counted"]].reset_index(drop=True)


@lru_cache(maxsize=256)
def places_wanted(path: Path, choice: PlaceFilter) -> gpd.GeoDataFrame:
    """Give the rows of `counted_places` that a reader looks for, with the index they have there."""
    places = counted_places(path)
    kinds = choice.kinds or SELECTION_KINDS[choice.selection]
    wanted = places["kind"].isin([kind.value for kind in kinds])
    if not choice.with_uncertain:
        wanted &= ~places["uncertain"]
    for column, values in (("functions", choice.functions), ("domains", choice.domains)):
        if values:
            wanted &= np.logical_or.reduce([membership(places[column], value) for value in values])
    return places[wanted]


@lru_cache(maxsize=4)
def walk_map(path: Path) -> WalkMap:
    """Give the streets with the counted places on them."""
    bundle = open_bundle(path)
    return make_walk_map(
        bundle.streets,
        counted_places(path).geometry.to_numpy(),
        bundle.water.geometry.to_numpy(),
        settings_from_manifest(bundle.manifest),
    )


@lru_cache(maxsize=4)
def search_index(path: Path) -> SearchIndex:
    """Give everything that can be found by name."""
    bundle = open_bundle(path)
    return make_index(bundle.demand, bundle.streets, counted_places(path), bundle.neighbourhoods)


def area_name() -> str:
    """Give the name of the area."""
    return str(the_bundle().manifest["area"]["name"])


MOST_ASSUMPTIONS = 72
"""All ways to look at one city, twice."""


@lru_cache(maxsize=4)
def city_at(path: Path) -> City:
    """Give the city of the bundle in a folder; the first question takes a second or two."""
    return city_from_bundle(open_bundle(path))


def the_city() -> City:
    """Give the city of the bundle that this app shows."""
    return city_at(bundle_path())


@lru_cache(maxsize=MOST_ASSUMPTIONS)
def evaluation_at(path: Path, assumptions: Assumptions) -> Evaluation:
    """Give what everyone in a city can reach today."""
    return evaluate_city(city_at(path), assumptions)


@lru_cache(maxsize=MOST_ASSUMPTIONS)
def measures_at(path: Path, assumptions: Assumptions) -> pd.DataFrame:
    """Give every measure of a city today."""
    return measures_table(city_at(path), evaluation_at(path, assumptions))


def evaluation_of(state: ViewState) -> Evaluation:
    """Give what everyone can reach today, under the reader's assumptions."""
    return evaluation_at(bundle_path(), state.assumptions)
