"""The tiny town as files, in the shape of the official downloads, for examples and tests that build a bundle."""

from __future__ import annotations

import bz2
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiPolygon, Point, box

from geo.coordinates import to_lonlat
from geo.storage import PROJECT
from geo.vocabulary import RD

WEST: Final = 176_000.0
SOUTH: Final = 318_000.0
"""South-west corner of the town, in metres in EPSG:28992; spots are metres from there."""
SIDE: Final = 8
BLOCK: Final = 100.0
"""How many streets there are each way, and how far apart."""
POSTCODES: Final = {
    "1000AA": (10.0, 110.0),
    "1000AB": (110.0, 310.0),
    "1000AC": (290.0, 610.0),
    "1000AD": (410.0, 95.0),
    "1000AE": (510.0, 420.0),
    "1000AF": (690.0, 690.0),
}
"""Half of them lie in each neighbourhood, West first."""
CENTRES: Final = {"Buurthuis Oost": (503.0, 105.0), "Buurthuis West": (95.0, 295.0)}
CAFE: Final = (350.0, 20.0)
NEIGHBOURHOODS: Final = {"West": 330.0, "Oost": 210.0}
"""With their official numbers of residents."""

_AREA: Final = """
code = "GM0001"
name = "Proefstad"
crosswalk = "crosswalk.yaml"
place_settings = "places.yaml"
municipal_settings = "municipal.yaml"

[[sources]]
id = "osm"
reads = ["streets", "points"]
file = "town.osm.bz2"
title = "OpenStreetMap"
publisher = "invented"
url = "https://example.org"
licence = "ODbL-1.0"
credit = "invented"
reference_date = "2025"

[[sources]]
id = "neighbourhoods"
reads = ["neighbourhoods"]
file = "buurten.gpkg"
title = "Buurten"
publisher = "invented"
url = "https://example.org"
licence = "CC-BY-4.0"
credit = "invented"
reference_date = "2025"

[[sources]]
id = "postcode6"
reads = ["demand"]
format = "postcode6"
file = "postcode6.gpkg"
title = "Postcodes"
publisher = "invented"
url = "https://example.org"
licence = "CC-BY-4.0"
credit = "invented"
reference_date = "2025"

[[sources]]
id = "key_figures"
reads = ["key_figures"]
file = "kerncijfers.csv"
title = "Kerncijfers"
publisher = "invented"
url = "https://example.org"
licence = "CC-BY-4.0"
credit = "invented"
reference_date = "2025"

[[sources]]
id = "water"
reads = ["water"]
file = "water.gpkg"
title = "Water"
publisher = "invented"
url = "https://example.org"
licence = "CC-BY-4.0"
credit = "invented"
reference_date = "2025"

[[sources]]
id = "municipal"
reads = ["municipal"]
file = "places.csv"
title = "Plekken"
publisher = "invented"
url = "https://example.org"
licence = "facts"
credit = "invented"
reference_date = "2025"
"""

_MUNICIPAL: Final = """
title: Plekken
publisher: invented
licence: feiten
id_prefix: municipal
columns:
  {name: name, category: category, lat: lat, lon: lon, location_quality: location_quality, confidence: confidence,
   source: source}
categories:
  community_centre: {kind: public, category: community_centre, functions: [meet, join_in], domains: [culture]}
"""


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the invented town, in metres from its south-west corner."""
    return to_lonlat(WEST + x, SOUTH + y)


def write_osm(path: Path, *, streets: bool = True, cafe: tuple[float, float] | None = CAFE) -> None:
    """Write the streets of the town as OSM XML, packed if the name says so."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="test">']

    def node(number: int, x: float, y: float, tags: str = "") -> None:
        lon, lat = lonlat(x, y)
        lines.append(f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}" version="1">{tags}</node>')

    number = {(column, row): 1 + column * SIDE + row for column in range(SIDE) for row in range(SIDE)}
    for (column, row), identity in number.items():
        node(identity, column * BLOCK, row * BLOCK)
    if cafe is not None:
        node(900, *cafe, tags='<tag k="amenity" v="cafe"/><tag k="name" v="Café De Proef"/>')
    ways = [[number[column, row] for row in range(SIDE)] for column in range(SIDE)]
    ways += [[number[column, row] for column in range(SIDE)] for row in range(SIDE)]
    for index, way in enumerate(ways if streets else []):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in way)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="Straat {index}"/>'
        lines.append(f'<way id="{1000 + index}" version="1">{refs}{tags}</way>')
    lines.append("</osm>")
    content = "\n".join(lines).encode()
    path.write_bytes(bz2.compress(content) if path.suffix == ".bz2" else content)


def write_neighbourhoods(path: Path) -> None:
    """Write two neighbourhoods, west and east."""
    outlines = [
        box(WEST - 50, SOUTH - 50, WEST + 350, SOUTH + 750),
        box(WEST + 350, SOUTH - 50, WEST + 750, SOUTH + 750),
    ]
    table = gpd.GeoDataFrame(
        {
            "buurtcode": ["BU00010000", "BU00010001"],
            "buurtnaam": list(NEIGHBOURHOODS),
            "wijkcode": ["WK000100", "WK000100"],
            "gemeentecode": ["GM0001", "GM0001"],
            "gemeentenaam": ["Proefstad", "Proefstad"],
            "water": ["NEE", "NEE"],
            "aantal_inwoners": [300, 200],
            "jaar": [2024, 2024],
        },
        geometry=[MultiPolygon([outline]) for outline in outlines],
        crs=RD,
    )
    table.to_file(path, layer="buurten", driver="GPKG")


def write_postcodes(path: Path, spots: dict[str, tuple[float, float]] | None = None) -> None:
    """Write postcodes of 50 residents, six of them if no others are given."""
    spots = spots or POSTCODES
    count = len(spots)
    ages = [
        "aantal_inwoners_0_tot_15_jaar",
        "aantal_inwoners_15_tot_25_jaar",
        "aantal_inwoners_25_tot_45_jaar",
        "aantal_inwoners_45_tot_65_jaar",
        "aantal_inwoners_65_jaar_en_ouder",
    ]
    table = gpd.GeoDataFrame(
        {
            "postcode6": list(spots),
            "aantal_inwoners": [50] * count,
            **{age: [10] * count for age in ages},
            "aantal_part_huishoudens": [25] * count,
            "aantal_eenpersoonshuishoudens": [10] * count,
            "aantal_personen_met_uitkering_onder_aowlft": [5] * count,
            "jaarcode": [2024] * count,
        },
        geometry=[Point(WEST + x, SOUTH + y) for x, y in spots.values()],
        crs=RD,
    )
    table.to_file(path, layer="postcode6", driver="GPKG")


def write_key_figures(path: Path) -> None:
    """Write official totals."""
    pd.DataFrame(
        {
            "buurtcode": ["BU00010000", "BU00010001"],
            "aantal_inwoners": list(NEIGHBOURHOODS.values()),
            "woningvoorraad": [150.0, 100.0],
            "percentage_eenpersoonshuishoudens": [40.0, 50.0],
            "jaar": [2025, 2025],
        }
    ).to_csv(path, index=False)


def write_places(path: Path, spots: dict[str, tuple[float, float]]) -> None:
    """Write a municipal list of community centres."""
    rows = []
    for name, spot in spots.items():
        lon, lat = lonlat(*spot)
        rows.append(
            {
                "name": name,
                "category": "community_centre",
                "lat": f"{lat:.6f}",
                "lon": f"{lon:.6f}",
                "location_quality": "address",
                "confidence": "high",
                "source": "invented",
            }
        )
    pd.DataFrame(rows).to_csv(path, index=False)


def write_water(path: Path) -> None:
    """Write a canal east of the town."""
    canal = LineString([(WEST + 900, SOUTH - 500), (WEST + 900, SOUTH + 1500)])
    table = gpd.GeoDataFrame({"name": ["Kanaal"], "water": ["canal"]}, geometry=[canal], crs=RD)
    table.to_file(path, layer="water", driver="GPKG")


def write_town(folder: Path) -> Path:
    """Write the whole town.

    Parameters
    ----------
    folder
        Where to; inputs go to the folder `inputs` in it, which may not be there yet.

    Returns
    -------
    pathlib.Path
        The file with the area's settings.
    """
    inputs, settings = folder / "inputs", folder / "settings"
    inputs.mkdir(parents=True)
    settings.mkdir()
    (settings / "town.toml").write_text(_AREA, encoding="utf-8")
    (settings / "municipal.yaml").write_text(_MUNICIPAL, encoding="utf-8")
    (settings / "crosswalk.yaml").write_bytes(PROJECT.crosswalk.read_bytes())
    (settings / "places.yaml").write_bytes(PROJECT.place_settings.read_bytes())
    write_osm(inputs / "town.osm.bz2")
    write_neighbourhoods(inputs / "buurten.gpkg")
    write_postcodes(inputs / "postcode6.gpkg")
    write_key_figures(inputs / "kerncijfers.csv")
    write_places(inputs / "places.csv", CENTRES)
    write_water(inputs / "water.gpkg")
    return settings / "town.toml"
