"""List the fact sheets, and write their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final

from geo.errors import FaultList
from geo.vocabulary import Kind
from layers.words import Words
from publishing.context import PublishContext
from publishing.folder import file_slug
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.pdf import sheet_pdf
from publishing.sheets.sheet import Sheet


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    PDF = "pdf"
    HTML = "html"


PRINTERS: Final[dict[SheetFormat, Callable[[Sheet], bytes]]] = {
    SheetFormat.PDF: sheet_pdf,
    SheetFormat.HTML: lambda sheet: sheet_html(sheet).encode("utf-8"),
}


def sheet_for(context: PublishContext, name: str, words: Words) -> Sheet:
    """Write the sheet of an organisation, a neighbourhood or a place, by its id, code or name.

    Raises
    ------
    InputError
        If the bundle knows nothing by that name.
    """
    bundle = context.bundle
    known = (
        (bundle.organisations, "organisation_id", organisation_sheet),
        (bundle.neighbourhoods, "neighbourhood", neighbourhood_sheet),
        (bundle.places, "place_id", place_sheet),
    )
    for by_name in (False, True):
        for table, key, write in known:
            column = table["name"].str.casefold() if by_name else table[key]
            matches = table.loc[column == (name.casefold() if by_name else name), key]
            if len(matches):
                return write(context, str(matches.iloc[0]), words)
    faults = FaultList("the bundle")
    faults.add(
        f"nothing called {name!r}",
        "the id or the name of an organisation, a place or a neighbourhood",
        "'riool places list' shows the places; or ask for all sheets with --all.",
    )
    faults.raise_if_any()
    raise AssertionError


def all_names(context: PublishContext) -> Iterator[str]:
    """Name every organisation, every place of an initiative, and every neighbourhood."""
    bundle = context.bundle
    organisations = list(bundle.organisations["organisation_id"])
    yield from organisations
    places = bundle.places[bundle.places["counted"] & (bundle.places["kind"] == Kind.INITIATIVE)]
    yield from (place for place in places["place_id"] if place not in organisations)
    yield from bundle.neighbourhoods["neighbourhood"]


def sheet_file(context: PublishContext, sheet: Sheet, written_as: SheetFormat) -> str:
    """Name the file of a sheet: area, date, whom it is about, language."""
    area = file_slug(context.area_name)
    return f"{area}-{context.built}-{sheet.slug}-{sheet.language}.{written_as.value}"
