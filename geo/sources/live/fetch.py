"""Fetch all live sources of a municipality, in order, into a folder that can be built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from geo.areas import Area, MunicipalLayer, any_municipality, own_settings
from geo.errors import Fault, InputError
from geo.settings import WalkSettings
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.boundary import Municipality, find_municipality
from geo.sources.live.buildings import fetch_sites
from geo.sources.live.fetched import Fetched, FetchedRemark, FetchedSource, describe_answer, describe_file
from geo.sources.live.folder import asked_before, begin_folder, end_folder, newest_before
from geo.sources.live.health import fetch_health
from geo.sources.live.municipal_layers import fetch_layer
from geo.sources.live.neighbourhoods import Neighbourhoods, fetch_neighbourhoods
from geo.sources.live.osm_file import check_extract, fetch_extract
from geo.sources.live.osm_selection import OsmSelection, osm_selection
from geo.sources.live.overpass import fetch_overpass
from geo.sources.live.residents import fetch_residents
from geo.sources.live.settings import LiveSettings
from geo.sources.live.task import FetchedFile, FetchTask, Remark, missing
from geo.sources.live.water import write_water
from geo.sources.web.answers import CachingClient
from geo.sources.web.errors import FetchError

STEPS: Final = ("municipality", "neighbourhoods", "residents", "health", "osm", "water", "sites", "municipal", "write")


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What a reader asks for; None follows the area's settings, then data/live.toml.

    Parameters
    ----------
    area
        A code, a name, or a file with settings.
    residents
        `postcode6`, `postcode6_country` or `squares100`.
    year
        Which set of neighbourhoods; by itself the newest with figures.
    osm_file
        A map file on this machine, instead of Overpass.
    osm_date
        The moment to see OpenStreetMap at, such as `2026-01-01T00:00:00Z`.
    municipal_file
        The municipality's list of places on this machine.
    sites
        Whether to fetch candidate sites.
    """

    area: str
    residents: str | None = None
    year: int | None = None
    osm_file: Path | None = None
    osm_date: str | None = None
    municipal_file: Path | None = None
    sites: bool | None = None


class FetchProgress(Protocol):
    """Told how far a fetch is."""

    def step(self, name: str, detail: str = "") -> None:
        """Begin one of `STEPS`, or say more about it."""


class Unwatched:
    """Progress that nobody watches."""

    def step(self, name: str, detail: str = "") -> None:
        """Say nothing."""


@dataclass(slots=True)
class _Collected:
    """What was fetched so far."""

    task: FetchTask
    sources: list[FetchedSource] = field(default_factory=list)
    absent: list[Remark] = field(default_factory=list)

    def add(self, file: FetchedFile, settings: str | None = None) -> None:
        self.sources.append(describe_file(file, self.task.folder, self.task.live, settings=settings))


def fetch(
    options: FetchOptions, folder: Path, live: LiveSettings, http: CachingClient, progress: FetchProgress | None = None
) -> Fetched:
    """Fetch everything a build needs.

    Every answer is kept in `folder/answers`; a fetch that was stopped goes on where it was. `fetched.json` comes last.

    Parameters
    ----------
    options
        What is asked for.
    folder
        Where the files go: new, empty, or of an earlier fetch for the same municipality.
    live
        Where the sources are.
    http
        The client, with its store in `folder/answers`.
    progress
        Told how far it is.

    Returns
    -------
    Fetched
        What was got, what was missing, what was assumed.

    Raises
    ------
    InputError
        If the options, the settings or an answer is at fault.
    FetchError
        If a source without which nothing can be built does not answer.
    StorageError
        If the disk refuses.
    """
    progress = progress or Unwatched()
    if options.osm_file is not None:
        check_extract(options.osm_file)
    area = own_settings(options.area)
    progress.step("municipality", options.area)
    asked = area.code if area is not None else options.area
    asked = asked_before(folder, asked) or asked
    found = find_municipality(http, live, asked)
    area = area or own_settings(found.code) or any_municipality(found.code, found.name)
    layers = _layers(area, options.municipal_file)
    newest = _newest_year(folder, live, http)
    begin_folder(folder, found.code, found.name, asked, newest)
    task = FetchTask(http, live, folder, found.code, found.name, found.boundary, newest)
    collected = _fill(_Collected(task), area, layers, options, progress)
    progress.step("write", str(folder))
    fetched = _fetched_of(found, collected)
    end_folder(folder, fetched)
    return fetched


def _newest_year(folder: Path, live: LiveSettings, http: CachingClient) -> int:
    """Begin at this year; a fetch that goes on, or is made again offline, at the year it began with."""
    before = None if http.refresh and not http.offline else newest_before(folder)
    return live.years.newest or before or datetime.now(UTC).year


def _fill(
    collected: _Collected,
    area: Area,
    layers: tuple[MunicipalLayer, ...],
    options: FetchOptions,
    progress: FetchProgress,
) -> _Collected:
    task, live = collected.task, collected.task.live
    progress.step("neighbourhoods", "CBS / Kadaster")
    where = fetch_neighbourhoods(task, options.year)
    for file in where.files:
        collected.add(file)
    kind = options.residents or area.live.residents or live.defaults.residents
    progress.step("residents", f"CBS, {kind}")
    collected.add(fetch_residents(task, where, kind))
    progress.step("health", "RIVM")
    _or_absent(collected, lambda: fetch_health(task, where), _NO_HEALTH)
    _fill_osm(collected, area, options, where, progress)
    if live.defaults.sites if (chosen := _first(options.sites, area.live.sites)) is None else chosen:
        progress.step("sites", "Kadaster, all addresses come by")
        _or_absent(collected, lambda: fetch_sites(task, where), _NO_SITES)
    progress.step("municipal", f"{len(layers)} list(s)")
    for layer in layers:
        collected.add(fetch_layer(task, layer, area.folder), settings=layer.settings)
    if not layers:
        collected.absent.append(_no_list(task.name))
    return collected


def _fill_osm(
    collected: _Collected, area: Area, options: FetchOptions, where: Neighbourhoods, progress: FetchProgress
) -> None:
    task = collected.task
    wanted: OsmSelection = osm_selection(where.land, read_crosswalk(area.folder / area.crosswalk), WalkSettings())
    if options.osm_file is not None:
        progress.step("osm", str(options.osm_file))
        osm = fetch_extract(task, wanted, options.osm_file)
    else:
        progress.step("osm", "OpenStreetMap by Overpass")
        osm = fetch_overpass(task, wanted, options.osm_date or area.live.osm_date)
    collected.add(osm)
    progress.step("water", "OpenStreetMap")
    water = write_water(task.folder, wanted.reach, osm)
    if water is None:
        collected.absent.append(_NO_WATER)
    else:
        collected.add(water)


def _first(*choices: bool | None) -> bool | None:
    return next((choice for choice in choices if choice is not None), None)


def _or_absent(collected: _Collected, get: Callable[[], FetchedFile], what: tuple[str, str]) -> None:
    """Add what a build can do without, or note that it is absent and why."""
    try:
        collected.add(get())
    except (FetchError, InputError) as problem:
        why = problem.found if isinstance(problem, FetchError) else problem.faults[0].found
        collected.absent.append(missing(what[0].format(why=why), what[1].format(why=why)))


_NO_HEALTH: Final = (
    "Cijfers over eenzaamheid en gezondheid per buurt ontbreken: {why}.",
    "Figures on loneliness and health per neighbourhood are missing: {why}.",
)
_NO_SITES: Final = (
    "Kandidaat-plekken uit de BAG ontbreken: {why}.",
    "Candidate sites from the BAG are missing: {why}.",
)
_NO_WATER: Final = missing(
    "Op de kaart staat hier geen water van enige omvang.", "The map shows no water of any size here."
)


def _no_list(name: str) -> Remark:
    return missing(
        f"Er is geen lijst van plekken van de gemeente {name}: openbare plekken komen alleen van OpenStreetMap.",
        f"There is no list of places of the municipality {name}: public places come from OpenStreetMap only.",
    )


def _layers(area: Area, file: Path | None) -> tuple[MunicipalLayer, ...]:
    """List the municipal layers: those of the settings, and a file that the reader gives along."""
    if file is None:
        return area.live.municipal
    own = area.source_for("municipal")
    settings = (own.settings if own is not None else None) or area.municipal_settings
    if settings is None:
        advice = "Give the area a file in data/areas with municipal_settings, which says what each column means."
        raise InputError([Fault("--municipal", str(file), f"settings to read a list of {area.name}", advice)])
    layer = MunicipalLayer(
        id=own.id if own is not None else "municipal",
        kind="file",
        file=str(file.resolve()),
        settings=settings,
        credit=own.credit if own is not None else area.name,
        reference_date=own.reference_date if own is not None else "unknown",
        caveats_nl=own.caveats_nl if own is not None else (),
        caveats_en=own.caveats_en if own is not None else (),
    )
    return (*area.live.municipal, layer)


def _fetched_of(found: Municipality, collected: _Collected) -> Fetched:
    return Fetched(
        code=found.code,
        name=found.name,
        boundary=tuple(describe_answer(answer) for answer in found.answers),
        sources=tuple(collected.sources),
        absent=tuple(FetchedRemark(kind=each.kind, nl=each.nl, en=each.en) for each in collected.absent),
    )
