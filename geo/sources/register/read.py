"""Read the register of initiatives: one small YAML file per organisation, edited by people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Fault, FaultList, InputError, did_you_mean
from geo.sources.files.yaml import read_checked
from geo.sources.files.yaml_faults import field_name, line_of
from geo.sources.register.model import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ruamel.yaml.comments import CommentedMap

    from geo.sources.files.yaml_faults import Location


@dataclass(frozen=True, slots=True)
class Register:
    """All organisations of the register.

    Parameters
    ----------
    organisations
        By id, in the order of their ids.
    """

    organisations: Mapping[str, Organisation]

    @property
    def place_ids(self) -> tuple[str, ...]:
        """The ids of all places, in the order of their organisations."""
        return tuple(place.id for each in self.organisations.values() for place in each.places)


@dataclass(frozen=True, slots=True)
class _ReadFile:
    path: Path
    organisation: Organisation
    document: CommentedMap


def register_files(folder: Path) -> list[Path]:
    """List the files of the register, sorted by name."""
    return sorted(path for path in folder.glob("*.y*ml") if not path.name.startswith((".", "_")))


def read_register(folder: Path) -> Register:
    """Read and check the whole register.

    Parameters
    ----------
    folder
        Where the files are, one per organisation, named after its id.

    Returns
    -------
    Register
        Every organisation, checked.

    Raises
    ------
    InputError
        With all faults of all files together.
    """
    files = register_files(folder)
    if not files:
        raise InputError(
            [Fault(str(folder), "no files", "one .yaml file per organisation", "Check the path of the register.")]
        )
    faults: list[Fault] = []
    read: list[_ReadFile] = []
    for path in files:
        noted = FaultList(path)
        organisation, document = read_checked(path, Organisation, noted)
        if organisation is not None and document is not None:
            read.append(_ReadFile(path, organisation, document))
        faults += noted.faults
    faults += _faults_between(read)
    if faults:
        raise InputError(faults)
    return Register({file.organisation.id: file.organisation for file in read})


def _faults_between(files: list[_ReadFile]) -> list[Fault]:
    """Check what one file cannot know: ids used twice, and names of others."""
    first_place: dict[str, str] = {}
    known = [file.organisation.id for file in files]
    faults: list[Fault] = []
    for file in files:
        faults += _id_faults(file)
        for position, place in enumerate(file.organisation.places):
            here: Location = ("places", position, "id")
            where = f"{file.path.name}, line {line_of(file.document, here)}"
            if place.id in first_place:
                advice = "Give one of the two another id."
                expected = f"an id that no other place has (see {first_place[place.id]})"
                faults.append(_fault(file, here, repr(place.id), expected, advice))
            first_place.setdefault(place.id, where)
            for other, name in enumerate(place.also_run_by):
                if name not in known:
                    advice = f"{did_you_mean(name, known)}Use the id of an organisation in the register."
                    location = ("places", position, "also_run_by", other)
                    faults.append(_fault(file, location, repr(name), f"one of {', '.join(known)}", advice))
    return faults


def _id_faults(file: _ReadFile) -> list[Fault]:
    organisation, faults = file.organisation, []
    if file.path.stem != organisation.id:
        advice = "Rename the file or change the id; the two are the same."
        faults.append(_fault(file, ("id",), repr(organisation.id), f"'{file.path.stem}', as the file is named", advice))
    for position, place in enumerate(organisation.places):
        if place.id != organisation.id and not place.id.startswith(f"{organisation.id}-"):
            expected = f"'{organisation.id}' or an id that starts with '{organisation.id}-'"
            advice = "Begin the id with that of the organisation."
            faults.append(_fault(file, ("places", position, "id"), repr(place.id), expected, advice))
    for position, figure in enumerate(organisation.figures):
        if figure.figure in [earlier.figure for earlier in organisation.figures[:position]]:
            advice = "Give this figure another name, such as 'visitors-2024'."
            location = ("figures", position, "figure")
            faults.append(_fault(file, location, repr(figure.figure), "each figure once per organisation", advice))
    return faults


def _fault(file: _ReadFile, location: Location, found: str, expected: str, advice: str) -> Fault:
    row = f"line {line_of(file.document, location)}"
    return Fault(str(file.path), found, expected, advice, row, field_name(file.document, location))
