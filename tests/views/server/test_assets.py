"""Files are served compressed, for as long as they hold, and only from our own folder."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from geo.storage import STATIC
from tests.servers.asgi import PACKED, asked, body_of, headers_of
from views.server.assets import FOREVER, SHORTLY, CompressedOnce, OwnFiles, make_asset


def own_files():
    """Our static folder as the app serves it, compressed."""
    mount = Mount("/app/static", OwnFiles(directory=STATIC))
    return Starlette(routes=[mount], middleware=[Middleware(CompressedOnce), Middleware(GZipMiddleware)])


def test_own_files_come_compressed_and_are_not_sent_twice():
    app = own_files()
    path = "/app/static/map/riool.js"
    sent = asked(app, path, headers=[PACKED])
    headers = headers_of(sent)
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == SHORTLY
    assert gzip.decompress(body_of(sent)) == (STATIC / "map" / "riool.js").read_bytes()
    again = asked(app, path, headers=[(b"if-none-match", headers["etag"].encode()), PACKED])
    assert (again[0]["status"], body_of(again)) == (304, b"")
    bare = asked(app, path)
    assert body_of(bare) == (STATIC / "map" / "riool.js").read_bytes()


def test_a_font_is_not_compressed_again():
    sent = asked(own_files(), "/app/static/vendor/fonts/nunito-sans-latin-400-normal.woff2", headers=[PACKED])
    assert "content-encoding" not in headers_of(sent)


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "map/../../pyproject.toml", "/etc/passwd", "map\\riool.js", "a\0b", ".", "none.js", "map"],
)
def test_nothing_outside_the_folder_is_handed_out(name):
    assert asked(own_files(), f"/app/static/{name}")[0]["status"] == 404


@given(st.text(max_size=40))
def test_whatever_is_asked_stays_in_the_folder(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("shelf")
    (folder.parent / "secret.txt").write_text("secret")
    app = Starlette(routes=[Mount("/files", OwnFiles(directory=folder))])
    for path in (f"/files/{name}", f"/files/../{name}", f"/files/{name}/../../secret.txt"):
        assert b"secret" not in body_of(asked(app, path))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (shelf / "link.txt").symlink_to(tmp_path / "secret.txt")
    app = Starlette(routes=[Mount("/files", OwnFiles(directory=shelf))])
    assert asked(app, "/files/link.txt")[0]["status"] == 404


def counted_app(cache_control, *, status=200, body=b"x" * 5000, extra=()):
    """An app behind `GZipMiddleware`, and how often it was asked."""
    calls = []

    async def app(scope, _receive, send):
        calls.append(scope["path"])
        headers = [(b"content-type", b"text/javascript"), (b"cache-control", cache_control), *extra]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return GZipMiddleware(app), calls


def test_what_never_changes_is_compressed_once():
    inner, calls = counted_app(FOREVER.encode())
    app = CompressedOnce(inner)
    first, second = (asked(app, "/static/js/a.js", headers=[PACKED]) for _ in range(2))
    assert calls == ["/static/js/a.js"]
    assert gzip.decompress(body_of(first)) == gzip.decompress(body_of(second)) == b"x" * 5000
    for sent in (first, second):
        assert headers_of(sent)["content-encoding"] == "gzip"
        assert headers_of(sent)["cache-control"] == FOREVER
        assert headers_of(sent)["content-type"].startswith("text/javascript")
    assert body_of(asked(app, "/static/js/a.js")) == b"x" * 5000, "a browser that takes no gzip gets none"


@pytest.mark.parametrize(
    ("cache_control", "changes"),
    [
        (b"no-cache", {}),
        (SHORTLY.encode(), {}),
        (FOREVER.encode(), {"status": 404}),
        (FOREVER.encode(), {"body": b"small"}),
        (FOREVER.encode(), {"extra": [(b"set-cookie", b"visitor=1")]}),
    ],
)
def test_what_may_change_or_is_somebody_s_own_is_not_kept(cache_control, changes):
    inner, calls = counted_app(cache_control, **changes)
    app = CompressedOnce(inner)
    for _ in range(2):
        asked(app, "/a.js", headers=[PACKED])
    assert len(calls) == 2


def test_a_part_a_question_and_another_method_are_passed_on():
    inner, calls = counted_app(FOREVER.encode())
    app = CompressedOnce(inner)
    asked(app, "/a.js", headers=[PACKED])
    asked(app, "/a.js", headers=[PACKED, (b"range", b"bytes=0-9")])
    asked(app, "/a.js", headers=[PACKED, (b"if-none-match", b'"x"')])
    asked(app, "/a.js", headers=[PACKED], query="v=1")
    asked(app, "/a.js", headers=[PACKED], method="HEAD")
    assert len(calls) == 5


def test_no_more_is_kept_than_was_said():
    inner, calls = counted_app(FOREVER.encode(), body=bytes(range(256)) * 20)
    one = len(gzip.compress(bytes(range(256)) * 20))
    app = CompressedOnce(inner, kept_bytes=2 * one + 1)
    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        asked(app, path, headers=[PACKED])
    assert calls == ["/a", "/b", "/c", "/b"], "b was asked for longest ago when c came"


def test_a_file_made_here_says_its_type_and_names_its_content():
    assert make_asset(b"x", "a.js").media_type == "text/javascript"
    assert make_asset(b"x", "a.js").tag != make_asset(b"y", "a.js").tag
