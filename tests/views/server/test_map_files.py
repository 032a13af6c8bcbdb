"""The map's frame, its script and its style sheet, each at an address with its hash."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

from starlette.applications import Starlette

from geo.storage import DEFAULT_BUNDLE
from tests.servers.asgi import asked, headers_of
from views.server.assets import FOREVER
from views.server.map_files import map_files_of, map_routes
from views.state.where import BUNDLE_VARIABLE


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
