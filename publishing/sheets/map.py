"""The maps of fact sheets: how far one walks from a place, or who lives far from one, drawn to read in grey too."""

from __future__ import annotations

import shapely

from geo.vocabulary import SELECTION_KINDS, Kind, Speed
from layers.style import FONT_FAMILY, LIGHT
from layers.words import Words
from publishing.desk import Desk
from publishing.rows import short
from publishing.sheets import map_ground, map_marks
from publishing.sheets.map_key import key_of_inexact, key_of_mark, key_of_reach
from publishing.sheets.map_marks import MapMarks
from publishing.sheets.map_pen import WIDTH, Pen, Window, window_on
from publishing.sheets.parts import about
from publishing.sheets.place_facts import PlaceFacts
from publishing.sheets.reached import headline_walk, inexact_places, where_they_live
from publishing.sheets.sheet import Drawing
from publishing.sheets.subject import Subject


def reach_map(desk: Desk, marks: MapMarks, window: Window) -> str:
    """Draw a map.

    Parameters
    ----------
    desk
        The bundle made ready: outlines, streets, water.
    marks
        What the sheet is about.
    window
        West, south, east and north in metres.

    Returns
    -------
    str
        A whole SVG document; its words are the names of neighbourhoods and the scale bar.
    """
    pen = Pen(window)
    height = (window[3] - window[1]) * pen.scale
    layers = [
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{LIGHT.ground}"/>',
        map_ground.inside(desk, pen),
        map_ground.streets(desk, pen, window),
        map_marks.areas(marks, pen),
        map_ground.water(desk, pen),
        map_ground.borders(desk, pen),
        map_marks.chosen(marks, pen),
        map_marks.dry(marks, pen),
        map_marks.others(marks, pen),
        map_ground.names(desk, pen, window, map_marks.taken(marks, pen)),
        map_marks.places(marks, pen),
        map_ground.scale_bar(pen, height, window[2] - window[0]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{FONT_FAMILY}">{"".join(layers)}</svg>'
    )


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
