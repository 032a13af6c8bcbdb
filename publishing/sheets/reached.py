"""The figures on an organisation's sheet: who reaches it, of what age, and what would be lost."""

from __future__ import annotations

import math

from geo.analysis.reach import Reach
from geo.vocabulary import AGE_BANDS, LocationQuality, Speed
from layers.places import is_inexact
from layers.words import Words
from publishing.desk import Desk
from publishing.rows import plain, short
from publishing.sheets.parts import about, age_chart, area_name, share_text
from publishing.sheets.place_facts import PlaceFacts
from publishing.sheets.sheet import Fact, Section, SheetTable

_NAMED_NEIGHBOURHOODS = 3
_SHORT_NAME = 48
_NO_SHARE = 1e-9
_AGE_GROUPS = {"older": ("age_65_plus",), "young": ("age_0_14", "age_15_24")}


def headline_walk(desk: Desk, words: Words) -> tuple[int, str]:
    """Give the minutes of the first map, as a number and in words."""
    minutes = desk.city.settings.headline_threshold_min
    return minutes, words.minutes(minutes)


def _many(facts: PlaceFacts) -> str:
    return ".many" if len(facts.counted) > 1 else ""


def large_facts(desk: Desk, facts: PlaceFacts, words: Words) -> tuple[Fact, ...]:
    """Choose the numbers that stand large: reach, old or young, and what would be lost."""
    number, minutes = headline_walk(desk, words)
    near = facts.reached[Speed.NORMAL, number]
    said = {"minutes": minutes, "share": share_text(near.share, words), "area": area_name(desk)}
    reached = Fact(about(near.residents, words), words.text("sheet.fact.reach", **said))
    return (reached, *_age_fact(desk, near, words), _loss_fact(desk, facts, words))


def _age_fact(desk: Desk, near: Reach, words: Words) -> tuple[Fact, ...]:
    """Tell of the old or of the young, whichever stand out most beside the city; of nobody where nobody lives."""
    city = dict(zip(AGE_BANDS, map(float, desk.city.ages.sum(axis=0)), strict=True))
    here_total, city_total = sum(near.by_age.values()), sum(city.values())
    if not (here_total > 0 and city_total > 0):
        return ()
    counts = {group: sum(near.by_age[band] for band in bands) for group, bands in _AGE_GROUPS.items()}
    shares = {group: sum(city[band] for band in bands) / city_total for group, bands in _AGE_GROUPS.items()}
    group = max(_AGE_GROUPS, key=lambda one: counts[one] / max(shares[one], _NO_SHARE))
    said = {"share": share_text(counts[group] / here_total, words), "city": share_text(shares[group], words)}
    return (Fact(about(counts[group], words), words.text(f"sheet.fact.{group}", area=area_name(desk), **said)),)


def _loss_fact(desk: Desk, facts: PlaceFacts, words: Words) -> Fact:
    loss = facts.loss
    if loss is not None and _some(loss.sole):
        return Fact(about(loss.sole, words), words.text(f"sheet.fact.sole{_many(facts)}"))
    if loss is not None and loss.walkers > 0:
        extra = _extra(loss.extra_minutes, words)
        return Fact(about(loss.walkers, words), words.text(f"sheet.fact.walkers{_many(facts)}", extra=extra))
    longest = max(desk.city.settings.thresholds_min)
    far = facts.reached[Speed.NORMAL, longest].residents
    return Fact(about(far, words), words.text("sheet.fact.farther", minutes=words.minutes(longest)))


def _extra(minutes: float, words: Words) -> str:
    """Write minutes with a decimal where it says something: 3 rather than 3.0."""
    return words.minutes(minutes, 0 if round(minutes, 1).is_integer() else 1)


def _some(residents: float) -> bool:
    """Whether so many residents are more than rounding; none are where nobody knows."""
    return not math.isnan(residents) and round(residents, -1) > 0


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
    key = f"sheet.loss.{'sole' if _some(loss.sole) else 'none'}{_many(facts)}"
    lines = [words.text(key, sole=about(loss.sole, words), minutes=minutes)]
    if loss.walkers > 0:
        extra = _extra(loss.extra_minutes, words)
        lines.append(words.text("sheet.loss.walkers", walkers=about(loss.walkers, words), extra=extra))
    differs = round(loss.sole_without_uncertain, -1) != round(loss.sole, -1)
    if not math.isnan(loss.sole_without_uncertain) and differs:
        lines.append(words.text("sheet.loss.band", sole=about(loss.sole_without_uncertain, words)))
    if not _some(loss.sole) and _some(loss.sole_with_next_door):
        names = words.listing([short(name, _SHORT_NAME) for name in loss.next_door])
        said = {"names": names, "sole": about(loss.sole_with_next_door, words), "minutes": minutes}
        lines.append(words.text("sheet.loss.next_door", **said))
    inexact = f".inexact{_many(facts)}" if True in inexact_places(desk, facts) else ""
    sure = words.text(f"sheet.sure.short{inexact}")
    return Section(words.text("sheet.loss.title"), (" ".join(lines), sure))


def inexact_places(desk: Desk, facts: PlaceFacts) -> set[bool]:
    """Tell whether the places are only roughly known: True, False, both, or nothing for no places."""
    mine = desk.city.places[desk.city.places["place_id"].isin(facts.counted)]
    pairs = zip(mine["uncertain"], mine["location_quality"], strict=True)
    return {is_inexact(bool(uncertain), LocationQuality(quality)) for uncertain, quality in pairs}
