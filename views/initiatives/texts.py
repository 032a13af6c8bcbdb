"""An organisation in words and tables: what it is, where, for whom, and what is hard."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geo.analysis.catchment import catchment
from geo.analysis.city import City
from geo.measures.evaluation import Evaluation
from geo.vocabulary import AGE_BANDS, Function, Speed
from geo.whatif.closure import closure_losses
from layers.escape import Html, escape_text, safe_link
from layers.icons import function_icon
from layers.opening_hours import opening_text
from layers.words import Words
from publishing.rows import iterate_rows, optional_text, places_of_organisation, plain_lines, split_set
from views.shared.html import bullet_list, heading, paragraph, table


def functions_html(joined: Any, words: Words) -> Html:
    """Show functions as icons with their words."""
    items = "".join(
        f'<li class="riool-initiatives-function">{function_icon(Function(name), 24, masked=True)} '
        f"{escape_text(words.text(f'function.{name}'))}</li>"
        for name in split_set(joined)
    )
    return Html(f'<ul class="riool-initiatives-functions">{items}</ul>')


def portrait(organisation: Any, words: Words) -> Html:
    """Say who an organisation is: role, functions, domains, summary, websites."""
    domains = [words.text(f"domain.{name}") for name in split_set(organisation.domains)]
    links = [
        safe_link(url) for url in (optional_text(organisation.website), *split_set(organisation.more_websites)) if url
    ]
    shown = "".join(
        f'<li><a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a></li>' for link in links if link
    )
    return Html(
        paragraph(words.text(f"initiatives.role.{organisation.role}"), "riool-initiatives-role")
        + paragraph(str(getattr(organisation, f"summary_{words.language}")), "riool-lead")
        + functions_html(organisation.functions, words)
        + paragraph(words.text("initiatives.domains", domains=words.listing(domains)))
        + (f'<ul class="riool-initiatives-links">{shown}</ul>' if shown else "")
    )


def places_table(places: pd.DataFrame, organisation: Any, words: Words) -> Html:
    """List all places of an organisation with everything known, or say why there is none."""
    title = words.text("initiatives.places")
    if places.empty:
        reason = optional_text(getattr(organisation, f"no_place_{words.language}")) or words.text("reason.no_location")
        return Html(heading(title, 3) + paragraph(reason))
    columns = [words.text("initiatives.column.place")]
    columns += [words.text(f"place.{key}") for key in ("address", "opening", "walk_in", "location", "last_checked")]
    rows = [
        [
            str(place.name),
            optional_text(place.address) or words.text("unknown"),
            opening_text(place, words) or words.text("unknown"),
            words.text(f"answer.{place.walk_in}"),
            words.text(f"quality.{place.location_quality}"),
            words.date(place.last_checked) if optional_text(place.last_checked) else words.text("unknown"),
        ]
        for place in iterate_rows(places)
    ]
    notes = [
        words.text("initiatives.note", place=str(place.name), note=note)
        for place in iterate_rows(places)
        if (note := optional_text(getattr(place, f"note_{words.language}")))
    ]
    return Html(
        heading(title, 3) + table(title, columns, rows, under_heading=True) + (bullet_list(notes) if notes else "")
    )


def reach_section(city: City, evaluation: Evaluation, places: pd.DataFrame, words: Words) -> Html:
    """Say who can walk there, by age, and for whom a place is the only one."""
    counted = list(places.loc[places["counted"], "place_id"])
    if not counted:
        return Html("")
    minutes = city.settings.headline_threshold_min
    near = catchment(city, counted, city.settings.reach_m(minutes, Speed.NORMAL))
    sentence = words.text(
        "initiatives.reach.sentence",
        residents=words.number(round(near.residents, -1)),
        minutes=words.minutes(minutes),
        share=words.percent(near.share),
    )
    title = words.text("initiatives.reach")
    return Html(
        heading(title, 3)
        + paragraph(sentence, "riool-lead")
        + _reach_by_age(city, counted, words)
        + paragraph(words.text("initiatives.reach.modelled"), "riool-small")
        + _sole(city, evaluation, counted, words)
    )


def _reach_by_age(city: City, counted: list[str], words: Words) -> Html:
    columns = [words.text("initiatives.column.walk"), words.text("app.column.residents")]
    columns += [words.text(f"initiatives.{band}") for band in AGE_BANDS]
    rows = []
    for speed in Speed:
        for minutes in city.settings.thresholds_min:
            found = catchment(city, counted, city.settings.reach_m(minutes, speed))
            name = words.text(f"initiatives.walk.{speed.value}", minutes=words.minutes(minutes))
            counts = [found.residents, *found.by_age.values()]
            rows.append([name, *(words.number(round(count, -1)) for count in counts)])
    caption = words.text("initiatives.reach.caption")
    return table(caption, columns, rows, numeric=range(1, len(columns)))


def _sole(city: City, evaluation: Evaluation, counted: list[str], words: Words) -> Html:
    losses = closure_losses(city, evaluation)
    lines = [_sole_sentence(loss, words) for loss in iterate_rows(losses[losses["place_id"].isin(counted)])]
    return Html(heading(words.text("initiatives.lost"), 3) + bullet_list(lines)) if lines else Html("")


def _sole_sentence(loss: Any, words: Words) -> str:
    if not loss.walkers > 0:
        return words.text("initiatives.sole.none", place=str(loss.name))
    return words.text(
        "initiatives.sole",
        place=str(loss.name),
        sole=words.number(round(loss.sole_residents, -1)),
        walkers=words.number(round(loss.walkers, -1)),
        extra=words.minutes(loss.extra_minutes_mean, 1),
    )


def figures_section(figures: pd.DataFrame, words: Words) -> Html:
    """List the key figures with their unit and year, and where they come from."""
    if figures.empty:
        return Html("")
    items = []
    for figure in iterate_rows(figures):
        digits = 0 if float(figure.value).is_integer() else 1
        amount = words.number(figure.value, digits)
        if not math.isnan(figure.value_high):
            amount = words.text("initiatives.from_to", low=amount, high=words.number(figure.value_high, digits))
        year = "" if pd.isna(figure.year) else f" ({figure.year})"
        label = escape_text(f"{getattr(figure, f'label_{words.language}')}{year}")
        items.append(f"<li><b>{escape_text(amount)}</b> {label}</li>")
    shown = f'<ul class="riool-initiatives-figures">{"".join(items)}</ul>'
    return Html(heading(words.text("initiatives.figures"), 3) + shown)


def challenges_section(organisation: Any, words: Words) -> Html:
    """List what an organisation struggles with, in our words."""
    lines = plain_lines(getattr(organisation, f"challenges_{words.language}"))
    return Html(heading(words.text("initiatives.challenges"), 3) + bullet_list(lines)) if lines else Html("")


def source_line(organisation: Any, words: Words) -> Html:
    """Say where all this comes from and when it was last checked."""
    sentence = words.text(
        "initiatives.source",
        source=str(organisation.source),
        date=words.date(organisation.source_date),
        checked=words.date(organisation.last_checked),
    )
    return paragraph(sentence, "riool-small")


def absent_rows(places: pd.DataFrame, organisations: pd.DataFrame, words: Words) -> list[list[str]]:
    """List what is not on the map, and why: places that do not count, and organisations without a place."""
    names = dict(zip(organisations["organisation_id"], organisations["name"], strict=True))
    rows = []
    for place in iterate_rows(places[(places["kind"] == "initiative") & ~places["counted"]]):
        runners = words.listing([str(names.get(one, one)) for one in split_set(place.organisations)])
        rows.append([str(place.name), runners, words.text(f"reason.{place.counted_reason}")])
    for organisation in iterate_rows(organisations):
        if places_of_organisation(places, organisation.organisation_id).empty:
            reason = optional_text(getattr(organisation, f"no_place_{words.language}")) or words.text(
                "reason.no_location"
            )
            rows.append([str(organisation.name), str(organisation.name), reason])
    return rows
