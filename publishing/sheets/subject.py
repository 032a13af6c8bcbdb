"""Collect the facts of a sheet: an organisation or place, who reaches it, and who would lose their only place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.analysis.catchment import Catchment, catchment
from geo.analysis.city import NEEDS, City
from geo.analysis.need_counts import need_counts
from geo.settings import minutes_for
from geo.streets.isochrone import isochrone
from geo.streets.routes import walks_from_point
from geo.vocabulary import SELECTION_KINDS, LocationQuality, Speed
from geo.whatif.closure import closure
from geo.whatif.interval import change_interval
from layers.words import Words
from publishing.context import PublishContext
from publishing.rows import iterate_rows, optional_text, places_of_organisation, plain_text

NEAREST = 8
"""Other places that a sheet names."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a sheet: an organisation with its places, or one place.

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
    query
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
    query: Mapping[str, str]


def organisation_subject(context: PublishContext, organisation_id: str, words: Words) -> Subject:
    """Find an organisation and its places.

    Raises
    ------
    KeyError
        If the bundle knows no such organisation.
    """
    table = context.bundle.organisations
    row = next(iterate_rows(table[table["organisation_id"] == organisation_id]), None)
    if row is None:
        raise KeyError(organisation_id)
    places = places_of_organisation(context.bundle.places, organisation_id)
    doors = list(places.loc[places["counted"], "place_id"])
    return Subject(
        id=organisation_id,
        name=plain_text(row.name),
        kicker=words.text(f"sheet.kicker.{row.role}"),
        lead=optional_text(getattr(row, f"summary_{words.language}")) or "",
        functions=row.functions,
        domains=row.domains,
        organisation=row,
        places=places,
        query={"place": str(doors[0])} if len(doors) == 1 else {"organisation": organisation_id},
    )


def place_subject(context: PublishContext, place_id: str, words: Words) -> Subject:
    """Find one place.

    Raises
    ------
    KeyError
        If the bundle knows no such place.
    """
    places = context.bundle.places[context.bundle.places["place_id"] == place_id]
    row = next(iterate_rows(places), None)
    if row is None:
        raise KeyError(place_id)
    names = dict(
        zip(context.bundle.neighbourhoods["neighbourhood"], context.bundle.neighbourhoods["name"], strict=True)
    )
    category = f"category.{row.category}"
    values = {
        "category": words.text(category) if words.has(category) else words.text(f"kind.{row.kind}"),
        "kind": words.text(f"kind.{row.kind}.explain"),
    }
    where = names.get(row.neighbourhood)
    lead = words.text("sheet.place.lead", neighbourhood=plain_text(where), **values) if where else None
    return Subject(
        id=place_id,
        name=plain_text(row.name),
        kicker=words.text("sheet.kicker.place"),
        lead=lead or words.text("sheet.place.lead.nowhere", **values),
        functions=row.functions,
        domains=row.domains,
        organisation=None,
        places=places,
        query={"place": place_id},
    )


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another place nearby.

    Parameters
    ----------
    name, kind
        Of the place.
    exact
        Whether it is known where it stands.
    minutes
        The walk to it; None where it is not known where that walk begins or ends.
    """

    name: str
    kind: str
    exact: bool
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Loss:
    """Who would lose a place nearby if the places closed.

    Parameters
    ----------
    sole
        Residents left without any.
    least, most
        The lower and the higher of that number with the uncertain places and without.
    walkers, extra_minutes
        Those who walk farther, and by how much on average.
    next_door, sole_with_next_door
        Names of other places at the same street and house number; residents left without any if those close too.
    """

    sole: float
    least: float
    most: float
    walkers: float
    extra_minutes: float
    next_door: tuple[str, ...] = ()
    sole_with_next_door: float = math.nan


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a set of places together.

    Parameters
    ----------
    counted
        Ids of those that count.
    reached
        Who reaches them, by pace and minutes.
    need_near, need_city
        Share of each need (0-1) among the residents within the headline's walk, and in the city; NaN where unknown.
    loss
        What would be lost; None if none takes part in the headline.
    nearby
        The nearest other places within the headline's walk, and how many there are in all.
    isochrones
        By minutes: the area within that walk, EPSG:28992.
    """

    counted: tuple[str, ...]
    reached: dict[tuple[Speed, int], Catchment]
    need_near: dict[str, float]
    need_city: dict[str, float]
    loss: Loss | None
    nearby: tuple[Nearby, ...]
    nearby_count: int
    isochrones: dict[int, shapely.Geometry]


def need_shares(city: City, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, float]:
    """Give the share of each need around some demand points: their neighbourhoods' shares, weighted by its base.

    Shares of households weigh as many households as live there, shares of adults as many adults.
    """
    shares, base = city.needs[which], need_counts(city).base[which]
    known = np.isfinite(shares) & np.isfinite(base)
    weight = np.where(known, base, 0.0).sum(axis=0)
    total = np.where(known, shares * base, 0.0).sum(axis=0)
    return {
        need: float(total[index] / weight[index]) if weight[index] > 0 else float("nan")
        for index, need in enumerate(NEEDS)
    }


def facts_of(context: PublishContext, place_ids: Sequence[str]) -> PlaceFacts:
    """Find what is known of a set of places together.

    Parameters
    ----------
    context
        The bundle made ready.
    place_ids
        Places of the bundle; those that do not count give no reach.

    Returns
    -------
    PlaceFacts
        Each resident once, however many of the places are near.
    """
    city, settings = context.city, context.city.settings
    mine = np.isin(city.access.place_ids, list(place_ids))
    counted = tuple(str(one) for one in city.access.place_ids[mine])
    near = city.access.nearest(mine) <= context.evaluation.reach_m
    others, count = _nearby(context, mine)
    return PlaceFacts(
        counted=counted,
        reached={
            (speed, minutes): catchment(city, counted, settings.reach_m(minutes, speed))
            for speed in Speed
            for minutes in settings.thresholds_min
        },
        need_near=need_shares(city, near),
        need_city=need_shares(city, np.ones(len(city.residents), dtype=bool)),
        loss=_loss(context, mine),
        nearby=others,
        nearby_count=count,
        isochrones=_isochrones(context, mine),
    )


def _loss(context: PublishContext, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Loss | None:
    taking_part = list(context.city.access.place_ids[mine & context.evaluation.selected])
    if not taking_part:
        return None
    closed = closure(context.city, context.evaluation, taking_part)
    drawn = change_interval(context.city, closed.change)
    sole = closed.scale.no_longer_covered.residents
    whole, beside = closed.scale, list(closed.at_same_address)
    names = dict(zip(context.city.places["place_id"], context.city.places["name"], strict=True))
    return Loss(
        sole=sole,
        least=sole if drawn is None else drawn.lost[0],
        most=sole if drawn is None else drawn.lost[1],
        walkers=whole.walkers_longer,
        extra_minutes=whole.extra_minutes_mean,
        next_door=tuple(str(names[one]) for one in beside),
        sole_with_next_door=_sole(context, [*taking_part, *beside]) if beside else math.nan,
    )


def _sole(context: PublishContext, place_ids: list[str]) -> float:
    return closure(context.city, context.evaluation, place_ids).scale.no_longer_covered.residents


def _isochrones(
    context: PublishContext, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> dict[int, shapely.Geometry]:
    settings = context.city.settings
    limit = settings.reach_m(max(settings.thresholds_min), Speed.NORMAL)
    starts = [walks_from_point(context.walk_map, point, limit_m=limit) for point in context.city.places.geometry[mine]]
    return {
        minutes: shapely.union_all(
            [
                isochrone(context.walk_map, walks, settings.reach_m(minutes, Speed.NORMAL))
                for walks in starts
                if walks is not None
            ]
        )
        for minutes in settings.thresholds_min
    }


def _nearby(
    context: PublishContext, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[tuple[Nearby, ...], int]:
    places, settings = context.city.places, context.city.settings
    kinds = [kind.value for kind in SELECTION_KINDS[settings.headline_selection]]
    wanted = places["kind"].isin(kinds).to_numpy() & ~mine
    exact = np.array([LocationQuality(quality).is_exact for quality in places["location_quality"]], dtype=bool)
    metres, from_door = np.full(len(places), np.inf), np.full(len(places), np.inf)
    for point, is_door in zip(places.geometry[mine], exact[mine], strict=True):
        walks = walks_from_point(context.walk_map, point, limit_m=context.evaluation.reach_m)
        if walks is not None:
            metres = np.fmin(metres, walks.place_distance)
            from_door = np.fmin(from_door, walks.place_distance) if is_door else from_door
    near = np.flatnonzero(wanted & (metres <= context.evaluation.reach_m))
    order = near[np.argsort(metres[near], kind="stable")]
    speed = settings.speeds_kmh[Speed.NORMAL]
    timed = exact & (from_door <= metres)
    nearest = tuple(
        Nearby(
            name=str(places["name"].iloc[i]),
            kind=str(places["kind"].iloc[i]),
            exact=bool(exact[i]),
            minutes=minutes_for(metres[i], speed) if timed[i] else None,
        )
        for i in order[:NEAREST]
    )
    return nearest, len(order)
