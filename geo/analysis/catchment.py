"""Catchment of a place: how many residents can walk to it, of which age, from which neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.city import City
from geo.vocabulary import AGE_BANDS


@dataclass(frozen=True, slots=True)
class Catchment:
    """Who can walk to any of a set of places.

    Parameters
    ----------
    residents
        How many, and `share` of the whole area (0 to 1, NaN without residents).
    by_age
        The same per age band; the bands below 5 per postcode are modelled.
    by_neighbourhood
        Code and residents, most first; neighbourhoods without any are left out.
    """

    residents: float
    share: float
    by_age: dict[str, float]
    by_neighbourhood: tuple[tuple[str, float], ...]


def catchment(city: City, place_ids: Iterable[str], reach_m: float) -> Catchment:
    """Count who can walk to any of these places.

    Parameters
    ----------
    city
        The prepared bundle.
    place_ids
        Places; those that do not count are passed over.
    reach_m
        Longest walk in metres.

    Returns
    -------
    Catchment
        Each resident once, however many of the places are near.
    """
    wanted = np.isin(city.access.place_ids, list(place_ids))
    near = city.access.nearest(wanted) <= reach_m
    residents = float(city.residents[near].sum())
    everyone = float(city.residents.sum())
    ages = city.ages[near].sum(axis=0)
    summed = city.grouping.total(np.where(near, city.residents, 0.0))
    per = pd.Series(summed, index=list(city.grouping.names)).sort_values(ascending=False, kind="stable")
    return Catchment(
        residents=residents,
        share=residents / everyone if everyone > 0 else float("nan"),
        by_age={band: float(count) for band, count in zip(AGE_BANDS, ages, strict=True)},
        by_neighbourhood=tuple((str(code), float(count)) for code, count in per[per > 0].items()),
    )
