"""Find a postcode, street, place or neighbourhood by name, in the bundle alone: nothing typed leaves this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import IntArray
from geo.residents.neighbourhoods import neighbourhood_of
from geo.vocabulary import fold

SAME_STREET_M: Final = 300.0
"""Stretches of one name within this distance are one street; farther apart they are two of the same name."""
_WORLD_M: Final = 1e6
MOST_RESULTS: Final = 8
LONGEST_TEXT: Final = 120
_POSTCODE: Final = re.compile(r"\b(\d{4})\s*([a-z]{2})\b")
_NUMBER_AT_END: Final = re.compile(r"\s\d{1,5}\s*[a-z]?(?:\s*[-/]?\s*\w{1,4})?$")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_LIKENESS: Final = 0.78


class FoundKind(StrEnum):
    """What was found, most exact first."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    PLACE = "place"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"


@dataclass(frozen=True, slots=True)
class Found:
    """Somewhere to start walking.

    Parameters
    ----------
    kind
        What it is.
    name
        As it is written in the data.
    where
        Name of the neighbourhood it lies in, to tell two of a name apart; None outside all of them.
    x, y
        EPSG:28992.
    """

    kind: FoundKind
    name: str
    where: str | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Everything that can be found, and under which key.

    Parameters
    ----------
    entries
        In the order of preference.
    keys
        Name of each, as `search_key` writes it.
    """

    entries: tuple[Found, ...]
    keys: tuple[str, ...]


def search_key(text: str) -> str:
    """Write a name as it is searched for: 'St.-Servaasbrug' becomes 'sint servaasbrug'."""
    return re.sub(r"^st\b", "sint", _NOT_WORD.sub(" ", fold(text)).strip())


def make_index(
    demand: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, places: gpd.GeoDataFrame, neighbourhoods: gpd.GeoDataFrame
) -> SearchIndex:
    """List everything in a bundle that has a name and a point.

    Parameters
    ----------
    demand, streets, places, neighbourhoods
        Tables of a bundle, in EPSG:28992.

    Returns
    -------
    SearchIndex
        Make it once and keep it.
    """
    located = places[~(places.geometry.isna() | places.geometry.is_empty)]
    street_names, street_points = _street_points(streets)
    inside = shapely.point_on_surface(neighbourhoods.geometry.to_numpy())
    postcodes = demand[demand["stands_for"]]
    groups: tuple[tuple[FoundKind, Sequence[str], NDArray[Any]], ...] = (
        (FoundKind.POSTCODE, list(postcodes["postcode"]), postcodes.geometry.to_numpy()),
        (FoundKind.PLACE, list(located["name"]), located.geometry.to_numpy()),
        (FoundKind.STREET, street_names, street_points),
        (FoundKind.NEIGHBOURHOOD, list(neighbourhoods["name"]), inside),
    )
    entries = [entry for kind, names, points in groups for entry in _entries(kind, names, points, neighbourhoods)]
    return SearchIndex(tuple(entries), tuple(search_key(entry.name) for entry in entries))


def _entries(
    kind: FoundKind, names: Sequence[str], points: NDArray[Any], neighbourhoods: gpd.GeoDataFrame
) -> list[Found]:
    codes = neighbourhood_of(gpd.GeoSeries(points, crs=neighbourhoods.crs), neighbourhoods)
    where = codes.map(neighbourhoods.set_index("neighbourhood")["name"])
    return [
        Found(kind, name, None if pd.isna(inside) else inside, float(point.x), float(point.y))
        for name, point, inside in zip(names, points, where, strict=True)
    ]


def _street_points(streets: gpd.GeoDataFrame) -> tuple[list[str], NDArray[Any]]:
    """One point per street: on it, and as near as can be to its middle."""
    named = streets[streets["name"].notna()]
    names, lines = named["name"].to_numpy(dtype=object), named.geometry.to_numpy()
    if not len(lines):
        return [], np.empty(0, dtype=object)
    group = _same_street(names, lines)
    order = np.argsort(group, kind="stable")
    whole = shapely.multilinestrings(lines[order], indices=group[order])
    nearest = shapely.shortest_line(whole, shapely.centroid(whole))
    first = order[np.unique(group[order], return_index=True)[1]]
    return [str(name) for name in names[first]], shapely.line_interpolate_point(nearest, 0)


def _same_street(names: NDArray[Any], lines: NDArray[Any]) -> IntArray:
    """Give every stretch the number of its street: stretches of one name that lie close together."""
    number = np.unique(names.astype(str), return_inverse=True)[1]
    # Each name moved to a world of its own, so that only stretches of one name are near each other.
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    apart = shapely.linestrings(points + np.column_stack([number[of_line] * _WORLD_M, 0 * of_line]), indices=of_line)
    a, b = shapely.STRtree(np.array(apart, dtype=object, ndmin=1)).query(
        apart, predicate="dwithin", distance=SAME_STREET_M
    )
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(lines), len(lines)))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def search(index: SearchIndex, text: str) -> tuple[Found, ...]:
    """Look a text up.

    Parameters
    ----------
    index
        From `make_index`.
    text
        What somebody typed: a postcode (with or without number), a street (with or without number), a name.

    Returns
    -------
    tuple of Found
        Best first, at most `MOST_RESULTS`. House numbers are not known here: a street stands for all its numbers.
    """
    asked = search_key(text[:LONGEST_TEXT])
    if postcode := _POSTCODE.search(asked):
        wanted = "".join(postcode.groups())
        exact = [entry for entry, key in zip(index.entries, index.keys, strict=True) if key == wanted]
        return tuple(exact)
    if len(asked) < 2:
        return ()
    shorter = _NUMBER_AT_END.sub("", asked)
    ranked = [(rank, row) for row, key in enumerate(index.keys) if (rank := _rank(key, asked, shorter)) is not None]
    if not ranked:
        return _alike(index, shorter)
    outside = [entry.where is None for entry in index.entries]
    best = sorted(ranked, key=lambda pair: (pair[0], outside[pair[1]], len(index.keys[pair[1]]), pair[1]))
    return _without_repeats(index.entries[row] for _, row in best)


def _rank(key: str, asked: str, shorter: str) -> int | None:
    """How well a name fits: the whole, its beginning, the beginning of a word, anywhere; None if it does not."""
    for rank, fits in enumerate(
        (
            key in {asked, shorter},
            key.startswith(shorter),
            f" {shorter}" in key,
            len(shorter) > 3 and shorter in key,
        )
    ):
        if fits:
            return rank
    return None


def _alike(index: SearchIndex, asked: str) -> tuple[Found, ...]:
    """Names that look like a misspelt one."""
    close = get_close_matches(asked, set(index.keys), n=MOST_RESULTS, cutoff=_LIKENESS)
    rows = sorted(
        (row for row, key in enumerate(index.keys) if key in close), key=lambda row: close.index(index.keys[row])
    )
    return _without_repeats(index.entries[row] for row in rows)


def _without_repeats(entries: Iterable[Found]) -> tuple[Found, ...]:
    seen: dict[tuple[FoundKind, str, str | None], Found] = {}
    for entry in entries:
        seen.setdefault((entry.kind, entry.name, entry.where), entry)
        if len(seen) == MOST_RESULTS:
            break
    return tuple(seen.values())
