"""The faults this project knows, each said so that the reader can act on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class RioolError(Exception):
    """Anything that went wrong in a way we understand. The command line prints it and exits with 2."""


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


class FaultList:
    """Collects the faults of an input, to be raised together.

    Parameters
    ----------
    file
        The file that is being checked.
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

    def raise_if_any(self) -> None:
        """Raise what was collected.

        Raises
        ------
        InputError
            If any fault was noted.
        """
        if self.faults:
            raise InputError(self.faults)
