"""Cities to ask what-ifs of: a tiny one, invented ones with crooked streets, Maastricht; and a build to compare."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from geo.analysis.city import City, city_from_bundle, make_city
from geo.bundle.store import read_bundle
from geo.measures.access import Access, access_from_walks
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.measures.summary import summarise
from geo.streets.walks import put_on_streets, walks_table
from geo.vocabulary import AGE_BANDS, NEED_COLUMNS, RD, SET_SEPARATOR, Function, Kind, Selection, Speed
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario
from tests import ROOT
from tests.towns.tiny_bundle import tiny_manifest, tiny_organisations, tiny_places, tiny_tables

MAASTRICHT = ROOT / "data" / "maastricht"
SIDE, STEP = 6, 300.0
"""An invented city has SIDE x SIDE crossings, about STEP metres apart."""
WEST, SOUTH = 176_000.0, 317_000.0
SEEDS = st.integers(0, 10_000)
LOOKS = st.builds(
    Assumptions, st.sampled_from(Selection), st.sampled_from(Speed), st.sampled_from([5, 10, 15]), st.booleans()
)


@cache
def tiny_city() -> City:
    return make_city(tiny_manifest(), tiny_tables())


@cache
def maastricht() -> City:
    return city_from_bundle(read_bundle(MAASTRICHT))


@cache
def invented_city(seed: int) -> City:
    """Forty postcodes and a dozen places on crooked streets; no two distances end on the same tenth of a metre."""
    rng = np.random.default_rng(seed)
    demand, neighbourhoods = _demand(rng), _neighbourhoods(rng)
    in_quarter = (demand.geometry.x >= _middle()[0]).astype(int) + 2 * (demand.geometry.y >= _middle()[1]).astype(int)
    demand["neighbourhood"] = neighbourhoods["neighbourhood"].to_numpy()[in_quarter]
    tables: dict[str, Any] = {
        "demand": demand,
        "neighbourhoods": neighbourhoods,
        "places": _places(rng),
        "organisations": tiny_organisations(),
        "streets": _streets(rng),
        "water": gpd.GeoDataFrame({"name": []}, geometry=[], crs=RD),
    }
    tables["walks"] = _walks(tables, tables["places"])
    return make_city(tiny_manifest(), tables)


def _middle() -> tuple[float, float]:
    return WEST + STEP * (SIDE - 1) / 2, SOUTH + STEP * (SIDE - 1) / 2


def _scatter(rng: np.random.Generator, count: int) -> np.ndarray:
    reach = STEP * (SIDE - 1)
    return shapely.points(WEST + rng.uniform(0, reach, count), SOUTH + rng.uniform(0, reach, count))


def _demand(rng: np.random.Generator, count: int = 40) -> gpd.GeoDataFrame:
    residents = np.round(rng.gamma(2.0, 30.0, count), 2) * (rng.random(count) > 0.1)
    ages = rng.dirichlet(np.ones(len(AGE_BANDS)), count) * residents[:, None]
    table = {"demand_id": [f"D{row:02d}" for row in range(count)], "residents": residents, "snapped": True}
    table |= {band: ages[:, index] for index, band in enumerate(AGE_BANDS)}
    # Some postcodes are too small for CBS to publish a count.
    row = np.arange(count)
    table["households"] = np.where(row % 7 == 3, np.nan, residents / 2)
    table["one_person_households"] = np.where(row % 5 == 2, np.nan, residents / 5)
    table["benefits"] = np.where(row % 3 == 1, np.nan, residents / 20)
    return gpd.GeoDataFrame(table, geometry=_scatter(rng, count), crs=RD)


def _neighbourhoods(rng: np.random.Generator) -> gpd.GeoDataFrame:
    (x, y), far = _middle(), STEP * SIDE
    boxes = [
        shapely.LineString([(x, y), (x + far * across, y + far * up)]).envelope
        for up, across in product((-1, 1), repeat=2)
    ]
    table = {
        "neighbourhood": [f"BU{row}" for row in range(4)],
        "name": ["Zuidwest", "Zuidoost", "Noordwest", "Noordoost"],
    }
    shares = {need: rng.random(4) for need in NEED_COLUMNS}
    shares["share_lonely"][0] = np.nan
    return gpd.GeoDataFrame(table | shares, geometry=boxes, crs=RD)


def _places(rng: np.random.Generator, count: int = 12) -> gpd.GeoDataFrame:
    rows = []
    for row in range(count):
        functions = [function for function in Function if rng.random() < 0.5] or [Function.MEET]
        rows.append(
            {
                **tiny_places().iloc[0].drop("geometry").to_dict(),
                "place_id": f"p{row:02d}",
                "name": f"Plek {row}",
                "kind": str(rng.choice(list(Kind))),
                "functions": SET_SEPARATOR.join(functions),
                "uncertain": bool(rng.random() < 0.3),
                "counted": bool(rng.random() < 0.9),
                "address": f"Straat {row}",
            }
        )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=_scatter(rng, count), crs=RD)


def _streets(rng: np.random.Generator) -> gpd.GeoDataFrame:
    corner = {
        (column, row): (WEST + column * STEP + rng.normal(0, 40), SOUTH + row * STEP + rng.normal(0, 40))
        for column, row in product(range(SIDE), repeat=2)
    }
    number = {key: index for index, key in enumerate(corner)}
    ends = [((column, row), (column + 1, row)) for column in range(SIDE - 1) for row in range(SIDE)]
    ends += [((column, row), (column, row + 1)) for column in range(SIDE) for row in range(SIDE - 1)]
    kept = [pair for pair in ends if rng.random() < 0.85]
    lines = []
    for start, end in kept:
        bend = np.mean([corner[start], corner[end]], axis=0) + rng.normal(0, 30, 2)
        lines.append(shapely.LineString([corner[start], bend, corner[end]]))
    table = {
        "street_id": np.arange(len(kept)),
        "from_node": [number[start] for start, _ in kept],
        "to_node": [number[end] for _, end in kept],
        "length": shapely.length(lines),
        "name": None,
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=RD)


def _walks(tables: dict[str, Any], places: gpd.GeoDataFrame) -> pd.DataFrame:
    settings = tiny_city().settings
    on_streets = put_on_streets(
        tables["streets"], tables["demand"], places, tables["water"].geometry.to_numpy(), settings
    )
    return walks_table(on_streets, tables["demand"]["demand_id"], places["place_id"], settings.walk_limit_m)


def streets_of(city: City) -> gpd.GeoDataFrame:
    """The table `streets` again: the city keeps it as a network."""
    network = city.ground.network
    columns = {
        "from_node": network.from_node,
        "to_node": network.to_node,
        "length": network.length,
        "name": network.name,
    }
    return gpd.GeoDataFrame(columns, geometry=network.geometry, crs=RD)


def rebuilt(city: City, scenario: Scenario) -> tuple[Access, gpd.GeoDataFrame]:
    """Walk everyone again to the places that are left and those that are new, as a build does."""
    stay = city.places[~city.places["place_id"].isin(scenario.closed)]
    new = pd.DataFrame(
        {
            "place_id": [f"new-{row}" for row in range(len(scenario.opened))],
            # New places take part in every selection, as initiatives do.
            "kind": Kind.INITIATIVE.value,
            "counted": True,
            "uncertain": False,
            "functions": [SET_SEPARATOR.join(place.functions) for place in scenario.opened],
        }
    )
    points = [*stay.geometry, *(shapely.Point(place.x, place.y) for place in scenario.opened)]
    columns = list(new.columns)
    table = pd.concat([stay[columns], new], ignore_index=True) if len(new) else stay[columns].reset_index(drop=True)
    places = gpd.GeoDataFrame(table, geometry=points, crs=RD)
    on_streets = put_on_streets(streets_of(city), city.demand, places, city.ground.water, city.settings)
    walks = walks_table(on_streets, city.demand["demand_id"], places["place_id"], city.settings.walk_limit_m)
    return access_from_walks(walks, city.demand["demand_id"], places["place_id"]), places


def rebuilt_table(city: City, scenario: Scenario, assumptions: Assumptions) -> pd.DataFrame:
    """Every measure as a build without the closed and with the opened places gives it."""
    access, places = rebuilt(city, scenario)
    table = summarise(
        access,
        city.demand,
        places,
        neighbourhoods=list(city.grouping.names),
        city=city.code,
        settings=city.settings,
    )
    same = (
        (table["selection"] == assumptions.selection.value)
        & (table["speed"] == assumptions.speed.value)
        & (table["threshold"] == assumptions.threshold)
        & (table["with_uncertain"] == assumptions.with_uncertain)
    )
    return table[same].reset_index(drop=True)


def random_scenario(city: City, evaluation: Evaluation, rng: np.random.Generator, *, most: int = 4) -> Scenario:
    """Some places close and some open near where people live."""
    ids = city.places["place_id"].to_numpy(dtype=object)
    closed = rng.choice(ids, rng.integers(0, min(most, len(ids)) + 1), replace=False)
    homes = shapely.get_coordinates(city.demand.geometry.to_numpy())
    spots = homes[rng.integers(0, len(homes), rng.integers(0, most + 1))] + rng.normal(0, 25, 2)
    functions = [tuple(one for one in Function if rng.random() < 0.6) or (Function.MEET,) for _ in spots]
    return Scenario(
        frozenset(map(str, closed)),
        tuple(OpenedPlace(float(x), float(y), has) for (x, y), has in zip(spots, functions, strict=True)),
    )
