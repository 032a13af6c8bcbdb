"""Count how many residents a change touches: who gains or loses a place nearby, and whose walk changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.city import NEEDS, City
from geo.analysis.need_counts import need_counts
from geo.arrays import FloatArray
from geo.measures.evaluation import capped_minutes
from geo.vocabulary import AGE_BANDS
from geo.whatif.scenario import Change


@dataclass(frozen=True, slots=True)
class Touched:
    """Some residents, and who they are.

    Parameters
    ----------
    residents
        How many.
    by_age
        By age band, as counted per demand point.
    by_need
        By need, in what `geo.vocabulary.NEED_BASES` says: households for living alone, adults for the figures on
        health. The postcodes' own counts, else their neighbourhood's share spread evenly. NaN where nobody published a
        figure.
    modelled
        By need, whether a share was spread anywhere in the area.
    """

    residents: float
    by_age: dict[str, float]
    by_need: dict[str, float]
    modelled: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Scale:
    """How many people a change touches.

    Parameters
    ----------
    newly_covered, no_longer_covered
        Who wins a place within a walk, and who loses the last one.
    walkers_longer, extra_minutes
        Residents whose walk to the nearest place grows, and the minutes it grows by, added up over them. Walks are
        capped, so whoever had nothing within the cap before loses no minutes.
    walkers_shorter, saved_minutes
        The same for walks that shrink.
    """

    newly_covered: Touched
    no_longer_covered: Touched
    walkers_longer: float
    extra_minutes: float
    walkers_shorter: float
    saved_minutes: float

    @property
    def extra_minutes_mean(self) -> float:
        """Minutes by which the walk grows for whoever it grows for; NaN where it grows for nobody."""
        return self.extra_minutes / self.walkers_longer if self.walkers_longer > 0 else float("nan")

    @property
    def saved_minutes_mean(self) -> float:
        """Minutes by which the walk shrinks for whoever it shrinks for; NaN where it shrinks for nobody."""
        return self.saved_minutes / self.walkers_shorter if self.walkers_shorter > 0 else float("nan")


def touched(city: City, share: FloatArray) -> Touched:
    """Describe the residents of some demand points, or of a share of each.

    Parameters
    ----------
    city
        The prepared bundle.
    share
        Of each demand point from 0 to 1, shape `(k,)`.

    Returns
    -------
    Touched
        Points of neighbourhoods without a figure for a need add nothing to that need.
    """
    people, counts = city.residents * share, need_counts(city)
    known = np.isfinite(counts.number)
    by_need = share @ np.where(known, counts.number, 0.0)
    nobody_knows = (known.T @ people == 0) & (people.sum() > 0)
    return Touched(
        residents=float(people.sum()),
        by_age=dict(zip(AGE_BANDS, map(float, share @ city.ages), strict=True)),
        by_need=dict(zip(NEEDS, map(float, np.where(nobody_knows, np.nan, by_need)), strict=True)),
        modelled=dict(zip(NEEDS, map(bool, counts.modelled), strict=True)),
    )


def scale(city: City, changed: Change) -> Scale:
    """Count whom a change touches.

    Parameters
    ----------
    city
        The prepared bundle.
    changed
        The change.

    Returns
    -------
    Scale
        In residents and resident-minutes.
    """
    before, after = changed.before, changed.after
    grows = capped_minutes(after, city.settings) - capped_minutes(before, city.settings)
    longer, shorter = grows > 0, grows < 0
    return Scale(
        newly_covered=touched(city, changed.won),
        no_longer_covered=touched(city, changed.lost),
        walkers_longer=float(city.residents[longer].sum()),
        extra_minutes=float((city.residents * grows)[longer].sum()),
        walkers_shorter=float(city.residents[shorter].sum()),
        saved_minutes=float((city.residents * -grows)[shorter].sum()),
    )
