"""How old data may grow before a page says so louder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

OLD_AFTER: Final = timedelta(days=365.25)


def is_old(built: date, today: date) -> bool:
    """Whether data are more than a year old. The static site asks the same (`isOld` in `static/site/site.js`)."""
    return today - built > OLD_AFTER
