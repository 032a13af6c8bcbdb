"""What the benchmarks of the app share: the app, served as visitors get it, and its processor time."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests.browser.fixtures import CHROMIUM_OPTIONS, wait_until, wait_until_settled  # noqa: E402 - stands beside the tests
from tests.servers.streamlit_server import running_app  # noqa: E402 - the same

__all__ = ["CHROMIUM_OPTIONS", "ROOT", "Served", "load_now", "served_app", "wait_until", "wait_until_settled"]


@dataclass(frozen=True, slots=True)
class Served:
    """The app while it runs.

    Parameters
    ----------
    url
        Its address.
    process
        The server.
    """

    url: str
    process: psutil.Process

    def cpu_s(self) -> float:
        """Processor time the server has used so far, in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory_mb(self) -> float:
        """Memory the server holds, in MB."""
        return float(self.process.memory_info().rss) / 1e6


@contextmanager
def served_app() -> Iterator[Served]:
    """Serve the app until the block ends."""
    before = {child.pid for child in psutil.Process().children()}
    with tempfile.TemporaryDirectory() as scratch, running_app(Path(scratch) / "server.log") as app:
        (server,) = [child for child in psutil.Process().children() if child.pid not in before]
        yield Served(app.url, server)


def load_now() -> str:
    """Say how busy the machine is: figures taken on a busy one mean little."""
    one, five, _ = psutil.getloadavg()
    return f"load {one:.1f} (1 min), {five:.1f} (5 min) on {psutil.cpu_count()} cores"
