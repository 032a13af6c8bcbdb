"""The app as a whole, served both ways: by Streamlit's own command, and by uvicorn from another folder."""

from __future__ import annotations

import http.client
import tomllib
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests import ROOT
from tests.servers.streamlit_server import running_app


@pytest.fixture(scope="module", params=["streamlit", "uvicorn"])
def served(request, tmp_path_factory):
    with running_app(tmp_path_factory.mktemp(request.param) / "server.log", by=request.param) as app:
        yield app


def answered(app, path, **headers):
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def session(app, origin):
    address = app.url.replace("http", "ws") + "/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], origin=origin, max_size=None)


def test_a_page_comes_with_its_language_its_policy_and_no_cookie(served):
    answer, body = answered(served, "/buurten?lang=en")
    assert answer.status == 200
    assert b'<html lang="en">' in body
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_scripts_of_streamlit_come_compressed_and_for_good(served):
    _, page = answered(served, "/")
    path = page.decode().partition('<script type="module" crossorigin src=".')[2].partition('"')[0]
    answer, body = answered(served, path, **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answered(served, path)[1]) > 2 * len(body)


def test_the_page_gets_the_theme_of_our_settings(served):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    with session(served, served.url) as socket_:
        socket_.send(asked.SerializeToString())
        message = ForwardMsg.FromString(socket_.recv(timeout=30))
    started = message.new_session
    assert started.custom_theme.light.primary_color == config["theme"]["light"]["primaryColor"]
    assert not started.config.gather_usage_stats


def test_a_page_of_another_site_gets_no_session(served):
    with pytest.raises(InvalidStatus), session(served, "https://evil.example"):
        pass
