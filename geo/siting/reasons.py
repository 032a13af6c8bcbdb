"""Explain a site: whom it reaches, and what nearby could host it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.analysis.city import City
from geo.siting.best import Siting
from geo.siting.candidates import Candidates
from geo.siting.problem import SitingProblem
from geo.vocabulary import Category, CountedReason, LocationQuality
from geo.whatif.impact import Touched, touched

NEARBY_M: Final = 400.0
"""As the crow flies: some five minutes' walk."""
COULD_HOST: Final = frozenset(
    {
        Category.COMMUNITY_CENTRE,
        Category.LIBRARY,
        Category.SOCIAL_FACILITY,
        Category.SENIOR,
        Category.WORSHIP,
        Category.YOUTH_WORK,
        Category.ARTS_CENTRE,
        Category.CULTURE,
        Category.THEATRE,
        Category.SPORTS,
        Category.CITY_FARM,
    }
)
"""Sorts of building with a room that others could use, as far as their sort tells; nobody has been asked."""


@dataclass(frozen=True, slots=True)
class SiteReason:
    """What speaks for one of the chosen sites.

    Parameters
    ----------
    candidate
        Index of the candidate.
    site_id
        Its name; of demand points the postcode.
    x, y
        EPSG:28992.
    neighbourhood
        Code of the neighbourhood it stands in.
    reaches
        Residents without a place who would have this one within reach.
    alone
        Those of them whom no other chosen site reaches.
    by_neighbourhood
        The residents it reaches, by neighbourhood code, most first.
    nearby
        As `nearby_places` gives.
    """

    candidate: int
    site_id: str
    x: float
    y: float
    neighbourhood: str
    reaches: Touched
    alone: Touched
    by_neighbourhood: dict[str, float]
    nearby: pd.DataFrame


def explain_sites(city: City, candidates: Candidates, problem: SitingProblem, siting: Siting) -> list[SiteReason]:
    """Say of each chosen site why it was chosen.

    Parameters
    ----------
    city
        The prepared bundle.
    candidates
        Among which was chosen.
    problem
        The question that was asked.
    siting
        The answer.

    Returns
    -------
    list of SiteReason
        In the order of `siting.chosen`.
    """
    chosen = np.array(siting.chosen, dtype=np.int64)
    times = problem.reaches[:, chosen].sum(axis=1)
    return [_reason(city, candidates, problem, int(site), times) for site in chosen]


def _reason(city: City, candidates: Candidates, problem: SitingProblem, site: int, times: np.ndarray) -> SiteReason:
    reached = problem.reaches[:, site]
    # What a site wins of a demand point is the chance that nothing is within reach there today.
    dry = problem.dry
    people = pd.Series((city.residents * dry)[reached]).groupby(city.demand["neighbourhood"].to_numpy()[reached]).sum()
    x, y = map(float, candidates.points[site])
    return SiteReason(
        candidate=site,
        site_id=str(candidates.ids[site]),
        x=x,
        y=y,
        neighbourhood=str(candidates.neighbourhood[site]),
        reaches=touched(city, reached * dry),
        alone=touched(city, (reached & (times == 1)) * dry),
        by_neighbourhood={str(code): float(some) for code, some in people.sort_values(ascending=False).items()},
        nearby=nearby_places(city, x, y),
    )


def nearby_places(city: City, x: float, y: float, within_m: float = NEARBY_M) -> pd.DataFrame:
    """List what the bundle knows around a point.

    Parameters
    ----------
    city
        The prepared bundle.
    x, y
        EPSG:28992.
    within_m
        As the crow flies.

    Returns
    -------
    pandas.DataFrame
        Places, counted or not: `place_id`, `name`, `category`, `uncertain`, `metres`, `could_host`; nearest first.
        Left out are benches and the like, and places whose point is only that of their neighbourhood: nobody knows
        whether they are near.
    """
    places = city.all_places
    metres = shapely.distance(places.geometry.to_numpy(), shapely.Point(x, y))
    known = ~places["location_quality"].isin([LocationQuality.AREA, LocationQuality.NONE]).to_numpy()
    known &= (places["counted_reason"] != CountedReason.SMALL_PLACE).to_numpy()
    near = np.flatnonzero(known & (np.nan_to_num(metres, nan=np.inf) <= within_m))
    near = near[np.argsort(metres[near], kind="stable")]
    table = places.iloc[near][["place_id", "name", "category", "uncertain"]].reset_index(drop=True)
    hosts = [str(category) for category in COULD_HOST]
    return pd.DataFrame(table).assign(metres=metres[near], could_host=table["category"].isin(hosts))
