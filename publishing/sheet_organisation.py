"""The fact sheet of an organisation, or of one place: what it is worth to the people around it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.vocabulary import SELECTION_KINDS, Kind, Speed
from layers.words import Words
from publishing.desk import Desk
from publishing.place_facts import PlaceFacts, facts_of
from publishing.rows import each, members, places_of, plain, short, told
from publishing.sheet import Drawing, Fact, Section, Sheet, SheetTable
from publishing.sheet_map import MapMarks, key_of_mark, key_of_reach, reach_map, window_on
from publishing.sheet_parts import (
    about,
    age_chart,
    area_name,
    links_of,
    need_section,
    opening_text,
    share_text,
    slug,
    sources_section,
)

MAP_ASPECT = 1.32
_NAMED_NEIGHBOURHOODS = 3
_MOST_BULLETS = 6


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


def organisation_sheet(desk: Desk, organisation_id: str, words: Words) -> Sheet:
    """Write the sheet of an organisation.

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
    return _sheet(
        desk,
        Subject(
            id=organisation_id,
            name=plain(row.name),
            kicker=words.text(f"sheet.kicker.{row.role}"),
            lead=told(getattr(row, f"summary_{words.language}")) or "",
            functions=row.functions,
            domains=row.domains,
            organisation=row,
            places=places,
            asked={"place": str(doors[0])} if len(doors) == 1 else {"organisation": organisation_id},
        ),
        words,
    )


def place_sheet(desk: Desk, place_id: str, words: Words) -> Sheet:
    """Write the sheet of one place.

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
    return _sheet(
        desk,
        Subject(
            id=place_id,
            name=plain(row.name),
            kicker=words.text("sheet.kicker.place"),
            lead=lead or words.text("sheet.place.lead.nowhere", **said),
            functions=row.functions,
            domains=row.domains,
            organisation=None,
            places=places,
            asked={"place": place_id},
        ),
        words,
    )


def _sheet(desk: Desk, subject: Subject, words: Words) -> Sheet:
    facts = facts_of(desk, list(subject.places["place_id"]))
    title = short(subject.name)
    links = links_of(desk, title, subject.asked, words)
    shown = _map(desk, subject, facts, words) if facts.counted else None
    return Sheet(
        language=words.language,
        slug=slug(subject.id),
        kicker=subject.kicker,
        title=title,
        lead=subject.lead,
        tags=tuple(words.text(f"function.{one}") for one in members(subject.functions)),
        facts=_facts(desk, facts, words) if facts.counted else (),
        map=shown,
        map_keys=_keys(desk, subject, words) if shown else (),
        front=_present(_front(desk, facts, words)) if facts.counted else (),
        sections=_present(_sections(desk, subject, facts, words)),
        sure=_sure(subject, words),
        sources=sources_section(desk, words),
        citation=links.citation,
        built=links.built,
        footer=links.footer,
        link=links.link,
        link_text=links.link_text,
        qr=links.qr,
    )


def _headline(desk: Desk, words: Words) -> tuple[int, str]:
    minutes = desk.city.settings.headline_threshold_min
    return minutes, words.minutes(minutes)


def _many(facts: PlaceFacts) -> str:
    return ".many" if len(facts.counted) > 1 else ""


def _facts(desk: Desk, facts: PlaceFacts, words: Words) -> tuple[Fact, ...]:
    number, minutes = _headline(desk, words)
    near = facts.reached[Speed.NORMAL, number]
    said = {"minutes": minutes, "share": share_text(near.share, words), "area": area_name(desk)}
    chosen = [Fact(about(near.residents, words), words.text("sheet.fact.reach", **said))]
    loss = facts.loss
    older, young = near.by_age["age_65_plus"], near.by_age["age_0_14"] + near.by_age["age_15_24"]
    group, count = ("older", older) if older >= young else ("young", young)
    chosen.append(Fact(about(count, words), words.text(f"sheet.fact.{group}")))
    if loss is not None and round(loss.sole, -1) > 0:
        chosen.append(Fact(about(loss.sole, words), words.text(f"sheet.fact.sole{_many(facts)}")))
    elif loss is not None and loss.walkers > 0:
        extra = words.minutes(loss.extra_minutes, 1)
        chosen.append(Fact(about(loss.walkers, words), words.text(f"sheet.fact.walkers{_many(facts)}", extra=extra)))
    else:
        longest = max(desk.city.settings.thresholds_min)
        far = facts.reached[Speed.NORMAL, longest].residents
        chosen.append(Fact(about(far, words), words.text("sheet.fact.farther", minutes=words.minutes(longest))))
    return tuple(chosen)


def _map(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> Drawing:
    number, minutes = _headline(desk, words)
    mine = desk.city.places[desk.city.places["place_id"].isin(facts.counted)]
    shapes = [*facts.isochrones.values(), *mine.geometry]
    near = facts.reached[Speed.NORMAL, number]
    settings = desk.city.settings
    kinds = [kind.value for kind in SELECTION_KINDS[settings.headline_selection]]
    others = desk.city.places[desk.city.places["kind"].isin(kinds) & ~desk.city.places["place_id"].isin(facts.counted)]
    window = window_on([shape for shape in shapes if not shapely.is_empty(shape)], MAP_ASPECT)
    alt = words.text(
        "sheet.map.alt",
        name=short(subject.name),
        minutes=words.listing([words.minutes(one) for one in settings.thresholds_min]),
        headline=minutes,
        residents=about(near.residents, words),
        names=_where(desk, facts, words) or words.text("unknown"),
    )
    return Drawing(reach_map(desk, MapMarks(areas=facts.isochrones, places=mine, others=others), window), alt)


def _where(desk: Desk, facts: PlaceFacts, words: Words) -> str:
    names = dict(zip(desk.bundle.neighbourhoods["neighbourhood"], desk.bundle.neighbourhoods["name"], strict=True))
    near = facts.reached[Speed.NORMAL, desk.city.settings.headline_threshold_min]
    return words.listing([plain(names[code]) for code, _ in near.by_neighbourhood[:_NAMED_NEIGHBOURHOODS]])


def _keys(desk: Desk, subject: Subject, words: Words) -> tuple[Drawing, ...]:
    kind = Kind(str(subject.places["kind"].iloc[0]))
    keys = [Drawing(key_of_mark(kind, large=True), words.text("sheet.key.self"))]
    for index, minutes in enumerate(desk.city.settings.thresholds_min):
        keys.append(Drawing(key_of_reach(index), words.text("sheet.key.reach", minutes=words.minutes(minutes))))
    keys.append(Drawing(key_of_mark(Kind.INITIATIVE, large=False), words.text("sheet.key.initiative")))
    keys.append(Drawing(key_of_mark(Kind.PUBLIC, large=False), words.text("sheet.key.public")))
    return tuple(keys)


def _present(sections: list[Section | None]) -> tuple[Section, ...]:
    return tuple(one for one in sections if one is not None)


def _front(desk: Desk, facts: PlaceFacts, words: Words) -> list[Section | None]:
    return [_loss(desk, facts, words), _ages(desk, facts, words)]


def _sections(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> list[Section | None]:
    connect, own = _connect(desk, subject, facts, words), _figures(desk, subject, words)
    if not facts.counted:
        return [_nowhere(subject, words), own, connect, _challenges(subject, words)]
    needs = need_section("sheet.need.title", "sheet.column.near", facts.need_near, facts.need_city, words)
    return [own, _challenges(subject, words), connect, _reach(desk, facts, words), needs]


def _nowhere(subject: Subject, words: Words) -> Section:
    lines = [
        words.text("sheet.elsewhere", place=short(place.name), reason=words.text(f"reason.{place.counted_reason}"))
        for place in each(subject.places)
    ]
    reason = told(getattr(subject.organisation, f"no_place_{words.language}", None))
    if not lines and reason is None:
        reason = words.text("reason.no_location")
    return Section(words.text("sheet.no_place.title"), (reason,) if reason else (), tuple(lines[:_MOST_BULLETS]))


def _ages(desk: Desk, facts: PlaceFacts, words: Words) -> Section:
    number, minutes = _headline(desk, words)
    near = facts.reached[Speed.NORMAL, number]
    where = _where(desk, facts, words)
    told_where = (words.text("sheet.from", names=where),) if where else ()
    drawing = age_chart(near.by_age, "sheet.age.alt", minutes, words)
    return Section(words.text("sheet.age.title"), told_where, drawing=drawing)


def _reach(desk: Desk, facts: PlaceFacts, words: Words) -> Section:
    def cell(speed: Speed, minutes: int) -> str:
        near = facts.reached[speed, minutes]
        return words.text("sheet.cell", count=about(near.residents, words), share=share_text(near.share, words))

    rows = tuple(
        (words.minutes(minutes), cell(Speed.NORMAL, minutes), cell(Speed.SLOW, minutes))
        for minutes in desk.city.settings.thresholds_min
    )
    columns = tuple(words.text(f"sheet.column.{one}") for one in ("minutes", "normal", "slow"))
    caption = words.text("sheet.reach.caption", area=area_name(desk))
    return Section(words.text(f"sheet.reach.title{_many(facts)}"), table=SheetTable(caption, columns, rows))


def _loss(desk: Desk, facts: PlaceFacts, words: Words) -> Section | None:
    loss = facts.loss
    if loss is None:
        return None
    minutes = _headline(desk, words)[1]
    key = f"sheet.loss.sole{_many(facts)}" if round(loss.sole, -1) > 0 else "sheet.loss.none"
    lines = [words.text(key, sole=about(loss.sole, words), minutes=minutes)]
    if loss.walkers > 0:
        extra = words.minutes(loss.extra_minutes, 1)
        lines.append(words.text("sheet.loss.walkers", walkers=about(loss.walkers, words), extra=extra))
    differs = round(loss.sole_without_uncertain, -1) != round(loss.sole, -1)
    if not math.isnan(loss.sole_without_uncertain) and differs:
        lines.append(words.text("sheet.loss.band", sole=about(loss.sole_without_uncertain, words)))
    return Section(words.text("sheet.loss.title"), (" ".join(lines),))


def _connect(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> Section:
    functions = [words.text(f"function.{one}").lower() for one in members(subject.functions)]
    domains = [words.text(f"domain.{one}").lower() for one in members(subject.domains)]
    lines = [words.text("sheet.connect.functions", functions=words.listing(functions))] if functions else []
    lines += [words.text("sheet.connect.domains", domains=words.listing(domains))] if domains else []
    minutes = _headline(desk, words)[1]
    if facts.counted and not facts.nearby:
        lines.append(words.text("sheet.connect.none", minutes=minutes))
    elif facts.nearby:
        names = [
            words.text("sheet.connect.place", name=short(one.name, 48), minutes=words.minutes(one.minutes))
            for one in facts.nearby
        ]
        listed = words.listing(names)
        lines.append(words.text("sheet.connect.nearby", count=facts.nearby_count, minutes=minutes, names=listed))
    doors = []
    for place in each(subject.places[subject.places["counted"]]):
        address, opening = told(place.address), opening_text(place, words)
        said = [short(address)] if address else []
        said += [words.text("sheet.connect.open", opening=opening)] if opening else []
        if said:
            doors.append(
                words.text("sheet.connect.address", place=short(place.name, 60), address=". ".join(said).rstrip("."))
            )
    return Section(words.text("sheet.connect.title"), tuple(lines), tuple(doors[:_MOST_BULLETS]))


def _figures(desk: Desk, subject: Subject, words: Words) -> Section | None:
    table = desk.bundle.figures
    own = table[table["organisation_id"] == subject.id] if subject.organisation is not None else table.iloc[:0]
    lines = tuple(_figure(figure, words) for figure in each(own.head(_MOST_BULLETS + 2)))
    note = (words.text("sheet.figures.note"),)
    return Section(words.text("sheet.figures.title"), note, lines) if lines else None


def _figure(figure: Any, words: Words) -> str:
    digits = 0 if float(figure.value).is_integer() else 1
    amount = words.number(figure.value, digits)
    if not math.isnan(figure.value_high):
        amount = words.text("initiatives.from_to", low=amount, high=words.number(figure.value_high, digits))
    year = "" if pd.isna(figure.year) else f" ({figure.year})"
    label = plain(getattr(figure, f"label_{words.language}"))
    return words.text("sheet.figures.line", amount=amount, label=label, year=year)


def _challenges(subject: Subject, words: Words) -> Section | None:
    lines = getattr(subject.organisation, f"challenges_{words.language}", None)
    said = tuple(plain(line) for line in lines.split("\n") if line.strip()) if isinstance(lines, str) else ()
    return Section(words.text("sheet.challenges.title"), bullets=said[:_MOST_BULLETS]) if said else None


def _sure(subject: Subject, words: Words) -> Section:
    lines = [words.text(f"sheet.sure.{one}") for one in ("who", "walks", "rounded")]
    for place in each(subject.places[subject.places["counted"]].head(_MOST_BULLETS)):
        name = short(place.name, 60)
        lines.append(
            words.text("sheet.sure.location", place=name, quality=words.text(f"quality.{place.location_quality}"))
        )
        if place.uncertain:
            lines.append(words.text("sheet.sure.uncertain", place=name))
    checked = told(getattr(subject.organisation, "last_checked", None))
    if checked is None and len(subject.places):
        checked = told(subject.places["last_checked"].iloc[0])
    if checked:
        lines.append(words.text("sheet.sure.checked", date=words.date(checked)))
    return Section(words.text("sheet.sure.title"), bullets=tuple(lines))
