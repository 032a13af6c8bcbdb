"""How many readers a static site can bear beside the app: requests per second of nginx and of Streamlit, one machine.

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
    configuration = (
        f"daemon off; pid {scratch}/pid; error_log {scratch}/error.log; events {{ worker_connections 512; }}"
        f" http {{ access_log off; {places} include /etc/nginx/mime.types; server {{ listen 127.0.0.1:{port};"
        f" root {site.resolve()}; index index.html; }} }}"
    )
    file = scratch / "nginx.conf"
    file.write_text(configuration, encoding="utf-8")
    return ["nginx", "-c", str(file)]


def requests_per_second(url: str, seconds: int) -> float:
    """Ask for a page as often as possible and count the answers."""
    told = subprocess.run(
        ["ab", "-q", "-t", str(seconds), "-n", "1000000", "-c", str(READERS), url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    failed = re.search(r"Non-2xx responses:\s+(\d+)", told)
    found = re.search(r"Requests per second:\s+([\d.]+)", told)
    if failed or not found:
        raise SystemExit(told)
    return float(found[1])


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
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    app = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with running([*app, "--server.headless", "true", "--server.address", "127.0.0.1"], url):
        served = requests_per_second(url, seconds)
    ratio = plain / served
    print(f"nginx with the site: {plain:,.0f} requests/s of the whole map page")
    print(f"the app: {served:,.0f} requests/s of its empty page alone, before any script has run")
    print(f"ratio: {ratio:.0f} (wanted: {WANTED_RATIO})")
    raise SystemExit(0 if ratio >= WANTED_RATIO else 1)


if __name__ == "__main__":
    main()
