"""What the browser can fetch while the app is still starting, instead of one after another when it is first needed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from geo.errors import RioolError
from views.server.assets import package_folder
from views.server.map_files import ground_of
from views.state.where import bundle_path

ELEMENTS: Final = (
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "ComponentInstance",
    "Expander",
    "Html",
    "PageLink",
    "Radio",
    "TextInput",
)
"""Streamlit's scripts of the elements on the opening page; one that is not there under this name is left out."""
_NAME: Final = re.compile(r"(?P<element>\w+)\.[\w-]{8}\.js")
_IMPORT: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_FRAME_SCRIPTS: Final = "frontend/build/static/js"


def with_imports(folder: Path, first: list[str]) -> list[str]:
    """List scripts and all that they import, each once.

    Parameters
    ----------
    folder
        Where they are.
    first
        Their names.
    """
    found: list[str] = []
    waiting = list(first)
    while waiting:
        name = waiting.pop(0)
        if name not in found and (folder / name).is_file():
            found.append(name)
            waiting += _IMPORT.findall((folder / name).read_text(encoding="utf-8"))
    return found


@cache
def late_scripts() -> tuple[str, ...]:
    """Name Streamlit's scripts that it asks for only when a page uses them, as far as the opening page does."""
    folder = package_folder("streamlit", "static/static/js")
    named = {match["element"]: match[0] for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))}
    first = [named[element] for element in ELEMENTS if element in named]
    return tuple(with_imports(folder, first))


def early_links(framework: str) -> str:
    """Write the links to what will be needed.

    Parameters
    ----------
    framework
        Streamlit's `index.html`; what it asks for itself is not repeated.

    Returns
    -------
    str
        HTML for the head of the document.
    """
    modules = [name for name in late_scripts() if name not in framework]
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in modules]
    return "".join([*links, *(f'<link rel="prefetch" href=".{address}" as="script">' for address in _map_scripts())])


def _map_scripts() -> list[str]:
    frame = package_folder("streamlit_folium", _FRAME_SCRIPTS)
    own = [f"/component/streamlit_folium.st_folium/static/js/{path.name}" for path in frame.glob("main.*.js")]
    try:
        return [*own, ground_of(bundle_path()).script_path]
    except RioolError:
        return own
