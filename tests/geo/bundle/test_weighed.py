"""Uncertain places count by how likely they are there, and only where they take part."""

from __future__ import annotations

import pandas as pd

from geo.bundle.weighed import INTERVAL, weighed_coverage

KEYS = {"neighbourhood": "B1", "selection": "all", "speed": "usual", "threshold": 10}
PLAIN = {"covered": 60.0, "coverage": 0.6, "gap": 40.0, "dry": 40.0, "single": 50.0, "looped": 10.0}
EXPECTED = {"residents": 100.0, "coverage": 0.45, "gap": 55.0, "single": 30.0, "looped": 15.0}
ENDS = {"low": 0.2, "fifth": 0.3, "four_fifths": 0.5, "high": 0.6}


def test_only_rows_with_uncertain_places_become_expectations() -> None:
    coverage = pd.DataFrame([KEYS | PLAIN | {"with_uncertain": flag} for flag in (False, True)])
    plain, weighed = weighed_coverage(coverage, pd.DataFrame([KEYS | EXPECTED | ENDS])).to_dict("records")
    assert {name: plain[name] for name in PLAIN} == PLAIN
    assert all(pd.isna(plain[name]) for name in INTERVAL)
    wanted = {"covered": 45.0, "coverage": 0.45, "gap": 55.0, "dry": 55.0, "single": 30.0, "looped": 15.0}
    assert {name: weighed[name] for name in wanted} == wanted
    assert {name: weighed[name] for name in INTERVAL} == ENDS
