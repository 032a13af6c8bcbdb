"""PDOK Locatieserver: from an address to a point, asked with care.

Shape of question and answer: https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/ (version 3.1 refuses parameters it
does not know).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Annotated, Final, Self

import requests
import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.exceptions import TimeoutError as ServerSilentError
from urllib3.util import Retry

from geo.errors import RioolError, quote
from geo.sources.files.field_types import check_point
from geo.sources.web.http_settings import own_user_agent

FIELDS: Final = (
    "id weergavenaam straatnaam huisnummer huisletter huisnummertoevoeging postcode woonplaatsnaam "
    "gemeentecode gemeentenaam centroide_ll score"
)
_BUSY: Final = (429, 500, 502, 503, 504)
_MOST_ANSWERS: Final = 20
_PURPOSE: Final = "geocodes a register of meeting places"


class GeocoderError(RioolError):
    """The address service did not answer, or not in the way it is documented."""


@dataclass(frozen=True, slots=True)
class GeocoderSettings:
    """How to talk to the service.

    Parameters
    ----------
    base_url
        Where it is, without `/free`.
    timeout_s
        How long to wait for a connection, and for each answer.
    retries
        How often to try again when it is busy or silent.
    backoff_s
        The first pause before trying again; it doubles each time. A Retry-After of the service goes before it.
    retry_after_max_s
        A Retry-After that is longer is cut to this.
    """

    base_url: str = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
    timeout_s: float = 10.0
    retries: int = 3
    backoff_s: float = 1.0
    retry_after_max_s: int = 60


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
    """A client that asks one address at a time; use it in a `with` block.

    Parameters
    ----------
    settings
        Where the service is and how patient we are.
    """

    def __init__(self, settings: GeocoderSettings | None = None) -> None:
        self.settings = settings or GeocoderSettings()
        retry = Retry(
            total=self.settings.retries,
            status_forcelist=_BUSY,
            allowed_methods={"GET"},
            backoff_factor=self.settings.backoff_s,
            respect_retry_after_header=True,
            retry_after_max=self.settings.retry_after_max_s,
            redirect=0,
            raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": own_user_agent(_PURPOSE), "Accept": "application/json"})
        self._session.mount("https://", HTTPAdapter(max_retries=retry))
        self._session.mount("http://", HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

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
        answer = self._get(f"{self.settings.base_url.rstrip('/')}/free", parameters)
        if answer.status_code != requests.codes.ok:
            raise GeocoderError(_refusal(answer))
        try:
            return _Envelope.model_validate_json(answer.content).response.docs
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"]) or "the answer"
            raise GeocoderError(
                f"The address service answered in a shape we do not know ({where}: {first['msg']}). "
                "Perhaps it changed; nothing was written."
            ) from error

    def _get(self, url: str, parameters: list[tuple[str, str]]) -> requests.Response:
        try:
            return self._session.get(url, params=parameters, timeout=self.settings.timeout_s, allow_redirects=False)
        except requests.RequestException as error:
            if _timed_out(error):
                raise GeocoderError(
                    f"The address service did not answer within {self.settings.timeout_s:g} s, "
                    f"{self.settings.retries + 1} times in a row. Try again later."
                ) from error
            cause = type(error).__name__
            raise GeocoderError(
                f"The address service cannot be reached ({cause} at {quote(self.settings.base_url)}). "
                "Check the connection and the address, or try again later."
            ) from error


def _timed_out(error: requests.RequestException) -> bool:
    """Whether silence was the last of the causes; after the last try requests tells only of the connection."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.Timeout) or (
        isinstance(cause, MaxRetryError)
        and isinstance(cause.reason, ServerSilentError)
        # urllib3 counts a refused connection among the time-outs.
        and not isinstance(cause.reason, NewConnectionError)
    )


def _refusal(answer: requests.Response) -> str:
    if answer.status_code == requests.codes.too_many_requests:
        return "The address service asks us to wait (429), again and again. Try again in some minutes."
    body = quote(answer.content[:200].decode("utf-8", "replace"))
    return f"The address service refused the question ({answer.status_code}): {body}. Nothing was written."
