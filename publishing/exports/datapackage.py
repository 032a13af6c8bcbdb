"""A Frictionless data package: one file that tells a machine what the others hold."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import pandas as pd

from publishing.context import PublishContext
from publishing.exports.dutch_csv import DECIMAL, DELIMITER, csv_columns, csv_table
from publishing.exports.tables import LICENCE_NAMES, ExportTable, file_stem
from publishing.rows import plain_text

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain",
}


def _type(column: pd.Series[Any]) -> dict[str, Any]:
    if pd.api.types.is_bool_dtype(column):
        return {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]}
    if pd.api.types.is_integer_dtype(column):
        return {"type": "integer"}
    if pd.api.types.is_numeric_dtype(column):
        return {"type": "number", "decimalChar": DECIMAL}
    return {"type": "string"}


def _schema(export: ExportTable) -> dict[str, Any]:
    rows = csv_table(export)
    fields = [
        {
            "name": column.name,
            **_type(rows[column.name]),
            "title": column.en,
            "description": f"{column.nl} / {column.en}" + (f" [{column.unit}]" if column.unit else ""),
        }
        for column in csv_columns(export)
    ]
    return {"fields": fields, "missingValues": [""]}


def _licence(identifier: str) -> dict[str, str]:
    title, path = LICENCE_NAMES[identifier]
    return {"name": identifier, "title": title, "path": path}


def _resource(name: str, content: bytes, export: ExportTable | None) -> dict[str, Any]:
    stem, _, extension = name.rpartition(".")
    described: dict[str, Any] = {
        "name": f"{stem}-{extension}".lower(),
        "path": name,
        "format": extension,
        "mediatype": MEDIA_TYPES[extension],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if export is not None:
        described |= {"title": export.about["en"], "licenses": [_licence(export.licence)]}
        if extension == "csv":
            described |= {
                "profile": "tabular-data-resource",
                "encoding": "utf-8-sig",
                "dialect": {"delimiter": DELIMITER, "lineTerminator": "\r\n"},
                "schema": _schema(export),
            }
    return described


def datapackage_bytes(context: PublishContext, files: dict[str, bytes], exports: tuple[ExportTable, ...]) -> bytes:
    """Describe exported files.

    Parameters
    ----------
    context
        The bundle made ready.
    files
        Content by file name.
    exports
        The tables; a file whose stem is a table's is described by it.

    Returns
    -------
    bytes
        JSON after the Data Package profile of Frictionless.
    """
    manifest = context.bundle.manifest
    by_stem = {export.stem: export for export in exports}
    resources = [_resource(name, content, by_stem.get(name.rpartition(".")[0])) for name, content in files.items()]
    package = {
        "profile": "data-package",
        "name": file_stem(context, "sociaal-riool"),
        "title": f"Sociaal Riool {context.area_name}",
        "created": str(manifest["built"]["at"]),
        "licenses": [_licence(one) for one in sorted({export.licence for export in exports})],
        "sources": [
            {"title": plain_text(source["title"]), "path": plain_text(source["url"])}
            if source.get("url")
            else {"title": plain_text(source["title"])}
            for source in manifest["sources"]
        ],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")
