"""The figures of the neighbourhoods with their whole band, and their names, kept for all visitors."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from layers.bands import banded_city, banded_figures
from layers.figures import AreaFigure, area_figures
from views.state.data import open_bundle
from views.state.look import MOST_LOOKS, Look


@lru_cache(maxsize=MOST_LOOKS)
def banded_figures_of(look: Look) -> pd.DataFrame:
    """Give the figures of all neighbourhoods with their whole band."""
    bundle = look.bundle
    return banded_figures(bundle.neighbourhoods, bundle.coverage, look.view, dict(look.needs))


@lru_cache(maxsize=MOST_LOOKS)
def figure_by_code(look: Look) -> dict[str, AreaFigure]:
    """Give the same one by one."""
    return {figure.neighbourhood: figure for figure in area_figures(banded_figures_of(look))}


@lru_cache(maxsize=MOST_LOOKS)
def city_of(look: Look) -> AreaFigure:
    """Give the figure of the whole area with its whole band."""
    code = str(look.bundle.manifest["area"]["code"])
    return banded_city(banded_figures_of(look), look.bundle.coverage, look.view, code, look.area)


@lru_cache(maxsize=4)
def names_at(path: Path) -> dict[str, str]:
    """Give the names of the neighbourhoods by code."""
    table = open_bundle(path).neighbourhoods
    return dict(zip(map(str, table["neighbourhood"]), map(str, table["name"]), strict=True))
