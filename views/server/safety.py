"""What every answer of the server says about itself, and what the server does not answer at all.

A reader's browser is told to ask nothing of any other host, to hand no address of a page on, and to let nobody but an
embedding page frame it. st_folium evaluates its drawing code, so scripts of this host may do that; those of no other
host may run at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Asgi: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

TILE_HOST: Final = "https://service.pdok.nl"
"""The Kadaster's background map: allowed, and asked only by a reader who switches it on."""

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
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
_FIXED: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
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


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _may_be_framed(scope: Scope) -> bool:
    """Embedding is a feature of `?embed=true`; the map's own frame stands inside such a page."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return query.get("embed") == ["true"] or "/component/" in scope["path"]


def _is_foreign(scope: Scope) -> bool:
    """Whether a page of another site opens this web socket; Streamlit would ask the internet who we are to judge it."""
    origin = _header(scope, b"origin")
    return bool(origin) and urlsplit(origin).netloc != _header(scope, b"host")


class SafeAnswers:
    """ASGI middleware around the app.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and dress its answer."""
        if scope["type"] == "websocket" and _is_foreign(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif any(door in scope["path"] for door in _UNUSED):
            await _refuse(send)
        else:
            await self.app(scope, receive, _dressed(scope, send))


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [*_FIXED, (b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _dressed(scope: Scope, send: Send) -> Send:
    own = [*_FIXED, (b"content-security-policy", content_security_policy(framed=_may_be_framed(scope)).encode())]
    names = {name for name, _ in own}

    async def send_dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in names]
            message["headers"] = [*kept, *own]
        await send(message)

    return send_dressed
