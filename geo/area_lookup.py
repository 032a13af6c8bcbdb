"""From what a reader types to an area's settings: its own file, or those that any Dutch municipality gets."""

from __future__ import annotations

import tomllib
from pathlib import Path

from geo.area import ANY_MUNICIPALITY, AREAS_DIR, Area, area_file, read_area


def own_settings(asked: str, areas_dir: Path = AREAS_DIR) -> Area | None:
    """Find the settings an area has of its own.

    Parameters
    ----------
    asked
        A code (`GM0935`, `0935`), a name, the name of a file in `areas_dir`, or the path of a .toml file.
    areas_dir
        Folder with the settings of areas.

    Returns
    -------
    Area or None
        None if there are none: then those of any municipality hold.

    Raises
    ------
    InputError
        If a file with settings is at fault, or the path leads nowhere.
    """
    if asked.endswith(".toml"):
        return read_area(area_file(asked))
    wanted = asked.strip().casefold()
    for file in sorted(areas_dir.glob("*.toml")):
        if wanted == file.stem.casefold():
            return read_area(file)
        # Looked at lightly first: a fault in one area's file must not stop another area.
        code, name = _code_and_name(file)
        if wanted in {code.casefold(), code.casefold().removeprefix("gm"), name.casefold()}:
            return read_area(file)
    return None


def _code_and_name(file: Path) -> tuple[str, str]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", ""
    return str(told.get("code", "")), str(told.get("name", ""))


def any_municipality(code: str, name: str, template: Path = ANY_MUNICIPALITY) -> Area:
    """Return the settings of a municipality that has no file of its own.

    Parameters
    ----------
    code, name
        The municipality.
    template
        Everything but code and name.

    Returns
    -------
    Area
        Without files of its own.
    """
    told = tomllib.loads(template.read_text(encoding="utf-8"))
    return Area.model_validate(told | {"code": code, "name": name, "folder": template.parent})
