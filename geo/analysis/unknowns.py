"""Rank what is not known by how much sharper the answer would be if somebody asked."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from geo.analysis.city import City, chances_of
from geo.arrays import FloatArray
from geo.certainty.draws import DRAWS, covered_draws, homes_in, seed_of
from geo.certainty.expected import PossiblePlaces
from geo.certainty.value_of_knowing import value_of_knowing
from geo.measures.evaluation import Evaluation

_WORTH_ASKING: Final = 0.001
"""Whoever would narrow the interval by less than this is not worth a call."""


def unknowns(city: City, evaluation: Evaluation, neighbourhood: str | None = None) -> pd.DataFrame:
    """Rank places by what it is worth to know them for sure.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Which places take part, how far and how fast.
    neighbourhood
        Sharpen the answer for this one; by default for the whole area.

    Returns
    -------
    pandas.DataFrame
        `place_id`, `name`, `neighbourhood`, `existence` (the chance that it is there for anyone to walk in),
        `residents` (who would gain or lose a place nearby, in expectation, if it is there or not), `existence_share`
        and `position_share`: by how much the variance of covered residents would fall once it is known whether, and
        where, the place is; `narrows`: by how much the interval would become narrower, as a share of its width.
        Most worth knowing first; empty where nothing is weighed or nothing is uncertain.
    """
    chances = chances_of(city, evaluation)
    columns = ["place_id", "name", "neighbourhood", "existence"]
    more = ["residents", "existence_share", "position_share", "narrows"]
    if chances is None or city.possible is None:
        return pd.DataFrame(columns=[*columns, *more])
    inside = np.ones(len(city.residents), dtype=bool)
    if neighbourhood is not None:
        inside = (city.demand["neighbourhood"] == neighbourhood).to_numpy()
    residents = np.where(inside, city.residents, 0.0)
    places = city.possible.within(evaluation.reach_m, evaluation.selected)
    value = value_of_knowing(places, chances, residents)
    whole = _variance(city, places, residents)
    if not whole > 0:
        return pd.DataFrame(columns=[*columns, *more])
    table = city.places.loc[evaluation.selected, columns].reset_index(drop=True)
    e = table["existence"].to_numpy(dtype=np.float64)
    spread = np.sqrt(np.divide(value.existence, e * (1 - e), out=np.zeros_like(e), where=(e > 0) & (e < 1)))
    known = np.minimum(value.both / whole, 1.0)
    table = table.assign(
        residents=spread,
        existence_share=value.existence / whole,
        position_share=value.position / whole,
        narrows=1.0 - np.sqrt(1.0 - known),
    )
    worth = table[table["narrows"] >= _WORTH_ASKING]
    return pd.DataFrame(worth.sort_values(["narrows", "place_id"], ascending=[False, True], ignore_index=True))


def _variance(city: City, places: PossiblePlaces, residents: FloatArray) -> float:
    """Estimate the variance of the number of covered residents from draws, which start from the content."""
    homes = homes_in(city.demand, city.residents)
    seed = seed_of([places.existence.tobytes(), np.round(city.residents, 6).tobytes()])
    share = np.divide(residents, city.residents, out=np.zeros_like(residents), where=city.residents > 0)
    served = [
        ((covered * people) * share[:, None]).sum(axis=0)
        for _, (covered, people) in covered_draws(places, homes, draws=DRAWS, seed=seed)
    ]
    return float(np.concatenate(served).var())
