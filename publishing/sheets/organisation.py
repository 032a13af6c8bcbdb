"""The fact sheet of an organisation, or of one place: what it is worth to the people around it."""

from __future__ import annotations

import shapely

from geo.vocabulary import SELECTION_KINDS, Kind, Speed
from layers.words import Words
from publishing.context import PublishContext
from publishing.folder import file_slug
from publishing.rows import iterate_rows, optional_text, short_name, split_set
from publishing.sheets.drawings import window_on
from publishing.sheets.map import (
    MapMarks,
    key_of_inexact,
    key_of_mark,
    key_of_reach,
    reach_map,
)
from publishing.sheets.organisation_sections import (
    MOST_BULLETS,
    ages_section,
    challenges_section,
    connect_section,
    figures_section,
    headline_walk,
    inexact_places,
    large_facts,
    loss_section,
    nowhere_section,
    reach_section,
    where_they_live,
)
from publishing.sheets.parts import about, links_of, need_section, sources_section
from publishing.sheets.sheet import Drawing, Section, Sheet
from publishing.sheets.subject import PlaceFacts, Subject, facts_of, organisation_subject, place_subject

MAP_ASPECT = 1.32


def organisation_sheet(context: PublishContext, organisation_id: str, words: Words) -> Sheet:
    """Write the sheet of an organisation.

    Raises
    ------
    KeyError
        If the bundle knows no such organisation.
    """
    return _sheet(context, organisation_subject(context, organisation_id, words), words)


def place_sheet(context: PublishContext, place_id: str, words: Words) -> Sheet:
    """Write the sheet of one place.

    Raises
    ------
    KeyError
        If the bundle knows no such place.
    """
    return _sheet(context, place_subject(context, place_id, words), words)


def _sheet(context: PublishContext, subject: Subject, words: Words) -> Sheet:
    facts = facts_of(context, list(subject.places["place_id"]))
    title = short_name(subject.name)
    links = links_of(context, title, subject.query, words)
    shown = subject_map(context, subject, facts, words) if facts.counted else None
    return Sheet(
        language=words.language,
        slug=file_slug(subject.id),
        kicker=subject.kicker,
        title=title,
        lead=subject.lead,
        tags=tuple(words.text(f"function.{one}") for one in split_set(subject.functions)),
        facts=large_facts(context, facts, words) if facts.counted else (),
        map_title=words.text("sheet.map.title"),
        map=shown,
        map_keys=subject_keys(context, subject, facts, words) if shown else (),
        front=_present(_front(context, facts, words)) if facts.counted else (),
        sections=_present(_sections(context, subject, facts, words)),
        sure=_sure(subject, facts, words),
        sources=sources_section(context, words, None if facts.counted else "organisations"),
        citation=links.citation,
        built=links.built,
        footer=links.footer,
        link=links.link,
        link_text=links.link_text,
        qr=links.qr,
    )


def _present(sections: list[Section | None]) -> tuple[Section, ...]:
    return tuple(one for one in sections if one is not None)


def _front(context: PublishContext, facts: PlaceFacts, words: Words) -> list[Section | None]:
    return [loss_section(context, facts, words), ages_section(context, facts, words)]


def _sections(context: PublishContext, subject: Subject, facts: PlaceFacts, words: Words) -> list[Section | None]:
    connect, own = connect_section(context, subject, facts, words), figures_section(context, subject, words)
    if not facts.counted:
        return [nowhere_section(subject, words), own, connect, challenges_section(subject, words)]
    # Ages are known by postcode and stand on the first page; by whole neighbourhoods they would say something else.
    near = {need: share for need, share in facts.need_near.items() if need != "share_65_plus"}
    needs = need_section("sheet.need.title", "sheet.column.near", near, facts.need_city, words)
    return [own, challenges_section(subject, words), connect, reach_section(context, facts, words), needs]


def _sure(subject: Subject, facts: PlaceFacts, words: Words) -> Section:
    general = ("who", "walks", "places", "rounded") if facts.counted else ("told",)
    lines = [words.text(f"sheet.sure.{one}") for one in general]
    for place in iterate_rows(subject.places[subject.places["counted"]].head(MOST_BULLETS)):
        name = short_name(place.name, 60)
        lines.append(
            words.text("sheet.sure.location", place=name, quality=words.text(f"quality.{place.location_quality}"))
        )
        if place.uncertain:
            lines.append(words.text("sheet.sure.uncertain", place=name))
    checked = optional_text(getattr(subject.organisation, "last_checked", None))
    if checked is None and len(subject.places):
        checked = optional_text(subject.places["last_checked"].iloc[0])
    if checked:
        lines.append(words.text("sheet.sure.checked", date=words.date(checked)))
    return Section(words.text("sheet.sure.title"), bullets=tuple(lines))


def subject_map(context: PublishContext, subject: Subject, facts: PlaceFacts, words: Words) -> Drawing:
    """Draw how far one walks from the places that a sheet is about."""
    number, minutes = headline_walk(context, words)
    mine = context.city.places[context.city.places["place_id"].isin(facts.counted)]
    shapes = [*facts.isochrones.values(), *mine.geometry]
    near = facts.reached[Speed.NORMAL, number]
    settings = context.city.settings
    kinds = [kind.value for kind in SELECTION_KINDS[settings.headline_selection]]
    others = context.city.places[
        context.city.places["kind"].isin(kinds) & ~context.city.places["place_id"].isin(facts.counted)
    ]
    window = window_on([shape for shape in shapes if not shapely.is_empty(shape)], MAP_ASPECT)
    alt = words.text(
        "sheet.map.alt",
        name=short_name(subject.name),
        minutes=words.listing([words.minutes(one) for one in settings.thresholds_min]),
        headline=minutes,
        residents=about(near.residents, words),
        names=where_they_live(context, facts, words) or words.text("unknown"),
    )
    return Drawing(reach_map(context, MapMarks(areas=facts.isochrones, places=mine, others=others), window), alt)


def subject_keys(context: PublishContext, subject: Subject, facts: PlaceFacts, words: Words) -> tuple[Drawing, ...]:
    """Explain the marks on that map."""
    kind = Kind(str(subject.places["kind"].iloc[0]))
    exactness = inexact_places(context, facts)
    keys = [Drawing(key_of_mark(kind, large=True), words.text("sheet.key.self"))] if False in exactness else []
    keys += [Drawing(key_of_inexact(kind), words.text("sheet.key.self.about"))] if True in exactness else []
    for index, minutes in enumerate(context.city.settings.thresholds_min):
        keys.append(Drawing(key_of_reach(index), words.text("sheet.key.reach", minutes=words.minutes(minutes))))
    keys.append(Drawing(key_of_mark(Kind.INITIATIVE, large=False), words.text("sheet.key.initiative")))
    keys.append(Drawing(key_of_mark(Kind.PUBLIC, large=False), words.text("sheet.key.public")))
    return tuple(keys)
