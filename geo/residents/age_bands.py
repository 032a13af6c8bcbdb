"""Model suppressed age bands, so that the bands of a demand point add up to its residents."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.vocabulary import AGE_BANDS

MOST_IN_SUPPRESSED_BAND: Final = 4.0
"""CBS suppresses what is below 5, so a suppressed band holds at most 4 people."""
_SHARES: Final = tuple(band.replace("age_", "share_") for band in AGE_BANDS)

Floats = NDArray[np.float64]


def fill_age_bands(demand: GeoDataFrame, neighbourhoods: pd.DataFrame | None = None) -> GeoDataFrame:
    """Model the residents of suppressed age bands. A model, not a count.

    CBS suppresses bands below 5 to 0 (or to missing) and rounds the others to fives. The residents in no published
    band are put in the suppressed bands, in proportion to the shares of those bands in the neighbourhood, at most 4 in
    each; published bands are scaled by what is still missing or too much. Where no band is published and more people
    live than can hide in suppressed bands, the shares of the neighbourhood are used as they are.

    Parameters
    ----------
    demand
        Demand points with `residents`, `neighbourhood` and the age bands.
    neighbourhoods
        Official shares per `neighbourhood` (`share_0_14` to `share_65_plus`, 0 to 1). Where they are missing, the
        published bands of the neighbourhood's own points give the shares, else those of all points, else equal shares.

    Returns
    -------
    GeoDataFrame
        The same points, their bands adding up to `residents`: zero where nobody lives, NaN where residents are unknown.
    """
    residents = demand["residents"].to_numpy(dtype="float64")
    published = demand[list(AGE_BANDS)].fillna(0.0).to_numpy(dtype="float64")
    bands = _filled(np.nan_to_num(residents), published, _shares(demand, neighbourhoods))
    bands[np.isnan(residents)] = np.nan
    return demand.assign(**dict(zip(AGE_BANDS, bands.T, strict=True)))


def _shares(demand: pd.DataFrame, neighbourhoods: pd.DataFrame | None) -> Floats:
    """Per demand point the shares of the bands among the residents of its neighbourhood, each row adding up to 1."""
    bands = demand[list(AGE_BANDS)].fillna(0.0)
    everyone = _normalised(bands.sum().to_numpy(dtype="float64")[np.newaxis])[0]
    if np.isnan(everyone).any():
        everyone = np.full(len(AGE_BANDS), 1 / len(AGE_BANDS))
    counted = _normalised(bands.groupby(demand["neighbourhood"]).transform("sum").to_numpy(dtype="float64"))
    shares = np.where(np.isnan(counted), everyone, counted)
    if neighbourhoods is not None:
        official = neighbourhoods.set_index("neighbourhood")[list(_SHARES)].reindex(demand["neighbourhood"])
        normal = _normalised(official.to_numpy(dtype="float64"))
        shares = np.where(np.isnan(normal), shares, normal)
    return shares


def _normalised(rows: Floats) -> Floats:
    """Rows that add up to 1; a row with a missing number, or that is all zero, becomes NaN."""
    total = rows.sum(axis=1, keepdims=True)
    result: Floats = np.divide(rows, total, out=np.full_like(rows, np.nan), where=total > 0)
    return result


def _filled(residents: Floats, published: Floats, shares: Floats) -> Floats:
    suppressed = published <= 0
    in_bands = published.sum(axis=1)
    hidden = _capped(np.maximum(residents - in_bands, 0.0), np.where(suppressed, shares, 0.0), suppressed)
    rest = residents - hidden.sum(axis=1)
    scale = np.divide(rest, in_bands, out=np.zeros_like(rest), where=in_bands > 0)
    bands = hidden + published * scale[:, np.newaxis]
    unpublished = (in_bands <= 0) & (residents > MOST_IN_SUPPRESSED_BAND * len(AGE_BANDS))
    return np.where(unpublished[:, np.newaxis], residents[:, np.newaxis] * shares, bands)


def _capped(amounts: Floats, weights: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Spread amounts over the allowed bands by weight, at most 4 in each; weight 0 only when the others are full."""
    result = np.zeros_like(weights)
    # Each round fills a band, or spends the amount: twice over all bands is enough, with and without weights.
    for _ in range(2 * weights.shape[1]):
        left = amounts - result.sum(axis=1)
        room = np.where(allowed, MOST_IN_SUPPRESSED_BAND - result, 0.0)
        open_weights = np.where(room > 0, weights, 0.0)
        equal = np.where(room > 0, 1.0, 0.0)
        none = open_weights.sum(axis=1, keepdims=True) <= 0
        portions = np.nan_to_num(_normalised(np.where(none, equal, open_weights)))
        result += np.minimum(np.maximum(left, 0.0)[:, np.newaxis] * portions, room)
    return result
