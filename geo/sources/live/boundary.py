"""Find a municipality and its outline in the Kadaster's administrative boundaries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, InputError, near_names, or_else, quote
from geo.sources.live.gokoala import FeatureQuery, read_features
from geo.sources.live.settings import LiveSettings
from geo.sources.web.answers import Answer, CachingClient

_COLLECTION: Final = "gemeentegebied"
_PROPERTIES: Final = ("code", "naam")
_CODE: Final = re.compile(r"(?:GM)?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as it is today.

    Parameters
    ----------
    code, name
        Such as GM0935 and Maastricht.
    boundary
        Outline in EPSG:28992.
    answers
        Where this was read.
    """

    code: str
    name: str
    boundary: BaseGeometry
    answers: tuple[Answer, ...]


def find_municipality(http: CachingClient, live: LiveSettings, asked: str) -> Municipality:
    """Find a municipality by its code or its name.

    Parameters
    ----------
    http, live
        The client, and where the service is.
    asked
        `GM0935`, `0935` or `Maastricht`; capitals do not matter.

    Returns
    -------
    Municipality
        Exactly one.

    Raises
    ------
    InputError
        If there is none; names that look like it are suggested.
    FetchError
        If the service does not answer.
    """
    base = live.endpoints.boundary
    code = _code_of(asked)
    name = live.also_called.get(asked.strip(), asked.strip())
    where: dict[str, str | int] = {"code": code} if code else {"naam": name}
    first = read_features(http, FeatureQuery(base, _COLLECTION, _PROPERTIES, where))
    if len(first.table):
        return _one(first.table, first.answers)
    every = read_features(http, FeatureQuery(base, _COLLECTION, _PROPERTIES, {}))
    same = every.table[every.table["naam"].map(lambda known: str(known).casefold() == name.casefold())]
    if len(same) and not code:
        return _one(same, every.answers)
    raise InputError(_unknown(asked, every.table))


def _code_of(asked: str) -> str | None:
    found = _CODE.fullmatch(asked.strip())
    return f"GM{found[1]}" if found else None


def _one(table: GeoDataFrame, answers: tuple[Answer, ...]) -> Municipality:
    row = table.iloc[0]
    parts = table[table["code"] == row["code"]]
    outline = shapely.union_all(shapely.make_valid(parts.geometry.to_numpy()))
    return Municipality(str(row["code"]), str(row["naam"]), outline, answers)


def _unknown(asked: str, known: GeoDataFrame) -> list[Fault]:
    names = [f"{name} ({code})" for code, name in zip(known["code"], known["naam"], strict=True)]
    called = dict(zip(known["naam"].map(str), names, strict=True)) | dict(
        zip(known["code"].map(str), names, strict=True)
    )
    near = dict.fromkeys(called[each] for each in near_names(asked, called))
    hint = or_else(near, "Give its code, such as GM0935, or its official name.")
    expected = f"one of the {len(known)} Dutch municipalities of today"
    return [Fault("--area", quote(asked), expected, hint)]
