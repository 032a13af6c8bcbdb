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
from publishing.context import PublishContext
from publishing.folder import file_slug
from publishing.rows import iterate_rows, plain_text, short_name
from publishing.sheets.drawings import window_on
from publishing.sheets.map import MapMarks, key_of_chosen, key_of_dry, key_of_mark, reach_map
from publishing.sheets.parts import about, age_chart, links_of, need_section, share_text, sources_section
from publishing.sheets.sheet import Drawing, Fact, Section, Sheet, SheetTable
from publishing.sheets.subject import need_shares

_ASPECT = 1.32
_AROUND_M = 800.0
_MOST_PLACES = 12


def neighbourhood_sheet(context: PublishContext, code: str, words: Words) -> Sheet:
    """Write the sheet of a neighbourhood.

    Raises
    ------
    KeyError
        If the bundle knows no such neighbourhood.
    """
    table = context.bundle.neighbourhoods
    row = next(iterate_rows(table[table["neighbourhood"] == code]), None)
    if row is None:
        raise KeyError(code)
    name = short_name(row.name)
    links = links_of(context, name, {"neighbourhood": code}, words)
    view = View.headline(context.city.settings)
    figure = next(
        one for one in area_figures(figures_for(table, context.bundle.weighed, view)) if one.neighbourhood == code
    )
    inside = (context.city.demand["neighbourhood"] == code).to_numpy()
    lives = bool(context.city.residents[inside].sum() > 0)
    return Sheet(
        language=words.language,
        slug=file_slug(f"{code}-{row.name}"),
        kicker=words.text("sheet.kicker.neighbourhood"),
        title=name,
        lead=words.text("sheet.neighbourhood.lead", name=name),
        tags=(),
        facts=_facts(context, figure, view, words) if lives else (),
        map_title=words.text(f"sheet.map.title.{'neighbourhood' if lives else 'nobody'}"),
        map=_map(context, row, inside, words),
        map_keys=_keys(words),
        front=_front(context, figure, view, inside, words),
        sections=_sections(context, code, row, inside, words),
        sure=_sure(words),
        sources=sources_section(context, words),
        citation=links.citation,
        built=links.built,
        footer=links.footer,
        link=links.link,
        link_text=links.link_text,
        qr=links.qr,
    )


def _city(context: PublishContext, view: View) -> AreaFigure:
    return city_figure(context.bundle.weighed, view, context.city.code, context.area_name)


def _facts(context: PublishContext, figure: AreaFigure, view: View, words: Words) -> tuple[Fact, ...]:
    if figure.status == "unknown":
        return ()
    values = {"minutes": words.minutes(view.assumptions.threshold), "area": context.area_name}
    city = share_text(_city(context, view).coverage, words)
    count = int(
        (context.evaluation.selected & (context.city.places["neighbourhood"] == figure.neighbourhood).to_numpy()).sum()
    )
    return (
        Fact(share_text(figure.coverage, words), words.text("sheet.fact.share", city=city, **values)),
        Fact(about(figure.gap, words), words.text("sheet.fact.gap")),
        Fact(words.number(count), words.text("sheet.fact.places", count=count)),
    )


def _dry(evaluation: Evaluation, inside: Any) -> Any:
    return inside & ~evaluation.covered


def _headline_places(context: PublishContext) -> Any:
    kinds = [kind.value for kind in SELECTION_KINDS[context.city.settings.headline_selection]]
    return context.city.places[context.city.places["kind"].isin(kinds)]


def _map(context: PublishContext, row: Any, inside: Any, words: Words) -> Drawing:
    dry = _dry(context.evaluation, inside) & (context.city.residents > 0)
    marks = MapMarks(others=_headline_places(context), chosen=row.geometry, dry=context.city.demand[dry])
    window = window_on([shapely.buffer(row.geometry, 150)], _ASPECT)
    minutes = words.minutes(context.city.settings.headline_threshold_min)
    residents = about(float(context.city.residents[dry].sum()), words)
    alt = words.text("sheet.map.alt.neighbourhood", name=short_name(row.name), minutes=minutes, residents=residents)
    return Drawing(reach_map(context, marks, window), alt)


def _keys(words: Words) -> tuple[Drawing, ...]:
    return (
        Drawing(key_of_chosen(), words.text("sheet.key.chosen")),
        Drawing(key_of_dry(), words.text("sheet.key.dry")),
        Drawing(key_of_mark(Kind.INITIATIVE, large=False), words.text("kind.initiative")),
        Drawing(key_of_mark(Kind.PUBLIC, large=False), words.text("kind.public")),
    )


def _front(context: PublishContext, figure: AreaFigure, view: View, inside: Any, words: Words) -> tuple[Section, ...]:
    title = words.text("sheet.neighbourhood.title")
    if not context.city.residents[inside].sum() > 0:
        return (Section(title, (words.text("sheet.neighbourhood.nobody"),)),)
    summary = Section(title, (" ".join(area_sentences(figure, view, words)),))
    dry = _dry(context.evaluation, inside)
    ages = dict(zip(AGE_BANDS, map(float, context.city.ages[dry].sum(axis=0)), strict=True))
    # The ages of a handful are guesses, and nobody's business.
    if not sum(ages.values()) >= context.city.settings.ranking_min_residents:
        return (summary,)
    drawing = age_chart(ages, "sheet.who_dry.alt", words.minutes(view.assumptions.threshold), words)
    return (summary, Section(words.text("sheet.who_dry"), drawing=drawing))


def _sections(context: PublishContext, code: str, row: Any, inside: Any, words: Words) -> tuple[Section, ...]:
    places = _places(context, code, row, words)
    if not context.city.residents[inside].sum() > 0:
        return (places,)
    everyone = np.ones(len(context.city.residents), dtype=bool)
    near, city = need_shares(context.city, inside), need_shares(context.city, everyone)
    needs = need_section("sheet.need.title.neighbourhood", "sheet.column.here", near, city, words)
    # Of a handful of households, shares say more than anyone should know, and nothing about the neighbourhood.
    few = context.city.residents[inside].sum() < context.city.settings.ranking_min_residents
    return (_walks(context, code, words), places) if few else (_walks(context, code, words), needs, places)


def _walks(context: PublishContext, code: str, words: Words) -> Section:
    coverage = context.bundle.weighed[
        (context.bundle.weighed["neighbourhood"] == code) & context.bundle.weighed["with_uncertain"]
    ].set_index(["selection", "speed", "threshold"])["coverage"]
    headline = context.city.settings.headline_threshold_min
    chosen = [(Selection.HEADLINE, minutes) for minutes in context.city.settings.thresholds_min]
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


def _places(context: PublishContext, code: str, row: Any, words: Words) -> Section:
    places = _headline_places(context)
    mine = places[places["neighbourhood"] == code]
    lines = tuple(
        f"{short_name(one.name, 60)} ({words.text(f'kind.{one.kind}').lower()})"
        for one in iterate_rows(mine.head(_MOST_PLACES))
    )
    near = places[(places["neighbourhood"] != code) & (places.distance(row.geometry) <= _AROUND_M)]
    nearest = near.assign(far=near.distance(row.geometry)).sort_values("far").head(_MOST_PLACES // 2)
    none = () if lines else (words.text("sheet.neighbourhood.inside.none"),)
    names = words.listing([short_name(plain_text(one), 48) for one in nearest["name"]])
    around = (words.text("sheet.neighbourhood.around", names=names),) if len(nearest) else ()
    title = words.text("sheet.neighbourhood.inside")
    return Section(title, (), (*lines, *around)) if lines else Section(title, (*none, *around))


def _sure(words: Words) -> Section:
    return Section(
        words.text("sheet.sure.title"),
        bullets=tuple(words.text(f"sheet.sure.{one}") for one in ("walks", "places", "rounded")),
    )
