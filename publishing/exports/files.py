"""Collect everything that is exported, as files by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from layers.measures import View
from layers.words import Words
from publishing.context import PublishContext
from publishing.exports.datapackage import datapackage_bytes
from publishing.exports.dutch_csv import csv_bytes, csv_table, dictionary_table
from publishing.exports.geopackage import geopackage_bytes
from publishing.exports.measure_figure import FIGURE_MEASURES, measure_svg, png_of
from publishing.exports.spatial_files import geojson_bytes, parquet_bytes
from publishing.exports.tables import LICENCE_NAMES, SPATIAL, ExportTable, export_tables, file_stem


class ExportFormat(StrEnum):
    """What the data are written as."""

    GPKG = "gpkg"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"


def licence_text(context: PublishContext, exports: tuple[ExportTable, ...], words: Words) -> str:
    """Say in plain text under which licence each table is, and whom to name."""
    title = f"Sociaal Riool {context.area_name}, {context.built}"
    lines = [title, ""]
    for export in exports:
        name, url = LICENCE_NAMES[export.licence]
        lines += [f"{export.name}: {export.licence}, {name}, {url}", f"  {export.about[words.language]}"]
        lines += [f"  {credit}" for credit in export.credits]
    return "\r\n".join(lines) + "\r\n"


def _tables(export: ExportTable, written_as: ExportFormat) -> dict[str, bytes]:
    if written_as is ExportFormat.PARQUET:
        return {f"{export.stem}.parquet": parquet_bytes(export)}
    if written_as is ExportFormat.GEOJSON and export.name in SPATIAL:
        return {f"{export.stem}.geojson": geojson_bytes(export)}
    if written_as is ExportFormat.CSV and export.name not in {"streets", "water"}:
        return {f"{export.stem}.csv": csv_bytes(csv_table(export))}
    return {}


def _figures(context: PublishContext, written_as: ExportFormat, words: Words) -> dict[str, bytes]:
    files = {}
    for measure in FIGURE_MEASURES:
        view = replace(View.headline(context.city.settings), measure=measure)
        stem = file_stem(context, f"map-{measure.value}-{view.assumptions.threshold}-min-{words.language}")
        svg = measure_svg(context, view, words)
        files[f"{stem}.{written_as.value}"] = svg.encode() if written_as is ExportFormat.SVG else png_of(svg)
    return files


def export_files(context: PublishContext, formats: Sequence[ExportFormat], words: Words) -> dict[str, bytes]:
    """Write the data of an area in some formats.

    Parameters
    ----------
    context
        The bundle made ready.
    formats
        Which; none means all.
    words
        Language of legends, figures and descriptions.

    Returns
    -------
    dict
        Content by file name, `datapackage.json` included.
    """
    chosen = tuple(formats) or tuple(ExportFormat)
    exports = export_tables(context)
    files: dict[str, bytes] = {}
    for written_as in chosen:
        if written_as is ExportFormat.GPKG:
            files[f"{file_stem(context, 'sociaal-riool')}.gpkg"] = geopackage_bytes(exports, words, context.built)
        elif written_as in {ExportFormat.SVG, ExportFormat.PNG}:
            files |= _figures(context, written_as, words)
        for export in exports:
            files |= _tables(export, written_as)
    files[f"{file_stem(context, 'data-dictionary')}.csv"] = csv_bytes(dictionary_table(exports))
    files[f"{file_stem(context, 'licence')}.txt"] = licence_text(context, exports, words).encode("utf-8-sig")
    return {**files, "datapackage.json": datapackage_bytes(context, files, exports)}
