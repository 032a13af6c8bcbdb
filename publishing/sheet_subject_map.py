"""The map on an organisation's sheet, and its legend."""

from __future__ import annotations

import shapely

from geo.vocabulary import SELECTION_KINDS, Kind, Speed
from layers.words import Words
from publishing.desk import Desk
from publishing.map_key import key_of_inexact, key_of_mark, key_of_reach
from publishing.map_marks import MapMarks
from publishing.map_pen import window_on
from publishing.place_facts import PlaceFacts
from publishing.rows import short
from publishing.sheet import Drawing
from publishing.sheet_map import reach_map
from publishing.sheet_parts import about
from publishing.sheet_reached import headline_walk, inexact_places, where_they_live
from publishing.sheet_subject import Subject

MAP_ASPECT = 1.32


def subject_map(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> Drawing:
    """Draw how far one walks from the places that a sheet is about."""
    number, minutes = headline_walk(desk, words)
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
        names=where_they_live(desk, facts, words) or words.text("unknown"),
    )
    return Drawing(reach_map(desk, MapMarks(areas=facts.isochrones, places=mine, others=others), window), alt)


def subject_keys(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> tuple[Drawing, ...]:
    """Explain the marks on that map."""
    kind = Kind(str(subject.places["kind"].iloc[0]))
    exactness = inexact_places(desk, facts)
    keys = [Drawing(key_of_mark(kind, large=True), words.text("sheet.key.self"))] if False in exactness else []
    keys += [Drawing(key_of_inexact(kind), words.text("sheet.key.self.about"))] if True in exactness else []
    for index, minutes in enumerate(desk.city.settings.thresholds_min):
        keys.append(Drawing(key_of_reach(index), words.text("sheet.key.reach", minutes=words.minutes(minutes))))
    keys.append(Drawing(key_of_mark(Kind.INITIATIVE, large=False), words.text("sheet.key.initiative")))
    keys.append(Drawing(key_of_mark(Kind.PUBLIC, large=False), words.text("sheet.key.public")))
    return tuple(keys)
