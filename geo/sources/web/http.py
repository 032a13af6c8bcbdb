"""Ask servers of others politely: say who asks, one thing at a time, with bounded waits, attempts and sizes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Annotated, Final, Protocol, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import requests
from pydantic import BaseModel, ConfigDict, Field
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from geo.sources.web.errors import (
    FetchError,
    PassingError,
    RefusedError,
    TooLargeError,
    asked_wait,
    refusal_detail,
    understood_errors,
)
from geo.storage import sha256_of

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be gone in a moment."""
_BUSY: Final = frozenset({429, 504})
"""Statuses that say that a server has too much to do."""
_CHUNK_BYTES: Final = 1 << 16
_FORM: Final = "application/x-www-form-urlencoded"
_NAME_LETTERS: Final = 24
Taken = TypeVar("Taken")
Seconds = Annotated[float, Field(ge=0)]
OneLine = Annotated[str, Field(pattern=r"^[\x20-\x7e]*$", max_length=120)]


def url_with(url: str, params: Mapping[str, str | int] | Sequence[tuple[str, str]] | None = None) -> str:
    """Put parameters behind a URL, spaces as %20: OData servers do not read a plus as a space."""
    if not params:
        return url
    joined = urlencode(dict(params) if isinstance(params, Mapping) else params, quote_via=quote, safe="$,:'()/*")
    return f"{url}{'&' if '?' in url else '?'}{joined}"


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of a server.

    Parameters
    ----------
    url
        With its parameters.
    sent
        The fields of a form sent along by POST, URL-encoded; None to GET.
    """

    url: str
    sent: str | None = None

    @property
    def host(self) -> str:
        """The server asked, as a name for a folder."""
        return re.sub(r"[^a-z0-9.-]", "_", (urlsplit(self.url).hostname or "").lower()).lstrip(".") or "nowhere"

    @property
    def key(self) -> str:
        """Hexadecimal digits that tell this request from any other."""
        return sha256_of(f"{self.url}\n{self.sent or ''}".encode())[:_NAME_LETTERS]


class HttpPolicy(BaseModel):
    """How we behave on somebody else's server.

    Attributes
    ----------
    purpose
        What we ask for, told with every request.
    contact
        Where the owner of a server can reach whoever runs this, told with every request; may be empty.
    connect_s, read_s
        Seconds to wait for a connection, and for the next bytes of an answer.
    attempts
        How often a request is made before we give up.
    pause_s
        Seconds between an answer and the next request.
    wait_first_s, wait_most_s
        Seconds before the second attempt, doubled each time, and the longest of those waits.
    wait_asked_most_s
        The longest wait we obey when a server names one; if it asks for more, we stop and say so.
    wait_overpass_s
        Seconds to wait at least when Overpass is busy, out of time or out of memory, as its volunteers ask.
    most_bytes
        The largest answer we take, unless the request says otherwise.
    most_redirects
        How many redirects are followed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: OneLine = "public map of meeting places; run by hand, one request at a time"
    contact: OneLine = ""
    connect_s: Seconds = 15.0
    read_s: Seconds = 120.0
    attempts: Annotated[int, Field(ge=1, le=10)] = 5
    pause_s: Seconds = 0.2
    wait_first_s: Seconds = 2.0
    wait_most_s: Seconds = 60.0
    wait_asked_most_s: Seconds = 300.0
    wait_overpass_s: Seconds = 30.0
    most_bytes: Annotated[int, Field(gt=0)] = 64 * 1024 * 1024
    most_redirects: Annotated[int, Field(ge=0)] = 5

    @property
    def user_agent(self) -> str:
        """Who asks, and what for: servers of OpenStreetMap refuse the names that libraries give themselves."""
        try:
            number = version("sociaal-riool")
        except PackageNotFoundError:
            number = "0"
        return f"sociaal-riool/{number} ({self.purpose}){f'; {self.contact}' if self.contact else ''}"


class Listener(Protocol):
    """Told what goes over the line."""

    def received(self, url: str, size: int, total: int | None) -> None:
        """Hear how many bytes of an answer came in, and of how many if the server said."""

    def waiting(self, url: str, seconds: float, why: str) -> None:
        """Hear that a wait begins before the same request is made again."""

    def damaged(self, file: Path) -> None:
        """Hear that a kept answer is damaged and is asked for again."""


class Quiet:
    """Nobody listens."""

    def received(self, url: str, size: int, total: int | None) -> None:
        """Say nothing."""

    def waiting(self, url: str, seconds: float, why: str) -> None:
        """Say nothing."""

    def damaged(self, file: Path) -> None:
        """Say nothing."""


class HttpClient:
    """Makes requests one after the other; use it in a `with` block.

    Parameters
    ----------
    policy
        How we behave.
    listener
        Told what goes over the line.
    sleep
        Waits so many seconds; tests give their own.
    """

    def __init__(
        self,
        policy: HttpPolicy | None = None,
        *,
        listener: Listener | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.policy = policy or HttpPolicy()
        self.listener: Listener = listener or Quiet()
        self.sleep = sleep
        self._session = requests.Session()
        # Of 0 the library makes a fault of its own; `allow_redirects` below says that none is followed.
        self._session.max_redirects = max(self.policy.most_redirects, 1)
        self._session.headers["User-Agent"] = self.policy.user_agent

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def read(self, request: Request) -> bytes:
        """Make a request and read its answer into memory.

        Returns
        -------
        bytes
            The body of an answer with status 200 to 299.

        Raises
        ------
        FetchError
            If no good answer came, each kind with its own class.
        """

        def take(response: requests.Response) -> bytes:
            if not 200 <= response.status_code < 300:
                head = next(self.chunks(response, request), b"")
                raise RefusedError(request.url, response.status_code, refusal_detail(head))
            return b"".join(self.chunks(response, request))

        return self.send(request, take)

    def send(self, request: Request, take: Callable[[requests.Response], Taken], *, busy_wait_s: float = 0.0) -> Taken:
        """Make a request, again after faults that may pass, until `take` returns.

        Parameters
        ----------
        request
            What to ask.
        take
            Takes in an answer whose headers are here and whose body is still to come (`chunks`); raises `PassingError`
            for a fault in it that may pass. It may be a refusal.
        busy_wait_s
            Seconds to wait at least after status 429 or 504, where the owner of the server asks for that.

        Returns
        -------
        object
            What `take` returned.

        Raises
        ------
        FetchError
            If no answer came.
        """
        retrying = Retrying(
            stop=stop_after_attempt(self.policy.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(PassingError),
            before_sleep=lambda state: self._announce(request, state),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            taken: Taken = retrying(self._once, request, take, busy_wait_s)
        except PassingError as passing:
            raise passing.fault from passing
        if self.policy.pause_s:
            self.sleep(self.policy.pause_s)
        return taken

    def chunks(self, response: requests.Response, request: Request, most_bytes: int | None = None) -> Iterator[bytes]:
        """Read the body of an answer piece by piece, unpacked.

        Raises
        ------
        TooLargeError
            If it is larger than the request or the policy allows, as soon as that is known.
        """
        limit, size = most_bytes or self.policy.most_bytes, 0
        length = response.headers.get("Content-Length", "")
        # Of a packed body this is less than what we count.
        total = int(length) if length.isdecimal() else None
        if total is not None and total > limit:
            raise TooLargeError(request.url, f"an answer of {total / 1e6:,.0f} MB was announced", limit)
        for chunk in response.iter_content(_CHUNK_BYTES):
            size += len(chunk)
            if size > limit:
                raise TooLargeError(request.url, f"more than {limit / 1e6:,.0f} MB came in", limit)
            self.listener.received(request.url, size, total)
            yield chunk

    def _once(self, request: Request, take: Callable[[requests.Response], Taken], busy_wait_s: float) -> Taken:
        with (
            understood_errors(request.url),
            self._session.request(
                "GET" if request.sent is None else "POST",
                request.url,
                data=request.sent,
                headers={} if request.sent is None else {"Content-Type": _FORM},
                timeout=(self.policy.connect_s, self.policy.read_s),
                allow_redirects=self.policy.most_redirects > 0,
                stream=True,
            ) as response,
        ):
            if response.status_code in _PASSING:
                raise self._passing(response, request, busy_wait_s)
            return take(response)

    def _passing(self, response: requests.Response, request: Request, busy_wait_s: float) -> Exception:
        status, policy = response.status_code, self.policy
        asked = asked_wait(response.headers.get("Retry-After"))
        if asked is not None and asked > policy.wait_asked_most_s:
            advice = f"Run the same command again in {asked / 60:.0f} minutes: what was fetched is kept"
            found = f"status {status}, and the server asks to wait {asked:.0f} s"
            return FetchError(request.url, found, advice, status)
        found = f"status {status} ({response.reason}), {policy.attempts} times"
        wait = max(asked or 0.0, busy_wait_s if status in _BUSY else 0.0)
        return PassingError(FetchError(request.url, found, status=status), wait or None)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PassingError) and error.wait_s is not None:
            return error.wait_s
        return float(min(self.policy.wait_first_s * 2 ** (state.attempt_number - 1), self.policy.wait_most_s))

    def _announce(self, request: Request, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        why = error.fault.found if isinstance(error, PassingError) else str(error)
        self.listener.waiting(request.url, state.next_action.sleep if state.next_action else 0.0, why)
