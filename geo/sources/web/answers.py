"""Answers of servers, kept on disk as they came: the evidence a bundle can be built from again.

An HTTP cache forgets by rules of its own. What we need is the opposite: every answer stays, as a plain file that anyone
can open and hash, with its URL and moment beside it, until the reader asks for fresh ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from geo.storage import sha256_of, write_json

_NAME_LETTERS: Final = 24


def url_with(url: str, params: Mapping[str, str | int] | None = None) -> str:
    """Put parameters behind a URL, spaces as %20: OData servers do not read a plus as a space."""
    if not params:
        return url
    joined = urlencode(dict(params), quote_via=quote, safe="$,:'()/*")
    return f"{url}{'&' if '?' in url else '?'}{joined}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a server.

    Parameters
    ----------
    url
        With its parameters.
    sent
        The body sent along, for a POST.
    """

    url: str
    sent: str | None = None

    @property
    def host(self) -> str:
        """The server asked, as a name for a folder."""
        return re.sub(r"[^a-z0-9.-]", "_", (urlsplit(self.url).hostname or "").lower()).lstrip(".") or "nowhere"

    @property
    def key(self) -> str:
        """Hexadecimal digits that tell this question from any other."""
        return sha256_of(f"{self.url}\n{self.sent or ''}".encode())[:_NAME_LETTERS]


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

    def path_for(self, ask: Ask) -> Path:
        """Where the body of the answer to a question is, or would be."""
        return self.folder / ask.host / f"{ask.key}.body"

    def find(self, ask: Ask) -> Answer | None:
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
        body = self.path_for(ask)
        note = body.with_suffix(".json")
        if not note.exists():
            return None
        try:
            told: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
            answer = Answer(**told, file=body)
            sha256 = sha256_of(body)
        except (OSError, ValueError, TypeError) as problem:
            raise DamagedAnswerError(note) from problem
        if sha256 != answer.sha256 or answer.url != ask.url:
            raise DamagedAnswerError(body)
        return answer

    def keep(self, answer: Answer) -> Answer:
        """Keep an answer whose body was just written to a scratch file in this store.

        Returns
        -------
        Answer
            The same, at its lasting place. The note comes last: without it there is no answer.
        """
        body = self.path_for(Ask(answer.url, answer.sent))
        note = body.with_suffix(".json")
        note.unlink(missing_ok=True)
        answer.file.replace(body)
        told = {name: value for name, value in asdict(answer).items() if name != "file"}
        write_json(note, told)
        return replace(answer, file=body)
