"""Show where the next places would help most, and what each one adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import numpy as np
import shapely
import streamlit as st

from geo.errors import QuestionError
from geo.siting.best import Siting
from geo.siting.interval import SiteInterval, SitingInterval
from geo.siting.reasons import SiteReason
from geo.vocabulary import HALF_A_PERSON
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario
from layers.charts import bar
from layers.escape import Html, escape_text
from layers.sentences import people
from layers.whatif import AffectedPoints, NewPlace, sites_layer
from layers.words import Words
from views.neighbourhoods.choices import folded_walk, need_sliders
from views.neighbourhoods.figures import names_at
from views.neighbourhoods.parts import (
    PartContent,
    answer,
    areas_on_map,
    counted_on_map,
    legend_card,
    plain_answer,
    problem_text,
    residents_text,
)
from views.neighbourhoods.paths import site_areas, sites_sentence
from views.neighbourhoods.siting import NUMBERS, ChosenSites, sites_for, sureness_of_sites
from views.shared.html import heading, notice, paragraph, write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.sortable import Cell, Column, SortedBy, sortable_table
from views.shared.visit import Visit
from views.state.address import bind, change
from views.state.look import Look
from views.state.state import DISTANCES_APART, Part
from views.state.where import bundle_path

Areas = Sequence[Sequence[str]]
"""Of each site the neighbourhoods where perhaps a path is missing."""

_HOSTS_NAMED = 3
_AREAS_NAMED = 3
_POSTCODE = re.compile(r"(\d{4})([A-Z]{2})")


def sites_content(visit: Visit, look: Look) -> PartContent:
    """Make the part with the best sites: its heading says how many residents they would newly cover."""
    words, ground = visit.words, (areas_on_map(look), counted_on_map(look))
    panel = partial(_panel, visit, look)
    try:
        with st.spinner(words.text("neighbourhoods.sites.busy")):
            chosen = sites_for(visit.state)
            sure = sureness_of_sites(visit.state) if chosen.reasons else None
    except QuestionError as fault:
        none = plain_answer(words.text("neighbourhoods.sites.lead.none"))
        return PartContent((none, notice(problem_text(fault, words))), ground, panel, _nothing)
    layers = (*ground, _sites_on_map(look, chosen))
    if not chosen.reasons:
        return PartContent((plain_answer(words.text("neighbourhoods.sites.lead.nothing")),), layers, panel, _nothing)
    areas = site_areas(look, chosen.reasons)
    lead, below = _lead(visit, chosen, sure, areas), partial(_below, visit, chosen, sure, areas)
    return PartContent((lead,), layers, panel, below)


def _nothing() -> None:
    """Write nothing below: there are no sites to explain."""


def _lead(visit: Visit, chosen: ChosenSites, sure: SitingInterval | None, areas: Areas) -> Html:
    words = visit.words
    about = {"count": len(chosen.reasons), "minutes": words.minutes(visit.state.assumptions.threshold)}
    sentence = answer(words, "neighbourhoods.sites.lead", residents_text(chosen.residents, words), **about)
    first = sites_sentence(areas, names_at(bundle_path()), words)
    look_outside = paragraph(first, "riool-lead") if first else ""
    said = " ".join([*_between(sure, words), _proof(chosen.siting, visit)])
    return Html(sentence + look_outside + paragraph(said, "riool-lead"))


def _between(sure: SitingInterval | None, words: Words) -> list[str]:
    if sure is None or sure.high - sure.low < HALF_A_PERSON:
        return []
    low, high = people(sure.low, words), people(sure.high, words)
    return [words.text("neighbourhoods.sites.between", low=low, high=high)]


def _proof(siting: Siting, visit: Visit) -> str:
    words, state = visit.words, visit.state
    sentences = []
    if len(siting.chosen) < state.sites:
        sentences.append(words.text("neighbourhoods.sites.fewer", count=state.sites))
    if siting.proven:
        sentences.append(words.text("neighbourhoods.sites.proven"))
    else:
        sentences.append(words.text("neighbourhoods.sites.gap", share=words.percent(siting.gap)))
    return " ".join(sentences)


@lru_cache(maxsize=128)
def _sites_on_map(look: Look, chosen: ChosenSites) -> FrameLayer:
    words, city, names = look.words, look.city, names_at(look.path)
    sites = [
        NewPlace(reason.site_id, reason.x, reason.y, site_name(reason, names, words), number)
        for number, reason in enumerate(chosen.reasons, start=1)
    ]
    points = shapely.get_coordinates(city.demand.geometry.to_numpy()[chosen.reached])
    affected = AffectedPoints(points, city.residents[chosen.reached], np.ones(len(points), dtype=bool))
    return frame_layer(sites_layer(sites, affected, words))


def _panel(visit: Visit, look: Look) -> None:
    """Write the widgets: number of sites, distance apart, neighbourhoods left out, weights of needs."""
    words, names = visit.words, names_at(look.path)
    st.segmented_control(
        words.text("neighbourhoods.sites.count"), options=list(NUMBERS), required=True, **bind("sites")
    )
    st.pills(
        words.text("neighbourhoods.sites.apart"),
        options=list(DISTANCES_APART),
        format_func=lambda metres: _apart(metres, words),
        required=True,
        **bind("apart"),
    )
    st.multiselect(
        words.text("neighbourhoods.sites.excluded"),
        options=sorted(names, key=names.__getitem__),
        format_func=names.__getitem__,
        placeholder=words.text("neighbourhoods.sites.excluded.placeholder"),
        select_all=False,
        **bind("excluded", shown=list, chosen=lambda codes: tuple(sorted(codes))),
    )
    st.toggle(words.text("neighbourhoods.sites.weighted"), **bind("weighted"))
    if visit.state.weighted:
        with st.expander(words.text("neighbourhoods.needs.title"), expanded=True, key="riool-needs"):
            need_sliders(visit)
    folded_walk(visit)
    legend_card(look)


def _apart(metres: int, words: Words) -> str:
    if not metres:
        return words.text("neighbourhoods.sites.apart.none")
    return words.text("distance.metres", value=words.number(metres))


def site_name(reason: SiteReason, names: Mapping[str, str], words: Words) -> str:
    """Name a site by its postcode, written as on an envelope, and its neighbourhood."""
    postcode = _POSTCODE.sub(r"\1 \2", reason.site_id)
    return words.text("neighbourhoods.sites.name", site=postcode, where=names.get(reason.neighbourhood, ""))


def _below(visit: Visit, chosen: ChosenSites, sure: SitingInterval | None, areas: Areas) -> None:
    """Explain each site, show what each number of sites adds, and hand them on to what-if."""
    words = visit.words
    names = names_at(bundle_path())
    each = sure.sites if sure is not None else (None,) * len(chosen.reasons)
    write(
        heading(words.text("neighbourhoods.sites.why")),
        '<ol class="riool-sites">',
        *(
            _explained(one, flagged, between, names, words)
            for one, flagged, between in zip(chosen.reasons, areas, each, strict=True)
        ),
        "</ol>",
        paragraph(words.text("neighbourhoods.sites.rough"), "riool-quiet"),
    )
    st.button(
        words.text("neighbourhoods.sites.try"), key="sites-try", type="primary", on_click=_try, args=(chosen.reasons,)
    )
    write(
        heading(words.text("neighbourhoods.sites.curve")), paragraph(words.text("neighbourhoods.sites.curve.explain"))
    )
    _curve(visit)


def _try(reasons: Sequence[SiteReason]) -> None:
    opened = tuple(OpenedPlace(round(reason.x, 0), round(reason.y, 0)) for reason in reasons)
    change(part=Part.WHATIF, scenario=Scenario(opened=opened))


def _explained(
    reason: SiteReason, flagged: Sequence[str], sure: SiteInterval | None, names: Mapping[str, str], words: Words
) -> Html:
    areas = [names.get(code, code) for code in list(reason.by_neighbourhood)[:_AREAS_NAMED]]
    doubts = words.listing([names[code] for code in flagged])
    sentences = [
        *([words.text("neighbourhoods.paths.site", names=doubts)] if doubts else []),
        words.text(
            "neighbourhoods.sites.reaches",
            number=residents_text(reason.reaches.residents, words),
            names=words.listing(areas),
            old=people(reason.reaches.by_age["age_65_plus"], words),
            young=people(reason.reaches.by_age["age_0_14"], words),
        ),
    ]
    if reason.alone.residents < reason.reaches.residents - HALF_A_PERSON:
        sentences.append(words.text("neighbourhoods.sites.alone", number=residents_text(reason.alone.residents, words)))
    if sure is not None:
        low, high = people(sure.low, words), people(sure.high, words)
        often = words.number(round(100 * sure.among_best))
        sentences.append(words.text("neighbourhoods.sites.sure", low=low, high=high, often=often))
    sentences.append(_hosts(reason, words))
    title = site_name(reason, names, words)
    return Html(f"<li><h3>{escape_text(title)}</h3>{''.join(paragraph(sentence) for sentence in sentences)}</li>")


def _hosts(reason: SiteReason, words: Words) -> str:
    hosts = reason.nearby[reason.nearby["could_host"]][:_HOSTS_NAMED]
    if not len(hosts):
        return words.text("neighbourhoods.sites.no_host")
    listed = [
        words.text("neighbourhoods.sites.host", name=str(name), distance=words.distance(float(metres)))
        for name, metres in zip(hosts["name"], hosts["metres"], strict=True)
    ]
    return words.text("neighbourhoods.sites.hosts", names=words.listing(listed))


def _curve(visit: Visit) -> None:
    words = visit.words
    values: list[float] = []
    proven = True
    for count in NUMBERS:
        with st.spinner(words.text("neighbourhoods.sites.busy.curve", count=count)):
            siting = sites_for(visit.state, count).siting
        values.append(max(siting.value, values[-1] if values else 0.0))
        proven = proven and siting.proven
    most = values[-1] or 1.0
    rows = []
    for count, value in zip(NUMBERS, values, strict=True):
        adds = value - (values[count - 2] if count > 1 else 0.0)
        rows.append(
            [
                Cell(words.text("neighbourhoods.sites.number", count=count)),
                Cell(people(value, words), value, drawing=bar(value / most)),
                Cell(f"+{people(adds, words)}", adds),
            ]
        )
    key = "weighted" if visit.state.weighted else "plain"
    columns = [
        Column(words.text("neighbourhoods.sites.column.count"), sorts=False),
        Column(words.text(f"neighbourhoods.sites.column.{key}"), numeric=True, sorts=False, wide=True),
        Column(words.text("neighbourhoods.sites.column.adds"), numeric=True, sorts=False),
    ]
    write(
        sortable_table(
            "curve", words.text("neighbourhoods.sites.curve.caption"), columns, rows, SortedBy(0, falling=False)
        )
    )
    if proven:
        write(paragraph(words.text("neighbourhoods.sites.curve.proven"), "riool-quiet"))
