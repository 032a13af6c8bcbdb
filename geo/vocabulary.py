"""The closed lists of words that tables, files and code share, and one form for the names that people write."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

RD: Final = "EPSG:28992"
"""The Dutch national grid (Amersfoort / RD New), in metres: the CRS of everything inside."""
WGS84: Final = "EPSG:4326"
"""Longitude and latitude, only at the doors."""


class Kind(StrEnum):
    """What sort of meeting place it is."""

    INITIATIVE = "initiative"
    PUBLIC = "public"
    INFORMAL = "informal"


class Function(StrEnum):
    """What a place is for; a place has a set of these."""

    MEET = "meet"
    JOIN_IN = "join_in"
    DEVELOP = "develop"
    MOVE = "move"


class Domain(StrEnum):
    """What people do there, finer than a function; a place has a set of these."""

    CARE = "care"
    FOOD = "food"
    GREEN = "green"
    ANIMALS = "animals"
    CRAFT = "craft"
    REPAIR = "repair"
    CULTURE = "culture"
    BOOKS = "books"
    CLOTHING = "clothing"
    SPORT = "sport"
    CYCLING = "cycling"
    YOUTH = "youth"
    SENIORS = "seniors"
    PLAY = "play"
    FAITH = "faith"
    WORK = "work"
    LEARNING = "learning"


class LocationQuality(StrEnum):
    """How well the point of a place is known, best first."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    STREET = "street"
    AREA = "area"
    NONE = "none"

    @property
    def is_exact(self) -> bool:
        """Whether the point is the door: minutes to it, or from it, mean something."""
        return self is LocationQuality.ADDRESS


class Confidence(StrEnum):
    """How sure it is that the place still exists."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class YesNo(StrEnum):
    """A fact that may be unknown; unknown is not no."""

    YES = "yes"
    NO = "no"
    LIMITED = "limited"
    UNKNOWN = "unknown"


class CountedReason(StrEnum):
    """Why a place does, or does not, take part in coverage."""

    MEETING_PLACE = "meeting_place"
    NO_LOCATION = "no_location"
    OUTSIDE_AREA = "outside_area"
    SUPPORTING = "supporting"
    NOT_WALK_IN = "not_walk_in"
    SMALL_PLACE = "small_place"
    CLOSED = "closed"
    IN_WATER = "in_water"
    FAR_FROM_STREET = "far_from_street"


class Selection(StrEnum):
    """Which kinds of place are looked at."""

    INITIATIVES = "initiatives"
    HEADLINE = "headline"
    ALL = "all"


SELECTION_KINDS: Final[dict[Selection, tuple[Kind, ...]]] = {
    Selection.INITIATIVES: (Kind.INITIATIVE,),
    Selection.HEADLINE: (Kind.INITIATIVE, Kind.PUBLIC),
    Selection.ALL: (Kind.INITIATIVE, Kind.PUBLIC, Kind.INFORMAL),
}


class Speed(StrEnum):
    """How fast someone walks; the km/h stand in the settings."""

    NORMAL = "normal"
    SLOW = "slow"


SET_SEPARATOR: Final = ";"
"""Sets (functions, domains, organisations) stand in one text column, in the order of their list, joined by this."""
AGE_BANDS: Final = ("age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65_plus")


class Category(StrEnum):
    """The category of a place, finer than its kind; the readers' words for it stand in the layers."""

    LIVING_ROOM = "living_room"
    COMMUNITY_CENTRE = "community_centre"
    LIBRARY = "library"
    WALK_IN = "walk_in"
    SOCIAL_FACILITY = "social_facility"
    SENIOR = "senior"
    BOOKSHOP = "bookshop"
    CLOTHING = "clothing"
    WORKSHOP = "workshop"
    REPAIR_CAFE = "repair_cafe"
    CITY_FARM = "city_farm"
    YOUTH_WORK = "youth_work"
    OFFICE = "office"
    GIVE_AWAY = "give_away"
    FOOD_BANK = "food_bank"
    SPORTS = "sports"
    BIKE_PARK = "bike_park"
    CULTURE = "culture"
    ARTS_CENTRE = "arts_centre"
    THEATRE = "theatre"
    CINEMA = "cinema"
    MUSEUM = "museum"
    WORSHIP = "worship"
    CAFE = "cafe"
    PUB = "pub"
    BAR = "bar"
    PARK = "park"
    GARDEN = "garden"
    ALLOTMENT = "allotment"
    PLAYGROUND = "playground"
    DOG_PARK = "dog_park"
    SQUARE = "square"
    MARKETPLACE = "marketplace"
    PUBLIC_BOOKCASE = "public_bookcase"
    BENCH = "bench"
    SHELTER = "shelter"
    SHRINE = "shrine"


class NotCounted(StrEnum):
    """Reasons that a person gives for leaving a place out of coverage; the others follow from its location."""

    SUPPORTING = "supporting"
    NOT_WALK_IN = "not_walk_in"
    SMALL_PLACE = "small_place"
    CLOSED = "closed"
    OUTSIDE_AREA = "outside_area"


def source_of(place_id: str) -> str:
    """Tell from its id which source a place is from: `register`, `municipal` or `osm`."""
    if "/" not in place_id:
        return "register"
    return "osm" if place_id.split("/", 1)[0] in OSM_ELEMENTS else "municipal"


class UncertainReason(StrEnum):
    """Why a place is uncertain."""

    LOCATION = "location"
    EXISTENCE = "existence"
    BOTH = "both"


OSM_ELEMENTS: Final = ("node", "way", "relation")
NEED_COLUMNS: Final = (
    "share_65_plus",
    "share_one_person_households",
    "share_benefits",
    "share_lonely",
    "share_severely_lonely",
    "share_hard_to_make_ends_meet",
    "share_limited_mobility",
)
"""Published needs, as shares of the residents, households or adults of a neighbourhood: see `NEED_BASES`."""


class NeedBase(StrEnum):
    """Whom a need is a share of."""

    RESIDENTS = "residents"
    HOUSEHOLDS = "households"
    ADULTS = "adults"


NEED_BASES: Final[dict[str, NeedBase]] = {
    "share_65_plus": NeedBase.RESIDENTS,
    "share_one_person_households": NeedBase.HOUSEHOLDS,
    "share_benefits": NeedBase.RESIDENTS,
    "share_lonely": NeedBase.ADULTS,
    "share_severely_lonely": NeedBase.ADULTS,
    "share_hard_to_make_ends_meet": NeedBase.ADULTS,
    "share_limited_mobility": NeedBase.ADULTS,
}
"""CBS publishes one-person households per household; RIVM its figures on health per resident of 18 and over."""


_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`", "'"))


def fold(text: str) -> str:
    """Write a text without capitals, accents and kinds of apostrophe: 'Café Zuyd' becomes 'cafe zuyd'.

    Compatibility caseless matching of Unicode (D146), without combining marks. A letter that has no form in ASCII
    is dropped.
    """
    once = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    kept = (letter for letter in unicodedata.normalize("NFKD", once) if not unicodedata.combining(letter))
    return "".join(letter for letter in kept if letter.isascii() or not letter.isalnum())


def words_of(text: str) -> list[str]:
    """List the words of a name in small letters and digits; an apostrophe within a word is dropped."""
    return _NOT_WORD.sub(" ", fold(text).replace("'", "")).split()


def slug(text: str) -> str:
    """Turn a name into small letters, digits and hyphens, for an id or a file name; empty if nothing is left."""
    return "-".join(words_of(text))


HALF_A_PERSON: Final = 0.5
"""Fewer residents than this is nobody: residents are shares of postcodes and chances, not whole people."""

ALTERNATIVES: Final = ("cautious", "generous")
"""Two other tables of judgements of how likely places are there, always shown beside the one that every figure uses."""
