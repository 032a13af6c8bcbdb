"""The numbers by which CBS says that a figure is missing."""

from __future__ import annotations

from typing import Final

import pandas as pd

MISSING_AT_MOST: Final = -99990.0
"""CBS writes -99997 (secret or absent), -99995 (published later), -99991 (no longer published), old years -99999999."""


def without_sentinels(values: pd.Series[float]) -> pd.Series[float]:
    """Make missing what CBS marks as missing: everything at or below -99990. Zero stays zero."""
    return values.mask(values <= MISSING_AT_MOST)
