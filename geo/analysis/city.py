"""A bundle made ready for questions: its tables as arrays in one order, so that an answer takes milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.arrays import BoolArray, FloatArray
from geo.bundle.tables import NEED_COLUMNS
from geo.measures.access import Access, access_from_walks
from geo.measures.assumptions import Grouping
from geo.measures.variety import membership
from geo.settings import WalkSettings, settings_from_manifest
from geo.streets.graph import SplitStreets, split_streets
from geo.streets.network import Network, network_from_streets
from geo.streets.snapping import snap
from geo.streets.water import water_areas
from geo.vocabulary import AGE_BANDS, Function

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.bundle.store import Bundle

NEEDS: Final = NEED_COLUMNS
"""Columns of `City.needs`, in their order."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a new place stands on.

    Parameters
    ----------
    network
        The streets of the bundle.
    split
        The same, split where the demand points meet them.
    water
        Lines and polygons that a leg may not cross.
    water_areas
        Polygons in which no place can stand.
    area
        The outline of the area, within which a place counts.
    """

    network: Network
    split: SplitStreets
    water: NDArray[Any]
    water_areas: NDArray[Any]
    area: shapely.Geometry


@dataclass(frozen=True, slots=True)
class City:
    """Everything a what-if needs of one bundle: `k` demand points, `p` counted places, `b` neighbourhoods.

    Parameters
    ----------
    code, name
        Of the area; `code` marks the row of the whole area in tables.
    demand
        The table `demand`, with the rows in the order of every array of shape `(k, ...)`.
    neighbourhoods
        The table `neighbourhoods`, in the order of `grouping`.
    all_places
        The table `places`.
    places
        The counted ones, in the order of the columns of `access`.
    organisations
        The table `organisations`.
    residents
        P_i, shape `(k,)`.
    ages
        Residents by age band, in the order of `geo.vocabulary.AGE_BANDS`, shape `(k, 5)`.
    needs
        Shares of the neighbourhood each point lies in, in the order of `NEEDS`, NaN where unknown, shape `(k, 7)`.
    grouping
        Which neighbourhood each demand point lies in.
    access
        Walking distances, shape `(k, p)`.
    functions
        Which place has which function, shape `(4, p)`, in the order of `geo.vocabulary.Function`.
    ground
        Streets and water, for new places.
    settings
        Those of the bundle.
    """

    code: str
    name: str
    demand: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    all_places: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    organisations: pd.DataFrame
    residents: FloatArray
    ages: FloatArray
    needs: FloatArray
    grouping: Grouping
    access: Access
    functions: BoolArray
    ground: Ground
    settings: WalkSettings


def city_from_bundle(bundle: Bundle) -> City:
    """Make a bundle ready for questions.

    Parameters
    ----------
    bundle
        An opened bundle.

    Returns
    -------
    City
        Make it once and keep it: it does not change.

    Raises
    ------
    BundleError
        If a table cannot be read.
    """
    return make_city(
        bundle.manifest,
        {
            "demand": bundle.demand,
            "places": bundle.places,
            "neighbourhoods": bundle.neighbourhoods,
            "organisations": bundle.organisations,
            "walks": bundle.walks,
            "streets": bundle.streets,
            "water": bundle.water,
        },
    )


def make_city(manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> City:
    """Make tables ready for questions, wherever they come from.

    Parameters
    ----------
    manifest
        `area` and `parameters`, as in `bundle.json`.
    tables
        `demand`, `places`, `neighbourhoods`, `organisations`, `walks`, `streets` and `water`, as in a bundle.

    Returns
    -------
    City
        Rows keep the order of their tables.
    """
    settings = settings_from_manifest(manifest)
    demand, places, neighbourhoods = tables["demand"], tables["places"], tables["neighbourhoods"]
    counted = places[places["counted"]].reset_index(drop=True)
    grouping = Grouping.by_neighbourhood(demand, list(neighbourhoods["neighbourhood"]))
    functions = [membership(counted["functions"], function.value) for function in Function]
    return City(
        code=str(manifest["area"]["code"]),
        name=str(manifest["area"]["name"]),
        demand=demand,
        neighbourhoods=neighbourhoods,
        all_places=places,
        places=counted,
        organisations=tables["organisations"],
        residents=demand["residents"].to_numpy(dtype=np.float64),
        ages=demand[list(AGE_BANDS)].to_numpy(dtype=np.float64),
        needs=neighbourhoods[list(NEEDS)].to_numpy(dtype=np.float64)[grouping.of_point],
        grouping=grouping,
        access=access_from_walks(tables["walks"], demand["demand_id"], counted["place_id"]),
        functions=np.array(functions, dtype=bool).reshape(len(Function), len(counted)),
        ground=_ground(tables["streets"], demand, tables["water"], neighbourhoods, settings),
        settings=settings,
    )


def _ground(
    streets: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame,
    neighbourhoods: gpd.GeoDataFrame,
    settings: WalkSettings,
) -> Ground:
    network, wet = network_from_streets(streets), water.geometry.to_numpy()
    snaps = snap(demand.geometry.to_numpy(), network, cap_m=settings.snap_cap_m, water=wet)
    area = shapely.union_all(neighbourhoods.geometry.to_numpy())
    shapely.prepare(area)
    return Ground(
        network=network,
        split=split_streets(network, snaps),
        water=wet,
        water_areas=water_areas(wet, settings.water_half_width_m),
        area=area,
    )
