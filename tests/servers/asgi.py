"""Ask an ASGI app one thing without a server, and read what it sends."""

from __future__ import annotations

import asyncio


def asked(app, path, *, headers=(), method="GET", kind="http", query=""):
    """Ask an ASGI app one thing; gives the messages it sent."""
    sent = []

    first = [{"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request"}]

    async def receive():
        return first.pop() if first else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "method": method, "query_string": query.encode(), "headers": list(headers)}
    asyncio.run(app(scope, receive, send))
    return sent


def plain_app(body=b"hello"):
    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": body})

    return app


def headers_of(sent):
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def body_of(sent):
    return b"".join(message.get("body", b"") for message in sent[1:])


PACKED = (b"accept-encoding", b"gzip, br")
