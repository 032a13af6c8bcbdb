"""Add safety headers to every answer, and refuse requests that no page of ours makes.

A reader's browser is told to ask nothing of any other host, to hand no address of a page on, and to let nobody but an
embedding page frame it. Scripts of no other host may run at all.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAP_PATH: Final = "/riool/map"
"""Where the files of the map's frame are."""
TILE_HOST: Final = "https://service.pdok.nl"
"""The Kadaster's background map: allowed, and asked only by a reader who switches it on."""

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-inline' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": f"'self' data: blob: {TILE_HOST}",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
_FIXED: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
}
_UNUSED: Final = ("/_stcore/upload_file", "/_stcore/agent", "/auth/", "/oauth2callback")
"""Doors of Streamlit that this app has no use for: uploads, remote control, logging in."""


def content_security_policy(*, framed: bool) -> str:
    """Write the policy that the browser enforces.

    Parameters
    ----------
    framed
        Whether other sites may show this answer inside their own page.
    """
    rules = {**_POLICY, "frame-ancestors": "http: https:" if framed else "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _may_be_framed(scope: Scope) -> bool:
    """Embedding is a feature of `?embed=true`; the map's own frame stands inside such a page."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return query.get("embed") == ["true"] or f"{MAP_PATH}-" in scope["path"]


def _is_foreign(scope: Scope) -> bool:
    """Whether a page of another site opens this web socket; Streamlit would ask the internet who we are to judge it."""
    headers = Headers(scope=scope)
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")


class SafeAnswers:
    """ASGI middleware that refuses what no page of ours asks, and adds the safety headers to every answer.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] == "websocket" and _is_foreign(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif any(door in scope["path"] for door in _UNUSED):
            await Response(status_code=404)(scope, receive, _with_headers(scope, send))
        else:
            await self.app(scope, receive, _with_headers(scope, send))


def _with_headers(scope: Scope, send: Send) -> Send:
    own = {**_FIXED, "content-security-policy": content_security_policy(framed=_may_be_framed(scope))}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            # A copy: the answer may be one that is kept and sent again.
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.update(own)
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_with_headers
