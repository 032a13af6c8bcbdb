"""Scale the residents of demand points to the official total of their neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.residents.neighbourhoods import neighbourhood_of
from geo.vocabulary import AGE_BANDS

SCALED: Final = ("residents", *AGE_BANDS, "households", "one_person_households", "benefits")
"""The counts of people and households that follow the factor of their neighbourhood."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Residents that add up, and how they were made to.

    Parameters
    ----------
    demand
        Demand points with scaled counts, and `residents_published`: what the source says.
    factors
        Per neighbourhood `residents` (official), `residents_year`, `residents_source`, `residents_published` (sum of
        its points before) and `residents_factor` (NaN where nobody lives and nobody was counted).
    left_out
        Demand points of which nobody knows how many people live there; the others in the neighbourhood carry its
        official total.
    """

    demand: GeoDataFrame
    factors: pd.DataFrame
    left_out: tuple[str, ...]


def place_in_neighbourhoods(
    demand: GeoDataFrame, neighbourhoods: GeoDataFrame, *, tolerance_m: float = 100.0, file: str = "demand points"
) -> GeoDataFrame:
    """Say of every demand point in which neighbourhood it lies.

    Parameters
    ----------
    demand
        Points with `demand_id`, EPSG:28992.
    neighbourhoods
        Polygons with `neighbourhood`, EPSG:28992.
    tolerance_m
        A point outside all of them belongs to the nearest within this distance: the points of postcodes are good to
        50 to 100 m.
    file
        Where the demand points come from, for the message.

    Returns
    -------
    GeoDataFrame
        The demand points in their order, with `neighbourhood`. A point on a border that neighbourhoods share belongs
        to the first in the order of their codes, as does one equally near to several: never to two.

    Raises
    ------
    InputError
        Naming each point that lies farther away.
    """
    codes = neighbourhood_of(demand.geometry, neighbourhoods, within_m=tolerance_m)
    lost = demand.loc[codes.isna(), "demand_id"]
    faults = FaultList(file)
    expected = f"a point in a neighbourhood, or within {tolerance_m:g} m of one"
    advice = "Check its point, or take the postcodes of this area only."
    for demand_id in lost:
        faults.add("a point outside every neighbourhood", expected, advice, str(demand_id), "geometry")
    faults.raise_if_any()
    return demand.assign(neighbourhood=codes)


def official_totals(
    neighbourhoods: pd.DataFrame, key_figures: pd.DataFrame | None, demand: pd.DataFrame
) -> pd.DataFrame:
    """Find the latest official number of residents per neighbourhood.

    Parameters
    ----------
    neighbourhoods
        `neighbourhood`, `residents` and `year`.
    key_figures
        The same columns; may lack neighbourhoods, and may be absent. Of the same year they go before `neighbourhoods`.
    demand
        Demand points with `neighbourhood`, `residents` and `year`.

    Returns
    -------
    DataFrame
        Per neighbourhood, sorted: `residents`, `residents_year` and `residents_source`: `key_figures`,
        `neighbourhoods`, or `demand`, the sum of its own points, where no official figure is known.
    """
    columns = ["neighbourhood", "residents", "year"]
    own = demand.groupby("neighbourhood", as_index=False).agg(residents=("residents", "sum"), year=("year", "max"))
    codes = neighbourhoods[["neighbourhood"]].drop_duplicates()
    nobody = codes[~codes["neighbourhood"].isin(own["neighbourhood"])].assign(residents=0.0, year=own["year"].max())
    official = {"key_figures": key_figures, "neighbourhoods": neighbourhoods}
    tables = [
        table[columns].assign(source=source, rank=rank)
        for rank, (source, table) in enumerate(official.items())
        if table is not None
    ]
    known = pd.concat(tables, ignore_index=True).dropna(subset=["residents"])
    known = known.sort_values(["neighbourhood", "year", "rank"], ascending=[True, False, True])
    counted = pd.concat([own[columns], nobody[columns]], ignore_index=True).assign(source="demand")
    first = pd.concat([known[[*columns, "source"]], counted], ignore_index=True).drop_duplicates("neighbourhood")
    first = first[first["neighbourhood"].isin(codes["neighbourhood"])]
    names = {"year": "residents_year", "source": "residents_source"}
    result = first.rename(columns=names).sort_values("neighbourhood", ignore_index=True)
    return result.astype({"residents": "float64", "residents_year": "int64"})


def reconcile(demand: GeoDataFrame, totals: pd.DataFrame, *, file: str = "demand points") -> Reconciled:
    """Scale the counts of each demand point so that its neighbourhood adds up to its official total.

    Parameters
    ----------
    demand
        Demand points with `neighbourhood`, `residents`, the age bands, households and benefits.
    totals
        Per neighbourhood `residents`, `residents_year` and `residents_source`, as `official_totals` gives.
    file
        Where the demand points come from, for the message.

    Returns
    -------
    Reconciled
        The scaled points and the factors. Unknown counts stay unknown.

    Raises
    ------
    InputError
        If people live officially in a neighbourhood without a demand point that has residents, if a demand point lies
        in a neighbourhood without a total, or if nobody lives anywhere.
    """
    known = demand["residents"].notna()
    left_out = tuple(demand.loc[~known, "demand_id"].astype(str))
    points = demand[known]
    sums = points.groupby("neighbourhood")["residents"].sum()
    factors = totals.assign(residents_published=totals["neighbourhood"].map(sums).fillna(0.0).astype("float64"))
    _check_totals(factors, points["neighbourhood"], file)
    factors["residents_factor"] = factors["residents"] / factors["residents_published"]
    factor = points["neighbourhood"].map(factors.set_index("neighbourhood")["residents_factor"])
    # Where nobody was counted the factor is unknown, and zero stays zero.
    factor = factor.fillna(1.0)
    scaled = {column: points[column] * factor for column in SCALED}
    result = points.assign(residents_published=points["residents"], **scaled)
    return Reconciled(result.reset_index(drop=True), factors, left_out)


def _check_totals(factors: pd.DataFrame, used: Iterable[str], file: str) -> None:
    faults = FaultList(file)
    empty = factors[(factors["residents"] > 0) & ~(factors["residents_published"] > 0)]
    for row in empty.itertuples():
        faults.add(
            "no demand point with residents",
            f"points for its {row.residents:g} official residents ({row.residents_year})",
            "Add the postcodes of this neighbourhood, or use a newer postcode file.",
            str(row.neighbourhood),
            "residents",
        )
    for code in sorted(set(used) - set(factors["neighbourhood"])):
        advice = "Use the neighbourhoods and the figures of one and the same division."
        faults.add(
            "demand points in a neighbourhood without a total", "a total for each", advice, code, "neighbourhood"
        )
    if not faults.faults and not factors["residents"].sum() > 0:
        advice = "Choose the files of this area and a year for which residents are published."
        faults.add("no residents in any neighbourhood", "at least one resident", advice, field="residents")
    faults.raise_if_any()
