"""How we behave on somebody else's server, and who hears what goes over the line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

_FETCHING = "public map of meeting places; run by hand, one request at a time"


def own_user_agent(purpose: str = _FETCHING) -> str:
    """Say who asks, and what for: servers of OpenStreetMap refuse the names that libraries give themselves."""
    try:
        number = version("sociaal-riool")
    except PackageNotFoundError:
        number = "0"
    return f"sociaal-riool/{number} ({purpose})"


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How we behave on somebody else's server.

    Parameters
    ----------
    user_agent
        Who asks.
    connect_s, read_s
        Seconds to wait for a connection, and for the next bytes of an answer.
    attempts
        How often a question is asked before we give up.
    wait_first_s, wait_most_s
        Seconds before the second attempt, doubled each time, and the longest of those waits.
    wait_asked_most_s
        The longest wait we obey when a server names one; if it asks for more, we stop and say so.
    pause_s
        Seconds between two answers.
    most_bytes
        The largest answer we take, unless the question says otherwise.
    """

    user_agent: str = own_user_agent()
    connect_s: float = 15.0
    read_s: float = 120.0
    attempts: int = 5
    wait_first_s: float = 2.0
    wait_most_s: float = 60.0
    wait_asked_most_s: float = 300.0
    pause_s: float = 0.2
    most_bytes: int = 64 * 1024 * 1024


class Listener(Protocol):
    """Told what goes over the line."""

    def received(self, url: str, size: int, total: int | None) -> None:
        """Hear how many bytes of an answer came in, and of how many if the server said."""

    def waiting(self, url: str, seconds: float, why: str) -> None:
        """Hear that a wait begins before the same question is asked again."""

    def damaged(self, file: Path) -> None:
        """Hear that a kept answer is damaged and is asked for again."""


class Quiet:
    """Nobody listens."""

    def received(self, url: str, size: int, total: int | None) -> None:
        """Say nothing."""

    def waiting(self, url: str, seconds: float, why: str) -> None:
        """Say nothing."""

    def damaged(self, file: Path) -> None:
        """Say nothing."""
