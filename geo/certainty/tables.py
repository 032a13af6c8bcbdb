"""What a bundle keeps of what is not known: where each place may stand, who is near, and the expected coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.certainty.draws import coverage_draws, homes_in, seed_of
from geo.certainty.expected import PossiblePlaces, expected_redundancy, reach_chances
from geo.certainty.intervals import chance_among_driest, chance_below, interval, rank_interval
from geo.measures.access import selected_places
from geo.measures.grouping import Grouping, share_of
from geo.settings import WalkSettings
from geo.streets.distances import within
from geo.streets.graph import attach
from geo.streets.network import Network
from geo.streets.snapping import Snaps, snap
from geo.vocabulary import ALTERNATIVES, Selection, Speed

DRIEST: Final = 8
"""So many neighbourhoods are called the driest."""
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Possibilities:
    """Everything that may be, ready to ask.

    Parameters
    ----------
    demand
        How many demand points, k.
    row, position, metres
        Walks: demand point, candidate position, distance; only those kept, each of shape `(w,)`.
    place
        Place of every position, in rising order, shape `(n,)`.
    existence
        By name of the table of judgements, e_j of every place, shape `(p,)`; without a name the one in use.
    """

    demand: int
    row: IntArray
    position: IntArray
    metres: FloatArray
    place: IntArray
    existence: Mapping[str, FloatArray]

    def within(self, reach_m: float, selected: BoolArray, model: str = "") -> PossiblePlaces:
        """Select places, and say which demand points each of their positions would serve.

        Parameters
        ----------
        reach_m
            Threshold in metres, inclusive.
        selected
            Which places, shape `(p,)`.
        model
            Name of the table of judgements; by itself the one in use.

        Returns
        -------
        PossiblePlaces
            The selected places only, in their order.
        """
        near = self.metres <= reach_m
        shape = (self.demand, len(self.place))
        reach = csr_array((np.ones(int(near.sum()), dtype=bool), (self.row[near], self.position[near])), shape=shape)
        return PossiblePlaces(reach, self.place, self.existence[model]).only(selected)


def possibilities(
    demand: pd.DataFrame, places: pd.DataFrame, positions: pd.DataFrame, position_walks: pd.DataFrame
) -> Possibilities:
    """Read what may be from the tables of a bundle.

    Parameters
    ----------
    demand
        Column `demand_id`.
    places
        The counted places: `place_id`, `existence`, `existence_cautious`, `existence_generous`.
    positions, position_walks
        As `geo.bundle.tables`.

    Returns
    -------
    Possibilities
        Places in the order of `places`.
    """
    owner = pd.Index(places["place_id"]).get_indexer(positions["place_id"])
    order = np.argsort(owner, kind="stable")
    number = pd.MultiIndex.from_frame(positions[["place_id", "position"]].iloc[order])
    walks = pd.MultiIndex.from_frame(position_walks[["to_id", "position"]])
    models = {"": "existence", **{name: f"existence_{name}" for name in ALTERNATIVES}}
    return Possibilities(
        demand=len(demand),
        row=pd.Index(demand["demand_id"]).get_indexer(position_walks["from_id"]).astype(np.int64),
        position=number.get_indexer(walks).astype(np.int64),
        metres=position_walks["distance"].to_numpy(dtype=np.float64),
        place=owner[order].astype(np.int64),
        existence={name: places[column].to_numpy(dtype=np.float64) for name, column in models.items()},
    )


def snapped_positions(
    positions: gpd.GeoDataFrame, places: gpd.GeoDataFrame, network: Network, water: NDArray[Any], cap_m: float
) -> tuple[gpd.GeoDataFrame, Snaps]:
    """Keep the positions that lie on a street; a place without any such position has its own point.

    Parameters
    ----------
    positions
        From `geo.certainty.positions.candidate_positions`.
    places
        The counted places, with their points.
    network, water, cap_m
        As for `geo.streets.snapping.snap`.

    Returns
    -------
    tuple
        The positions, numbered from 0 for every place, and where each meets its street.
    """
    ok = snap(positions.geometry.to_numpy(), network, cap_m=cap_m, water=water).ok
    kept = positions[ok]
    lost = places[~places["place_id"].isin(kept["place_id"])]
    own = gpd.GeoDataFrame({"place_id": lost["place_id"]}, geometry=lost.geometry, crs=positions.crs)
    rank = {place: number for number, place in enumerate(places["place_id"])}
    both = gpd.GeoDataFrame(pd.concat([kept, own], ignore_index=True), crs=positions.crs)
    both = both.sort_values("place_id", key=lambda ids: ids.map(rank), kind="stable", ignore_index=True)
    both = both.assign(position=both.groupby("place_id", sort=False).cumcount().astype("int64"))
    return both, snap(both.geometry.to_numpy(), network, cap_m=cap_m, water=water)


def position_walks_table(
    network: Network,
    demand_snaps: Snaps,
    demand_ids: pd.Series[str],
    positions: tuple[gpd.GeoDataFrame, Snaps],
    limit_m: float,
) -> pd.DataFrame:
    """Compute the table `position_walks`: every demand point to every candidate position within the limit."""
    table, snaps = positions
    graph = attach(network, demand_snaps, snaps)
    origin, destination, metres = within(graph.matrix, graph.origins, graph.destinations, limit_m=limit_m)
    return pd.DataFrame(
        {
            "from_id": demand_ids.to_numpy()[origin],
            "to_id": table["place_id"].to_numpy()[destination],
            "position": table["position"].to_numpy()[destination],
            "distance": metres,
        }
    )


def expected_table(
    possible: Possibilities,
    demand: pd.DataFrame,
    places: pd.DataFrame,
    groupings: Sequence[Grouping],
    settings: WalkSettings,
    draws: int,
) -> pd.DataFrame:
    """Compute the table `expected` for every selection, speed and threshold.

    Parameters
    ----------
    possible
        What may be.
    demand
        `residents`, `postcode`.
    places
        The counted places, in the order of `possible`.
    groupings
        By neighbourhood, and all together.
    settings
        Speeds, thresholds, and how few residents are not ranked.
    draws
        How many.

    Returns
    -------
    pandas.DataFrame
        As `geo.bundle.tables.EXPECTED`.
    """
    content = [possible.row, possible.position, possible.metres, possible.place, possible.existence[""].round(8)]
    content += [demand["residents"].to_numpy(dtype=np.float64).round(6)]
    parts = [np.ascontiguousarray(each).tobytes() for each in content]
    rows = []
    for selection in Selection:
        chosen = selected_places(places, selection, with_uncertain=True)
        for speed in Speed:
            for threshold in settings.thresholds_min:
                about = (selection.value, speed.value, threshold)
                seed = seed_of([*parts, repr(about).encode()])
                reach = settings.reach_m(threshold, speed)
                figures = _figures(possible, (reach, chosen), demand, groupings, (settings, draws, seed))
                rows.append(figures.assign(selection=about[0], speed=about[1], threshold=about[2]))
    return pd.concat(rows, ignore_index=True)


def _figures(
    possible: Possibilities,
    asked: tuple[float, BoolArray],
    demand: pd.DataFrame,
    groupings: Sequence[Grouping],
    drawing: tuple[WalkSettings, int, int],
) -> pd.DataFrame:
    """Compute expectations and intervals for one selection, speed and threshold."""
    (reach, chosen), (settings, draws, seed) = asked, drawing
    places = possible.within(reach, chosen)
    parts = groupings[0]
    homes = homes_in(demand, demand["residents"].to_numpy(dtype=np.float64), parts.of_point, len(parts.names))
    outcome = coverage_draws(places, homes, draws=draws, seed=seed)
    redundancy = expected_redundancy(reach_chances(places))
    people = np.concatenate([grouping.total(homes.residents) for grouping in groupings])

    def total(share: FloatArray) -> FloatArray:
        return np.concatenate([grouping.total(homes.residents * share) for grouping in groupings])

    expected = {"": total(1.0 - redundancy.dry)} | {
        name: total(1.0 - expected_redundancy(reach_chances(possible.within(reach, chosen, name))).dry)
        for name in ALTERNATIVES
    }
    ranked = np.append(people[:-1] >= settings.ranking_min_residents, False)
    summary, (rank_low, rank_high) = interval(outcome), rank_interval(outcome, ranked)
    return pd.DataFrame(
        {
            "neighbourhood": [name for grouping in groupings for name in grouping.names],
            "residents": people,
            "coverage": share_of(expected[""], people),
            **{f"coverage_{name}": share_of(expected[name], people) for name in ALTERNATIVES},
            "low": summary.low,
            "fifth": summary.fifth,
            "median": summary.median,
            "four_fifths": summary.four_fifths,
            "high": summary.high,
            "error": summary.error,
            "gap": people - expected[""],
            "single": total(redundancy.single),
            "looped": total(redundancy.looped),
            "below_half": chance_below(outcome, HALF),
            "among_driest": chance_among_driest(outcome, ranked, DRIEST),
            "rank_low": pd.array(np.where(ranked, rank_low, -1), dtype="Int64"),
            "rank_high": pd.array(np.where(ranked, rank_high, -1), dtype="Int64"),
        }
    ).replace({"rank_low": -1, "rank_high": -1}, pd.NA)
