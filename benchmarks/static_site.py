"""How many readers a static site can bear beside the app: nginx and Streamlit on one machine, asked with the same tool.

Three comparisons. Bare requests per second: what wrk gets out of each server, while it takes its own share of the same
cores; the app's page is an empty shell of a few kB, the site's the whole map. Requests per second of processor time:
what a core of the server can bear, whoever asks. Opened maps per second: everything up to the first look, on the site
all files of the first load, in the app one run of the opening page (as Streamlit's own AppTest runs it; one process
runs one at a time).

Needs nginx and wrk (Debian: nginx-light, wrk). Usage: python benchmarks/static_site.py SITE [seconds]
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
READERS = (32, 128)
WANTED_RATIO = 20
IDLE_S = 0.1


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server on this machine
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{url} did not answer within two minutes")


@contextmanager
def running(command: list[str], url: str) -> Iterator[psutil.Process]:
    """Keep a server running until it is no longer asked."""
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(url)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _settled(server: psutil.Process) -> None:
    """Wait until the server has done what it does on its own after its start."""
    before = -1.0
    while (now := _worked(server)) - before > IDLE_S:
        before = now
        time.sleep(2)


def _worked(server: psutil.Process) -> float:
    """Give the processor time of a server and its workers so far, in seconds."""
    each = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return float(sum(times.user + times.system for times in each))


def nginx_command(site: Path, port: int, scratch: Path) -> list[str]:
    """Write a plain nginx configuration and the command that starts it."""
    places = "".join(
        f"{name}_temp_path {scratch}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    where = f"listen 127.0.0.1:{port}; root {site.resolve()}; index index.html;"
    configuration = (
        f"daemon off; worker_processes auto; pid {scratch}/pid; error_log {scratch}/error.log;"
        " events { worker_connections 512; }"
        f" http {{ access_log off; sendfile on; {places} include /etc/nginx/mime.types; server {{ {where} }} }}"
    )
    file = scratch / "nginx.conf"
    file.write_text(configuration, encoding="utf-8")
    return ["nginx", "-c", str(file)]


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a server answers.

    Parameters
    ----------
    by_the_clock
        Requests per second, with as many readers at once as gave the most.
    of_work
        Requests per second of the server's own processor time.
    """

    by_the_clock: float
    of_work: float


def rate(server: psutil.Process, url: str, seconds: int) -> Rate:
    """Ask for a page as often as possible and count the answers."""
    best = Rate(0.0, 0.0)
    for readers in READERS:
        before = _worked(server)
        told = subprocess.run(
            ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", url], capture_output=True, text=True, check=True
        ).stdout
        worked = _worked(server) - before
        found = re.search(r"(\d+) requests in ([\d.]+)s", told)
        if "Non-2xx" in told or not found:
            raise SystemExit(told)
        asked, lasted = int(found[1]), float(found[2])
        best = max(best, Rate(asked / lasted, asked / worked), key=lambda one: one.by_the_clock)
    return best


def first_load(site: Path) -> list[str]:
    """List the page and the files that it loads by itself."""
    page = (site / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|href)="(assets/[^"]+)"', page)
    fonts = [f"assets/vendor/fonts/nunito-sans-latin-{weight}-normal.woff2" for weight in (400, 600, 700)]
    return ["index.html", *dict.fromkeys(named), *fonts]


def app_visits_per_second(runs: int) -> float:
    """Run the opening page of the app for new visitors, its bundle already in memory."""
    script = str(ROOT / "streamlit_app.py")
    AppTest.from_file(script, default_timeout=120).run()
    start = time.perf_counter()
    for _ in range(runs):
        AppTest.from_file(script, default_timeout=120).run()
    return runs / (time.perf_counter() - start)


def main() -> None:
    """Measure both, and say whether the site bears twenty times as much."""
    if len(sys.argv) < 2 or shutil.which("nginx") is None or shutil.which("wrk") is None:
        raise SystemExit(__doc__)
    site, seconds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}/index.html"
        with running(nginx_command(site, port, Path(folder)), url) as server:
            plain = rate(server, url, seconds)
            each = [rate(server, f"http://127.0.0.1:{port}/{name}", 1).by_the_clock for name in first_load(site)]
    opened = 1 / sum(1 / one for one in each)
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    app = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with running([*app, "--server.headless", "true", "--server.address", "127.0.0.1"], url) as server:
        _settled(server)
        shell = rate(server, url, seconds)
    visits = app_visits_per_second(10)
    print(f"{'':<34}{'nginx':>12}{'the app':>12}{'ratio':>8}")
    for what, ours, theirs in (
        ("bare requests/s", plain.by_the_clock, shell.by_the_clock),
        ("requests/s of processor time", plain.of_work, shell.of_work),
        (f"opened maps/s ({len(each)} files each)", opened, visits),
    ):
        print(f"{what:<34}{ours:>12,.1f}{theirs:>12,.1f}{ours / theirs:>8,.1f}")
    print(f"wanted: {WANTED_RATIO}")
    raise SystemExit(0 if opened / visits >= WANTED_RATIO else 1)


if __name__ == "__main__":
    main()
