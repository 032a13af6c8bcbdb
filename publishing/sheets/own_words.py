"""What an organisation's sheet tells of the organisation itself: what it does, its own figures, what hinders it."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from layers.words import Words
from publishing.desk import Desk
from publishing.rows import each, members, plain, short, told
from publishing.sheets.parts import opening_text
from publishing.sheets.place_facts import PlaceFacts
from publishing.sheets.reached import headline_walk
from publishing.sheets.sheet import Section
from publishing.sheets.subject import Subject

MOST_BULLETS = 6
"""Lines of a list that a sheet has room for."""


def nowhere_section(subject: Subject, words: Words) -> Section:
    """Say why an organisation has no place to walk to."""
    lines = []
    for place in each(subject.places):
        said = {"place": short(place.name), "reason": words.text(f"reason.{place.counted_reason}")}
        address = told(place.address)
        if address:
            lines.append(words.text("sheet.elsewhere.address", address=short(address), **said))
        else:
            lines.append(words.text("sheet.elsewhere", **said))
    reason = told(getattr(subject.organisation, f"no_place_{words.language}", None))
    if not lines and reason is None:
        reason = words.text("reason.no_location")
    return Section(words.text("sheet.no_place.title"), (reason,) if reason else (), tuple(lines[:MOST_BULLETS]))


def connect_section(desk: Desk, subject: Subject, facts: PlaceFacts, words: Words) -> Section:
    """Say what one does there, what it is about, what lies near and where its doors are."""
    functions = [words.text(f"function.{one}").lower() for one in members(subject.functions)]
    domains = [words.text(f"domain.{one}").lower() for one in members(subject.domains)]
    lines = [words.text("sheet.connect.functions", functions=words.listing(functions))] if functions else []
    lines += [words.text("sheet.connect.domains", domains=words.listing(domains))] if domains else []
    minutes = headline_walk(desk, words)[1]
    if facts.counted and not facts.nearby:
        lines.append(words.text("sheet.connect.none", minutes=minutes))
    elif facts.nearby:
        names = [
            words.text("sheet.connect.place", name=short(one.name, 48), minutes=words.minutes(one.minutes))
            for one in facts.nearby
        ]
        listed = words.listing(names)
        lines.append(words.text("sheet.connect.nearby", count=facts.nearby_count, minutes=minutes, names=listed))
    doors = _doors(subject, words)
    website = told(getattr(subject.organisation, "website", None))
    if website and website.startswith(("https://", "http://")):
        shown = website.removeprefix("https://").removeprefix("http://").rstrip("/")
        lines.append(words.text("sheet.connect.website", website=short(shown)))
    if len(doors) == 1:
        return Section(words.text("sheet.connect.title"), (*doors, *lines))
    return Section(words.text("sheet.connect.title"), tuple(lines), doors)


def _doors(subject: Subject, words: Words) -> tuple[str, ...]:
    """Say of every counted place where it is and when it is open, as far as anyone knows."""
    doors = []
    for place in each(subject.places[subject.places["counted"]]):
        address, opening = told(place.address), opening_text(place, words)
        said = [short(address)] if address else []
        said += [words.text("sheet.connect.open", opening=opening)] if opening else []
        if said:
            doors.append(
                words.text("sheet.connect.address", place=short(place.name, 60), address=". ".join(said).rstrip("."))
            )
    return tuple(doors[:MOST_BULLETS])


def figures_section(desk: Desk, subject: Subject, words: Words) -> Section | None:
    """List the figures that the organisation gives of itself, if any."""
    table = desk.bundle.figures
    own = table[table["organisation_id"] == subject.id] if subject.organisation is not None else table.iloc[:0]
    lines = tuple(_figure(figure, words) for figure in each(own.head(MOST_BULLETS + 2)))
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


def challenges_section(subject: Subject, words: Words) -> Section | None:
    """List what the organisation says stands in its way, if anything."""
    lines = getattr(subject.organisation, f"challenges_{words.language}", None)
    said = tuple(plain(line) for line in lines.split("\n") if line.strip()) if isinstance(lines, str) else ()
    return Section(words.text("sheet.challenges.title"), bullets=said[:MOST_BULLETS]) if said else None
