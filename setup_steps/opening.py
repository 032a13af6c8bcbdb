"""Open the map: find a free port, start the server, show the address and open a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from setup_steps.console import SetupError, clean_environment, exit_code, say

FIRST_PORT = 8501
PORTS_TO_TRY = 50
SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 10.0
THIS_MACHINE = "127.0.0.1"


def option(arguments: Sequence[str], name: str) -> str | None:
    """Return the last value of `--name value` or `--name=value`, or None when it is not given."""
    value = None
    for index, argument in enumerate(arguments):
        if argument == name and index + 1 < len(arguments):
            value = arguments[index + 1]
        elif argument.startswith(f"{name}="):
            value = argument.removeprefix(f"{name}=")
    return value


def is_free(address: str, port: int) -> bool:
    """Return whether a server could listen on this port now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError):
            return False
    return True


def ports_to_try(asked: str | None, free: Callable[[int], bool]) -> Iterator[int]:
    """Give the ports to start on, best first.

    Parameters
    ----------
    asked
        The port the reader asked for, as typed; None for the first free one from 8501.
    free
        Whether a port is free.

    Raises
    ------
    SetupError
        If the port asked for is no port or is busy, or if there is no free one.
    """
    if asked is None:
        found = False
        for port in filter(free, range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY)):
            found = True
            yield port
        if not found:
            last = FIRST_PORT + PORTS_TO_TRY - 1
            raise SetupError(
                f"No port from {FIRST_PORT} to {last} is free. Choose one: python3 run.py map -- --server.port 8600"
            )
        return
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 2**16):
        raise SetupError(f"--server.port {asked!r} is not a port: give a whole number from 1 to 65535, such as 8600.")
    if not free(int(asked)):
        raise SetupError(
            f"Port {asked} is busy: another program listens there (perhaps the map itself, already open), "
            "or it is not yours to use. Choose another one, or leave --server.port out and we take the first free one."
        )
    yield int(asked)


def has_desktop(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Return whether a browser can open a window here: never start a text browser over the reader's terminal."""
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def listens(address: str, port: int) -> bool:
    """Return whether a server answers on this port."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def open_map(root: Path, python: Path, arguments: Sequence[str]) -> int:
    """Start the app, say where it is, open a browser if there is one, and stay until it stops.

    Returns
    -------
    int
        The exit code of the app's server; 0 when the reader stopped it with Ctrl-C.
    """
    app = root / "streamlit_app.py"
    if not app.is_file():
        raise SetupError(f"{app} is not there: this checkout is not complete. Get the whole project and try again.")
    address = option(arguments, "--server.address") or os.environ.get("STREAMLIT_SERVER_ADDRESS") or THIS_MACHINE
    asked = option(arguments, "--server.port") or os.environ.get("STREAMLIT_SERVER_PORT")
    code = 1
    for port in ports_to_try(asked, lambda each: is_free(address, each)):
        own = ["--server.headless", "true", "--server.address", address, "--server.port", str(port)]
        own += ["--logger.hideWelcomeMessage", "true"]  # we greet the reader ourselves, with the address that works
        # Ours come last: a repeated option counts as its last value, and port and address hold the reader's own.
        command = [str(python), "-m", "streamlit", "run", str(app), *arguments, *own]
        with subprocess.Popen(command, cwd=root, env=clean_environment(os.environ)) as server:  # noqa: S603  # our own app
            code = watch(server, address, port)
        if code == 0 or is_free(address, port):
            break
        say(f"Port {port} was taken while we started.")
    return code


def watch(server: subprocess.Popen[bytes], address: str, port: int) -> int:
    """Wait for the server to answer, show it to the reader, and wait for its end."""
    here = {"0.0.0.0": THIS_MACHINE, "::": "::1"}.get(address, address)  # noqa: S104  # only translated, never chosen
    url = f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while server.poll() is None and not listens(here, port):
            if time.monotonic() > deadline:
                raise SetupError(f"The map did not answer on {url} within {SECONDS_TO_START:.0f} s.")
            time.sleep(0.1)
        if server.poll() is None:
            show(url)
        return exit_code(server.wait())
    except KeyboardInterrupt:
        say("\nDe kaart is gesloten. (The map is closed.)")
        return 0
    finally:
        stop(server)


def show(url: str) -> None:
    """Print the address, and open it where a browser can open a window."""
    say(f"\nDe kaart staat klaar op {url}\nThe map is ready at {url}  (stop it with Ctrl-C)")
    if not (has_desktop(os.environ) and webbrowser.open(url)):
        say("No browser could be opened from here: open that address in a browser on this machine.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server if it still runs, first kindly."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
