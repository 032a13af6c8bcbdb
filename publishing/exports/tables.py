"""The tables that can be exported, each with its file name, licence, credits and data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from publishing.context import PublishContext
from publishing.folder import file_slug
from publishing.rows import plain_table, plain_text

SHARE_ALIKE: Final = "ODbL-1.0"
"""The licence of OpenStreetMap: what is derived from it stays under it."""
LICENCE_NAMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    }
)
SPATIAL: Final = ("neighbourhoods", "places", "demand", "streets", "water")
PLAIN: Final = ("coverage", "organisations", "figures")
EXPORTED: Final = (*SPATIAL, *PLAIN)


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: what it means in Dutch and English, and its unit if it has one."""

    name: str
    nl: str
    en: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table with what a stranger needs to use it.

    Parameters
    ----------
    name, table
        As in the bundle, without characters that cannot be seen; metres, EPSG:28992.
    stem
        Its file name without the extension: area, date, table and measure.
    about
        What a row is, in Dutch and English.
    columns
        Its data dictionary.
    licence, credits
        SPDX identifier, and whom to name.
    """

    name: str
    table: pd.DataFrame
    stem: str
    about: Mapping[str, str]
    columns: tuple[ExportColumn, ...]
    licence: str
    credits: tuple[str, ...]

    def description(self) -> dict[str, Any]:
        """Give everything but the rows as plain values."""
        name, url = LICENCE_NAMES[self.licence]
        return {
            "about": dict(self.about),
            "licence": {"id": self.licence, "name": name, "url": url},
            "credits": list(self.credits),
            "columns": {
                column.name: {
                    "nl": column.nl,
                    "en": column.en,
                    **({"unit": column.unit} if column.unit else {}),
                }
                for column in self.columns
            },
        }


def file_stem(context: PublishContext, what: str) -> str:
    """Name a file: area, date, and what it measures."""
    return f"{file_slug(context.area_name)}-{context.built}-{file_slug(what)}"


def _measures(context: PublishContext) -> dict[str, str]:
    minutes = context.city.settings.headline_threshold_min
    return {
        "neighbourhoods": f"neighbourhoods-coverage-{minutes}-min",
        "demand": "demand-nearest-place-metres",
        "streets": "streets-flow-residents",
        "coverage": "coverage-all-thresholds",
    }


def _licence(sources: list[Mapping[str, Any]]) -> str:
    licences = {str(source["licence"]) for source in sources}
    return SHARE_ALIKE if SHARE_ALIKE in licences else "CC-BY-4.0"


def export_table(context: PublishContext, name: str) -> ExportTable:
    """Take a table of the bundle with its explanation.

    Parameters
    ----------
    context
        The bundle made ready.
    name
        One of `EXPORTED`.
    """
    manifest, dictionary = context.bundle.manifest, context.bundle.dictionary[name]
    sources = [source for source in manifest["sources"] if name in source["tables"]]
    return ExportTable(
        name=name,
        table=plain_table(getattr(context.bundle, name)),
        stem=file_stem(context, _measures(context).get(name, name)),
        about={language: plain_text(dictionary["about"][language]) for language in ("nl", "en")},
        columns=tuple(
            ExportColumn(str(column), plain_text(meaning["nl"]), plain_text(meaning["en"]), meaning.get("unit"))
            for column, meaning in dictionary["columns"].items()
        ),
        licence=_licence(sources),
        credits=tuple(plain_text(source["credit"]) for source in sources or manifest["sources"]),
    )


def export_tables(context: PublishContext, names: tuple[str, ...] = EXPORTED) -> tuple[ExportTable, ...]:
    """Take several tables, as `export_table`."""
    return tuple(export_table(context, name) for name in names)
