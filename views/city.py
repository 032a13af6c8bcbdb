"""The city made ready for questions, once for all visitors, and how it stands under the reader's assumptions.

Kept by Python's own caches; nobody changes what is kept.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from geo.city import City, city_from_bundle
from geo.standing import Standing, measures_table, stand
from geo.summary import Assumptions
from views.data import open_bundle
from views.state import ViewState
from views.where import bundle_path

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
def standing_at(path: Path, assumptions: Assumptions) -> Standing:
    """Give how everyone in a city stands today."""
    return stand(city_at(path), assumptions)


@lru_cache(maxsize=MOST_ASSUMPTIONS)
def measures_at(path: Path, assumptions: Assumptions) -> pd.DataFrame:
    """Give every measure of a city today."""
    return measures_table(city_at(path), standing_at(path, assumptions))


def assumptions_of(state: ViewState) -> Assumptions:
    """Give what the reader assumes: which places, whose pace, how many minutes."""
    return Assumptions(state.selection, state.speed, state.threshold, state.uncertain)


def standing_of(state: ViewState) -> Standing:
    """Give how everyone stands today, under the reader's assumptions."""
    return standing_at(bundle_path(), assumptions_of(state))
