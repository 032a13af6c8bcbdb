"""The app, served for a test on a free port of 127.0.0.1, with its log."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT

SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 10.0
LAST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class RunningApp:
    """A server that answers."""

    url: str
    log_file: Path

    def log(self) -> str:
        """Return what the server has printed so far."""
        return self.log_file.read_text("utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().read() == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def running_app(
    log_file: Path,
    script: Path = ROOT / "streamlit_app.py",
    python: str | Path = sys.executable,
    *,
    by: str = "streamlit",
    **environment: str,
) -> Iterator[RunningApp]:
    """Serve a Streamlit script until the block ends.

    Parameters
    ----------
    log_file
        Where the server's output goes; shown when it does not start.
    script
        The app; it runs in its own folder, so that its `.streamlit/config.toml` and `static/` are found.
    python
        What runs it.
    by
        What serves it: `streamlit`, or `uvicorn`, which is then started in another folder than the script's.
    environment
        Further environment variables, to serve for instance another bundle.
    """
    port = free_port()
    if by == "uvicorn":
        command = ["uvicorn", "--app-dir", str(script.parent), f"{script.stem}:app", "--port", str(port)]
    else:
        command = ["streamlit", "run", script.name, "--server.port", str(port), "--server.address", "127.0.0.1"]
        command += [
            "--server.headless",
            "true",
            "--server.fileWatcherType",
            "none",
            "--browser.gatherUsageStats",
            "false",
        ]
    with (
        log_file.open("wb") as log,
        subprocess.Popen(
            [str(python), "-m", *command],
            cwd=log_file.parent if by == "uvicorn" else script.parent,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        app = RunningApp(f"http://127.0.0.1:{port}", log_file)
        try:
            wait_until_healthy(server, port, app)
            yield app
        finally:
            server.terminate()
            try:
                server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_until_healthy(server: subprocess.Popen[bytes], port: int, app: RunningApp) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_healthy(port):
        ended = server.poll()
        if ended is not None or time.monotonic() > deadline:
            why = (
                f"ended with exit code {ended}" if ended is not None else f"did not answer in {SECONDS_TO_START:.0f} s"
            )
            raise RuntimeError(f"the app {why}; the end of its log:\n{app.log()[-LAST_CHARACTERS:]}")
        time.sleep(0.1)
