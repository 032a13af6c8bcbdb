"""The fact sheet of a neighbourhood: who can walk to a place where anyone may come in, and who cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo.measures.evaluation import Evaluation
from geo.vocabulary import AGE_BANDS, SELECTION_KINDS, Kind, Selection, Speed
from layers.figures import AreaFigure, area_figures, city_figure, figures_for
from layers.measures import View
from layers.sentences import area_sentences
from layers.words import Words
from publishing.desk import Desk
from publishing.rows import each, plain, short
from publishing.sheets.drawings import window_on
from publishing.sheets.map import MapMarks, key_of_chosen, key_of_dry, key_of_mark, reach_map
from publishing.sheets.parts import (
    about,
    age_chart,
    area_name,
    links_of,
    need_section,
    share_text,
    slug,
    sources_section,
)
from publishing.sheets.sheet import Drawing, Fact, Section, Sheet, SheetTable
from publishing.sheets.subject import need_shares

_ASPECT = 1.32
_AROUND_M = 800.0
_MOST_PLACES = 12


def neighbourhood_sheet(desk: Desk, code: str, words: Words) -> Sheet:
    """Write the sheet of a neighbourhood.

    Raises
    ------
    KeyError
        If the bundle knows no such neighbourhood.
    """
    table = desk.bundle.neighbourhoods
    row = next(each(table[table["neighbourhood"] == code]), None)
    if row is None:
        raise KeyError(code)
    name = short(row.name)
    links = links_of(desk, name, {"neighbourhood": code}, words)
    view = View.headline(desk.city.settings)
    figure = next(
        one for one in area_figures(figures_for(table, desk.bundle.coverage, view)) if one.neighbourhood == code
    )
    inside = (desk.city.demand["neighbourhood"] == code).to_numpy()
    lives = bool(desk.city.residents[inside].sum() > 0)
    return Sheet(
        language=words.language,
        slug=slug(f"{code}-{row.name}"),
        kicker=words.text("sheet.kicker.neighbourhood"),
        title=name,
        lead=words.text("sheet.neighbourhood.lead", name=name),
        tags=(),
        facts=_facts(desk, figure, view, words) if lives else (),
        map_title=words.text(f"sheet.map.title.{'neighbourhood' if lives else 'nobody'}"),
        map=_map(desk, row, inside, words),
        map_keys=_keys(words),
        front=_front(desk, figure, view, inside, words),
        sections=_sections(desk, code, row, inside, words),
        sure=_sure(words),
        sources=sources_section(desk, words),
        citation=links.citation,
        built=links.built,
        footer=links.footer,
        link=links.link,
        link_text=links.link_text,
        qr=links.qr,
    )


def _city(desk: Desk, view: View) -> AreaFigure:
    return city_figure(desk.bundle.coverage, view, desk.city.code, area_name(desk))


def _facts(desk: Desk, figure: AreaFigure, view: View, words: Words) -> tuple[Fact, ...]:
    if figure.status == "unknown":
        return ()
    said = {"minutes": words.minutes(view.assumptions.threshold), "area": area_name(desk)}
    city = share_text(_city(desk, view).coverage, words)
    count = int(
        (desk.evaluation.selected & (desk.city.places["neighbourhood"] == figure.neighbourhood).to_numpy()).sum()
    )
    return (
        Fact(share_text(figure.coverage, words), words.text("sheet.fact.share", city=city, **said)),
        Fact(about(figure.gap, words), words.text("sheet.fact.gap")),
        Fact(words.number(count), words.text("sheet.fact.places", count=count)),
    )


def _dry(evaluation: Evaluation, inside: Any) -> Any:
    return inside & ~evaluation.covered


def _headline_places(desk: Desk) -> Any:
    kinds = [kind.value for kind in SELECTION_KINDS[desk.city.settings.headline_selection]]
    return desk.city.places[desk.city.places["kind"].isin(kinds)]


def _map(desk: Desk, row: Any, inside: Any, words: Words) -> Drawing:
    dry = _dry(desk.evaluation, inside) & (desk.city.residents > 0)
    marks = MapMarks(others=_headline_places(desk), chosen=row.geometry, dry=desk.city.demand[dry])
    window = window_on([shapely.buffer(row.geometry, 150)], _ASPECT)
    minutes = words.minutes(desk.city.settings.headline_threshold_min)
    residents = about(float(desk.city.residents[dry].sum()), words)
    alt = words.text("sheet.map.alt.neighbourhood", name=short(row.name), minutes=minutes, residents=residents)
    return Drawing(reach_map(desk, marks, window), alt)


def _keys(words: Words) -> tuple[Drawing, ...]:
    return (
        Drawing(key_of_chosen(), words.text("sheet.key.chosen")),
        Drawing(key_of_dry(), words.text("sheet.key.dry")),
        Drawing(key_of_mark(Kind.INITIATIVE, large=False), words.text("kind.initiative")),
        Drawing(key_of_mark(Kind.PUBLIC, large=False), words.text("kind.public")),
    )


def _front(desk: Desk, figure: AreaFigure, view: View, inside: Any, words: Words) -> tuple[Section, ...]:
    title = words.text("sheet.neighbourhood.title")
    if not desk.city.residents[inside].sum() > 0:
        return (Section(title, (words.text("sheet.neighbourhood.nobody"),)),)
    said = Section(title, (" ".join(area_sentences(figure, view, words)),))
    dry = _dry(desk.evaluation, inside)
    ages = dict(zip(AGE_BANDS, map(float, desk.city.ages[dry].sum(axis=0)), strict=True))
    # The ages of a handful are guesses, and nobody's business.
    if not sum(ages.values()) >= desk.city.settings.ranking_min_residents:
        return (said,)
    drawing = age_chart(ages, "sheet.who_dry.alt", words.minutes(view.assumptions.threshold), words)
    return (said, Section(words.text("sheet.who_dry"), drawing=drawing))


def _sections(desk: Desk, code: str, row: Any, inside: Any, words: Words) -> tuple[Section, ...]:
    places = _places(desk, code, row, words)
    if not desk.city.residents[inside].sum() > 0:
        return (places,)
    everyone = np.ones(len(desk.city.residents), dtype=bool)
    near, city = need_shares(desk.city, inside), need_shares(desk.city, everyone)
    needs = need_section("sheet.need.title.neighbourhood", "sheet.column.here", near, city, words)
    # Of a handful of households, shares say more than anyone should know, and nothing about the neighbourhood.
    few = desk.city.residents[inside].sum() < desk.city.settings.ranking_min_residents
    return (_walks(desk, code, words), places) if few else (_walks(desk, code, words), needs, places)


def _walks(desk: Desk, code: str, words: Words) -> Section:
    coverage = desk.bundle.coverage[
        (desk.bundle.coverage["neighbourhood"] == code) & desk.bundle.coverage["with_uncertain"]
    ].set_index(["selection", "speed", "threshold"])["coverage"]
    headline = desk.city.settings.headline_threshold_min
    chosen = [(Selection.HEADLINE, minutes) for minutes in desk.city.settings.thresholds_min]
    chosen += [(Selection.INITIATIVES, headline), (Selection.ALL, headline)]

    def share(selection: Selection, speed: Speed, minutes: int) -> str:
        return share_text(float(coverage.get((selection.value, speed.value, minutes), float("nan"))), words)

    rows = tuple(
        (_walk(selection, minutes, words), *(share(selection, speed, minutes) for speed in Speed))
        for selection, minutes in chosen
    )
    columns = tuple(words.text(f"sheet.column.{one}") for one in ("minutes", "normal", "slow"))
    caption = words.text("sheet.neighbourhood.table")
    return Section(caption, table=SheetTable(words.text("sheet.need.caption"), columns, rows))


def _walk(selection: Selection, minutes: int, words: Words) -> str:
    if selection is Selection.HEADLINE:
        return words.minutes(minutes)
    return f"{words.minutes(minutes)}, {words.text(f'neighbourhoods.looking.{selection.value}')}"


def _places(desk: Desk, code: str, row: Any, words: Words) -> Section:
    places = _headline_places(desk)
    mine = places[places["neighbourhood"] == code]
    lines = tuple(
        f"{short(one.name, 60)} ({words.text(f'kind.{one.kind}').lower()})" for one in each(mine.head(_MOST_PLACES))
    )
    near = places[(places["neighbourhood"] != code) & (places.distance(row.geometry) <= _AROUND_M)]
    nearest = near.assign(far=near.distance(row.geometry)).sort_values("far").head(_MOST_PLACES // 2)
    none = () if lines else (words.text("sheet.neighbourhood.inside.none"),)
    names = words.listing([short(plain(one), 48) for one in nearest["name"]])
    around = (words.text("sheet.neighbourhood.around", names=names),) if len(nearest) else ()
    title = words.text("sheet.neighbourhood.inside")
    return Section(title, (), (*lines, *around)) if lines else Section(title, (*none, *around))


def _sure(words: Words) -> Section:
    return Section(
        words.text("sheet.sure.title"),
        bullets=tuple(words.text(f"sheet.sure.{one}") for one in ("walks", "places", "rounded")),
    )
