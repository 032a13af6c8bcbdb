"""Which fact sheets there are, and their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final

from geo.errors import FaultList
from geo.vocabulary import Kind
from layers.words import Words
from publishing.desk import Desk
from publishing.sheets.html import sheet_html
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.parts import slug
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


def sheet_for(desk: Desk, name: str, words: Words) -> Sheet:
    """Write the sheet of an organisation, a neighbourhood or a place, by its id, code or name.

    Raises
    ------
    InputError
        If the bundle knows nothing by that name.
    """
    bundle = desk.bundle
    known = (
        (bundle.organisations, "organisation_id", organisation_sheet),
        (bundle.neighbourhoods, "neighbourhood", neighbourhood_sheet),
        (bundle.places, "place_id", place_sheet),
    )
    for by_name in (False, True):
        for table, key, write in known:
            column = table["name"].str.casefold() if by_name else table[key]
            found = table.loc[column == (name.casefold() if by_name else name), key]
            if len(found):
                return write(desk, str(found.iloc[0]), words)
    faults = FaultList("the bundle")
    faults.add(
        f"nothing called {name!r}",
        "the id or the name of an organisation, a place or a neighbourhood",
        "'riool places list' shows the places; or ask for all sheets with --all.",
    )
    faults.raise_if_any()
    raise AssertionError


def all_names(desk: Desk) -> Iterator[str]:
    """Name every organisation, every place of an initiative, and every neighbourhood."""
    bundle = desk.bundle
    organisations = list(bundle.organisations["organisation_id"])
    yield from organisations
    places = bundle.places[bundle.places["counted"] & (bundle.places["kind"] == Kind.INITIATIVE)]
    yield from (place for place in places["place_id"] if place not in organisations)
    yield from bundle.neighbourhoods["neighbourhood"]


def sheet_file(desk: Desk, sheet: Sheet, written_as: SheetFormat) -> str:
    """Name the file of a sheet: area, date, whom it is about, language."""
    area = slug(str(desk.bundle.manifest["area"]["name"]))
    return f"{area}-{desk.built}-{sheet.slug}-{sheet.language}.{written_as.value}"
