"""The age at which pages say louder that their data are old."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from layers.figures import is_old


def test_a_year_is_not_old_and_the_day_after_is() -> None:
    built = date(2026, 11, 23)
    assert not is_old(built, built)
    assert not is_old(built, date(2027, 11, 23))
    assert is_old(built, date(2027, 11, 24))


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(-1000, 5000))
def test_once_old_data_stay_old(built: date, days: int) -> None:
    today = built + timedelta(days=days) if days >= 0 or built > date(5, 1, 1) else built
    assert is_old(built, today + timedelta(days=1)) or not is_old(built, today)
