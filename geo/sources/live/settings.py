"""Read data/live.toml: where the live sources are and what they are."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.errors import FaultList, InputError, quote
from geo.sources.web.http import HttpPolicy
from geo.storage import LIVE_SETTINGS

_MB: Final = 1_000_000

Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
TableName = Annotated[str, Field(pattern=r"^[0-9A-Z]+$")]
Residents = Literal["postcode6", "postcode6_country", "squares100"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoints(_Strict):
    """Where the servers are; `{year}`, `{published}`, `{version}` and `{table}` are filled in."""

    boundary: Url
    neighbourhoods: Url
    postcode6: Url
    postcode6_country: Url
    squares100: Url
    health: Url
    buildings: Url
    overpass: Url


class AddressServiceName(StrEnum):
    """The national address services that we can ask."""

    LOCATIESERVER = "locatieserver"
    LOCATION_API = "location-api"


class Addresses(_Strict):
    """Which address service is asked, and where each is."""

    service: AddressServiceName
    locatieserver: Url
    location_api: Url


class PinnedYears(_Strict):
    """The only year to take of a source; None takes the newest that is complete."""

    neighbourhoods: Year | None = None
    postcode6: Year | None = None
    squares100: Year | None = None
    health: Year | None = None


class Years(_Strict):
    """Which years are asked for.

    Attributes
    ----------
    newest
        The first year to ask for; by default this year.
    back
        How many years before it are asked for at most.
    pinned
        Years that are not searched for.
    health_tables
        The tables of RIVM, newest first; each says itself which years it has.
    """

    newest: Year | None = None
    back: Annotated[int, Field(ge=0, le=10)]
    pinned: PinnedYears = PinnedYears()
    health_tables: Annotated[tuple[TableName, ...], Field(min_length=1)]


class Limits(_Strict):
    """The largest answers taken, in MB."""

    page_mb: Annotated[int, Field(gt=0)]
    overpass_mb: Annotated[int, Field(gt=0)]
    squares_mb: Annotated[int, Field(gt=0)]

    @property
    def page(self) -> int:
        """Bytes of one page."""
        return self.page_mb * _MB

    @property
    def overpass(self) -> int:
        """Bytes of one answer of Overpass."""
        return self.overpass_mb * _MB

    @property
    def squares(self) -> int:
        """Bytes of the file of squares."""
        return self.squares_mb * _MB


class Defaults(_Strict):
    """What is fetched unless the area or the reader says otherwise."""

    residents: Residents
    sites: bool


class SourceText(_Strict):
    """What is told about a source; `{year}` is filled in."""

    tables: tuple[str, ...]
    reads: tuple[str, ...]
    title: str
    publisher: str
    url: Url
    licence: str
    credit: str
    caveats_nl: tuple[str, ...] = ()
    caveats_en: tuple[str, ...] = ()


class LiveSettings(_Strict):
    """All of data/live.toml."""

    endpoints: Endpoints
    years: Years
    limits: Limits
    manners: HttpPolicy
    defaults: Defaults
    addresses: Addresses
    also_called: dict[str, str]
    sources: dict[str, SourceText]

    @property
    def policy(self) -> HttpPolicy:
        """How we behave, with the largest page as the largest answer."""
        return self.manners.model_copy(update={"most_bytes": self.limits.page})


def read_live_settings(path: Path = LIVE_SETTINGS) -> LiveSettings:
    """Read where the live sources are.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    faults = FaultList(path)
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return LiveSettings.model_validate(content)
    except OSError as problem:
        faults.add(f"a file that cannot be read ({problem.strerror})", "the live sources (.toml)", "Check the path.")
    except ValidationError as problem:
        for one in problem.errors():
            field = ".".join(str(part) for part in one["loc"]) or None
            faults.add(quote(one.get("input")), one["msg"], "Compare it with data/live.toml.", field=field)
    except (ValueError, RecursionError) as problem:
        faults.add(f"text that is not TOML ({quote(problem)})", "TOML 1.0 in UTF-8", "Mend it at the place named.")
    raise InputError(faults.faults)
