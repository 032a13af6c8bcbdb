"""The figures on an organisation's sheet: who reaches it, of what age, and what would be lost."""

from __future__ import annotations

import math

from geo.vocabulary import Speed
from layers.words import Words
from publishing.desk import Desk
from publishing.place_facts import PlaceFacts
from publishing.rows import plain
from publishing.sheet import Fact, Section, SheetTable
from publishing.sheet_parts import about, age_chart, area_name, share_text

_NAMED_NEIGHBOURHOODS = 3


def headline_walk(desk: Desk, words: Words) -> tuple[int, str]:
    """Give the minutes of the first map, as a number and in words."""
    minutes = desk.city.settings.headline_threshold_min
    return minutes, words.minutes(minutes)


def _many(facts: PlaceFacts) -> str:
    return ".many" if len(facts.counted) > 1 else ""


def large_facts(desk: Desk, facts: PlaceFacts, words: Words) -> tuple[Fact, ...]:
    """Choose the three numbers that stand large: reach, old or young, and what would be lost."""
    number, minutes = headline_walk(desk, words)
    near = facts.reached[Speed.NORMAL, number]
    said = {"minutes": minutes, "share": share_text(near.share, words), "area": area_name(desk)}
    chosen = [Fact(about(near.residents, words), words.text("sheet.fact.reach", **said))]
    loss = facts.loss
    older, young = near.by_age["age_65_plus"], near.by_age["age_0_14"] + near.by_age["age_15_24"]
    group, count = ("older", older) if older >= young else ("young", young)
    chosen.append(Fact(about(count, words), words.text(f"sheet.fact.{group}")))
    if loss is not None and round(loss.sole, -1) > 0:
        chosen.append(Fact(about(loss.sole, words), words.text(f"sheet.fact.sole{_many(facts)}")))
    elif loss is not None and loss.walkers > 0:
        extra = words.minutes(loss.extra_minutes, 1)
        chosen.append(Fact(about(loss.walkers, words), words.text(f"sheet.fact.walkers{_many(facts)}", extra=extra)))
    else:
        longest = max(desk.city.settings.thresholds_min)
        far = facts.reached[Speed.NORMAL, longest].residents
        chosen.append(Fact(about(far, words), words.text("sheet.fact.farther", minutes=words.minutes(longest))))
    return tuple(chosen)


def where_they_live(desk: Desk, facts: PlaceFacts, words: Words) -> str:
    """Name the neighbourhoods where most of those within reach live."""
    names = dict(zip(desk.bundle.neighbourhoods["neighbourhood"], desk.bundle.neighbourhoods["name"], strict=True))
    near = facts.reached[Speed.NORMAL, desk.city.settings.headline_threshold_min]
    return words.listing([plain(names[code]) for code, _ in near.by_neighbourhood[:_NAMED_NEIGHBOURHOODS]])


def ages_section(desk: Desk, facts: PlaceFacts, words: Words) -> Section:
    """Draw those within reach by age."""
    number, minutes = headline_walk(desk, words)
    near = facts.reached[Speed.NORMAL, number]
    where = where_they_live(desk, facts, words)
    told_where = (words.text("sheet.from", names=where),) if where else ()
    drawing = age_chart(near.by_age, "sheet.age.alt", minutes, words)
    return Section(words.text("sheet.age.title"), told_where, drawing=drawing)


def reach_section(desk: Desk, facts: PlaceFacts, words: Words) -> Section:
    """Set out who is reached, by minutes and pace."""

    def cell(speed: Speed, minutes: int) -> str:
        near = facts.reached[speed, minutes]
        return words.text("sheet.cell", count=about(near.residents, words), share=share_text(near.share, words))

    rows = tuple(
        (words.minutes(minutes), cell(Speed.NORMAL, minutes), cell(Speed.SLOW, minutes))
        for minutes in desk.city.settings.thresholds_min
    )
    columns = tuple(words.text(f"sheet.column.{one}") for one in ("minutes", "normal", "slow"))
    caption = words.text("sheet.reach.caption", area=area_name(desk))
    return Section(words.text(f"sheet.reach.title{_many(facts)}"), table=SheetTable(caption, columns, rows))


def loss_section(desk: Desk, facts: PlaceFacts, words: Words) -> Section | None:
    """Say what would be lost if the places closed; None if none takes part in the first map."""
    loss = facts.loss
    if loss is None:
        return None
    minutes = headline_walk(desk, words)[1]
    key = f"sheet.loss.sole{_many(facts)}" if round(loss.sole, -1) > 0 else "sheet.loss.none"
    lines = [words.text(key, sole=about(loss.sole, words), minutes=minutes)]
    if loss.walkers > 0:
        extra = words.minutes(loss.extra_minutes, 1)
        lines.append(words.text("sheet.loss.walkers", walkers=about(loss.walkers, words), extra=extra))
    differs = round(loss.sole_without_uncertain, -1) != round(loss.sole, -1)
    if not math.isnan(loss.sole_without_uncertain) and differs:
        lines.append(words.text("sheet.loss.band", sole=about(loss.sole_without_uncertain, words)))
    return Section(words.text("sheet.loss.title"), (" ".join(lines),))
