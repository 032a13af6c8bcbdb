"""Build a bundle from files: every step of the computation, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import Area
from geo.bundle.dictionary import read_dictionary
from geo.bundle.provenance import build_manifest, build_moment
from geo.bundle.store import Bundle
from geo.bundle.writing import check_target, write_bundle
from geo.measures.access import access_from_walks, selected_places
from geo.measures.flow import flow
from geo.measures.summary import summarise
from geo.pipeline.certainty import uncertain_tables, with_existence
from geo.pipeline.inputs import Inputs, PlaceInputs, check_folder, read_inputs, read_place_inputs
from geo.pipeline.report import build_report, neighbourhoods_table, rounded
from geo.places.assemble import PlacesResult, assemble_places
from geo.places.checks import leave_out_refused, refuse_places_in_water, require_counted, with_neighbourhood
from geo.residents.age_bands import fill_age_bands
from geo.residents.modelled_points import with_stand_ins
from geo.residents.spread import spread_over_areas
from geo.residents.totals import Reconciled, official_totals, place_in_neighbourhoods, reconcile
from geo.settings import WalkSettings
from geo.streets.network import streets_within
from geo.streets.walks import SnappedPoints, nearest_places, put_on_streets, reach_area, site_walks_table, walks_table
from geo.streets.water import water_areas

STEPS = ("read", "residents", "places", "streets", "walks", "sites", "measures", "certainty", "write")


class Progress(Protocol):
    """Told how far a build is; the command line draws it as a bar."""

    def step(self, name: str, detail: str = "") -> None:
        """Begin one of `STEPS`, or say more about it."""

    def advance(self, done: int, total: int) -> None:
        """Say how much of the present step is done."""


class Silent:
    """Progress that nobody watches."""

    def step(self, name: str, detail: str = "") -> None:
        """Say nothing."""

    def advance(self, done: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Everything a build knows before it is written.

    Parameters
    ----------
    tables
        As `geo.bundle.tables.TABLES`.
    report
        What the build found worth telling.
    """

    tables: Mapping[str, pd.DataFrame]
    report: Mapping[str, Any]


def build(
    area: Area, inputs_dir: Path, out: Path, settings: WalkSettings | None = None, progress: Progress | None = None
) -> Bundle:
    """Build the bundle of an area from files.

    Parameters
    ----------
    area
        The area and its sources.
    inputs_dir
        Folder with the input files.
    out
        Folder of the bundle; what stands there is replaced only when everything went well.
    settings
        Speeds, thresholds and limits.
    progress
        Told how far it is.

    Returns
    -------
    Bundle
        The new bundle.

    Raises
    ------
    InputError
        With all faults of the inputs.
    """
    settings, progress = settings or WalkSettings(), progress or Silent()
    check_target(out)
    moment = build_moment()
    check_folder(inputs_dir)
    progress.step("read")
    place_inputs = read_place_inputs(area, inputs_dir)
    inputs = read_inputs(
        area, inputs_dir, place_inputs.rules.crosswalk.keys, lambda detail: progress.step("read", detail)
    )
    computed = compute(area, inputs, place_inputs, settings, progress)
    progress.step("write", str(out))
    manifest = build_manifest(area, settings, inputs.files, computed.report, moment)
    return write_bundle(computed.tables, manifest, read_dictionary(), out)


def compute(
    area: Area, inputs: Inputs, place_inputs: PlaceInputs, settings: WalkSettings, progress: Progress
) -> Computed:
    """Compute all tables of a bundle; touches neither disk nor network.

    Parameters
    ----------
    area
        For the name of the city row.
    inputs, place_inputs
        Checked inputs.
    settings, progress
        As for `build`.

    Returns
    -------
    Computed
        Tables and report.
    """
    progress.step("residents")
    people, stand_ins = _residents(inputs)
    progress.step("places")
    assembled, places = _places(inputs, place_inputs, settings)
    progress.step("streets")
    streets = streets_within(inputs.streets, reach_area(inputs.neighbourhoods, settings))
    water = inputs.water.geometry.to_numpy()
    on_streets = put_on_streets(streets, people.demand, places, water, settings)
    places = leave_out_refused(places, on_streets.place_snaps)
    require_counted(places)
    places = with_existence(places, place_inputs.certainty)
    progress.step("walks")
    walks = walks_table(on_streets, people.demand["demand_id"], places["place_id"], settings.walk_limit_m)
    progress.step("sites")
    sites = _site_walks(on_streets, people, settings, progress)
    progress.step("measures")
    demand, streets = _nearest_and_flow(on_streets, people.demand, places, streets, settings)
    codes = sorted(inputs.neighbourhoods["neighbourhood"])
    counted = places[places["counted"]].reset_index(drop=True)
    access = access_from_walks(walks, demand["demand_id"], counted["place_id"])
    coverage = summarise(access, demand, counted, neighbourhoods=codes, city=area.code, settings=settings)
    tables = {
        "neighbourhoods": neighbourhoods_table(inputs, people, demand, coverage, settings),
        "coverage": rounded(coverage),
        "demand": demand,
        "places": places,
        "organisations": assembled.organisations,
        "figures": assembled.figures,
        "walks": walks,
        "site_walks": sites,
        "streets": streets,
        "water": inputs.water,
    }
    progress.step("certainty")
    tables |= uncertain_tables(area, inputs, on_streets, tables, settings, place_inputs.certainty)
    report = build_report(people, on_streets, places, assembled)
    more = {"demand_points_modelled": list(stand_ins), "certainty": place_inputs.certainty.model_dump()}
    return Computed(tables, report | more)


def _residents(inputs: Inputs) -> tuple[Reconciled, tuple[str, ...]]:
    areas = inputs.neighbourhoods
    demand = fill_age_bands(place_in_neighbourhoods(inputs.demand, areas), areas)
    spread = spread_over_areas(demand, _within(inputs.postcode_areas, areas), inputs.streets)
    demand = place_in_neighbourhoods(spread, areas)
    totals = official_totals(areas, inputs.key_figures, demand)
    demand, stand_ins = with_stand_ins(demand, areas, totals, inputs.streets)
    # A point that was added is a postcode of its own.
    added = demand["postcode"].isna()
    own = demand["postcode"].where(~added, demand["demand_id"])
    demand = demand.assign(postcode=own, stands_for=demand["stands_for"].where(~added, other=True).astype(bool))
    found = reconcile(fill_age_bands(demand, areas), totals)
    ordered = found.demand.sort_values("demand_id", kind="stable").reset_index(drop=True)
    return Reconciled(ordered, found.factors, found.left_out), stand_ins


def _within(areas: gpd.GeoDataFrame, neighbourhoods: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut areas off at the border of the municipality; those wholly outside it go."""
    if areas.empty:
        return areas
    boundary = shapely.union_all(neighbourhoods.geometry.to_numpy())
    cut = areas.set_geometry(shapely.intersection(areas.geometry.to_numpy(), boundary))
    return cut[cut.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & ~cut.geometry.is_empty]


def _places(inputs: Inputs, place_inputs: PlaceInputs, settings: WalkSettings) -> tuple[PlacesResult, gpd.GeoDataFrame]:
    boundary = shapely.union_all(inputs.neighbourhoods.geometry.to_numpy())
    assembled = assemble_places(
        place_inputs.register,
        place_inputs.municipal,
        inputs.points,
        place_inputs.rules,
        boundary,
        settings.walk_limit_m,
    )
    wet = water_areas(inputs.water, settings.water_half_width_m)
    places = refuse_places_in_water(assembled.places, wet.geometry.to_numpy())
    return assembled, with_neighbourhood(places, inputs.neighbourhoods)


def _site_walks(
    on_streets: SnappedPoints, people: Reconciled, settings: WalkSettings, progress: Progress
) -> pd.DataFrame:
    done, total = 0, len(people.demand)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress.advance(done, total)

    return site_walks_table(on_streets, people.demand, settings.site_walk_limit_m, advance)


def _nearest_and_flow(
    on_streets: SnappedPoints,
    demand: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    settings: WalkSettings,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    selected = selected_places(places, settings.headline_selection, with_uncertain=settings.headline_with_uncertain)
    place, distance = nearest_places(on_streets, places["place_id"], selected)
    residents = demand["residents"].to_numpy(dtype=np.float64)
    graph = on_streets.graph
    pipes = flow(graph, graph.origins, residents, np.where(selected, graph.destinations, -1), len(streets))
    whole = demand.assign(snapped=on_streets.demand_snaps.ok, nearest_place=place, nearest_distance=distance)
    return whole, streets.assign(flow=np.round(pipes.street, 1))
