"""List candidate sites, and the demand points that each would cover."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csc_array

from geo.analysis.city import City
from geo.arrays import FloatArray
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import checked_reach
from geo.residents.neighbourhoods import neighbourhood_of
from geo.sources.candidate_sites import read_candidate_sites
from geo.streets.snapping import snap
from geo.streets.water import in_water
from geo.whatif.new_places import AREA_TOLERANCE_M, OpenedPlace, walks_to


@dataclass(frozen=True, slots=True)
class Candidates:
    """Where `c` next places could come.

    Parameters
    ----------
    ids
        A name for each, shape `(c,)`; of demand points their postcode.
    points
        EPSG:28992, shape `(c, 2)`.
    neighbourhood
        Code of the neighbourhood each stands in, shape `(c,)`.
    reaches
        True where a demand point lies within reach, shape `(k, c)`.
    """

    ids: NDArray[Any]
    points: FloatArray
    neighbourhood: NDArray[Any]
    reaches: csc_array

    def __len__(self) -> int:
        return len(self.ids)


def candidates_from_site_walks(
    city: City, site_walks: pd.DataFrame, assumptions: Assumptions, excluded: Collection[str] = ()
) -> Candidates:
    """Take every postcode as a candidate: its point stands for the houses and halls around it.

    Parameters
    ----------
    city
        The prepared bundle.
    site_walks
        The table `site_walks` of the same bundle.
    assumptions
        Threshold and speed.
    excluded
        Neighbourhoods in which no site may come; their residents still count.

    Returns
    -------
    Candidates
        In the order of `city.demand`; points that are on no street are none.

    Raises
    ------
    QuestionError
        If the threshold goes beyond the table, or nothing is left.
    """
    reach = checked_reach(city.settings, assumptions, city.settings.site_walk_limit_m)
    within = site_walks[site_walks["distance"] <= reach]
    rows = pd.Index(city.demand["demand_id"])
    origin, destination = rows.get_indexer(within["from_id"]), rows.get_indexer(within["to_id"])
    allowed = ~city.demand["neighbourhood"].isin(list(excluded)).to_numpy()
    allowed &= (city.demand["snapped"] & city.demand["stands_for"]).to_numpy(dtype=bool)
    reaches = csc_array((np.ones(len(origin), dtype=bool), (origin, destination)), shape=(len(rows), len(rows)))
    return _required(
        Candidates(
            ids=city.demand["postcode"].to_numpy(dtype=object)[allowed],
            points=shapely.get_coordinates(city.demand.geometry.to_numpy())[allowed],
            neighbourhood=city.demand["neighbourhood"].to_numpy(dtype=object)[allowed],
            reaches=reaches[:, np.flatnonzero(allowed)],
        )
    )


def candidates_at(
    city: City, sites: Sequence[OpenedPlace], assumptions: Assumptions, excluded: Collection[str] = ()
) -> Candidates:
    """Take points of one's own as candidates: schools, churches, empty halls.

    Parameters
    ----------
    city
        The prepared bundle.
    sites
        The points; their names become the ids.
    assumptions
        Threshold and speed.
    excluded
        Neighbourhoods in which no site may come.

    Returns
    -------
    Candidates
        In the order of `sites`.

    Raises
    ------
    QuestionError
        If the threshold goes beyond the longest walk kept, a point cannot be used, or nothing is left.
    """
    reach = checked_reach(city.settings, assumptions, city.settings.walk_limit_m)
    points = np.array([(site.x, site.y) for site in sites], dtype=np.float64).reshape(len(sites), 2)
    located = gpd.GeoSeries(shapely.points(points), crs=city.neighbourhoods.crs)
    codes = neighbourhood_of(located, city.neighbourhoods, within_m=None).to_numpy(dtype=object)
    allowed = np.flatnonzero(~pd.Series(codes, dtype=object).isin(list(excluded)).to_numpy())
    ids = np.array([str(site) for site in sites], dtype=object)
    reaches = csc_array(walks_to(city, [sites[int(index)] for index in allowed]) <= reach)
    return _required(Candidates(ids[allowed], points[allowed], codes[allowed], reaches))


def _required(candidates: Candidates) -> Candidates:
    if not len(candidates):
        sentence = "No candidate site is left. Exclude fewer neighbourhoods, or give other points."
        raise QuestionError(Problem.NO_CANDIDATES, sentence)
    return candidates


def sites_in_file(city: City, path: Path) -> tuple[tuple[OpenedPlace, ...], tuple[str, ...]]:
    """Read candidate sites and put aside those where no place can open.

    Parameters
    ----------
    city
        The prepared bundle.
    path
        As `geo.sources.candidate_sites.read_candidate_sites` reads.

    Returns
    -------
    tuple
        The sites, named by address and id, and the ids of those in water, outside the area or off the streets.

    Raises
    ------
    InputError
        With all faults of the file.
    """
    table = read_candidate_sites(path)
    points = table.geometry.to_numpy()
    ground = city.ground
    snaps = snap(points, ground.network, cap_m=city.settings.snap_cap_m, water=ground.water)
    within = shapely.distance(points, ground.area) <= AREA_TOLERANCE_M
    usable = snaps.ok & within & ~in_water(points, ground.water_areas)
    named = [
        OpenedPlace(float(point.x), float(point.y), name=f"{address} ({site})" if address else str(site))
        for site, address, point in zip(table["site_id"], table["address"], points, strict=True)
    ]
    left_out = tuple(str(site) for site in table["site_id"][~usable])
    return tuple(named[index] for index in np.flatnonzero(usable)), left_out
