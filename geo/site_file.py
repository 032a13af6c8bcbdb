"""Candidate sites from a file: those that can be walked to, and those that cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from geo.city import City
from geo.opening import AREA_TOLERANCE_M, OpenedPlace
from geo.snapping import snap
from geo.sources.candidate_sites import read_candidate_sites
from geo.waterside import in_water


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
