"""Count who can reach one function but not another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.analysis.city import City, reached_share, weighs, with_area_total
from geo.arrays import FloatArray
from geo.measures.access import membership
from geo.measures.evaluation import Evaluation
from geo.measures.grouping import share_of
from geo.vocabulary import Domain, Function


def coverage_per_function(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Compute coverage by places with each function.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach, today or after a change.

    Returns
    -------
    pandas.DataFrame
        Per function (in the order of `geo.vocabulary.Function`), neighbourhood and the area (last): `function`,
        `neighbourhood`, `name`, `residents`, `covered`, `coverage` (NaN where nobody lives), `gap`.
    """
    return _coverage_table(city, "function", list(Function), _function_shares(city, evaluation))


def _function_shares(city: City, evaluation: Evaluation) -> list[FloatArray]:
    """Give the chance that each demand point has each function within reach; opened places are sure."""
    every = evaluation.by_function > 0
    if not weighs(city, evaluation):
        return list(every.astype(np.float64))
    opened = evaluation.opened_count > 0
    shares = [reached_share(city, evaluation, evaluation.selected & has) for has in city.functions]
    # A place that a scenario opened counts where it alone brings the function.
    standing = [city.access.nearest(evaluation.selected & has) <= evaluation.reach_m for has in city.functions]
    return [
        np.where(opened & near & ~old, 1.0, share) for share, near, old in zip(shares, every, standing, strict=True)
    ]


def coverage_per_domain(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Compute coverage by places with each domain.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach. Opened places have no domains, so they add nothing here.

    Returns
    -------
    pandas.DataFrame
        As `coverage_per_function`, with `domain`; domains without any open, selected place are covered nowhere.
    """
    within = [
        reached_share(city, evaluation, evaluation.selected & membership(city.places["domains"], domain))
        for domain in Domain
    ]
    return _coverage_table(city, "domain", list(Domain), within)


def _coverage_table(city: City, label: str, tags: Sequence[str], within: Sequence[FloatArray]) -> pd.DataFrame:
    people = with_area_total(city, city.residents)
    tables = []
    for tag, reached in zip(tags, within, strict=True):
        covered = with_area_total(city, city.residents * reached)
        columns = {
            label: str(tag),
            "neighbourhood": [*city.grouping.names, city.code],
            "name": [*city.neighbourhoods["name"], city.name],
            "residents": people,
            "covered": covered,
            "coverage": np.minimum(share_of(covered, people), 1.0),
            "gap": np.maximum(people - covered, 0.0),
        }
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def can_but_not(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Count residents who have one function within reach but not another.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach.

    Returns
    -------
    pandas.DataFrame
        Residents who can (index) but cannot (columns), both `geo.vocabulary.Function`; 0 on the diagonal.
    """
    within = evaluation.by_function > 0
    both = (within * city.residents) @ (~within).T
    names = [function.value for function in Function]
    return pd.DataFrame(both, index=pd.Index(names, name="can"), columns=pd.Index(names, name="cannot"))
