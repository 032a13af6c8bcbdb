"""How likely each place is there for anyone to walk in, from what its sources know."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo.arrays import FloatArray
from geo.sources.certainty_settings import ExistenceModel
from geo.vocabulary import Confidence, Kind, YesNo

_DAYS_IN_YEAR: Final = 365.25
_FRESH_YEARS: Final = 1.0
"""A confirmation holds this long before doubt grows."""


def existence(places: pd.DataFrame, model: ExistenceModel) -> FloatArray:
    """Judge how likely each place is there for anyone to walk in.

    Parameters
    ----------
    places
        Columns `confidence`, `walk_in`, `kind` and `last_checked` (a day, month or year; missing where unknown).
    model
        The table of judgements.

    Returns
    -------
    numpy.ndarray
        e_j from 0 to 1, in the order of the table. Years count from the newest `last_checked` of the table.
    """
    years = _years_since(places["last_checked"], model.undated_years)
    there = np.array([model.there_by(Confidence(each)) for each in places["confidence"]], dtype=np.float64)
    pairs = zip(places["walk_in"], places["kind"], strict=True)
    walk_in = np.array([model.open_by(YesNo(known), Kind(kind)) for known, kind in pairs], dtype=np.float64)
    age = np.maximum(0.0, years - _FRESH_YEARS)
    return np.asarray(there * walk_in * np.power(model.yearly, age))


def _years_since(dates: pd.Series[str], undated: float) -> FloatArray:
    days = np.array([np.nan if pd.isna(text) else _middle_of(str(text)) for text in dates], dtype=np.float64)
    if np.isnan(days).all():
        return np.full(len(days), undated)
    return np.where(np.isnan(days), undated, (np.nanmax(days) - days) / _DAYS_IN_YEAR)


def _middle_of(text: str) -> float:
    """Give the middle day of a date that may be a year or a month only."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = [*parts, 0, 0][:3]
    return float(date(year, month or 7, day or (15 if month else 1)).toordinal())
