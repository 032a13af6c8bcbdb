"""The settings that map a municipality's table of meeting places to ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.sources.files.field_types import Bilingual, CheckedModel, Hours, Line, Number, Slug, Text, Website, refusal
from geo.sources.files.yaml import load_checked
from geo.vocabulary import Category, Confidence, Domain, Function, Kind, LocationQuality, NotCounted, YesNo


class MunicipalColumns(CheckedModel):
    """What their columns are called; those left out they do not have.

    A file with shapes (GeoJSON, GeoPackage) needs no `lat` and `lon`: its shapes say where a place is.
    """

    name: Line
    category: Line | None = None
    lat: Line = "lat"
    lon: Line = "lon"
    address: Line | None = None
    postcode: Line | None = None
    location_quality: Line | None = None
    wheelchair: Line | None = None
    confidence: Line | None = None
    last_checked: Line | None = None
    source: Line | None = None
    note_nl: Line | None = None
    note_en: Line | None = None

    @property
    def present(self) -> dict[str, str]:
        """Our name of a column to theirs, for the columns they have."""
        return {ours: theirs for ours, theirs in self.model_dump().items() if theirs is not None}


class MunicipalCategory(CheckedModel):
    """What one of their categories is to us."""

    kind: Kind
    category: Category
    functions: Annotated[tuple[Function, ...], Field(min_length=1)]
    domains: tuple[Domain, ...]
    walk_in: YesNo = YesNo.UNKNOWN
    free: YesNo = YesNo.UNKNOWN
    not_counted: NotCounted | None = None


class RowOverride(CheckedModel):
    """What we know better about one row, with the reason."""

    row: Line
    name: Line | None = None
    kind: Kind | None = None
    category: Category | None = None
    functions: Annotated[tuple[Function, ...], Field(min_length=1)] | None = None
    domains: tuple[Domain, ...] | None = None
    location_error_m: Annotated[Number, Field(gt=0, le=5000)] | None = None
    opening_hours: Hours | None = None
    opening_text: Bilingual | None = None
    walk_in: YesNo | None = None
    free: YesNo | None = None
    wheelchair: YesNo | None = None
    website: Website | None = None
    confidence: Confidence | None = None
    not_counted: NotCounted | None = None
    note: Bilingual | None = None
    reason: Text | None = None


class MunicipalSettings(CheckedModel):
    """How to read the table of one municipality.

    `crs` says what `lat` and `lon` of a CSV hold: degrees, or y and x in metres. `category_of_all` is for a table in
    which everything is of one category and no column says so.
    """

    title: Line
    publisher: Line
    licence: Line
    id_prefix: Slug
    columns: MunicipalColumns
    crs: Literal["EPSG:4326", "EPSG:28992"] = "EPSG:4326"
    category_of_all: Line | None = None
    name_without_brackets: bool = False
    quality_if_absent: LocationQuality = LocationQuality.ADDRESS
    confidence_if_absent: Confidence = Confidence.MEDIUM
    categories: Annotated[dict[Line, MunicipalCategory], Field(min_length=1)]
    rows: tuple[RowOverride, ...] = ()

    @model_validator(mode="after")
    def _category_somehow(self) -> Self:
        if (self.columns.category is None) == (self.category_of_all is None):
            advice = "Name the column under 'columns', or write one category under 'category_of_all'; not both."
            raise refusal("a category for each row", advice, "category_of_all")
        return self


def read_municipal_settings(path: Path) -> MunicipalSettings:
    """Read the settings of a municipal layer.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    return load_checked(path, MunicipalSettings)
