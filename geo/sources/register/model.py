"""What a file of the register may hold: one organisation, its places, figures and challenges."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.sources.files.field_types import (
    Bilingual,
    CheckedModel,
    DateText,
    Hours,
    Line,
    Number,
    Postcode,
    Slug,
    Text,
    Website,
    check_point,
    refusal,
)
from geo.vocabulary import Category, Confidence, Domain, Function, LocationQuality, NotCounted, YesNo


class FigureUnit(StrEnum):
    """What a figure counts."""

    PEOPLE = "people"
    VISITS = "visits"
    PARTICIPATIONS = "participations"
    ACTIVITIES = "activities"
    LESSONS = "lessons"
    WORKSHOPS = "workshops"
    TRAJECTORIES = "trajectories"
    ORGANISATIONS = "organisations"
    INITIATIVES = "initiatives"
    MUNICIPALITIES = "municipalities"
    NEIGHBOURHOODS = "neighbourhoods"
    ITEMS = "items"
    EURO = "euro"
    PERCENT = "percent"
    GRADE = "grade"
    SQUARE_METRES = "square_metres"
    DAYS = "days"
    MONTHS = "months"


class Topic(StrEnum):
    """What a challenge is about."""

    HOUSING = "housing"
    FINANCING = "financing"
    VOLUNTEERS = "volunteers"
    PARTICIPANTS = "participants"
    COSTS = "costs"
    UPKEEP = "upkeep"
    COOPERATION = "cooperation"
    COMMUNICATION = "communication"
    CONTINUITY = "continuity"
    RESILIENCE = "resilience"
    MISSION = "mission"


class SetBy(StrEnum):
    """Who put a point on the map."""

    HAND = "hand"
    GEOCODER = "geocoder"
    ESTIMATE = "estimate"


class Location(CheckedModel):
    """Where a place is, and how well that is known."""

    quality: LocationQuality
    lat: Number | None = None
    lon: Number | None = None
    error_m: Annotated[Number, Field(gt=0, le=5000)] | None = None
    set_by: SetBy = SetBy.ESTIMATE

    @model_validator(mode="after")
    def _point_fits_quality(self) -> Self:
        if self.quality is LocationQuality.NONE:
            if self.lat is not None or self.lon is not None:
                raise refusal("quality address, postcode, street or area", "A place with a point has one.", "quality")
            return self
        check_point(self.lat, self.lon)
        return self


class Geocoding(CheckedModel):
    """What the address service answered, so that it is asked once."""

    asked_on: DateText
    answer: Literal["match", "no_match", "several", "elsewhere"]
    matched: Line | None = None
    score: Number | None = None
    candidates: tuple[Line, ...] = ()


class Opening(CheckedModel):
    """When a place is open, as far as known."""

    hours: Hours | None = None
    days_per_week: Annotated[Number, Field(ge=0, le=7)] | None = None
    text: Bilingual | None = None


class Guest(CheckedModel):
    """Something that meets in this place and is no organisation of the register."""

    name: Line
    hours: Hours | None = None
    text: Bilingual
    source: Text
    source_date: DateText


class RegisterPlace(CheckedModel):
    """One place of an organisation, on the map or not."""

    id: Slug
    name: Line
    category: Category
    functions: Annotated[tuple[Function, ...], Field(min_length=1)] | None = None
    domains: tuple[Domain, ...] | None = None
    also_run_by: tuple[Slug, ...] = ()
    address: Line | None = None
    postcode: Postcode | None = None
    town: Line
    location: Location
    geocoding: Geocoding | None = None
    opening: Opening = Opening()
    walk_in: YesNo = YesNo.UNKNOWN
    free: YesNo = YesNo.UNKNOWN
    wheelchair: YesNo = YesNo.UNKNOWN
    website: Website | None = None
    temporary: bool = False
    confidence: Confidence = Confidence.HIGH
    not_counted: NotCounted | None = None
    guests: tuple[Guest, ...] = ()
    source: Text | None = None
    source_date: DateText | None = None
    last_checked: DateText
    note: Bilingual | None = None


class Figure(CheckedModel):
    """One key figure, always with what it counts and over which time."""

    figure: Slug
    value: Annotated[Number, Field(ge=0)]
    value_high: Annotated[Number, Field(ge=0)] | None = None
    unit: FigureUnit
    per: Literal["day", "week", "month", "year", "total"]
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    label: Bilingual
    source: Text | None = None
    source_date: DateText | None = None

    @model_validator(mode="after")
    def _range_goes_up(self) -> Self:
        if self.value_high is not None and self.value_high < self.value:
            raise refusal("at least the number under value", "Put the lower number under value.", "value_high")
        return self


class Challenge(CheckedModel):
    """What stands in the way of an organisation, in our own words."""

    topic: Topic
    nl: Text
    en: Text


class Organisation(CheckedModel):
    """One file of the register."""

    id: Slug
    name: Line
    role: Literal["initiative", "supporting"]
    website: Website | None = None
    more_websites: tuple[Website, ...] = ()
    functions: Annotated[tuple[Function, ...], Field(min_length=1)]
    domains: tuple[Domain, ...]
    summary: Bilingual
    source: Text
    source_date: DateText
    last_checked: DateText
    figures: tuple[Figure, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    places: tuple[RegisterPlace, ...] = ()
    no_place: Bilingual | None = None

    @model_validator(mode="after")
    def _place_or_reason(self) -> Self:
        if not self.places and self.no_place is None:
            raise refusal(
                "a place, or the reason why there is none", "Fill in 'places', or say why under 'no_place'.", "no_place"
            )
        if self.places and self.no_place is not None:
            raise refusal("no reason, because there are places", "Take out 'no_place'.", "no_place")
        return self
