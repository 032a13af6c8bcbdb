"""Where the next places would help most: proven, explained, and what each one adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import shapely
import streamlit as st

from geo.errors import QuestionError
from geo.siting.best import Siting
from geo.siting.reasons import SiteReason
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario
from layers.charts import bar
from layers.escape import Html, escape_text
from layers.sentences import people
from layers.whatif import NewPlace, Noticing, sites_layer
from layers.words import Words
from views.neighbourhoods.choices import folded_walk, need_sliders
from views.neighbourhoods.lead import answer, plain_answer
from views.neighbourhoods.looking import names_at
from views.neighbourhoods.maps import areas_on_map, legend_card, places_on_map
from views.neighbourhoods.problems import problem_text, tell
from views.neighbourhoods.siting import NUMBERS, SitesFound, sites_for
from views.neighbourhoods.whatif_words import residents
from views.shared.html import heading, paragraph, write
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.sortable import Cell, Column, SortedBy, sortable_table
from views.shared.visit import Visit
from views.state.address import bind, change
from views.state.look import Look, look_of
from views.state.state import DISTANCES_APART, Part
from views.state.where import bundle_path

_HOSTS_NAMED = 3
_AREAS_NAMED = 3
_A_PERSON = 0.5
_POSTCODE = re.compile(r"(\d{4})([A-Z]{2})")


def _found(visit: Visit) -> SitesFound | QuestionError:
    try:
        return sites_for(visit.state)
    except QuestionError as fault:
        return fault


def lead(visit: Visit) -> None:
    """Answer: how many residents the next places would bring a place nearby, and how sure that is."""
    words, state = visit.words, visit.state
    with st.spinner(words.text("neighbourhoods.sites.busy")):
        found = _found(visit)
    if isinstance(found, QuestionError):
        write(plain_answer(words.text("neighbourhoods.sites.lead.none")))
        tell(problem_text(found, words))
        return
    if not found.reasons:
        write(plain_answer(words.text("neighbourhoods.sites.lead.nothing")))
        return
    about = {"count": len(found.reasons), "minutes": words.minutes(state.assumptions.threshold)}
    write(
        answer(words, "neighbourhoods.sites.lead", residents(found.residents, words), **about),
        paragraph(_proof(found.siting, visit), "riool-lead"),
    )


def _proof(siting: Siting, visit: Visit) -> str:
    words, state = visit.words, visit.state
    told = []
    if len(siting.chosen) < state.sites:
        told.append(words.text("neighbourhoods.sites.fewer", count=state.sites))
    if siting.proven:
        told.append(words.text("neighbourhoods.sites.proven"))
    else:
        told.append(words.text("neighbourhoods.sites.gap", share=words.percent(siting.gap)))
    return " ".join(told)


def layers(visit: Visit) -> Sequence[FrameLayer]:
    """Draw the figure of today, the places, and the sites with whom they reach."""
    look, found = look_of(visit.state), _found(visit)
    ground = (areas_on_map(look), places_on_map(look))
    return ground if isinstance(found, QuestionError) else (*ground, _sites_on_map(look, found))


@lru_cache(maxsize=128)
def _sites_on_map(look: Look, found: SitesFound) -> FrameLayer:
    words, city, names = look.words, look.city, names_at(look.path)
    sites = [
        NewPlace(reason.site_id, reason.x, reason.y, site_name(reason, names, words), number)
        for number, reason in enumerate(found.reasons, start=1)
    ]
    points = shapely.get_coordinates(city.demand.geometry.to_numpy()[found.reached])
    noticing = Noticing(points, city.residents[found.reached], np.ones(len(points), dtype=bool))
    return frame_layer(sites_layer(sites, noticing, words))


def panel(visit: Visit) -> None:
    """Offer how many, how far apart, where not, and whose need weighs."""
    words, names = visit.words, names_at(bundle_path())
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
    legend_card(look_of(visit.state))


def _apart(metres: int, words: Words) -> str:
    if not metres:
        return words.text("neighbourhoods.sites.apart.none")
    return words.text("distance.metres", value=words.number(metres))


def site_name(reason: SiteReason, names: Mapping[str, str], words: Words) -> str:
    """Name a site by its postcode, written as on an envelope, and its neighbourhood."""
    postcode = _POSTCODE.sub(r"\1 \2", reason.site_id)
    return words.text("neighbourhoods.sites.name", site=postcode, where=names.get(reason.neighbourhood, ""))


def below(visit: Visit) -> None:
    """Explain each site, show what each number of sites adds, and hand them on to what-if."""
    words, found = visit.words, _found(visit)
    if isinstance(found, QuestionError) or not found.reasons:
        return
    names = names_at(bundle_path())
    write(
        heading(words.text("neighbourhoods.sites.why")),
        '<ol class="riool-sites">',
        *(_explained(reason, names, words) for reason in found.reasons),
        "</ol>",
        paragraph(words.text("neighbourhoods.sites.rough"), "riool-quiet"),
    )
    st.button(
        words.text("neighbourhoods.sites.try"), key="sites-try", type="primary", on_click=_try, args=(found.reasons,)
    )
    write(
        heading(words.text("neighbourhoods.sites.curve")), paragraph(words.text("neighbourhoods.sites.curve.explain"))
    )
    _curve(visit)


def _try(reasons: Sequence[SiteReason]) -> None:
    opened = tuple(OpenedPlace(round(reason.x, 0), round(reason.y, 0)) for reason in reasons)
    change(part=Part.WHATIF, scenario=Scenario(opened=opened))


def _explained(reason: SiteReason, names: Mapping[str, str], words: Words) -> Html:
    areas = [names.get(code, code) for code in list(reason.by_neighbourhood)[:_AREAS_NAMED]]
    told = [
        words.text(
            "neighbourhoods.sites.reaches",
            number=residents(reason.reaches.residents, words),
            names=words.listing(areas),
            old=people(reason.reaches.by_age["age_65_plus"], words),
            young=people(reason.reaches.by_age["age_0_14"], words),
        )
    ]
    if reason.alone.residents < reason.reaches.residents - _A_PERSON:
        told.append(words.text("neighbourhoods.sites.alone", number=residents(reason.alone.residents, words)))
    told.append(_hosts(reason, words))
    title = site_name(reason, names, words)
    return Html(f"<li><h3>{escape_text(title)}</h3>{''.join(paragraph(sentence) for sentence in told)}</li>")


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
