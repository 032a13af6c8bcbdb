"""What can go wrong between this machine and somebody else's server, each told with what to do about it."""

from __future__ import annotations

from geo.errors import RioolError, quote

_EMBEDDED = "the map of Maastricht in data/maastricht works without network (python3 run.py map)"
_AGAIN = "Run the same command again: what was fetched is kept"


class FetchError(RioolError):
    """An answer that did not come, or that is not what was asked for.

    Parameters
    ----------
    url
        What was asked.
    found
        What came instead, as the end of a sentence.
    advice
        What the reader can do, as a sentence without its full stop.
    """

    def __init__(self, url: str, found: str, advice: str = _AGAIN) -> None:
        super().__init__(f"{url}: {found}. {advice}.")
        self.url, self.found = url, found


class NoNetworkError(FetchError):
    """Nothing answers at all."""

    def __init__(self, url: str, found: str) -> None:
        advice = (
            f"Check the network, a proxy or a firewall, and run the same command again. Without network: {_EMBEDDED}, "
            "and --offline uses a folder that was fetched before"
        )
        super().__init__(url, found, advice)


class RefusedError(FetchError):
    """The server understood the question and said no (status 400 to 499).

    Parameters
    ----------
    status
        HTTP status.
    detail
        What the server says about it; a stranger's text.
    """

    def __init__(self, url: str, status: int, detail: str) -> None:
        said = f", saying {quote(detail)}" if detail else ""
        super().__init__(url, f"refused with status {status}{said}", "Check what was asked for; docs/live-sources.md")
        self.status, self.detail = status, detail


class TooLargeError(FetchError):
    """An answer larger than anything we expect."""

    def __init__(self, url: str, found: str, most_bytes: int) -> None:
        advice = f"Nothing of it was kept. At most {most_bytes / 1e6:,.0f} MB is taken from this source"
        super().__init__(url, found, advice)


class NotFetchedError(FetchError):
    """Asked to stay offline, and this answer was not fetched before, or is damaged."""

    def __init__(self, url: str, found: str = "no answer in this folder") -> None:
        super().__init__(url, found, f"Run it once without --offline to fetch it; or {_EMBEDDED}")
