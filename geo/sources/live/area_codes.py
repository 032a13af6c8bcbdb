"""See which neighbourhood codes of a table mean the same area as ours: a code may be used again for another one.

A table of health figures keeps the boundaries of one year for all its years; the neighbourhoods may be of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import shapely
from geopandas import GeoDataFrame

from geo.sources.live.task import Remark, missing
from geo.vocabulary import slug

SAME_AREA: Final = 0.9
"""Two outlines are one area when they have at least this share of both together in common: borders shift a little."""


class Doubt(Enum):
    """Why figures with a code are not ours, in both languages of the readers."""

    OTHER_AREA = ("deze code had toen een ander gebied", "this code had another area then")
    NOT_THEN = ("deze code bestond toen niet", "this code did not exist then")
    OTHER_NAME = ("deze code heet daar anders", "this code has another name there")
    NO_PROOF = ("niet te vergelijken", "cannot be compared")

    @property
    def nl(self) -> str:
        """In Dutch."""
        return self.value[0]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class CodeSet:
    """What is known of the areas that a table's codes stand for.

    Parameters
    ----------
    year
        Of which year they are; None if the table does not say.
    areas
        `buurtcode` and outlines of that year in EPSG:28992; None if nobody has them.
    names
        What the table calls them, as far as it does.
    """

    year: int | None
    areas: GeoDataFrame | None
    names: Mapping[str, str]


def doubtful_codes(own: GeoDataFrame, own_year: int, theirs: CodeSet) -> dict[str, Doubt]:
    """Find the neighbourhoods whose code may mean another area in the table.

    Of the same year a code means the same. Of another, the outlines decide; where nobody has those, the names.

    Parameters
    ----------
    own
        `buurtcode`, `buurtnaam` and outlines in EPSG:28992.
    own_year
        Of which year they are.
    theirs
        What the table means.

    Returns
    -------
    dict
        Code and why, sorted by code; what is not in it may be joined.
    """
    if theirs.year == own_year:
        return {}
    known = _outlines(theirs.areas) if theirs.areas is not None else None
    doubts = {}
    for code, name, outline in zip(own["buurtcode"], own["buurtnaam"], own.geometry, strict=True):
        if known is not None:
            doubt = _by_outline(outline, known.get(code))
        else:
            doubt = _by_name(str(name), theirs.names.get(code))
        if doubt is not None:
            doubts[str(code)] = doubt
    return dict(sorted(doubts.items()))


def _outlines(areas: GeoDataFrame) -> dict[str, shapely.Geometry]:
    valid = shapely.make_valid(areas.geometry.to_numpy())
    return dict(zip(areas["buurtcode"].map(str), valid, strict=True))


def _by_outline(own: shapely.Geometry, theirs: shapely.Geometry | None) -> Doubt | None:
    if theirs is None:
        return Doubt.NOT_THEN
    together = shapely.area(shapely.union(own, theirs))
    common = shapely.area(shapely.intersection(own, theirs))
    return None if common >= SAME_AREA * together else Doubt.OTHER_AREA


def _by_name(own: str, theirs: str | None) -> Doubt | None:
    if not theirs:
        return Doubt.NO_PROOF
    return None if slug(own) == slug(theirs) else Doubt.OTHER_NAME


def doubt_remarks(
    doubts: Mapping[str, Doubt], names: Mapping[str, str], own_year: int, their_year: int | None
) -> tuple[Remark, ...]:
    """Say which neighbourhoods have no figures because of their code, and why; nothing if there are none.

    Parameters
    ----------
    doubts
        Code and why.
    names
        Code and name of our neighbourhoods.
    own_year, their_year
        Of which years the neighbourhoods and the table's areas are.
    """
    if not doubts:
        return ()
    listed_nl = "; ".join(f"{_listed(names, codes)}: {doubt.nl}" for doubt, codes in _grouped(doubts))
    listed_en = "; ".join(f"{_listed(names, codes)}: {doubt.en}" for doubt, codes in _grouped(doubts))
    year_nl, year_en = (str(their_year), str(their_year)) if their_year else ("een onbekend jaar", "an unknown year")
    nl = f"De cijfers staan op buurtcodes van {year_nl}, de buurten zijn van {own_year}."
    en = f"The figures are on neighbourhood codes of {year_en}, the neighbourhoods are of {own_year}."
    return (
        missing(
            f"{nl} Van {len(doubts)} buurt(en) zijn ze daarom onbekend: {listed_nl}.",
            f"{en} Of {len(doubts)} neighbourhood(s) they are unknown therefore: {listed_en}.",
        ),
    )


def _grouped(doubts: Mapping[str, Doubt]) -> Iterable[tuple[Doubt, list[str]]]:
    for doubt in Doubt:
        codes = [code for code, why in doubts.items() if why is doubt]
        if codes:
            yield doubt, codes


def _listed(names: Mapping[str, str], codes: list[str]) -> str:
    return ", ".join(f"{names.get(code, code)} ({code})" for code in codes)
