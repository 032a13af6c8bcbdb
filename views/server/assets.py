"""Hands out files that do not change, from memory and already compressed.

Streamlit compresses nothing of its own 90 scripts and reads each of them from disk for every visitor; that is most of
what a first visit costs. These files are small and few: they are read and compressed once.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo.paths import STATIC
from views.server.safety import Asgi, Receive, Scope, Send

FOREVER: Final = "public, max-age=31536000, immutable"
SHORTLY: Final = "public, max-age=600, stale-while-revalidate=86400"
_LARGEST: Final = 4_000_000
_WORTH_PACKING: Final = 600
_PACKED_TYPES: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder whose files are handed out.

    Parameters
    ----------
    folder
        Where they are.
    cache
        How long a browser may keep them.
    """

    folder: Path
    cache: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, ready to be sent.

    Parameters
    ----------
    content, packed
        As it is, and compressed; `packed` is None where that does not help.
    media_type, tag
        For the headers `content-type` and `etag`.
    """

    content: bytes
    packed: bytes | None
    media_type: str
    tag: str


def package_folder(name: str, inside: str) -> Path:
    """Find a folder of an installed package without importing it: a component imported too early is lost."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {name}")
    return Path(found.submodule_search_locations[0]) / inside


def shelves() -> Mapping[str, Shelf]:
    """Give the folders by the beginning of their address: Streamlit's scripts, st_folium's, and our own."""
    return {
        # The names of Streamlit's files hold a hash of their content; so does the one script of st_folium.
        "/static/": Shelf(package_folder("streamlit", "static/static"), FOREVER),
        "/component/streamlit_folium.st_folium/static/": Shelf(
            package_folder("streamlit_folium", "frontend/build/static"), FOREVER
        ),
        "/app/static/": Shelf(STATIC, SHORTLY),
    }


def make_asset(content: bytes, name: str) -> Asset:
    """Make a file ready to be sent."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    media_type = "text/javascript" if media_type == "application/javascript" else media_type
    packs = len(content) > _WORTH_PACKING and media_type.startswith(_PACKED_TYPES)
    suffix = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Asset(
        content=content,
        packed=gzip.compress(content, mtime=0) if packs else None,
        media_type=media_type + suffix,
        tag=f'"{hashlib.sha256(content).hexdigest()[:24]}"',
    )


@lru_cache(maxsize=512)
def _asset(path: Path, _changed: int) -> Asset:
    return make_asset(path.read_bytes(), path.name)


def find_asset(folder: Path, name: str) -> Asset | None:
    """Look for a file in a folder.

    Parameters
    ----------
    folder
        Nothing outside it is ever handed out.
    name
        Address of the file within it.

    Returns
    -------
    Asset | None
        None if there is no such file, or it is too large to keep.
    """
    if "\\" in name or "\0" in name or any(part in {"", ".", ".."} for part in name.split("/")):
        return None
    path = folder / name
    try:
        stat = path.stat()
        if not path.is_file() or stat.st_size > _LARGEST or not path.resolve().is_relative_to(folder.resolve()):
            return None
        return _asset(path, stat.st_mtime_ns)
    except OSError:
        return None


class QuickFiles:
    """ASGI middleware that answers for files it knows, and passes all else on.

    Parameters
    ----------
    app
        What answers otherwise.
    base
        The app's base path, without a slash at the end.
    """

    def __init__(self, app: Asgi, base: str = "") -> None:
        self.app = app
        self.shelves = {base + prefix: shelf for prefix, shelf in shelves().items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            for prefix, shelf in self.shelves.items():
                if scope["path"].startswith(prefix):
                    asset = find_asset(shelf.folder, scope["path"].removeprefix(prefix))
                    if asset is not None:
                        await send_asset(asset, shelf.cache, scope, send)
                        return
        await self.app(scope, receive, send)


async def send_asset(asset: Asset, cache: str, scope: Scope, send: Send) -> None:
    """Send a file, compressed where the browser takes that; only its tag if the browser has it."""
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    headers = [(b"etag", asset.tag.encode()), (b"cache-control", cache.encode()), (b"vary", b"accept-encoding")]
    if asked.get(b"if-none-match") == asset.tag:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    packed = asset.packed if "gzip" in asked.get(b"accept-encoding", "") else None
    body = asset.content if packed is None else packed
    headers += [(b"content-type", asset.media_type.encode()), (b"content-length", str(len(body)).encode())]
    if packed is not None:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
