"""Say what went wrong between this machine and somebody else's server, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.util import Retry

from geo.errors import RioolError, quote

_EMBEDDED = "the map of Maastricht in data/maastricht works without network (python3 run.py map)"
_DETAIL_BYTES = 2000
_LONGEST_NAMED_S = 10**9
_AGAIN = "Run the same command again: what was fetched is kept"


class FetchError(RioolError):
    """An answer that did not come, or that is not what was asked for.

    Parameters
    ----------
    url
        What was asked.
    found
        What came instead, as the end of a sentence.
    advice
        What the reader can do, as a sentence without its full stop.
    status
        HTTP status, where a server answered with one that is no success.
    """

    def __init__(self, url: str, found: str, advice: str = _AGAIN, status: int | None = None) -> None:
        super().__init__(f"{url}: {found}. {advice}.")
        self.url, self.found, self.status = url, found, status


class NoNetworkError(FetchError):
    """Nothing answers at all."""

    def __init__(self, url: str, found: str) -> None:
        advice = (
            f"Check the network, a proxy or a firewall, and run the same command again. Without network: {_EMBEDDED}, "
            "and --offline uses a folder that was fetched before"
        )
        super().__init__(url, found, advice)


class RefusedError(FetchError):
    """The server understood the request and said no (status 300 to 499).

    Parameters
    ----------
    status
        HTTP status.
    detail
        What the server says about it; a stranger's text.
    """

    def __init__(self, url: str, status: int, detail: str) -> None:
        words = f", saying {quote(detail)}" if detail else ""
        advice = "Check what was asked for; docs/live-sources.md"
        super().__init__(url, f"refused with status {status}{words}", advice, status)
        self.detail = detail


class TooLargeError(FetchError):
    """An answer larger than anything we expect."""

    def __init__(self, url: str, found: str, most_bytes: int) -> None:
        advice = f"Nothing of it was kept. At most {most_bytes / 1e6:,.0f} MB is taken from this source"
        super().__init__(url, found, advice)


class NotFetchedError(FetchError):
    """Asked to stay offline, and this answer was not fetched before, or is damaged."""

    def __init__(self, url: str, found: str = "no answer in this folder") -> None:
        super().__init__(url, found, f"Run it once without --offline to fetch it; or {_EMBEDDED}")


class PassingError(Exception):
    """A fault that may be gone at the next attempt.

    Parameters
    ----------
    fault
        What to tell the reader if it is not.
    wait_s
        How long the server asked us to wait, if it did.
    """

    def __init__(self, fault: FetchError, wait_s: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault, self.wait_s = fault, wait_s


@contextmanager
def understood_errors(url: str) -> Iterator[None]:
    """Turn what the HTTP library throws about a question into faults that a reader understands.

    Raises
    ------
    PassingError
        If the fault may be gone at the next attempt.
    FetchError
        If it will not.
    """
    try:
        yield
    except (requests.RequestException, HTTPError) as error:
        raise _as_fault(url, error) from error


def _as_fault(url: str, error: Exception) -> Exception:
    server = urlsplit(url).hostname
    if isinstance(error, requests.exceptions.SSLError):
        advice = "Check the clock of this machine, and whether a proxy or a virus scanner opens secure connections"
        return FetchError(url, f"no secure connection with {server} ({quote(error)})", advice)
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return NoNetworkError(url, f"the name {server} is not known here")
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return PassingError(FetchError(url, "the answer was cut off or damaged on its way, each time"))
    if isinstance(error, requests.Timeout):
        return PassingError(NoNetworkError(url, f"{server} does not answer in time"))
    if isinstance(error, requests.ConnectionError | HTTPError):
        return PassingError(NoNetworkError(url, f"no connection with {server}"))
    return FetchError(url, f"it cannot be asked ({quote(error)})", "Check the address in the settings")


def asked_wait(text: str | None) -> float | None:
    """Read the header `Retry-After`, seconds or a date; None if there is none that can be read."""
    if text is None:
        return None
    try:
        return float(Retry(retry_after_max=_LONGEST_NAMED_S).parse_retry_after(text))
    except HTTPError:
        return None


def refusal_detail(content: bytes) -> str:
    """Return what a server says about its refusal: problem+json (RFC 9457) has it in `detail`."""
    content = content[:_DETAIL_BYTES]
    try:
        problem = json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace").strip()[:200]
    members = problem if isinstance(problem, dict) else {}
    return str(next((members[name] for name in ("detail", "title", "error") if name in members), ""))
