"""Check everything that people edit by hand about places, and report all faults together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.errors import Fault, FaultList
from geo.places.drafts import register_drafts
from geo.places.matching import NearDuplicate, close_pairs
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.municipal.model import read_municipal_settings
from geo.sources.place_settings import read_place_settings, read_same_places
from geo.sources.register.read import Register, read_register
from geo.storage import ProjectFiles

MUNICIPAL_SETTINGS = "municipal.yaml"
SAME_PLACES = "same.yaml"


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """What the check of the register and its settings found.

    Parameters
    ----------
    organisations, places
        How many there are; 0 if the register has faults.
    faults
        Everything that is wrong, in all files.
    near_duplicates
        Places within the register that look alike. Those between sources stand in `PlacesResult.near_duplicates`.
    """

    organisations: int
    places: int
    faults: tuple[Fault, ...]
    near_duplicates: tuple[NearDuplicate, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong; places that look alike are no fault."""
        return not self.faults


def check_register(root: Path) -> RegisterReport:
    """Check the register, the crosswalk, and the settings of places.

    Parameters
    ----------
    root
        The project's folder.

    Returns
    -------
    RegisterReport
        With all faults of all files; nothing is raised for a fault.
    """
    faults, files = FaultList(root), ProjectFiles(root)
    register = faults.attempt(read_register, files.register)
    settings = faults.attempt(read_place_settings, files.place_settings)
    faults.attempt(read_crosswalk, files.crosswalk)
    for path in sorted(files.areas.glob(f"*/{MUNICIPAL_SETTINGS}")):
        faults.attempt(read_municipal_settings, path)
    for path in sorted(files.areas.glob(f"*/{SAME_PLACES}")):
        faults.attempt(read_same_places, path)
    near = close_pairs(register_drafts(register), settings) if register is not None and settings is not None else []
    found = register if register is not None else Register({})
    return RegisterReport(len(found.organisations), len(found.place_ids), tuple(faults.faults), tuple(near))
