"""Build the tables about what is not known: existence, positions, and the expected coverage with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import Area
from geo.certainty.existence import existence
from geo.certainty.positions import Surroundings, candidate_positions
from geo.certainty.tables import expected_table, position_walks_table, possibilities, snapped_positions
from geo.measures.grouping import Grouping
from geo.pipeline.inputs import Inputs
from geo.pipeline.report import rounded
from geo.settings import WalkSettings
from geo.sources.certainty_settings import CertaintySettings
from geo.streets.walks import SnappedPoints
from geo.vocabulary import ALTERNATIVES


def with_existence(places: gpd.GeoDataFrame, certainty: CertaintySettings) -> gpd.GeoDataFrame:
    """Add how likely each counted place is there for anyone to walk in, by every table of judgements.

    Parameters
    ----------
    places
        As `geo.bundle.tables.PLACES`, without these columns.
    certainty
        The tables of judgements.

    Returns
    -------
    GeoDataFrame
        With `existence`, `existence_cautious` and `existence_generous`; missing where a place does not count.
    """
    counted = places["counted"].to_numpy(dtype=bool)
    models = {"existence": certainty.headline_model} | {
        f"existence_{name}": certainty.models[name] for name in ALTERNATIVES
    }
    columns = {name: np.full(len(places), np.nan) for name in models}
    for name, model in models.items():
        columns[name][counted] = existence(places[counted], model).round(4)
    return places.assign(**columns)


def uncertain_tables(
    area: Area,
    inputs: Inputs,
    on_streets: SnappedPoints,
    tables: Mapping[str, pd.DataFrame],
    settings: WalkSettings,
    certainty: CertaintySettings,
) -> dict[str, pd.DataFrame]:
    """Compute the tables `positions`, `position_walks` and `expected`.

    Parameters
    ----------
    area
        For the row of all neighbourhoods together.
    inputs
        With the areas of postcodes and the water.
    on_streets
        Streets, and the demand points on them.
    tables
        `demand`, `places` (with `existence`) and `neighbourhoods`.
    settings
        Thresholds and speeds.
    certainty
        How many positions and draws.

    Returns
    -------
    dict
        The three tables by name.
    """
    demand, counted = tables["demand"], tables["places"]
    counted = counted[counted["counted"]].reset_index(drop=True)
    areas = dict(zip(inputs.postcode_areas["demand_id"], inputs.postcode_areas.geometry, strict=True))
    around = Surroundings(on_streets.network, demand, areas)
    spots = candidate_positions(counted, around, certainty.positions)
    water: list[shapely.Geometry] = list(inputs.water.geometry)
    barriers = np.array(water, dtype=object)
    placed = snapped_positions(spots, counted, on_streets.network, barriers, settings.snap_cap_m)
    snaps, limit = on_streets.demand_snaps, settings.longest_reach_m
    walks = position_walks_table(on_streets.network, snaps, demand["demand_id"], placed, limit)
    possible = possibilities(demand, counted, placed[0], walks)
    grouping = Grouping.by_neighbourhood(demand, sorted(inputs.neighbourhoods["neighbourhood"]))
    groupings = (grouping, grouping.whole(area.code))
    expected = expected_table(possible, demand, counted, groupings, settings, certainty.draws)
    return {"positions": placed[0], "position_walks": walks, "expected": rounded(expected)}
