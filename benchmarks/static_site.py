"""How many readers a static site can bear beside the app: opened maps per second of nginx and Streamlit, one machine.

An opened map is everything up to the first look: on the site all files of the first load, in the app one run of the
opening page (as Streamlit's own AppTest runs it; one process runs one at a time). Bare requests are told beside it: the
app's page is then an empty shell of a few kB, the site's the whole map.

Needs nginx and ab (Debian: nginx-light, apache2-utils). Usage: python benchmarks/static_site.py SITE [seconds]
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
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
READERS = 32
WANTED_RATIO = 20


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
def running(command: list[str], url: str) -> Iterator[None]:
    """Keep a server running until it is no longer asked."""
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(url)
        yield
    finally:
        server.terminate()
        server.wait()


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


def requests_per_second(url: str, seconds: int) -> float:
    """Ask for a page as often as possible and count the answers."""
    told = subprocess.run(
        ["ab", "-q", "-k", "-t", str(seconds), "-n", "1000000", "-c", str(READERS), url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    failed = re.search(r"Non-2xx responses:\s+(\d+)", told)
    found = re.search(r"Requests per second:\s+([\d.]+)", told)
    if failed or not found:
        raise SystemExit(told)
    return float(found[1])


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
    if len(sys.argv) < 2 or shutil.which("nginx") is None or shutil.which("ab") is None:
        raise SystemExit(__doc__)
    site, seconds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}/index.html"
        with running(nginx_command(site, port, Path(folder)), url):
            plain = requests_per_second(url, seconds)
            each = [requests_per_second(f"http://127.0.0.1:{port}/{name}", 2) for name in first_load(site)]
    opened = 1 / sum(1 / rate for rate in each)
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    app = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with running([*app, "--server.headless", "true", "--server.address", "127.0.0.1"], url):
        served = requests_per_second(url, seconds)
    visits = app_visits_per_second(10)
    print(f"bare requests/s: nginx {plain:,.0f} (the whole map), the app {served:,.0f} (its empty shell)")
    print(f"bare ratio: {plain / served:.0f}")
    print(f"opened maps/s: nginx {opened:,.0f} ({len(each)} files each), the app {visits:.1f}")
    print(f"ratio: {opened / visits:,.0f} (wanted: {WANTED_RATIO})")
    raise SystemExit(0 if opened / visits >= WANTED_RATIO else 1)


if __name__ == "__main__":
    main()
