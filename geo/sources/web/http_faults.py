"""What the HTTP library throws, in words a reader can act on; and what may be gone at the next attempt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.util import Retry

from geo.errors import quote
from geo.sources.web.answers import Answer
from geo.sources.web.errors import FetchError, NoNetworkError


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
        return float(Retry().parse_retry_after(text))
    except HTTPError:
        return None


def check_json(url: str, file: Path) -> None:
    """See that a body is JSON.

    Raises
    ------
    PassingError
        If it is not: a web page of a server in trouble, or half an answer.
    """
    content = file.read_bytes()
    try:
        json.loads(content)
    except ValueError as problem:
        start = content[:200].decode("utf-8", "replace").strip()
        what = "a web page" if start[:1] == "<" else "something"
        fault = FetchError(url, f"{what} that is no JSON ({quote(start)}), each time")
        raise PassingError(fault) from problem


def detail_of(answer: Answer) -> str:
    """Return what a server says about its refusal: problem+json has it in `detail`."""
    content = answer.body()[:2000]
    try:
        told = json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace").strip()[:200]
    return str(told.get("detail", told.get("title", ""))) if isinstance(told, dict) else ""
