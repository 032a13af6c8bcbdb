"""The parts that every fact sheet has: ages, needs, how sure, sources, how to cite, and the way to the live map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from geo.analysis.city import NEEDS
from geo.vocabulary import AGE_BANDS, NEED_BASES
from layers.sentences import people
from layers.words import Words
from publishing.context import PublishContext
from publishing.rows import plain_text
from publishing.sheets.drawings import bar_chart, qr_svg
from publishing.sheets.sheet import Drawing, Section, SheetTable

_SMALL_SHARE: Final = 0.01
_SMALLEST_SHARE: Final = 0.0005


def about(value: float, words: Words) -> str:
    """Write a number of residents, or that it is not known."""
    return words.text("unknown") if math.isnan(value) else people(value, words)


def share_text(value: float, words: Words) -> str:
    """Write a share, or that it is not known; small ones with a decimal, so that they still say something."""
    if math.isnan(value):
        return words.text("unknown")
    if 0 < value < _SMALLEST_SHARE:
        return words.text("sheet.share.tiny")
    if _SMALLEST_SHARE <= value < _SMALL_SHARE:
        tenths = round(value * 100, 1)
        return (
            words.percent(_SMALL_SHARE)
            if tenths >= 1
            else words.text("sheet.share.small", value=words.number(tenths, 1))
        )
    return words.percent(value)


def age_chart(by_age: Mapping[str, float], alt_key: str, minutes: str, words: Words) -> Drawing:
    """Draw residents by age."""
    labels = [words.text(f"initiatives.{band}") for band in AGE_BANDS]
    shown = [about(by_age[band], words) for band in AGE_BANDS]
    pairs = zip(labels, shown, strict=True)
    values = words.listing([words.text("sheet.age.value", band=band, count=count) for band, count in pairs])
    svg = bar_chart(labels, [by_age[band] for band in AGE_BANDS], shown)
    return Drawing(svg, words.text(alt_key, minutes=minutes, values=values))


def need_section(
    title: str, column: str, near: Mapping[str, float], city: Mapping[str, float], words: Words
) -> Section:
    """Set the needs of some residents beside those of the city; without a figure there is no section worth reading."""
    rows = tuple(
        (_need_of(need, words), share_text(near[need], words), share_text(city[need], words))
        for need in NEEDS
        if need in near
        if not (math.isnan(near[need]) and math.isnan(city[need]))
    )
    columns = (words.text("sheet.column.group"), words.text(column), words.text("sheet.column.city"))
    table = SheetTable(words.text("sheet.need.caption.bases"), columns, rows) if rows else None
    note = words.text("sheet.need.note") if rows else words.text("unknown")
    return Section(words.text(title), bullets=(), paragraphs=(note,), table=table)


def _need_of(need: str, words: Words) -> str:
    """Name a need with whom it is a share of."""
    return words.text(f"sheet.need.of.{NEED_BASES[need]}", need=words.text(f"sheet.need.{need}"))


def sources_section(context: PublishContext, words: Words, table: str | None = None) -> Section:
    """List the sources with their dates and licences: all of them, or those of one table of the bundle."""
    lines = tuple(
        words.text(
            "sheet.sources.line",
            title=plain_text(source["title"]),
            publisher=plain_text(source["publisher"]),
            date=words.date(str(source["reference_date"])),
            licence=plain_text(source["licence"]),
        )
        for source in context.bundle.manifest["sources"]
        if table is None or table in source["tables"]
    )
    return Section(words.text("sheet.sources.title"), bullets=lines)


@dataclass(frozen=True, slots=True)
class Links:
    """The way from a sheet to the live map: words only where its address is not known."""

    link: str | None
    link_text: str
    qr: Drawing | None
    citation: Section
    footer: str
    built: str


def links_of(context: PublishContext, title: str, query: Mapping[str, str], words: Words) -> Links:
    """Make address, QR code and citation of a sheet.

    Parameters
    ----------
    context
        With the address of the live map.
    title
        Of the sheet.
    query
        Parameters of the address, such as `place`.
    words
        The sheet's language.
    """
    area = context.area_name
    built = words.date(context.built)
    footer = words.text("sheet.footer", area=area, built=built)
    link = None
    if context.public_url:
        language = {"lang": "en"} if words.language == "en" else {}
        link = f"{context.public_url}/?{urlencode({**query, **language})}"
    cited = words.text("sheet.cite", area=area, title=title, built=built) + (f" {link}" if link else "")
    return Links(
        link=link,
        link_text=words.text("sheet.link") if link else words.text("sheet.link.none", title=title, area=area),
        qr=Drawing(qr_svg(link), words.text("sheet.qr.alt")) if link else None,
        citation=Section(words.text("sheet.cite.title"), paragraphs=(cited,)),
        footer=footer,
        built=built,
    )
