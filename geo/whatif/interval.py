"""Say how sure the loss or gain of a scenario is, from the same draws before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.analysis.city import City, weighs
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.certainty.draws import DRAWS, covered_draws, homes_in, seed_of
from geo.certainty.intervals import HIGH, LOW
from geo.whatif.scenario import Change


@dataclass(frozen=True, slots=True)
class ChangeInterval:
    """Residents who lose and who win a place within reach: the 5th and 95th percentile.

    Parameters
    ----------
    lost, won
        Low and high.
    """

    lost: tuple[float, float]
    won: tuple[float, float]


def change_interval(city: City, changed: Change, draws: int = DRAWS) -> ChangeInterval | None:
    """Draw who loses and who wins a place within reach.

    In each draw the same places are there before and after, at the same positions, but for those that the scenario
    closes and opens. A place that closes may already be gone: then nobody loses it.

    Parameters
    ----------
    city
        The prepared bundle.
    changed
        The change.
    draws
        How many. They start from the chances before and after and from the residents touched, so the same question has
        the same answer everywhere. Where places stand and open does not count: scenarios that close the same places
        and touch the same postcodes share their draws on purpose, and differ only by what they do.

    Returns
    -------
    ChangeInterval or None
        None where nothing is weighed: there is one answer then.
    """
    before, after = changed.before, changed.after
    if city.possible is None or not weighs(city, before):
        return None
    rows = touched_rows(city, (changed.won > 0) | (changed.lost > 0))
    places = city.possible.within(before.reach_m, before.selected).at(rows)
    stays = after.selected[before.selected]
    later = replace(places, existence=np.where(stays, places.existence, 0.0))
    homes = homes_in(city.demand.iloc[rows], city.residents[rows])
    seed = seed_of([places.existence.tobytes(), later.existence.tobytes(), rows.tobytes(), homes.residents.tobytes()])
    sure = (before.opened_m[rows] <= before.reach_m, after.opened_m[rows] <= after.reach_m)
    lost, won = np.empty(draws), np.empty(draws)
    pairs = zip(
        covered_draws(places, homes, draws=draws, seed=seed),
        covered_draws(later, homes, draws=draws, seed=seed),
        strict=True,
    )
    for (start, (was, people)), (_, (now, _)) in pairs:
        had, has = was | sure[0][:, None], now | sure[1][:, None]
        batch = slice(start, start + had.shape[1])
        lost[batch] = (people * (had & ~has)).sum(axis=0)
        won[batch] = (people * (has & ~had)).sum(axis=0)
    return ChangeInterval(ends_of(lost), ends_of(won))


def touched_rows(city: City, touched: BoolArray) -> IntArray:
    """Take all demand points of the postcodes that are touched: their residents are divided anew in every draw."""
    postcode = city.demand["postcode"]
    return np.flatnonzero(postcode.isin(postcode[touched]).to_numpy()).astype(np.int64)


def ends_of(values: FloatArray) -> tuple[float, float]:
    """Give the 5th and 95th percentile, as values that were drawn."""
    low, high = np.quantile(values, [LOW, HIGH], method="inverted_cdf")
    return float(low), float(high)
