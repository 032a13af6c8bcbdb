"""The tables of a bundle, column by column: the contract between what computes and what shows.

All geometry is in EPSG:28992 (metres). Distances are metres, times minutes, shares fractions from 0 to 1.
Missing is missing: NaN, None or an empty geometry, never 0.
"""

from __future__ import annotations

from typing import Final

import pandera.pandas as pa

from geo.vocabulary import (
    AGE_BANDS,
    NEED_COLUMNS,
    Confidence,
    CountedReason,
    Kind,
    LocationQuality,
    Selection,
    Speed,
    YesNo,
)


def _text(*, nullable: bool = False, unique: bool = False, values: type | None = None) -> pa.Column:
    checks = [pa.Check.isin([str(member) for member in values])] if values is not None else []  # type: ignore[attr-defined]
    return pa.Column(str, checks, nullable=nullable, unique=unique, coerce=False)


def _number(*, low: float | None = 0, high: float | None = None, nullable: bool = False) -> pa.Column:
    checks = []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    return pa.Column(float, checks, nullable=nullable)


def _share(*, nullable: bool = True) -> pa.Column:
    return _number(high=1 + 1e-9, nullable=nullable)


def _geometry(*, nullable: bool = False) -> pa.Column:
    return pa.Column("geometry", nullable=nullable)


NEIGHBOURHOODS: Final = pa.DataFrameSchema(
    {
        "neighbourhood": _text(unique=True),
        "name": _text(),
        "district": _text(),
        "residents": _number(),
        "residents_year": pa.Column(int),
        "residents_published": _number(),
        "residents_factor": _number(nullable=True),
        **{column: _share() for column in NEED_COLUMNS},
        "coverage": _share(),
        "coverage_low": _share(),
        "coverage_high": _share(),
        "gap": _number(nullable=True),
        "gap_depth": _number(nullable=True),
        "dry": _number(nullable=True),
        "single": _number(nullable=True),
        "looped": _number(nullable=True),
        "variety": _number(high=4, nullable=True),
        "geometry": _geometry(),
    },
    strict=True,
    ordered=True,
    name="neighbourhoods",
)

COVERAGE: Final = pa.DataFrameSchema(
    {
        "neighbourhood": _text(),
        "selection": _text(values=Selection),
        "speed": _text(values=Speed),
        "threshold": pa.Column(int, pa.Check.gt(0)),
        "with_uncertain": pa.Column(bool),
        "residents": _number(),
        "covered": _number(),
        "coverage": _share(),
        "gap": _number(),
        "gap_depth": _number(nullable=True),
        "dry": _number(),
        "single": _number(),
        "looped": _number(),
        "variety": _number(high=4, nullable=True),
    },
    unique=["neighbourhood", "selection", "speed", "threshold", "with_uncertain"],
    strict=True,
    ordered=True,
    name="coverage",
)

DEMAND: Final = pa.DataFrameSchema(
    {
        "demand_id": _text(unique=True),
        "postcode": _text(),
        "stands_for": pa.Column(bool),
        "neighbourhood": _text(),
        "residents": _number(),
        "residents_published": _number(),
        **{band: _number() for band in AGE_BANDS},
        "households": _number(nullable=True),
        "one_person_households": _number(nullable=True),
        "benefits": _number(nullable=True),
        "snapped": pa.Column(bool),
        "nearest_place": _text(nullable=True),
        "nearest_distance": _number(nullable=True),
        "geometry": _geometry(),
    },
    strict=True,
    ordered=True,
    name="demand",
)

PLACES: Final = pa.DataFrameSchema(
    {
        "place_id": _text(unique=True),
        "name": _text(),
        "kind": _text(values=Kind),
        "category": _text(),
        "functions": _text(),
        "domains": _text(),
        "organisations": _text(),
        "address": _text(nullable=True),
        "postcode": _text(nullable=True),
        "neighbourhood": _text(nullable=True),
        "opening_hours": _text(nullable=True),
        "opening_text_nl": _text(nullable=True),
        "opening_text_en": _text(nullable=True),
        "days_per_week": _number(high=7, nullable=True),
        "walk_in": _text(values=YesNo),
        "free": _text(values=YesNo),
        "wheelchair": _text(values=YesNo),
        "website": _text(nullable=True),
        "location_quality": _text(values=LocationQuality),
        "location_error": _number(nullable=True),
        "confidence": _text(values=Confidence),
        "uncertain": pa.Column(bool),
        "uncertain_reason": _text(nullable=True),
        "counted": pa.Column(bool),
        "counted_reason": _text(values=CountedReason),
        "existence": _share(),
        "existence_cautious": _share(),
        "existence_generous": _share(),
        "source": _text(),
        "also_in": _text(),
        "last_checked": _text(nullable=True),
        "note_nl": _text(nullable=True),
        "note_en": _text(nullable=True),
        "geometry": _geometry(nullable=True),
    },
    strict=True,
    ordered=True,
    name="places",
)

ORGANISATIONS: Final = pa.DataFrameSchema(
    {
        "organisation_id": _text(unique=True),
        "name": _text(),
        "role": pa.Column(str, pa.Check.isin(["initiative", "supporting"])),
        "website": _text(nullable=True),
        "more_websites": _text(),
        "functions": _text(),
        "domains": _text(),
        "summary_nl": _text(),
        "summary_en": _text(),
        "challenges": _text(),
        "challenges_nl": _text(),
        "challenges_en": _text(),
        "no_place_nl": _text(nullable=True),
        "no_place_en": _text(nullable=True),
        "source": _text(),
        "source_date": _text(),
        "last_checked": _text(),
    },
    strict=True,
    ordered=True,
    name="organisations",
)

FIGURES: Final = pa.DataFrameSchema(
    {
        "organisation_id": _text(),
        "figure": _text(),
        "value": _number(),
        "value_high": _number(nullable=True),
        "unit": _text(),
        "per": pa.Column(str, pa.Check.isin(["day", "week", "month", "year", "total"])),
        "year": pa.Column("Int64", nullable=True),
        "label_nl": _text(),
        "label_en": _text(),
        "source": _text(),
        "source_date": _text(),
    },
    strict=True,
    ordered=True,
    name="figures",
)

WALKS: Final = pa.DataFrameSchema(
    {"from_id": _text(), "to_id": _text(), "distance": _number()},
    unique=["from_id", "to_id"],
    strict=True,
    ordered=True,
    name="walks",
)

SITE_WALKS: Final = pa.DataFrameSchema(
    {"from_id": _text(), "to_id": _text(), "distance": _number()},
    strict=True,
    ordered=True,
    name="site_walks",
)

POSITIONS: Final = pa.DataFrameSchema(
    {"place_id": _text(), "position": pa.Column("int64", pa.Check.ge(0)), "geometry": _geometry()},
    unique=["place_id", "position"],
    strict=True,
    ordered=True,
    name="positions",
)

POSITION_WALKS: Final = pa.DataFrameSchema(
    {
        "from_id": _text(),
        "to_id": _text(),
        "position": pa.Column("int64", pa.Check.ge(0)),
        "distance": _number(),
    },
    strict=True,
    ordered=True,
    name="position_walks",
)

EXPECTED: Final = pa.DataFrameSchema(
    {
        "neighbourhood": _text(),
        "selection": _text(values=Selection),
        "speed": _text(values=Speed),
        "threshold": pa.Column(int, pa.Check.gt(0)),
        "residents": _number(),
        "coverage": _share(),
        "coverage_cautious": _share(),
        "coverage_generous": _share(),
        "low": _share(),
        "fifth": _share(),
        "median": _share(),
        "four_fifths": _share(),
        "high": _share(),
        "error": _share(),
        "gap": _number(low=-1e-6),
        "single": _number(),
        "looped": _number(),
        "below_half": _share(),
        "among_driest": _share(),
        "rank_low": pa.Column("Int64", pa.Check.ge(1), nullable=True),
        "rank_high": pa.Column("Int64", pa.Check.ge(1), nullable=True),
    },
    unique=["neighbourhood", "selection", "speed", "threshold"],
    strict=True,
    ordered=True,
    name="expected",
)

STREETS: Final = pa.DataFrameSchema(
    {
        "street_id": pa.Column(int, unique=True),
        "from_node": pa.Column(int),
        "to_node": pa.Column(int),
        "length": _number(),
        "name": _text(nullable=True),
        "flow": _number(),
        "geometry": _geometry(),
    },
    strict=True,
    ordered=True,
    name="streets",
)

WATER: Final = pa.DataFrameSchema(
    {"name": _text(nullable=True), "geometry": _geometry()}, strict=True, ordered=True, name="water"
)

TABLES: Final[dict[str, pa.DataFrameSchema]] = {
    "neighbourhoods": NEIGHBOURHOODS,
    "coverage": COVERAGE,
    "demand": DEMAND,
    "places": PLACES,
    "organisations": ORGANISATIONS,
    "figures": FIGURES,
    "walks": WALKS,
    "site_walks": SITE_WALKS,
    "positions": POSITIONS,
    "position_walks": POSITION_WALKS,
    "expected": EXPECTED,
    "streets": STREETS,
    "water": WATER,
}
"""Every table of a bundle, by name. The bundle stores and checks exactly these."""
