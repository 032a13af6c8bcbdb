"""The inputs that say where people can meet: register, municipal list, crosswalk, and what is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from geo.area import Area
from geo.errors import Fault, InputError
from geo.place_drafts import PlaceDraft
from geo.places import PlaceRules
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.municipal import read_municipal
from geo.sources.municipal_model import read_municipal_settings
from geo.sources.place_settings import read_place_settings
from geo.sources.register import Register, read_register
from geo.sources.same_places import SamePlaces, read_same_places

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PlaceInputs:
    """What is known of meeting places before it is put together.

    Parameters
    ----------
    register
        Organisations and their places, edited by people.
    municipal
        Places of a municipal list; empty without one.
    rules
        How OSM tags become places, which places are the same, and how sure a point is.
    """

    register: Register
    municipal: tuple[PlaceDraft, ...]
    rules: PlaceRules


class _Collected:
    """Reads one file after the other and remembers every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, reader: Callable[[], Result]) -> Result | None:
        """Return what the reader reads; None if it is at fault."""
        try:
            return reader()
        except InputError as problem:
            self.faults += problem.faults
            return None


def read_place_inputs(area: Area, inputs_dir: Path) -> PlaceInputs:
    """Read everything about places but OpenStreetMap's points.

    Parameters
    ----------
    area
        With the paths of register, crosswalk, municipal settings and the list of same places.
    inputs_dir
        Folder with the municipal list.

    Returns
    -------
    PlaceInputs
        Empty where the area has no such file.

    Raises
    ------
    InputError
        With the faults of all files together.
    """
    collected = _Collected()
    crosswalk = collected.read(lambda: read_crosswalk(area.folder / area.crosswalk))
    register_folder, same_file = area.path(area.register_folder), area.path(area.same_places)
    register = collected.read(lambda: read_register(register_folder)) if register_folder else Register({})
    same = collected.read(lambda: read_same_places(same_file)) if same_file else SamePlaces()
    municipal = collected.read(lambda: _read_municipal(area, inputs_dir))
    placing = collected.read(lambda: read_place_settings(area.folder / area.place_settings))
    if crosswalk is None or register is None or same is None or municipal is None or placing is None:
        raise InputError(collected.faults)
    points = area.source_for("points")
    return PlaceInputs(register, municipal, PlaceRules(crosswalk, same, placing, points.checked if points else None))


def _read_municipal(area: Area, inputs_dir: Path) -> tuple[PlaceDraft, ...]:
    drafts: list[PlaceDraft] = []
    for source in area.sources_for("municipal"):
        settings_file = area.path(source.settings or area.municipal_settings)
        if source.file is not None and settings_file is not None:
            drafts += read_municipal(inputs_dir / source.file, read_municipal_settings(settings_file))
    return tuple(drafts)
