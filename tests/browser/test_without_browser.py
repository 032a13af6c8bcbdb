"""Without a browser its tests are skipped by name; what counts as a request elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.fixtures import RequestLog
from tests.servers.streamlit_server import running_app


def test_an_app_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"(?s)ended with exit code.*no_such_app"),
        running_app(tmp_path / "log", tmp_path / "no_such_app.py"),
    ):
        pytest.fail("nothing was served")


def test_without_a_browser_each_test_is_skipped_by_name(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("RIOOL_CHROMIUM", raising=False)
    pytester.makepyfile(test_map="def test_one(page_at): ...\ndef test_two(browser): ...\ndef test_plain(): ...")
    result = pytester.runpytest_inprocess("-p", "tests.browser.fixtures", "-ra", "--no-fold-skipped")
    result.assert_outcomes(passed=1, skipped=2)
    because = "no Chromium or Chrome on this machine (apt-get install chromium fonts-liberation; or see README.md)"
    result.stdout.fnmatch_lines([f"SKIPPED*test_map.py::test_{name} - Skipped: {because}" for name in ("one", "two")])


def test_a_browser_that_is_none_stops_the_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIOOL_CHROMIUM", "/nonexistent/chrome")
    pytester.makepyfile("def test_one(page_at): ...")
    result = pytester.runpytest_inprocess("-p", "tests.browser.fixtures")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*RIOOL_CHROMIUM is '/nonexistent/chrome'*"])


@pytest.mark.parametrize(
    ("url", "leaves"),
    [
        ("http://127.0.0.1:8501/static/leaflet.js", False),
        ("ws://127.0.0.1:8501/_stcore/stream", False),
        ("data:image/png;base64,AA==", False),
        ("blob:http://127.0.0.1:8501/1", False),
        ("https://tile.openstreetmap.org/1/1/1.png", True),
        ("http://127.0.0.1.example.org/", True),
        ("http://localhost:8501/", True),
    ],
)
def test_what_counts_as_elsewhere(url: str, leaves: bool) -> None:
    assert RequestLog([url]).elsewhere() == ([url] if leaves else [])


def test_a_file_needs_a_browser_whole_or_not_at_all(request: pytest.FixtureRequest) -> None:
    # Several processes take whole files, those with a browser last.
    in_browser = {item.path for item in request.session.items if item.get_closest_marker("browser")}
    mixed = in_browser & {item.path for item in request.session.items if not item.get_closest_marker("browser")}
    assert not mixed
