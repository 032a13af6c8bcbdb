"""GeoParquet with the data dictionary and the licence in the file itself."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from publishing.exports.exported import ExportTable


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
    said = {column.name: column.en for column in export.columns}
    fields = [field.with_metadata({"description": said.get(field.name, "")}) for field in table.schema]
    metadata = {**(table.schema.metadata or {}), b"riool": json.dumps(export.explained(), ensure_ascii=False).encode()}
    explained = table.cast(pa.schema(fields, metadata=metadata))
    final = io.BytesIO()
    pq.write_table(explained, final, compression="zstd")
    return final.getvalue()
