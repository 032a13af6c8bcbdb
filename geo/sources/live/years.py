"""Find out which year of a source to take: asked for newest first, a bounded number of times, and told afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from geo.sources.live.settings import Years
from geo.sources.live.task import Remark, assumed


class PassedOver(Enum):
    """Why a year was not taken, in both languages of the readers."""

    NOT_PUBLISHED = ("niet uitgegeven", "not published")
    NOT_IN_IT = ("zonder deze gemeente", "without this municipality")
    NO_FIGURES = ("zonder cijfers", "without figures")
    NO_AGES = ("zonder leeftijden", "without ages")

    @property
    def nl(self) -> str:
        """As the end of a phrase in Dutch."""
        return self.value[0]

    @property
    def en(self) -> str:
        """As the end of a phrase in English."""
        return self.value[1]


def candidate_years(years: Years, newest: int, pinned: int | None) -> tuple[int, ...]:
    """List the years to ask for, newest first.

    Parameters
    ----------
    years
        How far back to go.
    newest
        The first year to ask for: by default this year.
    pinned
        The only year to ask for, if the reader or a setting says so.
    """
    return (pinned,) if pinned is not None else tuple(range(newest, newest - years.back - 1, -1))


@dataclass(slots=True)
class YearSearch:
    """The years of one source that were asked for, and why those before the one taken were passed over.

    Parameters
    ----------
    what_nl, what_en
        What has years, such as `de buurten` and `the neighbourhoods`.
    candidates
        Newest first.
    """

    what_nl: str
    what_en: str
    candidates: tuple[int, ...]
    passed: dict[int, PassedOver] = field(default_factory=dict)

    def __iter__(self) -> Iterator[int]:
        return iter(self.candidates)

    def pass_over(self, year: int, why: PassedOver) -> None:
        """Note why a year is not taken."""
        self.passed[year] = why

    def described(self) -> str:
        """List the years passed over with the reason, for a fault."""
        return ", ".join(f"{year} {why.en}" for year, why in self.passed.items())

    def remarks(self, taken: int) -> tuple[Remark, ...]:
        """Say which year was taken and which newer ones were tried; nothing if the first one was taken."""
        newer = {year: why for year, why in self.passed.items() if year != taken}
        if not newer:
            return ()
        tried_nl = ", ".join(f"{year} ({why.nl})" for year, why in newer.items())
        tried_en = ", ".join(f"{year} ({why.en})" for year, why in newer.items())
        return (
            assumed(
                f"Van {self.what_nl} is het jaar {taken} genomen; ook gevraagd: {tried_nl}.",
                f"Of {self.what_en} the year {taken} was taken; also asked for: {tried_en}.",
            ),
        )
