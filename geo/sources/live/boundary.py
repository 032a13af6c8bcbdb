"""Find a municipality and its outline in the Kadaster's administrative boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, InputError, near_names, or_else, quote
from geo.sources.cbs.codes import municipality_code, written_forms
from geo.sources.live.gokoala import FeatureQuery, Features, read_features, read_first
from geo.sources.live.settings import LiveSettings
from geo.sources.web.answers import Answer, CachingClient

_COLLECTION: Final = "gemeentegebied"
_PROPERTIES: Final = ("identificatie", "code", "naam")


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
    query = FeatureQuery(live.endpoints.boundary, _COLLECTION, _PROPERTIES, {})
    code = municipality_code(asked)
    name = live.also_called.get(asked.strip(), asked.strip())
    forms = reversed(written_forms(code)) if code else ()
    first = read_first(http, query, [{"code": form} for form in forms] if code else [{"naam": name}])
    every = first if len(first.table) else read_features(http, query)
    known = _coded(every)
    wanted = known["code"] == code if code else known["naam"].map(lambda each: str(each).casefold() == name.casefold())
    if wanted.any():
        return _one(known[wanted], every.answers)
    raise InputError(_unknown(asked, known))


def _coded(features: Features) -> GeoDataFrame:
    """Write every code as `GM` and four digits; the service has `code` 0935 and `identificatie` GM0935, or the reverse.

    A feature with neither is no municipality and left out.
    """
    table = features.table
    codes = table["code"].map(municipality_code)
    return table.assign(code=codes.where(codes.notna(), table["identificatie"].map(municipality_code))).dropna(
        subset="code"
    )


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
