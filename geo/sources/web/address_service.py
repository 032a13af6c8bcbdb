"""Ask a national address service for one address at a time: the door that every such service stands behind."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Annotated, Final, Self, TypeVar

import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from geo.errors import RioolError, quote
from geo.sources.files.field_types import check_point
from geo.sources.web.errors import FetchError, NoNetworkError, RefusedError
from geo.sources.web.http import HttpClient, HttpPolicy, Request, url_with

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
    """One address as a service knows it, in the words of Locatieserver; keys that we do not use are ignored.

    `score` is the service's own and None if it gives none; `gemeentecode` is empty if it does not say.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    weergavenaam: str
    centroide_ll: Annotated[str, AfterValidator(_checked_wkt)]
    score: float | None
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


Shape = TypeVar("Shape", bound=BaseModel)


class AddressService(ABC):
    """A client of an address service; use it in a `with` block.

    Parameters
    ----------
    base_url
        Where the service is.
    policy
        How patient we are.
    sleep
        Waits so many seconds; tests give their own.
    """

    def __init__(
        self, base_url: str, policy: HttpPolicy = GEOCODING, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.client = HttpClient(policy, sleep=sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, problem, trace)

    @abstractmethod
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

    def ask(
        self, url: str, parameters: Mapping[str, str | int] | Sequence[tuple[str, str]], shape: type[Shape]
    ) -> Shape:
        """Ask one question and read the answer in the shape it should have.

        Raises
        ------
        GeocoderError
            As `find`.
        """
        try:
            content = self.client.read(Request(url_with(url, parameters)))
        except FetchError as fault:
            raise GeocoderError(_explained(fault)) from fault
        try:
            return shape.model_validate_json(content)
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
