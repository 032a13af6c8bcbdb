"""Years are asked for newest first, and told."""

from __future__ import annotations

from geo.sources.live.settings import Years
from geo.sources.live.years import PassedOver, YearSearch, candidate_years

YEARS = Years(back=3, health_tables=("50150NED",))


def test_years_go_from_the_newest_down_and_stop():
    assert candidate_years(YEARS, 2026, None) == (2026, 2025, 2024, 2023)


def test_a_pinned_year_is_the_only_one():
    assert candidate_years(YEARS, 2026, 2019) == (2019,)


def test_a_search_tells_which_year_was_taken_and_which_were_tried():
    search = YearSearch("de buurten", "the neighbourhoods", (2026, 2025, 2024))
    assert list(search) == [2026, 2025, 2024]
    search.pass_over(2026, PassedOver.NOT_PUBLISHED)
    search.pass_over(2025, PassedOver.NO_FIGURES)

    (told,) = search.remarks(2024)
    assert told.en == (
        "Of the neighbourhoods the year 2024 was taken; also asked for: 2026 (not published), 2025 (without figures)."
    )
    assert told.nl == (
        "Van de buurten is het jaar 2024 genomen; ook gevraagd: 2026 (niet uitgegeven), 2025 (zonder cijfers)."
    )
    assert search.described() == "2026 not published, 2025 without figures"


def test_a_year_taken_at_once_needs_no_word():
    assert YearSearch("de buurten", "the neighbourhoods", (2026,)).remarks(2026) == ()
