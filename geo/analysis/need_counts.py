"""Count how many people or households have each need: of residents, of households or of adults, whichever fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.analysis.city import NEEDS, City
from geo.arrays import BoolArray, FloatArray
from geo.vocabulary import NEED_BASES, NeedBase

_COUNTED_IN: Final = {
    "share_65_plus": "age_65_plus",
    "share_one_person_households": "one_person_households",
    "share_benefits": "benefits",
}
"""Needs that postcodes have a count of their own for, and its column in the table `demand`."""
_CHILDREN_OF_15_TO_17: Final = 3 / 15
"""Single years of age among children are about as large as each other, so three years are a fifth of ages 0 to 14."""


@dataclass(frozen=True, slots=True)
class NeedCounts:
    """How many have each need, per demand point.

    Parameters
    ----------
    base
        Residents, households or adults that the need is counted among, in the order of `geo.analysis.city.NEEDS`, NaN
        where unknown, shape `(k, 7)`.
    number
        Those of them with the need: the postcode's own count, else the share of its neighbourhood spread evenly over
        the base. NaN where neither is known, shape `(k, 7)`.
    modelled
        Whether a share was spread for somebody, shape `(7,)`.
    """

    base: FloatArray
    number: FloatArray
    modelled: BoolArray


def adults(ages: FloatArray) -> FloatArray:
    """Estimate the residents of 18 and over from the age bands.

    The band from 15 to 24 holds three years of children. In a town with a university that band is mostly students, so
    the children are estimated from the band below it, 0 to 14, as three of its fifteen years.

    Parameters
    ----------
    ages
        Residents by band, in the order of `geo.vocabulary.AGE_BANDS`, shape `(k, 5)`.

    Returns
    -------
    numpy.ndarray
        Shape `(k,)`.
    """
    young = np.minimum(ages[:, 1], ages[:, 0] * _CHILDREN_OF_15_TO_17)
    return np.asarray(ages[:, 1:].sum(axis=1) - young, dtype=np.float64)


def need_counts(city: City) -> NeedCounts:
    """Count those with each need at every demand point.

    Parameters
    ----------
    city
        The prepared bundle.

    Returns
    -------
    NeedCounts
        Ages as in `city.ages`; households and benefits as the postcodes count them.
    """
    bases = {
        NeedBase.RESIDENTS: city.residents,
        NeedBase.HOUSEHOLDS: _column(city, "households"),
        NeedBase.ADULTS: adults(city.ages),
    }
    base = np.column_stack([bases[NEED_BASES[need]] for need in NEEDS])
    own = np.column_stack([_own_count(city, need) for need in NEEDS])
    counted, spread = np.isfinite(own), base * city.needs
    lived_in = city.residents > 0
    return NeedCounts(
        base=base,
        number=np.where(counted, own, spread),
        modelled=np.any(~counted & np.isfinite(spread) & lived_in[:, None], axis=0).astype(np.bool_),
    )


def _own_count(city: City, need: str) -> FloatArray:
    name = _COUNTED_IN.get(need)
    return np.full(len(city.residents), np.nan) if name is None else _column(city, name)


def _column(city: City, name: str) -> FloatArray:
    return np.asarray(city.demand[name].to_numpy(dtype=np.float64), dtype=np.float64)
