"""Answers leave at once, instead of waiting until the reader's machine has confirmed the piece before.

A TCP connection holds a small piece back while the one before is unconfirmed, and a reader's machine confirms up to
40 ms later. asyncio switches that off for its sockets, but not for one that was opened without naming its protocol, as
Streamlit opens its own. What the listening socket is told holds for every connection it takes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_OPEN_FILES: Final = Path("/dev/fd")


def _listening() -> Iterator[socket.socket]:
    """Give a second handle, to be closed by whoever asks, on each internet socket on which this process listens."""
    for opened in list(_OPEN_FILES.iterdir()) if _OPEN_FILES.is_dir() else ():
        try:
            handle = socket.socket(fileno=os.dup(int(opened.name)))
        except OSError:
            continue
        internet = handle.family in {socket.AF_INET, socket.AF_INET6} and handle.type == socket.SOCK_STREAM
        if internet and handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            yield handle
        else:
            handle.close()


def answer_at_once() -> int:
    """Let every connection that this process takes from now on send its pieces without waiting.

    Returns
    -------
    int
        How many listening sockets were told. On systems that do not list open files it is 0, and answers come later.
    """
    told = 0
    for handle in _listening():
        with handle:
            handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        told += 1
    return told
