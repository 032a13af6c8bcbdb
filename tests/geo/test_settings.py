"""Metres, minutes and walking speeds."""

from __future__ import annotations

from geo.settings import metres_in, minutes_for


def test_metres_and_minutes():
    assert metres_in(10, 4.8) == 800.0
    assert metres_in(10, 3.0) == 500.0
    assert minutes_for(800.0, 4.8) == 10.0
