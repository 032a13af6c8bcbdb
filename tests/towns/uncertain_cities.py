"""Invented cities in which some places may be gone or elsewhere, few enough to list every state of theirs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from geo.analysis.city import City
from geo.certainty.tables import Possibilities
from geo.measures.assumptions import Assumptions
from geo.vocabulary import Selection, Speed
from tests.towns.whatif_cities import invented_city

UNCERTAIN = 4
"""So many places are uncertain; the others are surely there, at one spot."""
LOOK = Assumptions(Selection.HEADLINE, Speed.NORMAL, 10, with_uncertain=True)


@cache
def uncertain_city(seed: int, uncertain: int = UNCERTAIN) -> City:
    """Give the first places a chance below 1 and up to three positions, each some way from their point."""
    city = invented_city(seed % 20)
    rng = np.random.default_rng(seed)
    count = len(city.access.place_ids)
    sizes = np.where(np.arange(count) < uncertain, rng.integers(1, 4, count), 1)
    place = np.repeat(np.arange(count), sizes)
    away = rng.uniform(-250.0, 250.0, (len(city.residents), len(place))) * (place < uncertain)
    metres = np.maximum(city.access.distance[:, place] + away, 0.0)
    row, position = np.nonzero(metres <= city.settings.longest_reach_m)
    existence = np.where(np.arange(count) < uncertain, rng.choice([0.25, 0.5, 0.9], count), 1.0)
    possible = Possibilities(len(metres), row, position, metres[row, position], place, {"": existence})
    # Every demand point is a postcode of its own, so that residents are not divided anew in every draw.
    return replace(city, possible=possible, demand=city.demand.assign(postcode=city.demand["demand_id"]))
