"""Ask PDOK's OGC API Features (server GoKoala): pages, grids, and refusals.

Source: https://github.com/PDOK/gokoala. What matters: the next page is the link `next`, exactly as given, for its
cursor belongs to the other parameters; an unknown parameter is refused; properties may be absent; nothing says how
many features there are in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.errors import quote
from geo.sources.web.answers import Answer, CachingClient
from geo.sources.web.errors import FetchError, RefusedError
from geo.vocabulary import RD, WGS84

RD_URI: Final = "http://www.opengis.net/def/crs/EPSG/0/28992"
"""With http, as the server wants it."""
_LONLAT_URIS: Final = ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/OGC/0/CRS84")
_PAGE: Final = 1000
_MOST_PAGES: Final = 5000
_FARTHEST: Final = 1e8
"""Metres: more than twice around the earth."""
_UNEXPECTED: Final = "The service may have changed; docs/live-sources.md says what we expect of it"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a collection.

    Parameters
    ----------
    table
        One column per property asked for (None where absent), geometry in EPSG:28992.
    answers
        The pages it came from.
    without_filter
        Whether the server refused the filter, and we filtered ourselves.
    """

    table: gpd.GeoDataFrame
    answers: tuple[Answer, ...]
    without_filter: bool


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """What to ask of a collection.

    Parameters
    ----------
    base, collection
        The service, such as `https://api.pdok.nl/kadaster/bag/ogc/v2`, and the collection in it.
    properties
        The properties to keep.
    where
        Values that properties must have; asked of the server where it can, and seen to by us in any case.
    box
        West, south, east, north in metres (EPSG:28992).
    """

    base: str
    collection: str
    properties: Sequence[str]
    where: Mapping[str, str | int]
    box: Box | None = None

    @property
    def url(self) -> str:
        """Of the items."""
        return f"{self.base.rstrip('/')}/collections/{self.collection}/items"

    def parameters(self, *, with_filter: bool) -> dict[str, str | int]:
        """Return the parameters; the box is given where there is one."""
        asked: dict[str, str | int] = {"f": "json", "limit": _PAGE, "crs": RD_URI}
        if self.box is not None:
            asked |= {"bbox": ",".join(f"{edge:.3f}" for edge in self.box), "bbox-crs": RD_URI}
        return asked | (dict(self.where) if with_filter else {})


def read_features(http: CachingClient, query: FeatureQuery) -> Features:
    """Read all pages of a query; where the server refuses the filter, ask by box and filter here.

    Parameters
    ----------
    http
        The client.
    query
        What to ask.

    Returns
    -------
    Features
        Only what has the values asked for; may be empty.

    Raises
    ------
    FetchError
        If an answer does not come, or is none of a GoKoala server.
    """
    refused = False
    try:
        pages = list(_pages(http, query, query.parameters(with_filter=True)))
    except RefusedError as refusal:
        if refusal.status != 400 or not query.where:
            raise
        refused = True
        pages = list(_pages(http, query, query.parameters(with_filter=False)))
    table = _table([feature for _, features in pages for feature in features], query)
    crs = _crs_of(pages[0][0])
    table = table.set_crs(crs).to_crs(RD)
    for name, wanted in query.where.items():
        # A number may come as text.
        table = table[table[name].map(str) == str(wanted)]
    return Features(table.reset_index(drop=True), tuple(answer for answer, _ in pages), refused)


def read_first(http: CachingClient, query: FeatureQuery, choices: Sequence[Mapping[str, str | int]]) -> Features:
    """Read a query with the first of several values that finds anything: services write the same code in two ways.

    Parameters
    ----------
    http
        The client.
    query
        What to ask; its own `where` is not used.
    choices
        Values that properties may have, in the order to ask.

    Returns
    -------
    Features
        Of the first choice with features; of the last, and empty, if there is none.

    Raises
    ------
    FetchError
        As `read_features`.
    """
    for where in choices:
        features = read_features(http, replace(query, where=where))
        if len(features.table):
            break
    return features


def _pages(
    http: CachingClient, query: FeatureQuery, parameters: Mapping[str, str | int]
) -> Iterator[tuple[Answer, list[dict[str, Any]]]]:
    answer, content = http.get_json(query.url, parameters)
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        features = _features_of(answer, content)
        ids = {str(feature["id"]) for feature in features if "id" in feature}
        if ids & seen:
            raise FetchError(answer.url, "features of an earlier page: the server began again at page 1", _UNEXPECTED)
        seen |= ids
        yield answer, features
        following = next_link(answer, content)
        if not following:
            return
        answer, content = http.get_json(same_server(answer.url, following))
    raise FetchError(answer.url, f"more than {_MOST_PAGES} pages", _UNEXPECTED)


def next_link(answer: Answer, content: Mapping[str, Any]) -> str | None:
    """Return the link to the next page of a collection, if the answer gives one.

    Raises
    ------
    FetchError
        If its links are none.
    """
    links = content.get("links") or []
    if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
        raise FetchError(answer.url, "links that are no list of links", _UNEXPECTED)
    return next((link.get("href") for link in links if link.get("rel") == "next"), None)


def same_server(url: str, following: object) -> str:
    """Return the link to a next page, exactly as given, if it leads to the server that gave it.

    Raises
    ------
    FetchError
        If it leads anywhere else.
    """
    try:
        target = urljoin(url, following if isinstance(following, str) else "//")
        here, there = urlsplit(url), urlsplit(target)
        target.encode()
    except ValueError as problem:
        raise FetchError(url, f"a next page that is no address ({quote(following)})", _UNEXPECTED) from problem
    if there.scheme not in {"http", "https"} or there.hostname != here.hostname:
        raise FetchError(url, f"a next page on another server ({there.hostname})", _UNEXPECTED)
    return target


def _features_of(answer: Answer, content: Any) -> list[dict[str, Any]]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise FetchError(answer.url, "JSON that is no collection of features", _UNEXPECTED)
    for feature in features:
        if not isinstance(feature.get("properties") or {}, dict):
            raise FetchError(answer.url, "a feature whose properties are none", _UNEXPECTED)
    returned = content.get("numberReturned")
    if isinstance(returned, int) and returned != len(features):
        raise FetchError(answer.url, f"{len(features)} features where the answer itself says {returned}", _UNEXPECTED)
    return features


def _is_plain(value: object) -> bool:
    """Whether a value is text that can be written, a number, a truth or nothing."""
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and abs(value) < 1 << 63)


def shape_of(url: str, feature: Mapping[str, Any]) -> BaseGeometry | None:
    """Make the shape of a feature; None if it has none.

    Raises
    ------
    FetchError
        If it cannot be made.
    """
    geometry = feature.get("geometry")
    if not geometry:
        return None
    try:
        with np.errstate(invalid="ignore"):
            shape: BaseGeometry = shapely.geometry.shape(geometry)
            on_earth = bool((np.abs(shapely.get_coordinates(shape)) < _FARTHEST).all())
    except (ValueError, TypeError, LookupError, AttributeError, ShapelyError) as problem:
        raise FetchError(url, f"a shape that cannot be made ({quote(problem)})", _UNEXPECTED) from problem
    if not on_earth:
        raise FetchError(url, "a shape with coordinates that are no numbers, or not on earth", _UNEXPECTED)
    return shape


def _table(features: list[dict[str, Any]], query: FeatureQuery) -> gpd.GeoDataFrame:
    columns = [*dict.fromkeys([*query.properties, *query.where])]
    rows = [(feature.get("properties") or {}) for feature in features]
    for name in columns:
        # A service may give lists of what we did not ask for, such as the buildings an address is in.
        if (odd := next((row for row in rows if not _is_plain(row.get(name))), None)) is not None:
            raise FetchError(query.url, f"an odd value of '{name}' ({quote(odd[name])})", _UNEXPECTED)
    shapes = [shape_of(query.url, each) for each in features]
    table = pd.DataFrame({name: [row.get(name) for row in rows] for name in columns}, dtype=object)
    return gpd.GeoDataFrame(table, geometry=gpd.array.from_shapely(shapes))


def _crs_of(answer: Answer) -> str:
    """Read which grid the answer is in: the server says so in a header, and answers in degrees if it does not."""
    uri = answer.headers.get("content-crs", "").strip().strip("<>")
    if uri == RD_URI:
        return RD
    if not uri or uri in _LONLAT_URIS:
        return WGS84
    raise FetchError(answer.url, f"coordinates in {uri[:80]}", _UNEXPECTED)
