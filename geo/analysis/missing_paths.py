"""Find neighbourhoods where perhaps a footpath is missing on the map: a place is near, but the known walk is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo.analysis.city import City
from geo.arrays import BoolArray, FloatArray
from geo.measures.evaluation import HALF, Evaluation
from geo.measures.grouping import share_of, weighted_median
from geo.vocabulary import LocationQuality


@dataclass(frozen=True, slots=True)
class MissingPathRule:
    """From where on a long walk to a near place makes one wonder about the map.

    Parameters
    ----------
    near
        As the crow flies a place is near within this share of the threshold distance: 500 m of 800 m. Streets in
        Dutch towns make a walk some 1.2 to 1.4 times as long as the crow flies; here it is more than 1.6 times.
    residents
        Fewer residents than this say nothing of a neighbourhood: that is about two blocks of flats, and postcodes are
        points amid their homes.
    share_of_gap
        Of the residents without a place nearby, so large a share must live like this. Else the gap is a gap, whatever
        the paths.
    """

    near: float = 0.625
    residents: float = 100.0
    share_of_gap: float = 0.3


@dataclass(frozen=True, slots=True)
class NearButFar:
    """How far the nearest place is from every demand point, and where the walk is longer than one would think.

    Parameters
    ----------
    crow_m
        Metres to the nearest place as the crow flies, `inf` where there is none, shape `(k,)`.
    walk_m
        The walk to that same place along the streets of the bundle, `inf` where it is not known, shape `(k,)`.
    flagged
        Where nothing is within reach, more likely than not, and yet that place is near; shape `(k,)`.
    """

    crow_m: FloatArray
    walk_m: FloatArray
    flagged: BoolArray

    @property
    def detour(self) -> FloatArray:
        """How many times as long as the crow flies the walk is; `inf` where it is not known, shape `(k,)`."""
        known = np.isfinite(self.walk_m) & (self.crow_m > 0)
        endless = np.full(len(self.walk_m), np.inf)
        return np.asarray(np.divide(self.walk_m, self.crow_m, out=endless, where=known))


def near_but_far(city: City, evaluation: Evaluation, rule: MissingPathRule | None = None) -> NearButFar:
    """Find the demand points that have a place near as the crow flies, and too far along the known streets.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Which places, how far, and how likely nothing is within reach.
    rule
        What is near.

    Returns
    -------
    NearButFar
        The nearest place is the nearest of those selected whose door is known and which are more likely there than
        not: from a rough spot no distance follows, and a place that is gone is near nobody.
    """
    rule = rule or MissingPathRule()
    usable = np.flatnonzero(evaluation.selected & _known_for_sure(city))
    demand = shapely.get_coordinates(city.demand.geometry.to_numpy())
    points = shapely.get_coordinates(city.places.geometry.to_numpy()[usable])
    if not len(usable):
        nothing = np.full(len(demand), np.inf)
        return NearButFar(nothing, nothing, np.zeros(len(demand), dtype=bool))
    crow, which = cKDTree(points).query(demand)
    walk = city.access.distance[np.arange(len(demand)), usable[which]]
    near = crow <= rule.near * evaluation.reach_m
    flagged = near & (walk > evaluation.reach_m) & (evaluation.levels.dry >= HALF)
    return NearButFar(np.asarray(crow), walk, flagged)


def _known_for_sure(city: City) -> BoolArray:
    door = city.places["location_quality"].map(lambda quality: LocationQuality(quality).is_exact)
    return np.asarray(door.to_numpy(dtype=bool) & (city.places["existence"].to_numpy(dtype=np.float64) >= HALF))


def missing_paths(city: City, evaluation: Evaluation, rule: MissingPathRule | None = None) -> pd.DataFrame:
    """Say of every neighbourhood how much of its gap may be a path that is missing on the map.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Which places, how far, and how likely nothing is within reach.
    rule
        From where on a neighbourhood is flagged.

    Returns
    -------
    pandas.DataFrame
        In the order of `city.grouping`: `neighbourhood`; `residents` without a place within reach who have one near as
        the crow flies, counted as in the gap by how likely they have none; `gap`; `share_of_gap` (NaN without a gap);
        `detour`, the median over those residents (NaN without any, `inf` where for most the walk is not known); and
        `perhaps_missing`: whether it is flagged. Nobody has looked outside: a flag is a question, not a finding.
    """
    rule = rule or MissingPathRule()
    found = near_but_far(city, evaluation, rule)
    without = city.residents * evaluation.levels.dry
    flagged = np.where(found.flagged, without, 0.0)
    residents, gap = city.grouping.total(flagged), city.grouping.total(without)
    return pd.DataFrame(
        {
            "neighbourhood": list(city.grouping.names),
            "residents": residents,
            "gap": gap,
            "share_of_gap": share_of(residents, gap),
            "detour": [
                weighted_median(found.detour[found.flagged & inside], flagged[found.flagged & inside])
                for inside in (city.grouping.of_point == number for number in range(len(city.grouping.names)))
            ],
            "perhaps_missing": residents >= np.maximum(rule.residents, rule.share_of_gap * gap),
        }
    )


def flagged_residents(table: pd.DataFrame) -> dict[str, float]:
    """Give the neighbourhoods that are flagged in a table of `missing_paths`, with the residents it is about."""
    rows = table[table["perhaps_missing"]]
    return dict(zip(map(str, rows["neighbourhood"]), map(float, rows["residents"]), strict=True))


def flagged_around(
    sites: Sequence[tuple[str, Mapping[str, float]]], flagged: Mapping[str, float]
) -> tuple[tuple[str, ...], ...]:
    """Name for each site the flagged neighbourhoods that it stands in or mainly serves.

    Parameters
    ----------
    sites
        Of each site the neighbourhood it stands in, and the residents it would reach by neighbourhood.
    flagged
        As `flagged_residents`.

    Returns
    -------
    tuple of tuple of str
        Codes, in the order of the sites: its own neighbourhood, then the one with most of those it reaches.
    """
    around = []
    for own, reached in sites:
        most = max(reached, key=reached.__getitem__, default=own)
        around.append(tuple(code for code in dict.fromkeys((own, most)) if code in flagged))
    return tuple(around)
