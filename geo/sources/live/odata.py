"""Ask tables of CBS and its partners (OData version 3): rows page by page, names of columns, years, boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.sources.live.gokoala import same_server
from geo.sources.web.answers import Answer, CachingClient
from geo.sources.web.errors import FetchError, RefusedError

_UNEXPECTED: Final = "The service may have changed; docs/live-sources.md says what we expect of it"
_MOST_PAGES: Final = 1000
_PERIOD: Final = re.compile(r"(\d{4})JJ00")
_BOUNDARIES: Final = re.compile(r"indeling\s+(\d{4})", re.IGNORECASE)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an OData service.

    Parameters
    ----------
    http
        The client.
    base
        Such as `https://dataderden.cbs.nl/ODataFeed/odata/50150NED`.
    """

    http: CachingClient
    base: str

    def pages(self, entity: str, parameters: Mapping[str, str]) -> Iterator[tuple[Answer, list[Row]]]:
        """Read all pages of an entity, such as `TypedDataSet`.

        Raises
        ------
        FetchError
            If an answer does not come, or is no OData.
        """
        answer, content = self.http.get_json(f"{self.base.rstrip('/')}/{entity}", {"$format": "json", **parameters})
        seen = {answer.url}
        for _ in range(_MOST_PAGES):
            yield answer, _values(answer, content)
            following = content.get("odata.nextLink")
            if not following:
                return
            target = same_server(answer.url, following)
            if target in seen:
                raise FetchError(answer.url, "a next page that was read before", _UNEXPECTED)
            seen.add(target)
            answer, content = self.http.get_json(target)
        raise FetchError(answer.url, f"more than {_MOST_PAGES} pages", _UNEXPECTED)

    def rows(self, entity: str, parameters: Mapping[str, str] | None = None) -> tuple[list[Row], tuple[Answer, ...]]:
        """Read all rows of an entity, and the answers they came in."""
        pages = list(self.pages(entity, parameters or {}))
        return [row for _, values in pages for row in values], tuple(answer for answer, _ in pages)

    def rows_if_served(
        self, entity: str, parameters: Mapping[str, str] | None = None
    ) -> tuple[list[Row], tuple[Answer, ...]]:
        """Read all rows of an entity that describes the table; none where the service refuses it."""
        try:
            return self.rows(entity, parameters)
        except RefusedError:
            return [], ()

    def years(self) -> tuple[int, ...]:
        """List the years that the table says it has, newest first; empty if it does not say."""
        rows, _ = self.rows_if_served("Perioden")
        found = (_PERIOD.fullmatch(str(row.get("Key", "")).strip()) for row in rows)
        return tuple(sorted({int(each[1]) for each in found if each}, reverse=True))

    def boundaries_year(self) -> int | None:
        """Read of which year the areas in the table are, from its title: `(indeling 2024)`; None if it does not say."""
        rows, _ = self.rows_if_served("TableInfos")
        texts = (str(row.get(field) or "") for row in rows for field in ("Title", "ShortTitle", "Summary"))
        found = (_BOUNDARIES.search(text) for text in texts)
        return next((int(each[1]) for each in found if each), None)

    def area_names(self, prefix: str) -> dict[str, str]:
        """Read what the areas are called whose code begins so; empty if the table does not say."""
        condition = {"$filter": f"startswith(Key,'{prefix}')", "$select": "Key,Title"}
        rows, _ = self.rows_if_served("WijkenEnBuurten", condition)
        return {str(row.get("Key", "")).strip(): str(row.get("Title") or "").strip() for row in rows}


def _values(answer: Answer, content: Any) -> list[Row]:
    values = content.get("value") if isinstance(content, dict) else None
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise FetchError(answer.url, "JSON that is no OData table", _UNEXPECTED)
    return values
