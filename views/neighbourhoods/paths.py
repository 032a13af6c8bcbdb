"""Say where perhaps a path is missing on the map, before a gap there is taken for a lack of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from geo.analysis.missing_paths import flagged_around, flagged_residents, missing_paths
from geo.measures.assumptions import Assumptions
from geo.siting.reasons import SiteReason
from layers.words import Words
from views.neighbourhoods.parts import residents_text
from views.state.data import city_at, evaluation_at
from views.state.look import Look


@lru_cache(maxsize=128)
def _flagged(path: Path, assumptions: Assumptions) -> Mapping[str, float]:
    return flagged_residents(missing_paths(city_at(path), evaluation_at(path, assumptions)))


def perhaps_missing(look: Look) -> Mapping[str, float]:
    """Give the neighbourhoods where perhaps a path is missing, by code, with the residents it is about."""
    return _flagged(look.path, look.assumptions)


def area_sentence(look: Look, code: str) -> str:
    """Say of a neighbourhood that perhaps a path is missing there; empty where nothing points to it."""
    residents = perhaps_missing(look).get(code)
    if residents is None:
        return ""
    return look.words.text("neighbourhoods.paths.area", number=residents_text(residents, look.words))


def marked_name(look: Look, code: str, name: str) -> str:
    """Write the name of a neighbourhood in a table, with a mark in words where perhaps a path is missing."""
    return look.words.text("neighbourhoods.paths.mark", name=name) if code in perhaps_missing(look) else name


def site_areas(look: Look, reasons: Sequence[SiteReason]) -> tuple[tuple[str, ...], ...]:
    """Name for each site the neighbourhoods, by code, where perhaps a path is missing instead of a place."""
    return flagged_around([(one.neighbourhood, one.by_neighbourhood) for one in reasons], perhaps_missing(look))


def sites_sentence(areas: Sequence[Sequence[str]], names: Mapping[str, str], words: Words) -> str:
    """Say, before any site is named, where to look for a path first; empty where nothing points to one."""
    codes = dict.fromkeys(code for each in areas for code in each)
    if not codes:
        return ""
    return words.text("neighbourhoods.paths.sites", names=words.listing([names[code] for code in codes]))
