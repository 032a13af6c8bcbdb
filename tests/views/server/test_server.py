"""What the server answers, door by door: headers, cookies, files, the document, and the doors that stay shut."""

from __future__ import annotations

import asyncio
import gzip
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.paths import DEFAULT_BUNDLE, STATIC
from layers.style import DARK, LIGHT
from views.server.assets import QuickFiles, find_asset, make_asset
from views.server.early import late_scripts, with_imports
from views.server.map_files import MAP_PATH, ground_of
from views.server.safety import TILE_HOST, SafeAnswers, content_security_policy
from views.server.shell import document, page_style, shell_routes
from views.state.where import PAGE_PATHS


def asked(app, path, *, headers=(), method="GET", kind="http", query=""):
    """Ask an ASGI app one thing; gives the messages it sent."""
    sent = []

    async def receive():
        return {"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request"}

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


@pytest.mark.parametrize(
    ("path", "query", "framed"),
    [
        ("/", "", False),
        ("/buurten", "embed=false", False),
        ("/", "lang=en&embed=true", True),
        ("/component/streamlit_folium.st_folium/index.html", "", True),
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


def test_own_files_come_compressed_and_are_not_sent_twice():
    app = QuickFiles(plain_app())
    path = "/app/static/map/riool.js"
    sent = asked(app, path, headers=[(b"accept-encoding", b"gzip, br")])
    headers = headers_of(sent)
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent[1]["body"]) == (STATIC / "map" / "riool.js").read_bytes()
    again = asked(app, path, headers=[(b"if-none-match", headers["etag"].encode())])
    assert (again[0]["status"], again[1]["body"]) == (304, b"")
    bare = asked(app, path)
    assert bare[1]["body"] == (STATIC / "map" / "riool.js").read_bytes()
    assert asked(app, path, method="HEAD")[1]["body"] == b""


def test_what_is_not_a_known_file_is_left_to_streamlit():
    app = QuickFiles(plain_app(b"streamlit"))
    for path in ("/", "/app/static/", "/app/static/none.js", "/static/js", "/_stcore/health"):
        assert asked(app, path)[1]["body"] == b"streamlit"
    assert asked(app, "/app/static/map/riool.js", method="POST")[1]["body"] == b"streamlit"


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "map/../../pyproject.toml", "/etc/passwd", "map\\riool.js", "map//riool.js", "a\0b", "."],
)
def test_nothing_outside_the_folder_is_handed_out(name):
    assert find_asset(STATIC, name) is None


@given(st.text(max_size=40))
def test_whatever_is_asked_stays_in_the_folder(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("shelf")
    (folder.parent / "secret.txt").write_text("secret")
    assert find_asset(folder, name) is None
    assert find_asset(folder, f"../{name}") is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (shelf / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert find_asset(shelf, "link.txt") is None


def test_small_and_packed_files_are_not_packed_again():
    assert make_asset(b"x" * 100, "a.js").packed is None
    assert make_asset(b"x" * 10_000, "a.woff2").packed is None
    assert make_asset(b"x" * 10_000, "a.js").media_type == "text/javascript; charset=utf-8"


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


def test_a_document_of_another_streamlit_is_left_as_it_is():
    strange = "<html lang='xx'><head></head><body>app</body></html>"
    page = document("nl", strange)
    assert page.startswith("<html lang='xx'>")
    assert page.endswith("<body>app</body></html>")


def test_the_document_follows_the_language_in_the_address():
    routes = {route.path: route.endpoint for route in shell_routes(PAGE_PATHS.values())}
    for query, language in (("lang=en", "en"), ("lang=xx", "nl"), ("", "nl")):
        sent = asked(routes["/buurten"], "/buurten", query=query)
        assert f'<html lang="{language}">'.encode() in sent[1]["body"]


def test_the_pages_carry_the_palette():
    style = page_style()
    assert LIGHT.pipe in style
    assert DARK.pipe in style
    assert "//" not in re.sub(r"http://www\.w3\.org/2000/svg|http%3A//www\.w3\.org/2000/svg", "", style)


def test_scripts_needed_later_are_there_and_named_once():
    scripts = late_scripts()
    folder = resources.files("streamlit").joinpath("static/static/js")
    assert len(set(scripts)) == len(scripts) > 10
    assert all(folder.joinpath(name).is_file() for name in scripts)


def test_imports_are_followed_also_in_a_circle(tmp_path):
    (tmp_path / "a.js").write_text('import{x}from"./b.js";import"./gone.js";')
    (tmp_path / "b.js").write_text('import{y}from"./a.js";')
    assert with_imports(tmp_path, ["a.js", "none.js"]) == ["a.js", "b.js"]


def test_the_ground_is_one_script_under_an_address_of_its_own():
    ground = ground_of(DEFAULT_BUNDLE)
    assert ground.script_path.startswith(f"{MAP_PATH}-")
    text = ground.script.content.decode()
    assert text.index("leaflet") < text.index("riool.map = ") < text.index("riool.setBackground({")
    assert len(ground.script.packed) < 160_000
