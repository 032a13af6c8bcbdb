"""What the server answers, door by door: headers, cookies, files, the document, and the doors that stay shut."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from geo.paths import DEFAULT_BUNDLE, STATIC
from layers.style import DARK, LIGHT
from layers.words import Words
from views.server.assets import FOREVER, SHORTLY, CompressedOnce, OwnFiles, make_asset
from views.server.document import OwnDocument, document, head, page_routes, page_script, page_style
from views.server.map_files import map_files_of, map_routes
from views.server.safety import TILE_HOST, SafeAnswers, content_security_policy
from views.state.where import BUNDLE_VARIABLE, PAGE_PATHS


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


def own_files():
    """Our static folder as the app serves it, compressed."""
    mount = Mount("/app/static", OwnFiles(directory=STATIC))
    return Starlette(routes=[mount], middleware=[Middleware(CompressedOnce), Middleware(GZipMiddleware)])


def body_of(sent):
    return b"".join(message.get("body", b"") for message in sent[1:])


PACKED = (b"accept-encoding", b"gzip, br")


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


def framework_document():
    return resources.files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "title"), [("nl", "Sociaal riool"), ("en", "Social sewer")])
def test_the_document_speaks_the_reader_s_language(language, title):
    page = document(language, framework_document())
    assert f'<html lang="{language}">' in page
    assert f"<title>{title}</title>" in page
    assert "Streamlit" not in re.sub(r"<script.*?</script>|<link[^>]*>", "", page, flags=re.DOTALL)
    assert "user-scalable" not in page
    assert re.findall(r"(?:href|src)=\"(?!\./)[^\"]*", page) == []


def test_what_is_not_changed_is_copied():
    body = "<body a='&amp;'>app &euro;&#8364;<br/></body></html>"
    strange = f"<!DOCTYPE html><HTML lang='xx' class=a><head><meta x></head>{body}"
    page = document("nl", strange)
    assert page.startswith('<!DOCTYPE html><html lang="nl" class="a"><head>')
    assert page.endswith("</head><body a='&amp;'>app &euro;&#8364;<br/></body></html>")
    assert head(Words("nl")) in page
    assert document("nl", "no document at all") == "no document at all"


def test_scripts_of_the_framework_are_copied_whole():
    script = "<script>if (1 < 2 && '</b>') { a = '<title>x</title>' }</script>"
    assert script in document("en", f"<html><head>{script}</head></html>")


def documents(framework=None, content_type=b"text/html; charset=utf-8"):
    calls = []

    async def streamlit(scope, _receive, send):
        calls.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})
        await send({"type": "http.response.body", "body": (framework or framework_document()).encode()})

    return OwnDocument(streamlit, PAGE_PATHS.values()), calls


def test_the_document_follows_the_language_in_the_address():
    app, calls = documents()
    for query, language in (("lang=en", "en"), ("lang=xx", "nl"), ("", "nl"), ("lang=en", "en")):
        sent = asked(app, "/buurten", query=query)
        assert f'<html lang="{language}">'.encode() in body_of(sent)
        assert headers_of(sent)["cache-control"] == "no-cache"
    assert len(calls) == 2, "Streamlit is asked once for each language"


def test_what_is_no_page_or_no_document_is_left_to_streamlit():
    app, _ = documents("other")
    assert body_of(asked(app, "/_stcore/health")) == b"other"
    app, _ = documents("{}", content_type=b"application/json")
    assert body_of(asked(app, "/")) == b"{}"


def test_style_and_script_of_the_pages_are_served_where_the_document_says():
    app = Starlette(routes=page_routes())
    addresses = re.findall(r'"\.(/riool/page-\w+\.(?:css|js))"', document("nl", framework_document()))
    found = [body_of(asked(app, address)) for address in addresses]
    assert found == [page_style().content, page_script().content]


def test_the_pages_carry_the_palette():
    style = page_style().content.decode()
    assert LIGHT.pipe in style
    assert DARK.pipe in style
    assert "//" not in re.sub(r"http://www\.w3\.org/2000/svg|http%3A//www\.w3\.org/2000/svg", "", style)


def map_file(path):
    return asked(Starlette(routes=map_routes()), path)


def test_the_map_s_frame_is_a_page_that_asks_for_one_script_and_one_style_sheet():
    files = map_files_of(DEFAULT_BUNDLE)
    page = files.page.content.decode()
    links = re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+)"', page)
    assert links == [
        "data:,",
        files.script_path.removeprefix("/riool/"),
        files.script_path.removeprefix("/riool/").replace(files.script.tag, files.style.tag).replace(".js", ".css"),
    ]
    text = files.script.content.decode()
    assert text.index("leaflet") < text.index("riool.map = ") < text.index("riool.frame = ")
    assert text.index("riool.frame = ") < text.index("riool.setBackground({")
    assert len(gzip.compress(files.script.content)) < 160_000
    assert len(gzip.compress(files.page.content)) < 5_000


def test_the_map_s_frame_evaluates_nothing_and_runs_only_its_own_script():
    page = map_files_of(DEFAULT_BUNDLE).page.content.decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    (inline,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert "eval" not in policy


def test_the_files_of_the_frame_are_under_addresses_that_name_their_content():
    files = map_files_of(DEFAULT_BUNDLE)
    for path, file in ((files.page_path, files.page), (files.script_path, files.script)):
        sent = map_file(path)
        assert headers_of(sent)["cache-control"] == FOREVER
        assert sent[1]["body"] == file.content
    assert map_file("/riool/map-0123456789abcdef01234567.html")[0]["status"] == 404


def test_a_map_without_a_bundle_is_not_found(tmp_path, monkeypatch):
    monkeypatch.setenv(BUNDLE_VARIABLE, str(tmp_path))
    assert map_file("/riool/map-0123456789abcdef01234567.js")[0]["status"] == 404
