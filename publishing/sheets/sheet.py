"""A fact sheet as plain text, tables and drawings, whatever it is printed on."""

from __future__ import annotations

from dataclasses import dataclass

from layers.words import Language


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing with its description.

    Parameters
    ----------
    svg
        A whole SVG document.
    alt
        What it shows, for those who do not see it.
    """

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that is printed large, and what it counts."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table; all but the first column are numbers or short words, set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet, in the order in which it is read.

    Parameters
    ----------
    title
        Its heading.
    paragraphs, bullets
        Plain text.
    drawing, table
        If any; the drawing comes first.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    drawing: Drawing | None = None
    table: SheetTable | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fact sheet of at most two pages. All text is plain: whoever prints it escapes it.

    Parameters
    ----------
    language
        `nl` or `en`.
    slug
        Names the file: small letters, digits and hyphens.
    kicker, title, lead
        What sort of sheet it is, of whom, and what that is.
    tags
        Short words beside the title.
    facts
        The numbers that stand large.
    map_title, map, map_keys
        What the map answers, the map, and what its lines mean; no map where there is nothing to draw.
    front, sections
        What stands on the first page under the map, side by side; what follows.
    sure, sources
        How sure the figures are; where they come from.
    citation
        How to cite the sheet.
    built
        Date of the data, as a reader writes it.
    link, link_text, qr
        Address of the live map, words for it and its QR code; None where that is not known.
    """

    language: Language
    slug: str
    kicker: str
    title: str
    lead: str
    tags: tuple[str, ...]
    facts: tuple[Fact, ...]
    map_title: str
    map: Drawing | None
    map_keys: tuple[Drawing, ...]
    front: tuple[Section, ...]
    sections: tuple[Section, ...]
    sure: Section
    sources: Section
    citation: Section
    built: str
    footer: str
    link: str | None = None
    link_text: str = ""
    qr: Drawing | None = None
