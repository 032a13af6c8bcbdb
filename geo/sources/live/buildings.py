"""Fetch candidate sites: addresses where people may gather by law, from the register of buildings (BAG)."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.sources.files.writing import write_gpkg
from geo.sources.live.gokoala import FeatureQuery, read_features
from geo.sources.live.neighbourhoods import Neighbourhoods, box_around
from geo.sources.live.task import FetchedFile, FetchTask

SITES_FILE: Final = "candidate-sites.gpkg"
ASSEMBLY: Final = "bijeenkomstfunctie"
IN_USE: Final = (
    "Verblijfsobject in gebruik",
    "Verblijfsobject in gebruik (niet ingemeten)",
    "Verbouwing verblijfsobject",
)
"""The register also returns what was withdrawn, refused or never built."""
_PROPERTIES: Final = (
    "identificatie",
    "gebruiksdoel",
    "status",
    "openbare_ruimte_naam",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "woonplaats_naam",
    "oppervlakte",
)


def fetch_sites(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    """Fetch all addresses in the box of the municipality and write those with an assembly function.

    The register can only be asked by box, so all addresses come by; those that do not count are not kept in the table.

    Parameters
    ----------
    task
        Where to ask.
    where
        The municipality.

    Returns
    -------
    FetchedFile
        The file written; it may hold no row.

    Raises
    ------
    FetchError, StorageError
        If the service or the disk refuses.
    """
    query = FeatureQuery(
        task.live.endpoints.buildings, "verblijfsobject", _PROPERTIES, {}, box_around(task.boundary, 0.0)
    )
    features = read_features(task.http, query)
    sites = assembly_sites(features.table, where)
    write_gpkg(task.folder / SITES_FILE, sites, "sites")
    latest = max(answer.retrieved for answer in features.answers)
    return FetchedFile("sites", SITES_FILE, len(sites), latest[:10], features.answers)


def assembly_sites(table: gpd.GeoDataFrame, where: Neighbourhoods) -> gpd.GeoDataFrame:
    """Pick the addresses in use with an assembly function.

    Parameters
    ----------
    table
        Properties of `verblijfsobject`, points in EPSG:28992.
    where
        The municipality.

    Returns
    -------
    GeoDataFrame
        Sorted by `site_id` (`bag/` and the register's own number): `address`, `postcode`, `functions` (as registered),
        `floor_area` (m2, NaN if unknown) and points.
    """
    purposes = table["gebruiksdoel"].map(lambda text: [part.strip() for part in str(text or "").split(",")])
    right = purposes.map(lambda parts: ASSEMBLY in parts) & table["status"].isin(IN_USE)
    placed = ~(table.geometry.isna() | table.geometry.is_empty)
    table = table[right & placed & shapely.intersects(where.land, table.geometry.to_numpy())]
    table = table.drop_duplicates("identificatie").sort_values("identificatie", ignore_index=True)
    columns = {
        "site_id": "bag/" + table["identificatie"].map(str),
        "address": [_address(row) for row in table.to_dict("records")],
        "postcode": table["postcode"].map(lambda code: str(code).replace(" ", "").upper() if code else None),
        "functions": table["gebruiksdoel"].map(str),
        "floor_area": pd.to_numeric(table["oppervlakte"], errors="coerce").astype("float64"),
    }
    return gpd.GeoDataFrame(columns, geometry=table.geometry.to_numpy(), crs=table.crs)


def _address(row: dict[str, object]) -> str:
    number = "".join(str(row[part]) for part in ("huisnummer", "huisletter") if row.get(part))
    if row.get("toevoeging"):
        number += f"-{row['toevoeging']}"
    street = " ".join(str(part) for part in (row.get("openbare_ruimte_naam"), number) if part)
    return ", ".join(str(part) for part in (street, row.get("woonplaats_naam")) if part)
