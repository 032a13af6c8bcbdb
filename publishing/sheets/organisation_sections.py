"""The sections of an organisation's sheet: who reaches it, what would be lost, and what it says of itself."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geo.analysis.catchment import Catchment
from geo.vocabulary import AGE_BANDS, LocationQuality, Speed
from layers.opening_hours import opening_text
from layers.places import is_inexact
from layers.words import Words
from publishing.context import PublishContext
from publishing.rows import iterate_rows, optional_text, plain_lines, plain_text, short_name, split_set
from publishing.sheets.parts import about, age_chart, share_text
from publishing.sheets.sheet import Fact, Section, SheetTable
from publishing.sheets.subject import Nearby, PlaceFacts, Subject

_NAMED_NEIGHBOURHOODS = 3
_SHORT_NAME = 48
_NO_SHARE = 1e-9
_AGE_GROUPS = {"older": ("age_65_plus",), "young": ("age_0_14", "age_15_24")}
MOST_BULLETS = 6
"""Lines of a list that a sheet has room for."""


def headline_walk(context: PublishContext, words: Words) -> tuple[int, str]:
    """Give the minutes of the first map, as a number and in words."""
    minutes = context.city.settings.headline_threshold_min
    return minutes, words.minutes(minutes)


def _many(facts: PlaceFacts) -> str:
    return ".many" if len(facts.counted) > 1 else ""


def large_facts(context: PublishContext, facts: PlaceFacts, words: Words) -> tuple[Fact, ...]:
    """Choose the numbers printed large: residents within reach, old or young, and who would lose their only place."""
    number, minutes = headline_walk(context, words)
    near = facts.reached[Speed.NORMAL, number]
    values = {"minutes": minutes, "share": share_text(near.share, words), "area": context.area_name}
    reached = Fact(about(near.residents, words), words.text("sheet.fact.reach", **values))
    return (reached, *_age_fact(context, near, words), _loss_fact(context, facts, words))


def _age_fact(context: PublishContext, near: Catchment, words: Words) -> tuple[Fact, ...]:
    """Give the number of old or young residents, whichever stand out most beside the city; empty without residents."""
    city = dict(zip(AGE_BANDS, map(float, context.city.ages.sum(axis=0)), strict=True))
    here_total, city_total = sum(near.by_age.values()), sum(city.values())
    if not (here_total > 0 and city_total > 0):
        return ()
    counts = {group: sum(near.by_age[band] for band in bands) for group, bands in _AGE_GROUPS.items()}
    shares = {group: sum(city[band] for band in bands) / city_total for group, bands in _AGE_GROUPS.items()}
    group = max(_AGE_GROUPS, key=lambda one: counts[one] / max(shares[one], _NO_SHARE))
    values = {"share": share_text(counts[group] / here_total, words), "city": share_text(shares[group], words)}
    return (Fact(about(counts[group], words), words.text(f"sheet.fact.{group}", area=context.area_name, **values)),)


def _loss_fact(context: PublishContext, facts: PlaceFacts, words: Words) -> Fact:
    loss = facts.loss
    if loss is not None and _some(loss.sole):
        return Fact(about(loss.sole, words), words.text(f"sheet.fact.sole{_many(facts)}"))
    if loss is not None and loss.walkers > 0:
        extra = _extra(loss.extra_minutes, words)
        return Fact(about(loss.walkers, words), words.text(f"sheet.fact.walkers{_many(facts)}", extra=extra))
    longest = max(context.city.settings.thresholds_min)
    far = facts.reached[Speed.NORMAL, longest].residents
    return Fact(about(far, words), words.text("sheet.fact.farther", minutes=words.minutes(longest)))


def _extra(minutes: float, words: Words) -> str:
    """Write minutes with a decimal where it says something: 3 rather than 3.0."""
    return words.minutes(minutes, 0 if round(minutes, 1).is_integer() else 1)


def _some(residents: float) -> bool:
    """Whether so many residents are more than rounding; none are where nobody knows."""
    return not math.isnan(residents) and round(residents, -1) > 0


def where_they_live(context: PublishContext, facts: PlaceFacts, words: Words) -> str:
    """Name the neighbourhoods where most of those within reach live."""
    names = dict(
        zip(context.bundle.neighbourhoods["neighbourhood"], context.bundle.neighbourhoods["name"], strict=True)
    )
    near = facts.reached[Speed.NORMAL, context.city.settings.headline_threshold_min]
    return words.listing([plain_text(names[code]) for code, _ in near.by_neighbourhood[:_NAMED_NEIGHBOURHOODS]])


def ages_section(context: PublishContext, facts: PlaceFacts, words: Words) -> Section:
    """Draw those within reach by age."""
    number, minutes = headline_walk(context, words)
    near = facts.reached[Speed.NORMAL, number]
    where = where_they_live(context, facts, words)
    where_line = (words.text("sheet.from", names=where),) if where else ()
    drawing = age_chart(near.by_age, "sheet.age.alt", minutes, words)
    return Section(words.text("sheet.age.title"), where_line, drawing=drawing)


def reach_section(context: PublishContext, facts: PlaceFacts, words: Words) -> Section:
    """Set out who is reached, by minutes and pace."""

    def cell(speed: Speed, minutes: int) -> str:
        near = facts.reached[speed, minutes]
        return words.text("sheet.cell", count=about(near.residents, words), share=share_text(near.share, words))

    rows = tuple(
        (words.minutes(minutes), cell(Speed.NORMAL, minutes), cell(Speed.SLOW, minutes))
        for minutes in context.city.settings.thresholds_min
    )
    columns = tuple(words.text(f"sheet.column.{one}") for one in ("minutes", "normal", "slow"))
    caption = words.text("sheet.reach.caption", area=context.area_name)
    return Section(words.text(f"sheet.reach.title{_many(facts)}"), table=SheetTable(caption, columns, rows))


def loss_section(context: PublishContext, facts: PlaceFacts, words: Words) -> Section | None:
    """Say what would be lost if the places closed; None if none takes part in the first map."""
    loss = facts.loss
    if loss is None:
        return None
    minutes = headline_walk(context, words)[1]
    key = f"sheet.loss.{'sole' if _some(loss.sole) else 'none'}{_many(facts)}"
    lines = [words.text(key, sole=about(loss.sole, words), minutes=minutes)]
    if round(loss.least, -1) != round(loss.most, -1):
        lines.append(words.text("sheet.loss.range", least=about(loss.least, words), most=about(loss.most, words)))
    if loss.walkers > 0:
        extra = _extra(loss.extra_minutes, words)
        lines.append(words.text("sheet.loss.walkers", walkers=about(loss.walkers, words), extra=extra))
    if not _some(loss.sole) and _some(loss.sole_with_next_door):
        names = words.listing([short_name(name, _SHORT_NAME) for name in loss.next_door])
        values = {"names": names, "sole": about(loss.sole_with_next_door, words), "minutes": minutes}
        lines.append(words.text("sheet.loss.next_door", **values))
    inexact = f".inexact{_many(facts)}" if True in inexact_places(context, facts) else ""
    sure = words.text(f"sheet.sure.short{inexact}")
    return Section(words.text("sheet.loss.title"), (" ".join(lines), sure))


def inexact_places(context: PublishContext, facts: PlaceFacts) -> set[bool]:
    """Collect whether the places are only roughly known: True, False, both, or nothing for no places."""
    mine = context.city.places[context.city.places["place_id"].isin(facts.counted)]
    pairs = zip(mine["uncertain"], mine["location_quality"], strict=True)
    return {is_inexact(bool(uncertain), LocationQuality(quality)) for uncertain, quality in pairs}


def nowhere_section(subject: Subject, words: Words) -> Section:
    """Say why an organisation has no place to walk to."""
    lines = []
    for place in iterate_rows(subject.places):
        values = {"place": short_name(place.name), "reason": words.text(f"reason.{place.counted_reason}")}
        address = optional_text(place.address)
        if address:
            lines.append(words.text("sheet.elsewhere.address", address=short_name(address), **values))
        else:
            lines.append(words.text("sheet.elsewhere", **values))
    reason = optional_text(getattr(subject.organisation, f"no_place_{words.language}", None))
    if not lines and reason is None:
        reason = words.text("reason.no_location")
    return Section(words.text("sheet.no_place.title"), (reason,) if reason else (), tuple(lines[:MOST_BULLETS]))


def connect_section(context: PublishContext, subject: Subject, facts: PlaceFacts, words: Words) -> Section:
    """Say what one does there, what it is about, what lies near and where its doors are."""
    functions = [words.text(f"function.{one}").lower() for one in split_set(subject.functions)]
    domains = [words.text(f"domain.{one}").lower() for one in split_set(subject.domains)]
    lines = [words.text("sheet.connect.functions", functions=words.listing(functions))] if functions else []
    lines += [words.text("sheet.connect.domains", domains=words.listing(domains))] if domains else []
    minutes = headline_walk(context, words)[1]
    if facts.counted and not facts.nearby:
        lines.append(words.text("sheet.connect.none", minutes=minutes))
    elif facts.nearby:
        listed = words.listing([_neighbour(one, words) for one in facts.nearby])
        lines.append(words.text("sheet.connect.nearby", count=facts.nearby_count, minutes=minutes, names=listed))
        if any(one.exact and one.minutes is None for one in facts.nearby):
            lines.append(words.text(f"sheet.connect.untimed{_many(facts)}"))
    doors = _doors(subject, words)
    website = optional_text(getattr(subject.organisation, "website", None))
    if website and website.startswith(("https://", "http://")):
        shown = website.removeprefix("https://").removeprefix("http://").rstrip("/")
        lines.append(words.text("sheet.connect.website", website=short_name(shown)))
    if len(doors) == 1:
        return Section(words.text("sheet.connect.title"), (*doors, *lines))
    return Section(words.text("sheet.connect.title"), tuple(lines), doors)


def _neighbour(one: Nearby, words: Words) -> str:
    """Name a place nearby, with minutes only where both ends of the walk are known."""
    name = short_name(one.name, _SHORT_NAME)
    if one.minutes is not None:
        return words.text("sheet.connect.place", name=name, minutes=words.minutes(one.minutes))
    return name if one.exact else words.text("sheet.connect.place.inexact", name=name)


def _doors(subject: Subject, words: Words) -> tuple[str, ...]:
    """List where each counted place is and when it is open, as far as is known."""
    doors = []
    for place in iterate_rows(subject.places[subject.places["counted"]]):
        address, opening = optional_text(place.address), optional_text(opening_text(place, words))
        parts = [short_name(address)] if address else []
        parts += [words.text("sheet.connect.open", opening=opening)] if opening else []
        if parts:
            doors.append(
                words.text(
                    "sheet.connect.address", place=short_name(place.name, 60), address=". ".join(parts).rstrip(".")
                )
            )
    return tuple(doors[:MOST_BULLETS])


def figures_section(context: PublishContext, subject: Subject, words: Words) -> Section | None:
    """List the figures that the organisation gives of itself, if any."""
    table = context.bundle.figures
    own = table[table["organisation_id"] == subject.id] if subject.organisation is not None else table.iloc[:0]
    lines = tuple(_figure(figure, words) for figure in iterate_rows(own.head(MOST_BULLETS + 2)))
    note = (words.text("sheet.figures.note"),)
    return Section(words.text("sheet.figures.title"), note, lines) if lines else None


def _figure(figure: Any, words: Words) -> str:
    digits = 0 if float(figure.value).is_integer() else 1
    amount = words.number(figure.value, digits)
    if not math.isnan(figure.value_high):
        amount = words.text("initiatives.from_to", low=amount, high=words.number(figure.value_high, digits))
    year = "" if pd.isna(figure.year) else f" ({figure.year})"
    label = plain_text(getattr(figure, f"label_{words.language}"))
    return words.text("sheet.figures.line", amount=amount, label=label, year=year)


def challenges_section(subject: Subject, words: Words) -> Section | None:
    """List what the organisation says stands in its way, if anything."""
    bullets = tuple(plain_lines(getattr(subject.organisation, f"challenges_{words.language}", None)))
    return Section(words.text("sheet.challenges.title"), bullets=bullets[:MOST_BULLETS]) if bullets else None
