"""Whom a fact sheet is about: an organisation with its places, or one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from layers.words import Words
from publishing.desk import Desk
from publishing.rows import each, places_of, plain, told


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a sheet is about: an organisation with its places, or one place.

    Parameters
    ----------
    id, name
        Of the organisation or place.
    kicker, lead
        What sort of sheet it is; what it is about.
    functions, domains
        Joined, as in the tables.
    organisation
        Row of the table `organisations`, if it is about one.
    places
        Rows of the table `places`.
    asked
        Parameters of the address of the live map.
    """

    id: str
    name: str
    kicker: str
    lead: str
    functions: str
    domains: str
    organisation: Any | None
    places: gpd.GeoDataFrame
    asked: Mapping[str, str]


def organisation_subject(desk: Desk, organisation_id: str, words: Words) -> Subject:
    """Find an organisation and its places.

    Raises
    ------
    KeyError
        If the bundle knows no such organisation.
    """
    table = desk.bundle.organisations
    row = next(each(table[table["organisation_id"] == organisation_id]), None)
    if row is None:
        raise KeyError(organisation_id)
    places = places_of(desk.bundle.places, organisation_id)
    doors = list(places.loc[places["counted"], "place_id"])
    return Subject(
        id=organisation_id,
        name=plain(row.name),
        kicker=words.text(f"sheet.kicker.{row.role}"),
        lead=told(getattr(row, f"summary_{words.language}")) or "",
        functions=row.functions,
        domains=row.domains,
        organisation=row,
        places=places,
        asked={"place": str(doors[0])} if len(doors) == 1 else {"organisation": organisation_id},
    )


def place_subject(desk: Desk, place_id: str, words: Words) -> Subject:
    """Find one place.

    Raises
    ------
    KeyError
        If the bundle knows no such place.
    """
    places = desk.bundle.places[desk.bundle.places["place_id"] == place_id]
    row = next(each(places), None)
    if row is None:
        raise KeyError(place_id)
    names = dict(zip(desk.bundle.neighbourhoods["neighbourhood"], desk.bundle.neighbourhoods["name"], strict=True))
    category = f"category.{row.category}"
    said = {
        "category": words.text(category) if words.has(category) else words.text(f"kind.{row.kind}"),
        "kind": words.text(f"kind.{row.kind}.explain"),
    }
    where = names.get(row.neighbourhood)
    lead = words.text("sheet.place.lead", neighbourhood=plain(where), **said) if where else None
    return Subject(
        id=place_id,
        name=plain(row.name),
        kicker=words.text("sheet.kicker.place"),
        lead=lead or words.text("sheet.place.lead.nowhere", **said),
        functions=row.functions,
        domains=row.domains,
        organisation=None,
        places=places,
        asked={"place": place_id},
    )
