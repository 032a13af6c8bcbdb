"""Say how likely one neighbourhood is drier than another, from draws of what may be."""

from __future__ import annotations

import numpy as np

from geo.analysis.city import City, weighs
from geo.certainty.draws import DRAWS, coverage_draws, homes_in, seed_of
from geo.certainty.intervals import chance_drier
from geo.measures.evaluation import Evaluation


def chance_drier_than(city: City, evaluation: Evaluation, one: str, other: str, draws: int = DRAWS) -> float | None:
    """Count how often a smaller share of one neighbourhood has a place within reach than of another.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        Which places take part, how far and how fast.
    one, other
        Codes of neighbourhoods. In each draw both have the same places, so what they share moves them together.
    draws
        How many; they start from the content, so the same question has the same answer everywhere.

    Returns
    -------
    float or None
        From 0 to 1, equal ones count half; None where nothing is weighed or nobody lives in one of them.
    """
    if city.possible is None or not weighs(city, evaluation):
        return None
    neighbourhood = city.demand["neighbourhood"]
    pair = sorted((one, other))
    rows = np.flatnonzero(neighbourhood.isin(pair).to_numpy())
    places = city.possible.within(evaluation.reach_m, evaluation.selected).at(rows)
    group = (neighbourhood.iloc[rows] == pair[1]).to_numpy().astype(np.int64)
    homes = homes_in(city.demand.iloc[rows], city.residents[rows], group, 2)
    seed = seed_of([places.existence.tobytes(), rows.tobytes(), homes.residents.tobytes()])
    drawn = coverage_draws(places, homes, draws=draws, seed=seed)[:2]
    chance = float(chance_drier(drawn)[pair.index(one), pair.index(other)])
    return None if np.isnan(chance) else chance
