"""Prepare a bundle for questions: its tables as arrays in one order, so that an answer takes milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.arrays import BoolArray, FloatArray
from geo.certainty.expected import ReachChances, expected_redundancy, reach_chances
from geo.certainty.tables import Possibilities, possibilities
from geo.measures.access import Access, access_from_walks, functions_of, selected_places
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation, Levels, evaluate
from geo.measures.grouping import Grouping
from geo.measures.summary import measures_by_group
from geo.settings import WalkSettings, settings_from_manifest
from geo.streets.graph import SplitStreets, split_streets
from geo.streets.network import Network, network_from_streets
from geo.streets.snapping import snap
from geo.streets.water import water_areas
from geo.vocabulary import AGE_BANDS, NEED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.bundle.store import Bundle

NEEDS: Final = NEED_COLUMNS
"""Columns of `City.needs`, in their order."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Streets, water and outline of the area: what the point of a new place is checked and snapped against.

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
    possible
        Where uncertain places may be, and how likely; None where every place is taken to be where it is said to be.
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
    possible: Possibilities | None = None


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
    return make_city(bundle.manifest, tables_for_questions(bundle))


def tables_for_questions(bundle: Bundle) -> dict[str, Any]:
    """Open the tables of a bundle that `make_city` asks for, by name."""
    return {
        "demand": bundle.demand,
        "places": bundle.places,
        "neighbourhoods": bundle.neighbourhoods,
        "organisations": bundle.organisations,
        "walks": bundle.walks,
        "positions": bundle.positions,
        "position_walks": bundle.position_walks,
        "streets": bundle.streets,
        "water": bundle.water,
    }


def make_city(manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> City:
    """Make tables ready for questions, wherever they come from.

    Parameters
    ----------
    manifest
        `area` and `parameters`, as in `bundle.json`.
    tables
        `demand`, `places`, `neighbourhoods`, `organisations`, `walks`, `streets` and `water`, as in a bundle; with
        `positions` and `position_walks` uncertain places are weighed.

    Returns
    -------
    City
        Rows keep the order of their tables.
    """
    settings = settings_from_manifest(manifest)
    demand, places, neighbourhoods = tables["demand"], tables["places"], tables["neighbourhoods"]
    counted = places[places["counted"]].reset_index(drop=True)
    grouping = Grouping.by_neighbourhood(demand, list(neighbourhoods["neighbourhood"]))
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
        functions=functions_of(counted),
        ground=_ground(tables["streets"], demand, tables["water"], neighbourhoods, settings),
        settings=settings,
        possible=_possible(tables, counted),
    )


def _possible(tables: Mapping[str, Any], counted: gpd.GeoDataFrame) -> Possibilities | None:
    if "positions" not in tables:
        return None
    return possibilities(tables["demand"], counted, tables["positions"], tables["position_walks"])


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
        water_areas=water_areas(water, settings.water_half_width_m).geometry.to_numpy(),
        area=area,
    )


def evaluate_city(city: City, assumptions: Assumptions, selected: BoolArray | None = None) -> Evaluation:
    """Compute what every demand point can reach today.

    Parameters
    ----------
    city
        The prepared bundle.
    assumptions
        How to look at it.
    selected
        A choice of places of one's own, shape `(p,)`; else those that the assumptions select.

    Returns
    -------
    Evaluation
        Make it once per set of assumptions and keep it: it does not change.

    Raises
    ------
    QuestionError
        If the threshold is no time, or farther than the walks that the bundle keeps.
    """
    if selected is None:
        selected = selected_places(city.places, assumptions.selection, with_uncertain=assumptions.with_uncertain)
    return weigh(city, evaluate(city.access, city.functions, selected, assumptions, city.settings))


def weighs(city: City, evaluation: Evaluation) -> bool:
    """Say whether uncertain places count by their chance.

    Beyond the longest threshold of the bundle nothing is weighed, as candidate positions are not known so far.
    """
    asked = city.possible is not None and evaluation.assumptions.with_uncertain
    return asked and evaluation.reach_m <= city.settings.longest_reach_m


def chances_of(city: City, evaluation: Evaluation) -> ReachChances | None:
    """Give the chance that each demand point reaches each selected place; None where nothing is weighed.

    Places are numbered as the selected ones, in their order.
    """
    if city.possible is None or not weighs(city, evaluation):
        return None
    return reach_chances(city.possible.within(evaluation.reach_m, evaluation.selected))


def reached_share(city: City, evaluation: Evaluation, selected: BoolArray) -> FloatArray:
    """Give the chance that each demand point has one of some places within reach.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Threshold and speed, and whether uncertain places are weighed.
    selected
        Which places, shape `(p,)`.

    Returns
    -------
    numpy.ndarray
        0 or 1 where nothing is weighed, shape `(k,)`.
    """
    chances = chances_of(city, replace(evaluation, selected=selected))
    if chances is None:
        return (city.access.nearest(selected) <= evaluation.reach_m).astype(np.float64)
    return 1.0 - chances.none_within


def weigh(city: City, evaluation: Evaluation) -> Evaluation:
    """Let uncertain places count by their chance in who is dry, single and looped.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach if all selected places are there.

    Returns
    -------
    Evaluation
        The same, if the assumptions leave uncertain places out or nothing is known of their chances.
    """
    chances = chances_of(city, evaluation)
    if chances is None:
        return evaluation
    expected = expected_redundancy(chances)
    levels = Levels(expected.dry, expected.single, expected.looped).with_sure(evaluation.opened_count)
    return replace(evaluation, levels=levels)


def measures_table(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Compute every measure for every neighbourhood and the area.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Today, or after a change.

    Returns
    -------
    pandas.DataFrame
        As `geo.bundle.tables.COVERAGE`: the same figures as `geo.measures.summary.summarise` gives for these places.
        The area comes last.
    """
    groupings = (city.grouping, city.grouping.whole(city.code))
    return measures_by_group(evaluation, city.residents, groupings, city.settings)


def with_area_total(city: City, values: FloatArray) -> FloatArray:
    """Add up values of demand points per neighbourhood, and for the whole area, which comes last; shape `(b + 1,)`."""
    return np.append(city.grouping.total(values), values.sum())
