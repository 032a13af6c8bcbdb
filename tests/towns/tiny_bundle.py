"""A whole, valid bundle of an invented town, small enough to work out by hand.

Streets are a grid of 4 x 4 blocks of 400 m. Four neighbourhoods of 800 m hold 12 demand points; in the fourth nobody
lives. Of the five places one is uncertain, one is not counted (nobody knows where it is), and one has a hostile name.
Everything that follows from these is computed as in a build.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.bundle.dictionary import read_dictionary
from geo.bundle.store import Bundle
from geo.bundle.tables import FIGURES, ORGANISATIONS, PLACES
from geo.bundle.writing import write_bundle
from geo.certainty.positions import Surroundings, candidate_positions
from geo.certainty.tables import expected_table, position_walks_table, possibilities, snapped_positions
from geo.measures.access import access_from_walks, selected_places
from geo.measures.flow import flow
from geo.measures.grouping import Grouping
from geo.measures.summary import headline_rows, summarise
from geo.settings import WalkSettings, describe_settings
from geo.sources.certainty_settings import PositionCounts
from geo.streets.walks import SnappedPoints, nearest_places, put_on_streets, site_walks_table, walks_table
from geo.vocabulary import AGE_BANDS, NEED_COLUMNS, RD

CITY = "GM0001"
CODES = ["BU00010001", "BU00010002", "BU00010003", "BU00010004"]
NAMES = ["Noord", "Zuid", "Oost", "Haven"]
HOSTILE = """<script>alert('x')</script> & "Café" =1+1 {{ 7*7 }}"""
X, Y = 176_000.0, 317_000.0
"""South-west corner of the town, in EPSG:28992."""
BLOCK, BLOCKS = 400.0, 4
SHARE_OF_BAND = (0.1, 0.2, 0.3, 0.2, 0.2)

# Neighbourhood, metres east and north of the corner, residents as published.
DEMAND = (
    (0, 40, 40, 100),
    (0, 360, 20, 80),
    (0, 780, 420, 60),
    (0, 420, 780, 60),
    (1, 840, 40, 200),
    (1, 1220, 380, 150),
    (1, 1580, 40, 50),
    (1, 1560, 760, 40),
    (1, 1000, 600, 60),
    (2, 40, 840, 30),
    (2, 380, 1220, 20),
    (2, 40, 1560, 10),
)
OFFICIAL = (330.0, 500.0, 30.0, 0.0)
PLACE_ROWS: tuple[dict[str, Any], ...] = (
    {
        "place_id": "huiskamer",
        "name": "De Huiskamer",
        "kind": "initiative",
        "category": "living_room",
        "functions": "meet;join_in",
        "domains": "food",
        "organisations": "huiskamer",
        "address": "Noordstraat 1",
        "postcode": "6200AA",
        "opening_hours": "Mo-Fr 09:00-17:00",
        "opening_text_nl": "maandag tot en met vrijdag van 9 tot 17 uur",
        "opening_text_en": "Monday to Friday, 9 to 17",
        "days_per_week": 5.0,
        "website": "https://example.org",
        "geometry": (400, 420),
    },
    {
        "place_id": "bibliotheek",
        "name": "Bibliotheek Zuid",
        "kind": "public",
        "category": "library",
        "functions": "meet;develop",
        "domains": "books;learning",
        "free": "yes",
        "wheelchair": "limited",
        "geometry": (1200, 380),
    },
    {
        "place_id": "gymzaal",
        "name": "Gymzaal ergens in Oost",
        "kind": "public",
        "category": "sports",
        "functions": "move",
        "location_quality": "area",
        "location_error": 300.0,
        "confidence": "low",
        "uncertain": True,
        "uncertain_reason": "both",
        "existence": 0.5,
        "existence_cautious": 0.3,
        "existence_generous": 0.7,
        "note_nl": "Alleen de buurt is bekend.",
        "note_en": "Only the neighbourhood is known.",
        "geometry": (400, 1200),
    },
    {
        "place_id": "praathuis",
        "name": "Het Praathuis",
        "kind": "initiative",
        "category": "walk_in",
        "functions": "meet",
        "organisations": "huiskamer;steunpunt",
        "location_quality": "none",
        "counted": False,
        "existence": np.nan,
        "existence_cautious": np.nan,
        "existence_generous": np.nan,
        "counted_reason": "no_location",
        "geometry": None,
    },
    {
        "place_id": "osm-node-1",
        "name": HOSTILE,
        "kind": "informal",
        "category": "cafe",
        "functions": "meet",
        "website": "javascript:alert(1)",
        "geometry": (1600, 800),
    },
)
USUAL = {
    "domains": "",
    "organisations": "",
    "walk_in": "yes",
    "free": "unknown",
    "wheelchair": "unknown",
    "location_quality": "address",
    "location_error": np.nan,
    "days_per_week": np.nan,
    "confidence": "high",
    "uncertain": False,
    "counted": True,
    "counted_reason": "meeting_place",
    "source": "invented",
    "also_in": "",
    "existence": 1.0,
    "existence_cautious": 0.9,
    "existence_generous": 1.0,
}
POSITIONS_OF_PLACES = PositionCounts(address_m=0, address=1, postcode=3, street=3, area=4)
DRAWS = 200


def spot(east: float, north: float) -> shapely.Point:
    return shapely.Point(X + east, Y + north)


def tiny_neighbourhoods() -> gpd.GeoDataFrame:
    side = BLOCK * BLOCKS / 2
    corners = [(0, 0), (1, 0), (0, 1), (1, 1)]
    squares = [
        shapely.box(X + side * column, Y + side * row, X + side * (column + 1), Y + side * (row + 1))
        for column, row in corners
    ]
    table = {"neighbourhood": CODES, "name": NAMES, "district": "WK000100", "residents": OFFICIAL}
    return gpd.GeoDataFrame(table, geometry=squares, crs=RD)


def tiny_demand() -> gpd.GeoDataFrame:
    published = pd.Series([float(people) for *_, people in DEMAND])
    code = pd.Series([CODES[number] for number, *_ in DEMAND])
    factor = pd.Series(OFFICIAL, index=CODES) / published.groupby(code).sum()
    residents = published * code.map(factor)
    table = {
        "demand_id": [f"6200A{chr(ord('A') + row)}" for row in range(len(DEMAND))],
        "postcode": [f"6200A{chr(ord('A') + row)}" for row in range(len(DEMAND))],
        "stands_for": True,
        "neighbourhood": code,
        "residents": residents,
        "residents_published": published,
        **{band: residents * share for band, share in zip(AGE_BANDS, SHARE_OF_BAND, strict=True)},
        "households": residents / 2,
        "one_person_households": residents / 4,
        "benefits": [np.nan, *(residents[1:] / 10)],
    }
    return gpd.GeoDataFrame(table, geometry=[spot(east, north) for _, east, north, _ in DEMAND], crs=RD)


def tiny_places() -> gpd.GeoDataFrame:
    columns = {name: column for name, column in PLACES.columns.items() if name != "geometry"}
    rows = [{**dict.fromkeys(columns), **USUAL, **row} for row in PLACE_ROWS]
    points = [None if row["geometry"] is None else spot(*row["geometry"]) for row in rows]
    table = pd.DataFrame(rows, columns=list(columns))
    table = table.astype({name: str(column.dtype) for name, column in columns.items()})
    areas = tiny_neighbourhoods()
    table["neighbourhood"] = [
        None if point is None else areas["neighbourhood"][areas.geometry.intersects(point)].iloc[0] for point in points
    ]
    table["neighbourhood"] = table["neighbourhood"].astype("str")
    return gpd.GeoDataFrame(table, geometry=points, crs=RD)


def tiny_streets() -> gpd.GeoDataFrame:
    number = {(column, row): row * (BLOCKS + 1) + column for column, row in product(range(BLOCKS + 1), repeat=2)}
    along = [((column, row), (column + 1, row)) for row in range(BLOCKS + 1) for column in range(BLOCKS)]
    up = [((column, row), (column, row + 1)) for column in range(BLOCKS + 1) for row in range(BLOCKS)]
    ends = along + up
    lines = [
        shapely.LineString([spot(BLOCK * column, BLOCK * row) for column, row in (start, end)]) for start, end in ends
    ]
    table = {
        "street_id": np.arange(len(ends)),
        "from_node": [number[start] for start, _ in ends],
        "to_node": [number[end] for _, end in ends],
        "length": BLOCK,
        "name": pd.Series(["Noordstraat", *([None] * (len(ends) - 1))], dtype="str"),
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs=RD)


def tiny_organisations() -> pd.DataFrame:
    usual = {
        "role": "initiative",
        "website": None,
        "more_websites": "",
        "functions": "meet;join_in",
        "domains": "food",
        "summary_nl": "Koffie en een praatje.",
        "summary_en": "Coffee and a chat.",
        "challenges": "housing;volunteers",
        "challenges_nl": "Een eigen plek\nGenoeg vrijwilligers",
        "challenges_en": "A place of their own\nEnough volunteers",
        "no_place_nl": None,
        "no_place_en": None,
        "source": "invented",
        "source_date": "2025-02",
        "last_checked": "2025-03",
    }
    rows = [
        {**usual, "organisation_id": "huiskamer", "name": "De Huiskamer"},
        {
            **usual,
            "organisation_id": "steunpunt",
            "name": HOSTILE,
            "role": "supporting",
            "challenges": "",
            "challenges_nl": "",
            "challenges_en": "",
            "no_place_nl": "Alleen een postbus.",
            "no_place_en": "Only a P.O. box.",
        },
    ]
    return pd.DataFrame(rows, columns=list(ORGANISATIONS.columns)).astype("str")


def tiny_figures() -> pd.DataFrame:
    row = {
        "organisation_id": "huiskamer",
        "figure": "visits",
        "value": 1200.0,
        "value_high": 1500.0,
        "unit": "visits",
        "per": "year",
        "year": 2024,
        "label_nl": "bezoeken",
        "label_en": "visits",
        "source": "invented",
        "source_date": "2025-02",
    }
    table = pd.DataFrame([row, {**row, "figure": "helpers", "value_high": np.nan, "year": None}])
    return table.astype({name: str(column.dtype) for name, column in FIGURES.columns.items()})


def tiny_water() -> gpd.GeoDataFrame:
    river = shapely.LineString([(X - 150, Y - 500), (X - 150, Y + 2500)])
    return gpd.GeoDataFrame({"name": pd.Series(["Beek"], dtype="str")}, geometry=[river], crs=RD)


def tiny_tables() -> dict[str, pd.DataFrame]:
    """Every table of the bundle."""
    settings = WalkSettings()
    demand, places, streets, water = tiny_demand(), tiny_places(), tiny_streets(), tiny_water()
    on_streets = put_on_streets(streets, demand, places, water.geometry.to_numpy(), settings)
    walks = walks_table(on_streets, demand["demand_id"], places["place_id"], settings.walk_limit_m)
    sites = site_walks_table(on_streets, demand, settings.site_walk_limit_m, lambda _: None)
    chosen = selected_places(places, settings.headline_selection, with_uncertain=settings.headline_with_uncertain)
    nearest_place, nearest_distance = nearest_places(on_streets, places["place_id"], chosen)
    graph, residents = on_streets.graph, demand["residents"].to_numpy()
    pipes = flow(graph, graph.origins, residents, np.where(chosen, graph.destinations, -1), len(streets))
    demand = demand.assign(
        snapped=on_streets.demand_snaps.ok,
        nearest_place=pd.Series(nearest_place, dtype="str"),
        nearest_distance=nearest_distance,
    )
    counted = places[places["counted"]].reset_index(drop=True)
    access = access_from_walks(walks, demand["demand_id"], counted["place_id"])
    coverage = summarise(access, demand, counted, neighbourhoods=CODES, city=CITY, settings=settings)
    expected = _uncertain_tables(on_streets, demand, places, water, settings)
    return {
        **expected,
        "neighbourhoods": _with_results(tiny_neighbourhoods(), demand, coverage, settings),
        "coverage": coverage,
        "demand": demand,
        "places": places,
        "organisations": tiny_organisations(),
        "figures": tiny_figures(),
        "walks": walks,
        "site_walks": sites,
        "streets": streets.assign(flow=pipes.street),
        "water": water,
    }


def _uncertain_tables(
    on_streets: SnappedPoints,
    demand: pd.DataFrame,
    places: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame,
    settings: WalkSettings,
) -> dict[str, pd.DataFrame]:
    counted = places[places["counted"]].reset_index(drop=True)
    spots = candidate_positions(counted, Surroundings(on_streets.network, demand, {}), POSITIONS_OF_PLACES)
    placed = snapped_positions(spots, counted, on_streets.network, water.geometry.to_numpy(), settings.snap_cap_m)
    walks = position_walks_table(on_streets.network, on_streets.demand_snaps, demand["demand_id"], placed, 1200.0)
    grouping = Grouping.by_neighbourhood(demand, CODES)
    possible = possibilities(demand, counted, placed[0], walks)
    groupings = (grouping, grouping.whole(CITY))
    expected = expected_table(possible, demand, counted, groupings, settings, DRAWS)
    return {"positions": placed[0], "position_walks": walks, "expected": expected}


def _with_results(
    areas: gpd.GeoDataFrame, demand: pd.DataFrame, coverage: pd.DataFrame, settings: WalkSettings
) -> gpd.GeoDataFrame:
    published = demand.groupby("neighbourhood")["residents_published"].sum().reindex(CODES, fill_value=0.0).to_numpy()
    needs = {column: [0.1, 0.2, 0.3, np.nan] for column in NEED_COLUMNS}
    official = np.array(OFFICIAL)
    factor = np.divide(official, published, out=np.full(len(CODES), np.nan), where=published > 0)
    areas = areas.assign(residents_year=2025, residents_published=published, residents_factor=factor, **needs)
    return areas.merge(headline_rows(coverage, settings).reset_index(), on="neighbourhood", validate="one_to_one")


def tiny_manifest() -> dict[str, Any]:
    """What a build says beside the tables."""
    return {
        "area": {"code": CITY, "name": "Proefstad", "languages": ["nl", "en"], "report_email": "kaart@example.org"},
        "built": {"at": "2026-01-01T00:00:00+00:00", "commit": None},
        "parameters": describe_settings(WalkSettings()),
        "sources": [
            {
                "id": "osm",
                "title": "OpenStreetMap",
                "publisher": "invented",
                "url": "https://example.org",
                "licence": "ODbL-1.0",
                "credit": "© invented",
                "reference_date": "2025",
                "retrieved": None,
                "file": "town.osm",
                "sha256": "0" * 64,
                "tables": ["streets"],
                "caveats": {"nl": ["Verzonnen."], "en": ["Invented."]},
            }
        ],
        "report": {
            "residents": sum(OFFICIAL),
            "residents_published": float(sum(people for *_, people in DEMAND)),
            "demand_points_left_out": [],
            "demand_points_refused": [],
            "near_duplicates": [],
            "places": {"total": 5, "counted": 4, "uncertain": 1, "not_counted": {"no_location": 1}},
            "network": {"streets": 40, "km": 16.0, "residents_on_parts_without_place": 0},
        },
    }


def write_tiny_bundle(folder: Path) -> Bundle:
    """Write the bundle of the invented town into a folder that is empty or not there yet."""
    return write_bundle(tiny_tables(), tiny_manifest(), read_dictionary(), folder)
