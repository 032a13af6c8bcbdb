"""Read one row of a municipal table: every cell checked, every doubt noted."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from pydantic_core import PydanticCustomError

from geo.errors import FaultList, did_you_mean, quote
from geo.sources.files.field_types import check_name, check_point, check_visible
from geo.sources.municipal.model import MunicipalSettings, RowOverride
from geo.sources.place_draft import PlaceDraft
from geo.vocabulary import Confidence, LocationQuality, YesNo, slug

_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")
_POSTCODE: Final = re.compile(r"[1-9]\d{3}[A-Z]{2}")
_TEXTS: Final = ("name", "address", "source", "last_checked", "note_nl", "note_en")
"""The columns whose text readers see as it is."""
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads one row.

    Parameters
    ----------
    cells
        Text by our column name; an empty text is nothing.
    number
        The row in the file; the first row of data is 2.
    settings
        How to read this table.
    faults
        Where faults are noted.
    """

    cells: Mapping[str, str]
    number: int
    settings: MunicipalSettings
    faults: FaultList

    @property
    def short_name(self) -> str:
        """The name, without what stands in brackets if the settings ask for that."""
        name = self.cells["name"]
        return (_BRACKETS.sub("", name).strip() or name) if self.settings.name_without_brackets else name

    @property
    def place_id(self) -> str:
        """The id of the place, from its short name."""
        return f"{self.settings.id_prefix}/{slug(self.short_name)}"

    def draft(self, known_better: RowOverride | None) -> PlaceDraft | None:
        """Read the row, without its point.

        Parameters
        ----------
        known_better
            What the settings say of this row, if anything.

        Returns
        -------
        PlaceDraft or None
            None if the category is unknown; the fault is noted.
        """
        if not self._texts_are_sound():
            return None
        category = self.settings.categories.get(self.cells["category"])
        if category is None:
            options = list(self.settings.categories)
            advice = (
                f"{did_you_mean(self.cells['category'], options)}Add the category to the settings, or correct the row."
            )
            self._note("category", quote(self.cells["category"]), f"one of {', '.join(options)}", advice)
            return None
        better = known_better if known_better is not None else RowOverride(row=self.cells["name"])
        text, note = better.opening_text, better.note
        postcode = self._postcode()
        return PlaceDraft(
            place_id=self.place_id,
            name=better.name or self.short_name,
            kind=better.kind or category.kind,
            category=better.category or category.category,
            functions=better.functions or category.functions,
            domains=category.domains if better.domains is None else better.domains,
            source=self.text("source") or f"{self.settings.title} ({self.settings.publisher})",
            address=self.text("address"),
            postcode=postcode,
            opening_hours=better.opening_hours,
            opening_text_nl=text.nl if text else None,
            opening_text_en=text.en if text else None,
            walk_in=better.walk_in or category.walk_in,
            free=better.free or category.free,
            wheelchair=better.wheelchair or self._word("wheelchair", YesNo, YesNo.UNKNOWN),
            website=better.website,
            quality=self._word("location_quality", LocationQuality, self._quality_if_absent),
            stated_error=better.location_error_m,
            confidence=better.confidence or self._word("confidence", Confidence, self.settings.confidence_if_absent),
            not_counted=better.not_counted or category.not_counted,
            last_checked=self.text("last_checked"),
            note_nl=note.nl if note else self.text("note_nl"),
            note_en=note.en if note else self.text("note_en"),
        )

    def point(self) -> tuple[float, float] | None:
        """Read longitude and latitude, or note what is wrong with them."""
        stated = self.cells.get("location_quality") or self._quality_if_absent
        if not self.cells["lat"] and not self.cells["lon"]:
            if "location_quality" in self.cells and stated != LocationQuality.NONE:
                advice = "Fill in lat and lon, or write 'none' as the quality."
                self._note("lat", f"no point, with quality '{stated}'", "a point", advice)
            return None
        if stated == LocationQuality.NONE:
            advice = "Say how the point was found, or empty lat and lon."
            self._note("location_quality", "'none', with a point", "address, postcode, street or area", advice)
            return None
        lat, lon = self._number("lat"), self._number("lon")
        if lat is None or lon is None:
            return None
        try:
            check_point(lat, lon)
        except PydanticCustomError as error:
            context = error.context or {}
            field = str(context["field"])
            self._note(field, self.cells[field], str(context["expected"]), str(context["advice"]))
            return None
        return lon, lat

    def text(self, column: str) -> str | None:
        """One cell as text; None if it is empty or the table has no such column."""
        return self.cells.get(column) or None

    def _texts_are_sound(self) -> bool:
        """Whether the row has a name and no text in it hides anything; what does is noted."""
        before = len(self.faults.faults)
        if not slug(self.short_name):
            self._note("name", "nothing", "a name", "Fill in the name of the place, or take the row out.")
        for column in _TEXTS:
            text = self.cells.get(column)
            if not text:
                continue
            try:
                # The settings name a row by its name, so that must be a text which people can write there.
                check_name(text) if column == "name" else check_visible(text)
            except PydanticCustomError as error:
                context = error.context or {}
                self._note(column, quote(text), str(context["expected"]), str(context["advice"]))
        return len(self.faults.faults) == before

    @property
    def _quality_if_absent(self) -> LocationQuality:
        has_point = bool(self.cells["lat"] or self.cells["lon"])
        return self.settings.quality_if_absent if has_point else LocationQuality.NONE

    def _number(self, column: str) -> float | None:
        try:
            number = float(self.cells[column])
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            advice = "Fill in degrees with a point for decimals, or empty both lat and lon."
            self._note(column, quote(self.cells[column]), "a number such as 50.85 or 5.69", advice)
            return None
        return number

    def _word(self, column: str, words: type[Word], absent: Word) -> Word:
        text = self.cells.get(column)
        if not text:
            return absent
        options = [member.value for member in words]
        if text not in options:
            self._note(
                column, quote(text), f"one of {', '.join(options)}", f"{did_you_mean(text, options)}Correct the cell."
            )
            return absent
        return words(text)

    def _postcode(self) -> str | None:
        text = (self.cells.get("postcode") or "").replace(" ", "").upper()
        if text and not _POSTCODE.fullmatch(text):
            self._note("postcode", quote(text), "a postcode such as 6211AB", "Correct it, or leave it empty.")
        return text or None

    def _note(self, column: str, found: str, expected: str, advice: str) -> None:
        theirs = self.settings.columns.present.get(column, column)
        self.faults.add(found, expected, advice, row=self.number, field=theirs)
