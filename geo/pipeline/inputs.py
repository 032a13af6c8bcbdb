"""Read all inputs of an area, and report the faults of every file together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd

from geo.areas import Area, Role, Source
from geo.errors import FaultList, InputError
from geo.places.assemble import PlaceRules
from geo.sources.added_streets import read_added_streets
from geo.sources.cbs.key_figures import read_key_figures
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from geo.sources.cbs.postcode6 import read_postcode6
from geo.sources.cbs.postcode_areas import read_postcode_areas
from geo.sources.cbs.squares import read_squares
from geo.sources.certainty_settings import CertaintySettings, read_certainty_settings
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.municipal.model import read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.osm import read_points, read_streets
from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import SamePlaces, read_place_settings, read_same_places
from geo.sources.register.read import Register, read_register
from geo.sources.rivm import read_health, read_health_reference
from geo.sources.water import read_water
from geo.storage import PROJECT, sha256_of
from geo.streets.added import with_added_streets
from geo.vocabulary import RD

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the doors let in, each table as its reader describes it; empty tables where a source is not given.

    Parameters
    ----------
    files
        Source id and the sha256 of its file.
    """

    streets: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    postcode_areas: gpd.GeoDataFrame
    key_figures: pd.DataFrame | None
    health: pd.DataFrame | None
    health_reference: pd.DataFrame | None
    water: gpd.GeoDataFrame
    files: dict[str, str]


def check_folder(folder: Path) -> None:
    """Make sure that the folder with the inputs is there.

    Raises
    ------
    InputError
        If it is not.
    """
    if not folder.is_dir():
        faults = FaultList(str(folder))
        faults.add("no such folder", "the folder with the inputs", "Check the path given to --inputs.")
        faults.raise_if_any()


def read_inputs(
    area: Area, folder: Path, point_keys: tuple[str, ...], on_step: Callable[[str], None] = lambda _: None
) -> Inputs:
    """Read every input file of an area.

    Parameters
    ----------
    area
        Which file plays which role.
    folder
        Where the files are.
    point_keys
        OSM tag keys to read points for.
    on_step
        Told what is being read.

    Returns
    -------
    Inputs
        Checked tables.

    Raises
    ------
    InputError
        With the faults of all files together.
    """
    check_folder(folder)
    faults = FaultList(folder)

    def door(role: Role, read: Callable[[Path, Source], Result]) -> Result | None:
        """Read the file of a role; None if it has no source or is at fault."""
        source = area.source_for(role)
        if source is None or source.file is None:
            return None
        path = folder / source.file
        on_step(f"{role}: {source.file}")
        return faults.attempt(read, path, source)

    nothing = gpd.GeoDataFrame({"name": pd.Series([], dtype="str")}, geometry=[], crs=RD)
    streets = door("streets", lambda path, _: read_streets(path))
    points = door("points", lambda path, _: read_points(path, point_keys))
    neighbourhoods = door("neighbourhoods", lambda path, _: read_neighbourhoods(path, municipality=area.code))
    demand = door("demand", _read_demand)
    areas = door("postcode_areas", lambda path, _: read_postcode_areas(path))
    key_figures = door("key_figures", lambda path, _: read_key_figures(path))
    health = door("health", lambda path, _: (read_health(path), read_health_reference(path)))
    water = door("water", lambda path, _: read_water(path))
    if streets is not None:
        streets = _with_added_streets(streets, area, folder, faults)
    if streets is None or neighbourhoods is None or demand is None or faults.faults:
        raise InputError(faults.faults)
    return Inputs(
        streets=streets,
        points=nothing if points is None else points,
        neighbourhoods=neighbourhoods,
        demand=demand,
        postcode_areas=nothing.rename(columns={"name": "demand_id"}) if areas is None else areas,
        key_figures=key_figures,
        health=None if health is None else health[0],
        health_reference=None if health is None else health[1],
        water=nothing if water is None else water,
        files={source.id: sha256_of(folder / source.file) for source in area.sources if source.file is not None},
    )


def _with_added_streets(
    streets: gpd.GeoDataFrame, area: Area, folder: Path, faults: FaultList
) -> gpd.GeoDataFrame | None:
    """Join the streets of every file with streets that the map lacks; None if one of them is at fault."""
    joined: gpd.GeoDataFrame | None = streets
    for source in area.sources_for("added_streets"):
        added = faults.attempt(read_added_streets, folder / str(source.file))
        if joined is not None and added is not None:
            joined = faults.attempt(with_added_streets, joined, added, file=str(source.file))
    return joined


def _read_demand(path: Path, source: Source) -> gpd.GeoDataFrame:
    return read_squares(path) if source.format == "squares100" else read_postcode6(path)


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
    certainty
        How likely a place is there, and where it may stand.
    """

    register: Register
    municipal: tuple[PlaceDraft, ...]
    rules: PlaceRules
    certainty: CertaintySettings


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
    faults = FaultList(inputs_dir)
    crosswalk = faults.attempt(read_crosswalk, area.folder / area.crosswalk)
    register_folder, same_file = area.path(area.register_folder), area.path(area.same_places)
    register = faults.attempt(read_register, register_folder) if register_folder else Register({})
    same = faults.attempt(read_same_places, same_file) if same_file else SamePlaces()
    municipal = faults.attempt(_read_municipal, area, inputs_dir)
    placing = faults.attempt(read_place_settings, area.folder / area.place_settings)
    certainty = faults.attempt(read_certainty_settings, area.path(area.certainty) or PROJECT.certainty)
    if crosswalk is None or register is None or same is None or municipal is None or placing is None:
        raise InputError(faults.faults)
    if certainty is None:
        raise InputError(faults.faults)
    points = area.source_for("points")
    rules = PlaceRules(crosswalk, same, placing, points.checked if points else None)
    return PlaceInputs(register, municipal, rules, certainty)


def _read_municipal(area: Area, inputs_dir: Path) -> tuple[PlaceDraft, ...]:
    drafts: list[PlaceDraft] = []
    for source in area.sources_for("municipal"):
        settings_file = area.path(source.settings or area.municipal_settings)
        if source.file is not None and settings_file is not None:
            drafts += read_municipal(inputs_dir / source.file, read_municipal_settings(settings_file))
    return tuple(drafts)
