"""Questions that cannot be answered, said so that the asker knows why and what to try instead."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from geo.errors import RioolError

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR_AT_MOST: Final = 3
_ALIKE: Final = 0.5
_SHOWN_AT_MOST: Final = 60


class Problem(StrEnum):
    """Why a question has no answer; readers' words for it stand in the layers."""

    UNKNOWN_PLACE = "unknown_place"
    SEVERAL_PLACES = "several_places"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    UNKNOWN_NEIGHBOURHOOD = "unknown_neighbourhood"
    UNKNOWN_POSTCODE = "unknown_postcode"
    UNKNOWN_NEED = "unknown_need"
    PLACE_NOT_COUNTED = "place_not_counted"
    ORGANISATION_WITHOUT_PLACE = "organisation_without_place"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_POINT = "no_point"
    IN_WATER = "in_water"
    OUTSIDE_AREA = "outside_area"
    FAR_FROM_STREET = "far_from_street"
    ONLY_ACROSS_WATER = "only_across_water"
    NO_SITES_ASKED = "no_sites_asked"
    TOO_MANY_SITES = "too_many_sites"
    NO_CANDIDATES = "no_candidates"
    BEYOND_THE_TABLES = "beyond_the_tables"
    BAD_NUMBER = "bad_number"
    NEGATIVE_WEIGHT = "negative_weight"
    ALL_ZERO_WEIGHTS = "all_zero_weights"
    UNREADABLE_SCENARIO = "unreadable_scenario"
    SAME_TWICE = "same_twice"
    FEW_RESIDENTS = "few_residents"


class QuestionError(RioolError):
    """A question that has no answer.

    Parameters
    ----------
    problem
        Why, for those who say it in other words.
    sentence
        Why and what to try, in English, for the command line.
    values
        What the sentence is about: `name`, `near`, `count`, `limit`.
    """

    def __init__(self, problem: Problem, sentence: str, **values: Any) -> None:
        super().__init__(sentence)
        self.problem = problem
        self.values = values


def shown(text: object) -> str:
    """Return a stranger's text as one short line without control characters, in quotation marks."""
    clean = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return f"'{clean[:_SHOWN_AT_MOST]}…'" if len(clean) > _SHOWN_AT_MOST else f"'{clean}'"


def near_names(asked: str, names: Iterable[str]) -> tuple[str, ...]:
    """Find known names that look like, or contain, the one asked for.

    Parameters
    ----------
    asked
        What was asked for.
    names
        What is known.

    Returns
    -------
    tuple of str
        Three at most, most alike first.
    """
    known = list(dict.fromkeys(names))
    folded = {name.casefold(): name for name in known}
    wanted = asked.strip().casefold()
    holding = [name for low, name in folded.items() if len(wanted) >= 3 and wanted in low]
    alike = [folded[low] for low in get_close_matches(wanted, folded, n=_NEAR_AT_MOST, cutoff=_ALIKE)]
    return tuple(dict.fromkeys([*holding, *alike]))[:_NEAR_AT_MOST]


def or_else(names: Iterable[str], otherwise: str) -> str:
    """Suggest near names, or say something else when there are none."""
    listed = [shown(name) for name in names]
    return f"Did you mean {' or '.join(listed)}?" if listed else otherwise
