"""The one client for servers of others: it says who it is, asks one thing at a time, waits and gives up."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from geo.errors import StorageError
from geo.sources.web.answers import Answer, AnswerStore, Ask, DamagedAnswerError, url_with
from geo.sources.web.errors import FetchError, NotFetchedError, RefusedError, TooLargeError
from geo.sources.web.http_faults import PassingError, asked_wait, check_json, detail_of, understood_errors
from geo.sources.web.http_settings import HttpSettings, Listener, Quiet
from geo.storage import scratch_path

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be gone in a moment."""
_CHUNK: Final = 1 << 16
_KEPT_HEADERS: Final = ("content-type", "content-crs", "last-modified", "etag")

Check = Callable[[Path], None]


class Http:
    """Asks servers, keeps every answer, and asks nothing twice.

    Parameters
    ----------
    store
        Where answers are kept; what is there is not asked again.
    settings
        How we behave.
    offline
        Use only what was kept.
    refresh
        Ask again what was kept before this client was made.
    listener
        Told what goes over the line.
    sleep
        Waits so many seconds; tests give their own.
    """

    def __init__(
        self,
        store: AnswerStore,
        settings: HttpSettings | None = None,
        *,
        offline: bool = False,
        refresh: bool = False,
        listener: Listener | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store, self.settings = store, settings or HttpSettings()
        self.offline, self.refresh = offline, refresh
        self.listener: Listener = listener or Quiet()
        self.sleep = sleep
        self._fresh: set[str] = set()
        self._session = requests.Session()
        self._session.max_redirects = 5
        self._session.headers["User-Agent"] = self.settings.user_agent

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, url: str, params: Mapping[str, str | int] | None = None, *, most_bytes: int | None = None) -> Answer:
        """Ask for a file, or take the kept answer.

        Parameters
        ----------
        url, params
            What to ask.
        most_bytes
            The largest answer to take.

        Returns
        -------
        Answer
            With status 200 to 299.

        Raises
        ------
        FetchError
            If no good answer came, each kind with its own class.
        StorageError
            If it cannot be kept.
        """
        ask = Ask(url_with(url, params))
        return self.ask(ask, lambda: self._send(ask, most_bytes, None))

    def get_json(self, url: str, params: Mapping[str, str | int] | None = None) -> tuple[Answer, Any]:
        """Ask for JSON, or take the kept answer; a web page or half an answer is asked for again.

        Returns
        -------
        tuple
            The answer and what its JSON says.
        """
        ask = Ask(url_with(url, params))
        answer = self.ask(ask, lambda: self._send(ask, None, lambda file: check_json(ask.url, file)))
        return answer, answer.json()

    def ask(self, ask: Ask, once: Callable[[], Answer]) -> Answer:
        """Take the kept answer, or try `once` until it gives one.

        Parameters
        ----------
        ask
            The question.
        once
            Asks it once and returns what `receive` returns; raises `PassingError` for a fault that may pass.

        Returns
        -------
        Answer
            With status 200 to 299.
        """
        kept = self._kept(ask)
        if kept is None:
            retrying = Retrying(
                stop=stop_after_attempt(self.settings.attempts),
                wait=self._wait,
                retry=retry_if_exception_type(PassingError),
                before_sleep=lambda state: self._tell(ask, state),
                sleep=self.sleep,
                reraise=True,
            )
            try:
                kept = retrying(once)
            except PassingError as passing:
                raise passing.fault from passing
            self._fresh.add(ask.key)
            self.sleep(self.settings.pause_s)
        if kept.status >= 400:
            raise RefusedError(kept.url, kept.status, detail_of(kept))
        return kept

    def _kept(self, ask: Ask) -> Answer | None:
        if self.refresh and ask.key not in self._fresh and not self.offline:
            return None
        try:
            found = self.store.find(ask)
        except DamagedAnswerError as problem:
            if self.offline:
                raise NotFetchedError(
                    ask.url, f"the kept answer {problem.args[0]} is cut short or changed"
                ) from problem
            self.listener.damaged(problem.args[0])
            return None
        if self.offline:
            if found is None:
                raise NotFetchedError(ask.url)
            return found
        # A server that refused before may answer now.
        return None if found is not None and found.status >= 400 and ask.key not in self._fresh else found

    def _wait(self, state: RetryCallState) -> float:
        settings = self.settings
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PassingError) and error.wait_s is not None:
            return error.wait_s
        return float(min(settings.wait_first_s * 2 ** (state.attempt_number - 1), settings.wait_most_s))

    def _tell(self, ask: Ask, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        why = error.fault.found if isinstance(error, PassingError) else str(error)
        self.listener.waiting(ask.url, state.next_action.sleep if state.next_action else 0.0, why)

    def _send(self, ask: Ask, most_bytes: int | None, check: Check | None) -> Answer:
        timeout = (self.settings.connect_s, self.settings.read_s)
        with understood_errors(ask.url), self._session.get(ask.url, timeout=timeout, stream=True) as response:
            return self.receive(response, ask, most_bytes=most_bytes, check=check)

    def receive(
        self,
        response: requests.Response,
        ask: Ask,
        *,
        most_bytes: int | None = None,
        check: Check | None = None,
        wait_least_s: float = 0.0,
    ) -> Answer:
        """Take in an answer whose headers are here and whose body is still to come, and keep it.

        Parameters
        ----------
        response
            Opened with `stream=True`.
        ask
            The question.
        most_bytes
            The largest answer to take.
        check
            Looks at the body of a good answer before it is kept, and raises `PassingError` or `FetchError`.
        wait_least_s
            Seconds to wait at least after status 429 or 504, where the server's owner asks for that.

        Raises
        ------
        PassingError, FetchError, StorageError
            If it is not the answer, too large, or cannot be kept.
        """
        if response.status_code in _PASSING:
            raise self._passing(response, ask, wait_least_s)
        limit = most_bytes or self.settings.most_bytes
        total = _announced(response)
        if total is not None and total > limit:
            raise TooLargeError(ask.url, f"an answer of {total / 1e6:,.0f} MB was announced", limit)
        scratch = scratch_path(self.store.path_for(ask))
        try:
            sha256, size = self._pour(response, ask, scratch, limit)
            if check is not None and response.ok:
                check(scratch)
            headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            now = datetime.now(UTC).isoformat(timespec="seconds")
            return self.store.keep(Answer(ask.url, ask.sent, response.status_code, headers, now, sha256, size, scratch))
        except OSError as problem:
            if isinstance(problem, requests.RequestException):
                raise
            raise StorageError(scratch, problem) from problem
        finally:
            scratch.unlink(missing_ok=True)

    def _pour(self, response: requests.Response, ask: Ask, scratch: Path, limit: int) -> tuple[str, int]:
        scratch.parent.mkdir(parents=True, exist_ok=True)
        digest, size, total = hashlib.sha256(), 0, _announced(response)
        with scratch.open("wb") as file:
            for chunk in response.iter_content(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLargeError(ask.url, f"more than {limit / 1e6:,.0f} MB came in", limit)
                digest.update(chunk)
                file.write(chunk)
                self.listener.received(ask.url, size, total)
        return digest.hexdigest(), size

    def _passing(self, response: requests.Response, ask: Ask, wait_least_s: float) -> Exception:
        status = response.status_code
        fault = FetchError(ask.url, f"status {status} ({response.reason}), {self.settings.attempts} times")
        named = asked_wait(response.headers.get("Retry-After"))
        if named is not None and named > self.settings.wait_asked_most_s:
            advice = f"Run the same command again in {named / 60:.0f} minutes: what was fetched is kept"
            return FetchError(ask.url, f"status {status}, and the server asks to wait {named:.0f} s", advice)
        least = wait_least_s if status in {429, 504} else 0.0
        wait = max(named or 0.0, least)
        return PassingError(fault, wait or None)


def _announced(response: requests.Response) -> int | None:
    """Bytes that the server says will come; of a packed body that is less than what we count."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else None
