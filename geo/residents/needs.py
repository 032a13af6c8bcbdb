"""Compute the published needs per neighbourhood, each as a share of what `geo.vocabulary.NEED_BASES` says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.vocabulary import NEED_COLUMNS

HEALTH_COLUMNS = ("share_lonely", "share_severely_lonely", "share_hard_to_make_ends_meet", "share_limited_mobility")


def need_shares(
    demand: pd.DataFrame, codes: pd.Index, key_figures: pd.DataFrame | None, health: pd.DataFrame | None
) -> pd.DataFrame:
    """Gather the needs of each neighbourhood as shares.

    Parameters
    ----------
    demand
        Reconciled demand points: `neighbourhood`, `residents`, `age_65_plus`, `benefits`, `households`,
        `one_person_households`.
    codes
        Neighbourhood codes, in the order wanted.
    key_figures
        `neighbourhood`, `share_one_person_households` of the latest year; where absent, the postcodes' own counts.
    health
        `neighbourhood` and the shares of `HEALTH_COLUMNS`: model estimates for adults.

    Returns
    -------
    pandas.DataFrame
        Columns `geo.vocabulary.NEED_COLUMNS`, fractions from 0 to 1, NaN where unknown. `share_65_plus` and
        `share_benefits` are of residents, `share_one_person_households` of households, those of `HEALTH_COLUMNS` of
        adults.
    """
    summed = demand.groupby("neighbourhood")[
        ["residents", "age_65_plus", "benefits", "households", "one_person_households"]
    ].sum(min_count=1)
    summed = summed.reindex(codes)
    shares = pd.DataFrame(index=codes)
    shares["share_65_plus"] = _ratio(summed["age_65_plus"], summed["residents"])
    shares["share_benefits"] = _ratio(summed["benefits"], summed["residents"])
    counted = _ratio(summed["one_person_households"], summed["households"])
    published = _column(key_figures, "share_one_person_households", codes)
    shares["share_one_person_households"] = published.fillna(counted)
    for column in HEALTH_COLUMNS:
        shares[column] = _column(health, column, codes)
    return shares[list(NEED_COLUMNS)]


def _ratio(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    return (part / whole.where(whole > 0, np.nan)).clip(upper=1.0)


def _column(table: pd.DataFrame | None, column: str, codes: pd.Index) -> pd.Series[float]:
    if table is None or column not in table:
        return pd.Series(np.nan, index=codes)
    return table.set_index("neighbourhood")[column].reindex(codes).astype(float)
