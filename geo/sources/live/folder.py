"""Keep the folder of a fetch: of one municipality, complete, and never mixed with other files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from geo.areas import Area, any_municipality, area_file, own_settings, read_area
from geo.errors import Fault, InputError
from geo.sources.live.fetched import FETCHED, Fetched, is_fetched, read_fetched, write_fetched
from geo.storage import DATA, SCRATCH, write_json
from geo.vocabulary import slug

ANSWERS: Final = "answers"
DEFAULT_AREA: Final = "maastricht"
_BEGUN: Final = "area.json"


def asked_before(folder: Path, asked: str) -> str | None:
    """Return the words in which this folder's municipality was asked for the first time, if it is the same one.

    The kept answers belong to those words, and without network no others can be answered.

    Parameters
    ----------
    folder
        Of an earlier fetch, finished or not.
    asked
        A code or name as it is asked for now.
    """
    mark = _mark(folder)
    code, name = mark.get("code", ""), mark.get("name", "")
    same = {code.casefold(), code.casefold().removeprefix("gm"), name.casefold(), mark.get("asked", "").casefold()}
    return mark["asked"] if mark and asked.strip().casefold() in same else None


def begin_folder(folder: Path, code: str, name: str, asked: str, newest: int) -> None:
    """See that a folder is free for a fetch, and mark for which municipality and from which year down it is.

    Raises
    ------
    InputError
        If it holds other files, or the fetch of another municipality.
    StorageError
        If the disk refuses.
    """
    mark = _mark(folder)
    if mark and mark["code"] != code:
        advice = "Give each municipality its own folder with --to."
        found = f"the fetch of {mark['code']} ({mark['name']})"
        raise InputError([Fault(str(folder), found, f"a folder for {code}", advice)])
    if folder.exists() and not folder.is_dir():
        raise InputError([Fault(str(folder), "a file", "a folder, or nothing yet", "Choose another --to.")])
    if not mark and folder.is_dir() and (others := _others(folder)):
        found = f"other files ({', '.join(others[:5])})"
        expected = "an empty folder, or one of an earlier fetch"
        raise InputError([Fault(str(folder), found, expected, "Choose another --to.")])
    for left_behind in filter(Path.is_file, folder.rglob(f"{SCRATCH}*")):
        left_behind.unlink(missing_ok=True)
    begun = {"code": code, "name": name, "asked": mark.get("asked", asked), "newest": str(newest)}
    write_json(folder / ANSWERS / _BEGUN, begun)


def newest_before(folder: Path) -> int | None:
    """Return the first year that the fetch in this folder asked for, so that its kept answers are found again."""
    year = _mark(folder).get("newest", "")
    return int(year) if year.isdigit() else None


def default_folder(area: str) -> Path:
    """Return where a fetch goes when the reader names no folder: `fetched/` and what was asked for."""
    return Path("fetched") / (slug(Path(area).stem) or "area")


def _others(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.name != ANSWERS and not each.name.startswith("."))


def _mark(folder: Path) -> dict[str, str]:
    """Read for which municipality a folder is; empty if it is for none yet."""
    try:
        mark = json.loads((folder / ANSWERS / _BEGUN).read_text(encoding="utf-8"))
        return {name: str(mark[name]) for name in ("code", "name", "asked")} | {"newest": str(mark.get("newest", ""))}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def end_folder(folder: Path, fetched: Fetched) -> None:
    """Mark a folder as complete, and take away the files of an earlier fetch that this one did not write again."""
    before = set()
    if is_fetched(folder):
        try:
            before = {str(each.source.file) for each in read_fetched(folder, check_files=False).sources}
        except InputError:
            before = set()
    write_fetched(fetched, folder)
    for name in before - {str(each.source.file) for each in fetched.sources}:
        (folder / name).unlink(missing_ok=True)


def fetched_area(folder: Path, asked: str | None = None) -> tuple[Area, Fetched]:
    """Put an area's settings and the files of a fetch together.

    Parameters
    ----------
    folder
        Filled by `riool fetch`.
    asked
        Which settings; by itself those of the municipality that was fetched.

    Returns
    -------
    tuple
        The area with the fetched files as its sources and its own register, and what was fetched.

    Raises
    ------
    InputError
        If the folder is damaged, or is of another municipality than the settings.
    """
    fetched = read_fetched(folder)
    own = own_settings(asked) if asked is not None else None
    named = {fetched.code.casefold(), fetched.code.casefold().removeprefix("gm"), fetched.name.casefold()}
    if own.code != fetched.code if own is not None else asked is not None and asked.strip().casefold() not in named:
        advice = "Leave --area out, or give the folder of that area."
        expected = f"the fetch of {own.code if own is not None else asked}"
        raise InputError([Fault(str(folder / FETCHED), f"the fetch of {fetched.code}", expected, advice)])
    own = own or own_settings(fetched.code)
    area = own or any_municipality(fetched.code, fetched.name)
    files = tuple(each.source for each in fetched.sources)
    kept = tuple(source for source in area.sources if not source.reads)
    absent_nl, absent_en = tuple(each.nl for each in fetched.absent), tuple(each.en for each in fetched.absent)
    # What is not there has no source of its own to say so: the map of neighbourhoods says it.
    with_absent = tuple(
        source.model_copy(
            update={
                "caveats_nl": (*source.caveats_nl, *absent_nl),
                "caveats_en": (*source.caveats_en, *absent_en),
            }
        )
        if "neighbourhoods" in source.reads
        else source
        for source in files
    )
    return area.with_sources((*with_absent, *kept)), fetched


def build_from(inputs: Path | None, asked: str | None) -> tuple[Area, Path]:
    """Find the area and the folder that a build reads.

    Parameters
    ----------
    inputs
        A folder with the files that the area's settings name, or one of a fetch.
    asked
        Which area; by itself that of the fetch, or Maastricht.

    Returns
    -------
    tuple
        The area and the folder.

    Raises
    ------
    InputError
        If there is no folder, or the area has no files of its own.
    """
    if inputs is None:
        advice = "Give the folder with the files, or --live to fetch today's."
        raise InputError([Fault("--inputs", "nothing", "a folder with input files", advice)])
    if is_fetched(inputs):
        return fetched_area(inputs, asked)[0], inputs
    if (inputs / ANSWERS).is_dir():
        advice = "Run the same riool fetch again: it goes on where it was."
        raise InputError(
            [Fault(str(inputs), "a fetch that did not come to its end", f"a folder with {FETCHED}", advice)]
        )
    area = own_settings(asked or DEFAULT_AREA) or read_area(area_file(asked or DEFAULT_AREA))
    if not any(source.reads for source in area.sources):
        advice = f"Fetch its files first: riool build --live --area {area.name}"
        raise InputError([Fault(area.name, "no files of its own", "a folder of riool fetch", advice)])
    return area, inputs


def default_bundle(area: Area) -> Path:
    """Return where the bundle of a live build goes when the reader does not say: `data/` and the area's name."""
    return Path(DATA.name) / default_folder(area.name).name
