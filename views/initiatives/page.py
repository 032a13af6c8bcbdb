"""Initiatieven: who they are, where, whom they reach, and what would be lost."""

from __future__ import annotations

import streamlit as st

from publishing.rows import iterate_rows, places_of_organisation
from views.initiatives.texts import (
    absent_rows,
    challenges_section,
    figures_section,
    functions_html,
    places_table,
    portrait,
    reach_section,
    source_line,
)
from views.shared.downloads import sheet_buttons
from views.shared.html import heading, paragraph, prose, table, write
from views.shared.links import link_to
from views.shared.visit import Visit
from views.state.address import bind
from views.state.data import evaluation_of, the_city


def initiatives_page(visit: Visit) -> None:
    """Write the page."""
    words, organisations = visit.words, visit.bundle.organisations
    on_map = visit.bundle.places[(visit.bundle.places["kind"] == "initiative") & visit.bundle.places["counted"]]
    lead = words.text("initiatives.lead", count=len(organisations), places=len(on_map))
    write(prose(heading(words.text("app.page.initiatives"), 1), paragraph(lead, "riool-lead")))
    names = dict(zip(organisations["organisation_id"], organisations["name"], strict=True))
    st.selectbox(
        words.text("initiatives.choose"),
        [None, *names],
        format_func=lambda one: words.text("initiatives.all") if one is None else str(names[one]),
        placeholder=words.text("initiatives.all"),
        **bind("organisation"),
    )
    if visit.state.organisation is None:
        _everyone(visit)
    else:
        _one(visit, visit.state.organisation)


def _everyone(visit: Visit) -> None:
    words = visit.words
    for organisation in iterate_rows(visit.bundle.organisations):
        with st.container(key=f"riool-initiatives-card-{organisation.organisation_id}"):
            card = prose(
                heading(str(organisation.name)),
                functions_html(organisation.functions, words),
                paragraph(str(getattr(organisation, f"summary_{words.language}"))),
            )
            write(card)
            more = words.text("initiatives.more", name=str(organisation.name))
            link_to("initiatives", more, organisation=organisation.organisation_id)
    columns = [words.text(f"initiatives.column.{name}") for name in ("what", "who", "why")]
    rows = absent_rows(visit.bundle.places, visit.bundle.organisations, words)
    title = words.text("initiatives.absent")
    write(prose(heading(title), table(title, columns, rows, under_heading=True)))


def _one(visit: Visit, organisation_id: str) -> None:
    words, organisations = visit.words, visit.bundle.organisations
    organisation = next(iterate_rows(organisations[organisations["organisation_id"] == organisation_id]))
    places = places_of_organisation(visit.bundle.places, organisation_id)
    about = prose(
        heading(str(organisation.name)), portrait(organisation, words), places_table(places, organisation, words)
    )
    write(about)
    for place in iterate_rows(places[places["counted"]]):
        link_to("map", words.text("initiatives.on_map", place=str(place.name)), place=place.place_id)
    figures = visit.bundle.figures[visit.bundle.figures["organisation_id"] == organisation_id]
    worth = prose(
        reach_section(the_city(), evaluation_of(visit.state), places, words),
        figures_section(figures, words),
        challenges_section(organisation, words),
        source_line(organisation, words),
    )
    write(worth)
    doors = list(places.loc[places["counted"], "place_id"])
    shown = {"place": str(doors[0])} if doors else {}
    sheet_buttons(visit, organisation_id, str(organisation.name), shown)
    link_to("initiatives", words.text("initiatives.back"), organisation=None)
