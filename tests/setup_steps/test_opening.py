"""Opening the map: the port, the address, and the end of the server. Served by three lines, not by the app."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from setup_steps import opening
from setup_steps.console import SetupError
from tests import ROOT


class TestPorts:
    def test_the_first_free_one(self):
        assert next(opening.ports_to_try(None, lambda port: port >= 8503)) == 8503

    def test_none_free_is_said(self):
        with pytest.raises(SetupError, match=r"No port from 8501 to 8550 is free\. Choose one: python3 run\.py map"):
            next(opening.ports_to_try(None, lambda _: False))

    def test_the_one_asked_for(self):
        assert list(opening.ports_to_try("8600", lambda _: True)) == [8600]

    def test_a_busy_one_asked_for_is_said(self):
        with pytest.raises(SetupError, match="Port 8600 is busy"):
            next(opening.ports_to_try("8600", lambda _: False))

    @pytest.mark.parametrize("asked", ["", "0", "65536", "-1", "8600x", "\uff18\uff16", "8.6e3"])
    def test_what_is_no_port_is_said(self, asked):
        with pytest.raises(SetupError, match="is not a port"):
            next(opening.ports_to_try(asked, lambda _: True))

    def test_a_listening_server_makes_a_port_busy(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            assert not opening.is_free("127.0.0.1", port)
            assert opening.listens("127.0.0.1", port)
        assert opening.is_free("127.0.0.1", port)
        assert not opening.listens("127.0.0.1", port)

    @pytest.mark.parametrize(
        ("arguments", "value"),
        [
            (["--server.port", "8600"], "8600"),
            (["--server.port=8600"], "8600"),
            (["--server.port", "1", "--server.port=2"], "2"),
            (["--server.portal", "8600"], None),
            (["--server.port"], None),
            ([], None),
        ],
    )
    def test_an_option_is_read_either_way(self, arguments, value):
        assert opening.option(arguments, "--server.port") == value

    @pytest.mark.parametrize(
        ("environ", "platform", "expected"),
        [
            ({}, "linux", False),
            ({"DISPLAY": ":0"}, "linux", True),
            ({"WAYLAND_DISPLAY": "w"}, "linux", True),
            ({}, "darwin", True),
        ],
    )
    def test_a_browser_is_opened_only_where_it_has_a_window(self, environ, platform, expected):
        assert opening.has_desktop(environ, platform) is expected


@pytest.fixture
def small_server(tmp_path: Path) -> None:
    """A checkout whose "streamlit" is a server of three lines, started through its own Python."""
    (tmp_path / "streamlit_app.py").write_text("", "utf-8")
    package = tmp_path / "streamlit"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "__main__.py").write_text(
        "import http.server, json, sys, pathlib\n"
        "pathlib.Path('started.json').write_text(json.dumps(sys.argv[1:]))\n"
        "port = int(sys.argv[sys.argv.index('--server.port') + 1])\n"
        "http.server.HTTPServer(('127.0.0.1', port), http.server.SimpleHTTPRequestHandler).serve_forever()\n",
        "utf-8",
    )


class TestMap:
    def test_an_incomplete_checkout_is_said(self, tmp_path):
        with pytest.raises(SetupError, match=r"streamlit_app\.py is not there"):
            opening.open_map(tmp_path, Path(sys.executable), [])

    @pytest.mark.usefixtures("small_server")
    def test_it_says_the_address_and_stops_its_server_when_told(self, tmp_path):
        program = (
            "import sys; from pathlib import Path; from setup_steps import commands, opening\n"
            "commands.carry_out = lambda _, rest: opening.open_map(Path(sys.argv[1]), Path(sys.executable), rest)\n"
            "sys.exit(commands.run(['map', '--', '--theme.base', 'dark']))"
        )
        environ = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        command = [sys.executable, "-c", program, tmp_path]
        with subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as map_:
            said = ""
            while "open that address" not in said:
                line = map_.stdout.readline()
                assert line, said
                said += line
            url = re.search(r"http://127\.0\.0\.1:(\d+)", said)
            port = int(url[1])
            assert opening.listens("127.0.0.1", port)
            map_.terminate()
            said += map_.stdout.read()
        assert map_.returncode == 0
        assert "De kaart is gesloten." in said
        assert not opening.listens("127.0.0.1", port)
        assert '"--theme.base", "dark"' in (tmp_path / "started.json").read_text("utf-8")

    @pytest.mark.usefixtures("small_server")
    def test_the_code_of_a_server_that_fails_is_passed_on(self, tmp_path):
        (tmp_path / "streamlit" / "__main__.py").write_text("raise SystemExit(7)", "utf-8")
        assert opening.open_map(tmp_path, Path(sys.executable), []) == 7
