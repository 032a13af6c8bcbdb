"""The walk past all live sources, in order: from the name of a municipality to a folder of files that can be built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from geo.areas import Area, MunicipalLayer, any_municipality, own_settings
from geo.errors import Fault, InputError
from geo.settings import WalkSettings
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.boundary import Municipality, find_municipality
from geo.sources.live.buildings import fetch_sites
from geo.sources.live.fetched import Fetched, FetchedRemark, FetchedSource, describe_answer, describe_piece
from geo.sources.live.folder import asked_before, begin_folder, end_folder
from geo.sources.live.health import fetch_health
from geo.sources.live.municipal_layers import fetch_layer
from geo.sources.live.neighbourhoods import Neighbourhoods, fetch_neighbourhoods
from geo.sources.live.osm_area import OsmWish, osm_wish
from geo.sources.live.osm_extract import check_extract, fetch_extract
from geo.sources.live.osm_overpass import fetch_overpass
from geo.sources.live.pieces import Errand, Piece, Remark, missing
from geo.sources.live.residents import fetch_residents
from geo.sources.live.settings import LiveSettings
from geo.sources.live.water import write_water
from geo.sources.web.errors import FetchError
from geo.sources.web.http import Http

STEPS: Final = ("municipality", "neighbourhoods", "residents", "health", "osm", "water", "sites", "municipal", "write")


@dataclass(frozen=True, slots=True)
class FetchWish:
    """What a reader asks for; None follows the area's settings, then data/live.toml.

    Parameters
    ----------
    area
        A code, a name, or a file with settings.
    residents
        `postcode6` or `squares100`.
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
class _Basket:
    """What was fetched so far."""

    errand: Errand
    sources: list[FetchedSource] = field(default_factory=list)
    absent: list[Remark] = field(default_factory=list)

    def add(self, piece: Piece, settings: str | None = None) -> None:
        self.sources.append(describe_piece(piece, self.errand.folder, self.errand.live, settings=settings))


def fetch(
    wish: FetchWish, folder: Path, live: LiveSettings, http: Http, progress: FetchProgress | None = None
) -> Fetched:
    """Fetch everything a build needs.

    Every answer is kept in `folder/answers`; a fetch that was stopped goes on where it was. `fetched.json` comes last.

    Parameters
    ----------
    wish
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
        If the wish, the settings or an answer is at fault.
    FetchError
        If a source without which nothing can be built does not answer.
    StorageError
        If the disk refuses.
    """
    progress = progress or Unwatched()
    if wish.osm_file is not None:
        check_extract(wish.osm_file)
    area = own_settings(wish.area)
    progress.step("municipality", wish.area)
    asked = area.code if area is not None else wish.area
    asked = asked_before(folder, asked) or asked
    found = find_municipality(http, live, asked)
    area = area or own_settings(found.code) or any_municipality(found.code, found.name)
    layers = _layers(area, wish.municipal_file)
    begin_folder(folder, found.code, found.name, asked)
    errand = Errand(http, live, folder, found.code, found.name, found.boundary)
    basket = _fill(_Basket(errand), area, layers, wish, progress)
    progress.step("write", str(folder))
    fetched = _told(found, basket)
    end_folder(folder, fetched)
    return fetched


def _fill(
    basket: _Basket, area: Area, layers: tuple[MunicipalLayer, ...], wish: FetchWish, progress: FetchProgress
) -> _Basket:
    errand, live = basket.errand, basket.errand.live
    progress.step("neighbourhoods", "CBS / Kadaster")
    where = fetch_neighbourhoods(errand, wish.year)
    for piece in where.pieces:
        basket.add(piece)
    kind = wish.residents or area.live.residents or live.defaults.residents
    progress.step("residents", f"CBS, {kind}")
    basket.add(fetch_residents(errand, where, kind))
    progress.step("health", "RIVM")
    _or_absent(basket, lambda: fetch_health(errand), _NO_HEALTH)
    _fill_osm(basket, area, wish, where, progress)
    if live.defaults.sites if (chosen := _first(wish.sites, area.live.sites)) is None else chosen:
        progress.step("sites", "Kadaster, all addresses come by")
        _or_absent(basket, lambda: fetch_sites(errand, where), _NO_SITES)
    progress.step("municipal", f"{len(layers)} list(s)")
    for layer in layers:
        basket.add(fetch_layer(errand, layer, area.folder), settings=layer.settings)
    if not layers:
        basket.absent.append(_no_list(errand.name))
    return basket


def _fill_osm(basket: _Basket, area: Area, wish: FetchWish, where: Neighbourhoods, progress: FetchProgress) -> None:
    errand = basket.errand
    wanted: OsmWish = osm_wish(where.land, read_crosswalk(area.folder / area.crosswalk), WalkSettings())
    if wish.osm_file is not None:
        progress.step("osm", str(wish.osm_file))
        osm = fetch_extract(errand, wanted, wish.osm_file)
    else:
        progress.step("osm", "OpenStreetMap by Overpass")
        osm = fetch_overpass(errand, wanted, wish.osm_date or area.live.osm_date)
    basket.add(osm)
    progress.step("water", "OpenStreetMap")
    water = write_water(errand.folder, wanted.reach, osm)
    if water is None:
        basket.absent.append(_NO_WATER)
    else:
        basket.add(water)


def _first(*choices: bool | None) -> bool | None:
    return next((choice for choice in choices if choice is not None), None)


def _or_absent(basket: _Basket, get: Callable[[], Piece], what: tuple[str, str]) -> None:
    """Add what a build can do without, or note that it is absent and why."""
    try:
        basket.add(get())
    except (FetchError, InputError) as problem:
        why = problem.found if isinstance(problem, FetchError) else problem.faults[0].found
        basket.absent.append(missing(what[0].format(why=why), what[1].format(why=why)))


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


def _told(found: Municipality, basket: _Basket) -> Fetched:
    return Fetched(
        code=found.code,
        name=found.name,
        boundary=tuple(describe_answer(answer) for answer in found.answers),
        sources=tuple(basket.sources),
        absent=tuple(FetchedRemark(kind=each.kind, nl=each.nl, en=each.en) for each in basket.absent),
    )
