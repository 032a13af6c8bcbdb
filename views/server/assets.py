"""Serve files: our own static folder, files made while the app runs, and whatever never changes compressed only once.

Streamlit compresses none of its own 90 scripts and reads each of them from disk for every visitor; that is most of what
a first visit costs. Which of its answers never change, it says itself: `Cache-Control: immutable` (RFC 8246).
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER: Final = "public, max-age=31536000, immutable"
"""For an address that names its content."""
SHORTLY: Final = "public, max-age=600, stale-while-revalidate=86400"
"""For a file that may be another one after the next release."""
_KEPT_BYTES: Final = 32_000_000
_NOT_WHOLE: Final = ("range", "if-none-match", "if-modified-since")


class OwnFiles(StaticFiles):
    """The static folder of this project, which a browser may keep for a while."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer as Starlette does, and say how long the answer holds."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = SHORTLY
        return response


@dataclass(frozen=True, slots=True)
class Asset:
    """A file made while the app runs.

    Parameters
    ----------
    content
        Its bytes.
    media_type
        For the header `content-type`.
    tag
        A hash of the content, to name it in an address.
    """

    content: bytes
    media_type: str
    tag: str

    def response(self) -> Response:
        """Answer a request for its address, which holds the tag, so that a browser may keep it forever."""
        return Response(self.content, media_type=self.media_type, headers={"cache-control": FOREVER})


def make_asset(content: bytes, name: str) -> Asset:
    """Make a file out of bytes; its type follows from the end of its name."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:24])


class CompressedOnce:
    """ASGI middleware that keeps compressed answers which their server calls immutable.

    Stands around `GZipMiddleware`, so that a file is compressed for its first visitor only. What is not immutable, not
    compressed, or asked for in part passes through.

    Parameters
    ----------
    app
        What answers, compressed.
    kept_bytes
        Most to keep; what was asked for longest ago goes first.
    """

    def __init__(self, app: ASGIApp, kept_bytes: int = _KEPT_BYTES) -> None:
        self.app = app
        self.kept_bytes = kept_bytes
        self.answers: OrderedDict[str, Response] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and keep the answer where that may be."""
        if not _asks_for_a_whole_file(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path in self.answers:
            self.answers.move_to_end(path)
            await self.answers[path](scope, receive, send)
            return
        answer = _Copied(send)
        await self.app(scope, receive, answer.send)
        if answer.may_be_kept:
            self._keep(path, answer.response())

    def _keep(self, path: str, response: Response) -> None:
        self.answers[path] = response
        while sum(len(kept.body) for kept in self.answers.values()) > self.kept_bytes:
            self.answers.popitem(last=False)


def _asks_for_a_whole_file(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not any(name in headers for name in _NOT_WHOLE)


class _Copied:
    """Sends an answer on and holds a copy of it, if it may be kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._headers = Headers()
        self._parts: list[bytes] = []
        self._is_immutable = False
        self.may_be_kept = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = Headers(raw=list(message["headers"]))
            self._is_immutable = (
                message["status"] == 200
                and "immutable" in self._headers.get("cache-control", "")
                and self._headers.get("content-encoding") == "gzip"
                and "set-cookie" not in self._headers
            )
        elif message["type"] == "http.response.body" and self._is_immutable:
            self._parts.append(message.get("body", b""))
            self.may_be_kept = not message.get("more_body", False)
        await self._send(message)

    def response(self) -> Response:
        """Make an answer that can be sent again."""
        kept = {name: value for name, value in self._headers.items() if name not in {"date", "content-length"}}
        return Response(b"".join(self._parts), headers=kept)
