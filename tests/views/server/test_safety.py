"""Every answer carries the safety headers, and doors without a use stay shut."""

from __future__ import annotations

import re

import pytest

from tests.servers.asgi import asked, headers_of, plain_app
from views.server.safety import TILE_HOST, SafeAnswers, content_security_policy


def test_every_answer_is_dressed():
    headers = headers_of(asked(SafeAnswers(plain_app()), "/"))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "geolocation=(self)" in headers["permissions-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


def test_no_other_host_is_allowed_but_that_of_the_tiles():
    policy = content_security_policy(framed=False)
    assert re.findall(r"https?://\S+", policy.replace(";", " ")) == [TILE_HOST]
    assert f"img-src 'self' data: blob: {TILE_HOST};" in policy


def test_no_text_may_be_run_as_a_script():
    assert "unsafe-eval" not in content_security_policy(framed=False) + content_security_policy(framed=True)


@pytest.mark.parametrize(
    ("path", "query", "framed"),
    [
        ("/", "", False),
        ("/buurten", "embed=false", False),
        ("/", "lang=en&embed=true", True),
        ("/riool/map-0123456789abcdef.html", "", True),
    ],
)
def test_only_an_embedded_page_may_be_framed_by_others(path, query, framed):
    policy = headers_of(asked(SafeAnswers(plain_app()), path, query=query))["content-security-policy"]
    assert ("frame-ancestors http: https:" in policy) == framed
    assert ("frame-ancestors 'self'" in policy) != framed


@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/a/b", "/_stcore/agent/interact", "/auth/login", "/oauth2callback"]
)
def test_doors_without_a_use_are_shut(path):
    sent = asked(SafeAnswers(plain_app()), path, method="PUT")
    assert sent[0]["status"] == 404


def test_a_page_of_another_site_opens_no_socket():
    headers = [(b"host", b"kaart.example"), (b"origin", b"https://evil.example")]
    sent = asked(SafeAnswers(plain_app()), "/_stcore/stream", headers=headers, kind="websocket")
    assert sent == [{"type": "websocket.close", "code": 1008}]
    same = [(b"host", b"kaart.example"), (b"origin", b"https://kaart.example")]
    assert asked(SafeAnswers(plain_app()), "/_stcore/stream", headers=same, kind="websocket")[0]["status"] == 200
