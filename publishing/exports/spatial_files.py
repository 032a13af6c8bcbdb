"""Tables as GeoJSON and as GeoParquet, with their data dictionary and licence inside."""

from __future__ import annotations

import io
import json
import math
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.vocabulary import WGS84
from publishing.exports.tables import ExportTable
from publishing.rows import plain_cell

DECIMALS: Final = 7
"""About a centimetre, and the most that RFC 7946 thinks useful."""
_DIGITS: Final = 6


def value_of(value: Any) -> Any:
    """Give a cell as JSON knows it: missing is null, numbers keep six decimals, texts are plain."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else round(float(value), _DIGITS)
    return plain_cell(value) if isinstance(value, str) else None


def _geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    drawn: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return drawn


def features(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Turn the rows of a table into features.

    Parameters
    ----------
    table
        In any CRS.

    Returns
    -------
    list of dict
        Features in longitude and latitude; a row without a point has `geometry` null, which RFC 7946 calls unlocated.
    """
    degrees = shapely.transform(
        shapely.orient_polygons(table.geometry.to_crs(WGS84).to_numpy(), exterior_cw=False),
        lambda points: np.round(points, DECIMALS),
    )
    columns = [column for column in table.columns if column != table.geometry.name]
    rows = table[columns].to_dict("records")
    return [
        {
            "type": "Feature",
            "geometry": _geometry(shape),
            "properties": {str(key): value_of(value) for key, value in row.items()},
        }
        for shape, row in zip(degrees, rows, strict=True)
    ]


def geojson_bytes(export: ExportTable) -> bytes:
    """Write a table as a FeatureCollection.

    Returns
    -------
    bytes
        UTF-8; the data dictionary, the licence and whom to name stand in `about`, a foreign member in the RFC's words.
    """
    collection = {
        "type": "FeatureCollection",
        "name": export.stem,
        "about": export.description(),
        "features": features(gpd.GeoDataFrame(export.table)),
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def parquet_bytes(export: ExportTable) -> bytes:
    """Write a table as GeoParquet, or as Parquet if it has no geometry.

    Returns
    -------
    bytes
        EPSG:28992. Every field carries its meaning as `description`; key `riool` of the file holds dictionary, licence
        and credits as JSON.
    """
    written = io.BytesIO()
    export.table.to_parquet(written, compression="zstd", index=False)
    table = pq.read_table(io.BytesIO(written.getvalue()))
    meaning = {column.name: column.en for column in export.columns}
    fields = [field.with_metadata({"description": meaning.get(field.name, "")}) for field in table.schema]
    about = json.dumps(export.description(), ensure_ascii=False).encode()
    described = table.cast(pa.schema(fields, metadata={**(table.schema.metadata or {}), b"riool": about}))
    final = io.BytesIO()
    pq.write_table(described, final, compression="zstd")
    return final.getvalue()
