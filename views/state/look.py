"""The choices that figures depend on: the key under which figures and finished HTML are cached for all visitors.

Python's own caches keep them: what a click needs is then there in microseconds. Nobody changes what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from geo.analysis.city import City
from geo.bundle.store import Bundle
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from layers.figures import figures_for
from layers.measures import View
from layers.words import Language, Words
from views.state.data import city_at, evaluation_at, open_bundle
from views.state.state import ViewState, Weights
from views.state.where import bundle_path

MOST_LOOKS = 400
"""More than there are figures, walks, selections and languages together; own weights come on top and go first."""


@dataclass(frozen=True, slots=True)
class Look:
    """Bundle, language, measure, assumptions and needs: what figures and their sentences depend on.

    Parameters
    ----------
    path
        Folder of the bundle.
    lang
        Language.
    view
        Figure, places, pace and minutes.
    needs
        Weight per need.
    """

    path: Path
    lang: Language
    view: View
    needs: Weights

    @property
    def words(self) -> Words:
        """The page's language."""
        return Words(self.lang)

    @property
    def bundle(self) -> Bundle:
        """The bundle that the figures come from."""
        return open_bundle(self.path)

    @property
    def city(self) -> City:
        """The bundle prepared for questions: its tables as arrays."""
        return city_at(self.path)

    @property
    def area(self) -> str:
        """Name of the area."""
        return str(self.bundle.manifest["area"]["name"])

    @property
    def area_code(self) -> str:
        """Code of the area, as in the table `coverage`."""
        return str(self.bundle.manifest["area"]["code"])

    @property
    def assumptions(self) -> Assumptions:
        """Which places, whose pace, how many minutes."""
        return self.view.assumptions

    @property
    def evaluation(self) -> Evaluation:
        """What everyone can reach today."""
        return evaluation_at(self.path, self.assumptions)


def look_of(state: ViewState) -> Look:
    """Select from a reader's choices those that figures depend on."""
    return Look(bundle_path(), state.lang, state.view(), state.needs)


@lru_cache(maxsize=MOST_LOOKS)
def figures_of(look: Look) -> pd.DataFrame:
    """Pick the figures of all neighbourhoods, with the band of the reader's own pace."""
    bundle = look.bundle
    return figures_for(bundle.neighbourhoods, bundle.weighed, look.view, dict(look.needs))
