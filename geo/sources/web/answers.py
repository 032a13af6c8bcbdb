"""Keep the answers of servers on disk as they came, and ask only what is not kept.

An HTTP cache forgets by rules of its own. Here every answer stays, as a plain file that anyone can open and hash, with
its URL and moment beside it, until the reader asks for fresh ones: a bundle can be built from them again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import requests

from geo.errors import StorageError, quote
from geo.sources.web.errors import FetchError, NotFetchedError, PassingError, RefusedError, refusal_detail
from geo.sources.web.http import HttpClient, HttpPolicy, Listener, Request, url_with
from geo.storage import scratch_path, sha256_of, write_json

_KEPT_HEADERS: Final = ("content-type", "content-crs", "last-modified", "etag")

Check = Callable[[Path], None]
"""Looks at the body of a good answer before it is kept, and raises `PassingError` or `FetchError`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Parameters
    ----------
    url, sent
        What was asked.
    status, headers
        HTTP status, and headers with small letters.
    retrieved
        When it came, UTC, to the second: `2026-11-23T08:00:00+00:00`.
    sha256, size
        Of the body, after unpacking; size in bytes.
    file
        Where the body is.
    """

    url: str
    sent: str | None
    status: int
    headers: Mapping[str, str]
    retrieved: str
    sha256: str
    size: int
    file: Path

    def body(self) -> bytes:
        """Read the whole body."""
        return self.file.read_bytes()

    def json(self) -> Any:
        """Read the body as JSON.

        Raises
        ------
        ValueError
            If it is none.
        """
        return json.loads(self.body())


class DamagedAnswerError(Exception):
    """A kept answer that is cut short or changed. Carries the file as `args[0]`."""


class AnswerStore:
    """A folder of answers, one file each and a small file beside it that says what it is.

    Parameters
    ----------
    folder
        Made when the first answer is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_for(self, request: Request) -> Path:
        """Where the body of the answer to a request is, or would be."""
        return self.folder / request.host / f"{request.key}.body"

    def find(self, request: Request) -> Answer | None:
        """Look up a kept answer.

        Returns
        -------
        Answer or None
            None if there is none.

        Raises
        ------
        DamagedAnswerError
            If there is one, but it is not what was kept.
        """
        body = self.path_for(request)
        note = body.with_suffix(".json")
        if not note.exists():
            return None
        try:
            described: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
            answer = Answer(**described, file=body)
            sha256 = sha256_of(body)
        except (OSError, ValueError, TypeError) as problem:
            raise DamagedAnswerError(note) from problem
        if sha256 != answer.sha256 or answer.url != request.url:
            raise DamagedAnswerError(body)
        return answer

    def keep(self, answer: Answer) -> Answer:
        """Keep an answer whose body was just written to a scratch file in this store.

        Returns
        -------
        Answer
            The same, at its lasting place. The note comes last: without it there is no answer.
        """
        body = self.path_for(Request(answer.url, answer.sent))
        note = body.with_suffix(".json")
        note.unlink(missing_ok=True)
        answer.file.replace(body)
        write_json(note, {name: value for name, value in asdict(answer).items() if name != "file"})
        return replace(answer, file=body)


class CachingClient:
    """Makes requests, keeps every answer, and asks nothing twice; use it in a `with` block.

    Parameters
    ----------
    store
        Where answers are kept; what is there is not asked again.
    policy
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
        policy: HttpPolicy | None = None,
        *,
        offline: bool = False,
        refresh: bool = False,
        listener: Listener | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store, self.offline, self.refresh = store, offline, refresh
        self.client = HttpClient(policy, listener=listener, sleep=sleep)
        self._fresh: set[str] = set()

    @property
    def policy(self) -> HttpPolicy:
        """How we behave."""
        return self.client.policy

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, error, trace)

    def get(self, url: str, params: Mapping[str, str | int] | None = None, *, most_bytes: int | None = None) -> Answer:
        """Ask for a file, or take the kept answer; see `fetch`."""
        return self.fetch(Request(url_with(url, params)), most_bytes=most_bytes)

    def get_json(self, url: str, params: Mapping[str, str | int] | None = None) -> tuple[Answer, Any]:
        """Ask for JSON, or take the kept answer; a web page or half an answer is asked for again.

        Returns
        -------
        tuple
            The answer and what its JSON says.
        """
        request = Request(url_with(url, params))
        answer = self.fetch(request, check=lambda file: check_json(request.url, file))
        return answer, answer.json()

    def fetch(
        self,
        request: Request,
        *,
        most_bytes: int | None = None,
        check: Check | None = None,
        busy_wait_s: float = 0.0,
    ) -> Answer:
        """Make a request, or take the kept answer to it.

        Parameters
        ----------
        request
            What to ask.
        most_bytes
            The largest answer to take.
        check
            Looks at the body before it is kept.
        busy_wait_s
            Seconds to wait at least after status 429 or 504.

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
        answer = self._kept(request)
        if answer is None:
            answer = self.client.send(
                request, lambda response: self._keep(response, request, most_bytes, check), busy_wait_s=busy_wait_s
            )
            self._fresh.add(request.key)
        if not 200 <= answer.status < 300:
            raise RefusedError(answer.url, answer.status, refusal_detail(answer.body()))
        return answer

    def _kept(self, request: Request) -> Answer | None:
        is_fresh = request.key in self._fresh
        if self.refresh and not is_fresh and not self.offline:
            return None
        try:
            answer = self.store.find(request)
        except DamagedAnswerError as problem:
            if self.offline:
                found = f"the kept answer {problem.args[0]} is cut short or changed"
                raise NotFetchedError(request.url, found) from problem
            self.client.listener.damaged(problem.args[0])
            return None
        if answer is None and self.offline:
            raise NotFetchedError(request.url)
        # A server that refused before may answer now.
        refused = answer is not None and answer.status >= 300
        return None if refused and not is_fresh and not self.offline else answer

    def _keep(
        self, response: requests.Response, request: Request, most_bytes: int | None, check: Check | None
    ) -> Answer:
        scratch = scratch_path(self.store.path_for(request))
        digest, size = hashlib.sha256(), 0
        try:
            scratch.parent.mkdir(parents=True, exist_ok=True)
            with scratch.open("wb") as file:
                for chunk in self.client.chunks(response, request, most_bytes):
                    size += len(chunk)
                    digest.update(chunk)
                    file.write(chunk)
            if check is not None and response.ok:
                check(scratch)
            headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            now = datetime.now(UTC).isoformat(timespec="seconds")
            status, sha256 = response.status_code, digest.hexdigest()
            return self.store.keep(Answer(request.url, request.sent, status, headers, now, sha256, size, scratch))
        except OSError as problem:
            if isinstance(problem, requests.RequestException):
                raise
            raise StorageError(scratch, problem) from problem
        finally:
            scratch.unlink(missing_ok=True)


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
        raise PassingError(FetchError(url, f"{what} that is no JSON ({quote(start)}), each time")) from problem
