"""Make the table `neighbourhoods`, and report what a build found."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.summary import headline_rows
from geo.pipeline.inputs import Inputs
from geo.places.assemble import PlacesResult
from geo.residents.needs import need_shares
from geo.residents.totals import Reconciled
from geo.settings import WalkSettings
from geo.streets.walks import SnappedPoints, parts_report, refused_report
from geo.vocabulary import AGE_BANDS, RD

_OUTLINE_TOLERANCE_M = 2.0


def neighbourhoods_table(
    inputs: Inputs, people: Reconciled, demand: gpd.GeoDataFrame, coverage: pd.DataFrame, settings: WalkSettings
) -> gpd.GeoDataFrame:
    """Put together the table `neighbourhoods`: names, residents, needs, headline, simplified outlines.

    Parameters
    ----------
    inputs
        Outlines, key figures and health.
    people, demand
        Reconciled residents, and the demand points as published.
    coverage
        As `geo.bundle.tables.COVERAGE`.
    settings
        What the headline is.

    Returns
    -------
    geopandas.GeoDataFrame
        As `geo.bundle.tables.NEIGHBOURHOODS`; neighbours still share their borders.
    """
    base = inputs.neighbourhoods.set_index("neighbourhood").sort_index()
    factors = people.factors.set_index("neighbourhood").reindex(base.index)
    table = pd.DataFrame({"name": base["name"], "district": base["district"]})
    for column in ("residents", "residents_year", "residents_published", "residents_factor"):
        table[column] = factors[column]
    table["residents_year"] = table["residents_year"].astype("int64")
    needs = need_shares(demand, base.index, inputs.key_figures, inputs.health)
    table = table.join(needs.round(4)).join(rounded(headline_rows(coverage, settings)))
    outlines = shapely.coverage_simplify(base.geometry.to_numpy(), _OUTLINE_TOLERANCE_M)
    outlines = shapely.set_precision(outlines, 0.1)
    return gpd.GeoDataFrame(table.reset_index(), geometry=outlines, crs=RD)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Keep eight decimals: sums in another order must not change the bundle."""
    return table.round(8)


def build_report(
    people: Reconciled, on_streets: SnappedPoints, places: gpd.GeoDataFrame, assembled: PlacesResult
) -> dict[str, Any]:
    """Tell what a build found: residents, the network, refused points, places, and pairs that look alike."""
    residents = people.demand["residents"].to_numpy(dtype=np.float64)
    bands = people.demand[list(AGE_BANDS)].sum().round(1)
    return {
        "residents": round(float(residents.sum()), 1),
        "residents_published": round(float(people.demand["residents_published"].sum()), 1),
        "age_bands": {str(band): float(value) for band, value in bands.items()},
        "demand_points_left_out": list(people.left_out),
        "demand_points_refused": refused_report(people.demand, on_streets.demand_snaps),
        "network": {
            "streets": len(on_streets.network),
            "km": round(float(on_streets.network.length.sum()) / 1000.0, 1),
            **parts_report(on_streets, residents),
        },
        "places": {
            "total": len(places),
            "counted": int(places["counted"].sum()),
            "uncertain": int((places["counted"] & places["uncertain"]).sum()),
            "not_counted": {
                str(reason): int(count)
                for reason, count in places.loc[~places["counted"], "counted_reason"]
                .value_counts()
                .sort_index()
                .items()
            },
        },
        "near_duplicates": [
            {"first": pair.first_id, "second": pair.second_id, "distance_m": round(float(pair.distance), 1)}
            for pair in assembled.near_duplicates
        ],
    }
