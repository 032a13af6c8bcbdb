"""Look up addresses with PDOK Locatieserver.

Shape of question and answer: https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/ (version 3.1 refuses parameters it
does not know).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Annotated, Final, Self

import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from geo.errors import RioolError, quote
from geo.sources.files.field_types import check_point
from geo.sources.web.errors import FetchError, NoNetworkError, RefusedError
from geo.sources.web.http import HttpClient, HttpPolicy, Request, url_with

BASE_URL: Final = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
GEOCODING: Final = HttpPolicy(
    purpose="geocodes a register of meeting places",
    connect_s=10.0,
    read_s=10.0,
    attempts=4,
    wait_first_s=1.0,
    wait_asked_most_s=60.0,
    most_bytes=1_000_000,
    most_redirects=0,
)
"""For a list of addresses, one after the other."""
FIELDS: Final = (
    "id weergavenaam straatnaam huisnummer huisletter huisnummertoevoeging postcode woonplaatsnaam "
    "gemeentecode gemeentenaam centroide_ll score"
)
_MOST_ANSWERS: Final = 20
_TOO_MANY_REQUESTS: Final = 429


class GeocoderError(RioolError):
    """The address service did not answer, or not in the way it is documented."""


def _lonlat(text: str) -> tuple[float, float]:
    try:
        point = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        raise ValueError("no well-known text") from error
    if not isinstance(point, shapely.Point) or point.is_empty:
        raise ValueError("no point")
    try:
        check_point(point.y, point.x)
    except PydanticCustomError as error:
        raise ValueError(str(error)) from error
    return point.x, point.y


def _checked_wkt(text: str) -> str:
    _lonlat(text)
    return text


class FoundAddress(BaseModel):
    """One address as the service knows it; keys that we do not use are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weergavenaam: str
    centroide_ll: Annotated[str, AfterValidator(_checked_wkt)]
    score: float
    straatnaam: str = ""
    huisnummer: int | None = None
    huisletter: str = ""
    huisnummertoevoeging: str = ""
    postcode: str | None = None
    woonplaatsnaam: str = ""
    gemeentecode: str = ""
    gemeentenaam: str = ""

    @property
    def lonlat(self) -> tuple[float, float]:
        """Longitude and latitude in degrees."""
        return _lonlat(self.centroide_ll)


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    docs: tuple[FoundAddress, ...]


class _Envelope(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    response: _Response


class Locatieserver:
    """A client that asks for one address at a time; use it in a `with` block.

    Parameters
    ----------
    base_url
        Where the service is, without `/free`.
    policy
        How patient we are.
    sleep
        Waits so many seconds; tests give their own.
    """

    def __init__(
        self, base_url: str = BASE_URL, policy: HttpPolicy = GEOCODING, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.client = HttpClient(policy, sleep=sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, problem, trace)

    def find(self, address: str, municipality: str | None) -> tuple[FoundAddress, ...]:
        """Look up an address.

        Parameters
        ----------
        address
            Street, number and, if known, postcode and town.
        municipality
            Four digits without `GM`; None looks in the whole country.

        Returns
        -------
        tuple of FoundAddress
            Best first; empty if there is none.

        Raises
        ------
        GeocoderError
            If the service is silent, busy for too long, refuses the question or answers in another shape.
        """
        filters = ["type:adres"] + ([f"gemeentecode:{municipality}"] if municipality else [])
        parameters: list[tuple[str, str]] = [("q", address), *(("fq", each) for each in filters)]
        parameters += [("fl", FIELDS), ("rows", str(_MOST_ANSWERS))]
        try:
            content = self.client.read(Request(url_with(f"{self.base_url}/free", parameters)))
        except FetchError as fault:
            raise GeocoderError(_explained(fault)) from fault
        try:
            return _Envelope.model_validate_json(content).response.docs
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"]) or "the answer"
            raise GeocoderError(
                f"The address service answered in a shape we do not know ({where}: {first['msg']}). "
                "Perhaps it changed; nothing was written."
            ) from error


def _explained(fault: FetchError) -> str:
    """Say in one sentence or two why there is no answer; the address asked for is nobody else's business."""
    if isinstance(fault, NoNetworkError):
        return (
            f"The address service cannot be reached: {fault.found}. "
            "Check the connection and the address of the service, or try again later."
        )
    if fault.status == _TOO_MANY_REQUESTS:
        return f"The address service asks us to wait ({fault.found}). Try again in some minutes."
    if isinstance(fault, RefusedError):
        return f"The address service refused the question ({fault.status}): {quote(fault.detail)}. Nothing was written."
    return f"The address service gave no answer that we can use ({fault.found}). Try again later."
