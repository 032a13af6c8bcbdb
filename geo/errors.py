"""Errors of this project: which file, row and field, what was expected, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

Given = ParamSpec("Given")
Read = TypeVar("Read")


def visible(text: str) -> str:
    r"""Show the characters that cannot be seen by their number (`\x1b`); line breaks and spaces stay.

    What is written to a terminal or a log must not move its cursor, colour what follows, or turn it around.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter == "\n" or unicodedata.category(letter) == "Zs" else _number_of(letter)
        for letter in text
    )


def _number_of(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


class RioolError(Exception):
    """Anything that went wrong in a way we understand. The command line prints it and exits with 2.

    Parameters
    ----------
    message
        For the reader; what cannot be seen in it is shown by its number.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(visible(message))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one input.

    Parameters
    ----------
    file
        The file at fault, as the reader named it.
    found, expected
        What stands there, and what should.
    advice
        What to do about it.
    row
        Line or row in the file (first data row is 2 in a CSV, a code in a GeoPackage), if it is about one.
    field
        Column, tag or key, if it is about one.
    """

    file: str
    found: str
    expected: str
    advice: str
    row: str | int | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}" if isinstance(self.row, int) else self.row)
        if self.field is not None:
            where.append(f"field '{self.field}'")
        return f"{', '.join(where)}: found {self.found}; expected {self.expected}. {self.advice}"


class InputError(RioolError):
    """One or more faults in the inputs, all of them together.

    Parameters
    ----------
    faults
        At least one fault.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        heading = "1 fault in the input" if count == 1 else f"{count} faults in the input"
        super().__init__("\n".join([f"{heading}:", *(f"- {fault}" for fault in self.faults)]))


class BundleError(InputError):
    """A bundle that is missing, incomplete, changed by hand or made by another version."""


class TableError(InputError):
    """A table given to the library that cannot be used, or would give wrong figures."""


class OffStreetWarning(UserWarning):
    """Some points are on no street, so nobody walks from or to them."""


class FaultList:
    """Collects the faults of an input, to be raised together.

    Parameters
    ----------
    file
        The file, or the folder with several, that is being checked.
    """

    def __init__(self, file: str | Path) -> None:
        self.file = str(file)
        self.faults: list[Fault] = []

    def add(
        self,
        found: str,
        expected: str,
        advice: str,
        row: str | int | None = None,
        field: str | None = None,
    ) -> None:
        """Note one fault of this file."""
        self.faults.append(Fault(self.file, found, expected, advice, row, field))

    def attempt(self, read: Callable[Given, Read], *given: Given.args, **named: Given.kwargs) -> Read | None:
        """Return what a reader reads; if its input is at fault, keep those faults and return None."""
        try:
            return read(*given, **named)
        except InputError as problem:
            self.faults += [fault for fault in problem.faults if fault not in self.faults]
            return None

    def raise_if_any(self) -> None:
        """Raise what was collected.

        Raises
        ------
        InputError
            If any fault was noted.
        """
        if self.faults:
            raise InputError(self.faults)


_NEAR_AT_MOST: Final = 3
_ALIKE: Final = 0.5
_LONGEST_QUOTE: Final = 60


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


def quote(value: object) -> str:
    """Show a value from outside in a message: escaped, on one line, at most 60 characters."""
    text = repr(str(value))
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def near_names(asked: str, names: Iterable[str], most: int = _NEAR_AT_MOST) -> tuple[str, ...]:
    """Find known names that look like, or contain, the one asked for.

    Parameters
    ----------
    asked
        What was asked for.
    names
        What is known.
    most
        How many to return at most.

    Returns
    -------
    tuple of str
        Most alike first.
    """
    known = list(dict.fromkeys(names))
    folded = {name.casefold(): name for name in known}
    wanted = asked.strip().casefold()
    holding = [name for low, name in folded.items() if len(wanted) >= 3 and wanted in low]
    alike = [folded[low] for low in get_close_matches(wanted, folded, n=most, cutoff=_ALIKE)]
    return tuple(dict.fromkeys([*holding, *alike]))[:most]


def or_else(names: Iterable[str], otherwise: str) -> str:
    """Suggest near names, or say something else when there are none."""
    listed = [quote(name) for name in names]
    return f"Did you mean {' or '.join(listed)}?" if listed else otherwise


def did_you_mean(asked: object, options: Iterable[str]) -> str:
    """Suggest the option most like what was asked for, as a sentence with a space after it; empty if none is."""
    near = near_names(str(asked), options, most=1)
    return f"{or_else(near, '')} " if near else ""


class StorageError(RioolError):
    """The disk refused.

    Parameters
    ----------
    path
        What could not be written.
    problem
        What the system says.
    """

    def __init__(self, path: Path, problem: OSError) -> None:
        reason = problem.strerror or str(problem)
        super().__init__(
            f"{path}: cannot be written ({reason}). Make room or choose another folder, and run the same command "
            "again: what was fetched or written before is kept."
        )
