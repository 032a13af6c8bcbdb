"""Ask the same question on other streets: with plausible cut-throughs, or with another extract of the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.analysis.city import City, make_city, measures_table
from geo.certainty.tables import position_walks_table
from geo.measures.evaluation import Evaluation
from geo.measures.grouping import weighted_median
from geo.settings import METRES_PER_KM, settings_from_manifest
from geo.streets.cut_throughs import CutThroughRule, plausible_cut_throughs, with_links
from geo.streets.network import Network, parts
from geo.streets.snapping import snap
from geo.streets.walks import put_on_streets, walks_table

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class ModelledStreets:
    """Streets with the links that may be there and that nobody has seen.

    Parameters
    ----------
    streets
        The streets of before and the links, in which `modelled` is True.
    links
        How many links.
    km
        Their length together.
    """

    streets: gpd.GeoDataFrame
    links: int
    km: float


def with_cut_throughs(tables: Mapping[str, Any], rule: CutThroughRule | None = None) -> ModelledStreets:
    """Add the plausible cut-throughs to the streets of a bundle; none of them crosses water.

    Parameters
    ----------
    tables
        `streets` and `water`, as in a bundle.
    rule
        When a cut-through is plausible.

    Returns
    -------
    ModelledStreets
        What it says of the town is a range, never a figure.
    """
    links = plausible_cut_throughs(tables["streets"], tables["water"].geometry.to_numpy(), rule)
    km = float(links["length"].sum()) / METRES_PER_KM
    return ModelledStreets(with_links(tables["streets"], links), len(links), km)


def city_on_streets(
    manifest: Mapping[str, Any],
    tables: Mapping[str, Any],
    streets: gpd.GeoDataFrame,
    on_step: Callable[[str], None] = lambda _: None,
) -> City:
    """Walk a bundle again on other streets; residents, places and where these may stand remain.

    Parameters
    ----------
    manifest
        `area` and `parameters`, as in `bundle.json`.
    tables
        As for `geo.analysis.city.make_city`.
    streets
        As for `geo.streets.network.network_from_streets`.
    on_step
        Called with `walks`, `positions` and `questions` when each begins.

    Returns
    -------
    City
        Ready for questions. On the streets of the bundle itself it is the same as the bundle's.
    """
    settings = settings_from_manifest(manifest)
    demand, places, water = tables["demand"], tables["places"], tables["water"].geometry.to_numpy()
    on_step("walks")
    on_streets = put_on_streets(streets, demand, places, water, settings)
    walks = walks_table(on_streets, demand["demand_id"], places["place_id"], settings.walk_limit_m)
    changed: dict[str, Any] = {"streets": streets, "walks": walks}
    on_step("positions")
    if "positions" in tables:
        network, spots = on_streets.network, tables["positions"]
        placed = (spots, snap(spots.geometry.to_numpy(), network, cap_m=settings.snap_cap_m, water=water))
        changed["position_walks"] = position_walks_table(
            network, on_streets.demand_snaps, demand["demand_id"], placed, settings.longest_reach_m
        )
    on_step("questions")
    return make_city(manifest, {**tables, **changed})


def coverage_changes(before: tuple[City, Evaluation], after: tuple[City, Evaluation]) -> pd.DataFrame:
    """Put the expected coverage on two networks beside each other.

    Parameters
    ----------
    before, after
        The same town on other streets, and what everyone can reach there under the same assumptions.

    Returns
    -------
    pandas.DataFrame
        `neighbourhood`, `residents`, `before`, `after` (shares, NaN where nobody lives) and `change`, their
        difference; the neighbourhoods in their order, the whole area last.
    """
    old, new = (measures_table(city, evaluation) for city, evaluation in (before, after))
    people = before[0].grouping.total(before[0].residents)
    return pd.DataFrame(
        {
            "neighbourhood": old["neighbourhood"],
            "residents": np.append(people, people.sum()),
            "before": old["coverage"],
            "after": new["coverage"],
            "change": new["coverage"] - old["coverage"],
        }
    )


@dataclass(frozen=True, slots=True)
class StreetsCompared:
    """How two networks differ, and what that does to the walk to the nearest place.

    Parameters
    ----------
    km, parts
        Length of each network, and in how many connected parts it falls: before and after.
    median_change_m
        By how much the walk of the middle resident changes, in metres; NaN where no walk is known on both.
    known_on_both
        Residents whose walk is known on both.
    """

    km: tuple[float, float]
    parts: tuple[int, int]
    median_change_m: float
    known_on_both: float


def compare_streets(before: tuple[City, Evaluation], after: tuple[City, Evaluation]) -> StreetsCompared:
    """Say how the streets of two towns differ; as `coverage_changes`."""
    networks = [city.ground.network for city, _ in (before, after)]
    old, new = before[1].nearest_m, after[1].nearest_m
    both = np.isfinite(old) & np.isfinite(new)
    people = before[0].residents[both]
    return StreetsCompared(
        km=(_km(networks[0]), _km(networks[1])),
        parts=(_parts(networks[0]), _parts(networks[1])),
        median_change_m=weighted_median(new[both] - old[both], people),
        known_on_both=float(people.sum()),
    )


def _km(network: Network) -> float:
    return float(network.length.sum()) / METRES_PER_KM


def _parts(network: Network) -> int:
    return int(parts(network).max(initial=-1)) + 1
