"""Files of the whole country are asked for by the names under which CBS publishes them."""

from __future__ import annotations

import pytest

from geo.sources.live.country_file import editions_of


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, []),
        (2025, [(2026, "v1")]),
        (2024, [(2026, "v2"), (2025, "v1")]),
        (2021, [(2024, "vol"), (2023, "v2"), (2022, "v1")]),
    ],
)
def test_the_latest_edition_that_can_be_out_goes_first(year, expected):
    assert editions_of(year, 2026) == expected
