"""Read and write `fetched.json`: what a folder of fetched files holds, and where it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.areas import Source
from geo.errors import FaultList, InputError, quote
from geo.sources.live.settings import LiveSettings, SourceText
from geo.sources.live.task import FetchedFile, Remark, RemarkKind
from geo.sources.web.answers import Answer
from geo.storage import sha256_of, write_json

FETCHED: Final = "fetched.json"
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_AGAIN: Final = "Make it again from what was kept: riool fetch --offline with the same --area and --to."


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FetchedAnswer(_Strict):
    """One answer of a server that a file was made from."""

    url: str
    retrieved: str
    sha256: str
    bytes: Annotated[int, Field(ge=0)]


class FetchedRemark(_Strict):
    """What was missing or assumed."""

    kind: RemarkKind
    nl: str
    en: str


class FetchedSource(_Strict):
    """One file with its source."""

    source: Source
    sha256: str
    bytes: Annotated[int, Field(ge=0)]
    rows: Annotated[int, Field(ge=0)]
    answers: tuple[FetchedAnswer, ...]
    remarks: tuple[FetchedRemark, ...]

    @model_validator(mode="after")
    def _plain_name(self) -> Self:
        """Take only files of this folder: the next fetch takes those away that it does not write again."""
        if not _PLAIN_NAME.fullmatch(self.source.file or ""):
            raise ValueError("the name of a file in this folder is expected")
        return self


class Fetched(_Strict):
    """Content of `fetched.json`.

    Attributes
    ----------
    code, name
        The municipality.
    boundary
        Where its outline came from.
    sources
        The files.
    absent
        What could not be fetched at all.
    """

    format: Literal[1] = 1
    code: Annotated[str, Field(pattern=r"^GM\d{4}$")]
    name: str
    boundary: tuple[FetchedAnswer, ...]
    sources: tuple[FetchedSource, ...]
    absent: tuple[FetchedRemark, ...]


def describe_file(
    fetched_file: FetchedFile,
    folder: Path,
    live: LiveSettings,
    extra: Sequence[Remark] = (),
    settings: str | None = None,
) -> FetchedSource:
    """Say of one fetched file what it is; what was missing or assumed stands with the caveats too.

    Parameters
    ----------
    fetched_file
        What the source brought.
    folder
        Where its file is.
    live
        For the texts.
    extra
        More to tell with this source.
    settings
        Of a municipal list: how to read it.
    """
    text = fetched_file.text or live.sources[fetched_file.source]
    remarks = (*fetched_file.remarks, *extra)
    file = folder / fetched_file.file
    return FetchedSource(
        source=_source(fetched_file, text, remarks, settings),
        sha256=sha256_of(file),
        bytes=file.stat().st_size,
        rows=fetched_file.rows,
        answers=tuple(describe_answer(answer) for answer in fetched_file.answers),
        remarks=tuple(FetchedRemark(kind=each.kind, nl=each.nl, en=each.en) for each in remarks),
    )


def _source(fetched_file: FetchedFile, text: SourceText, remarks: Sequence[Remark], settings: str | None) -> Source:
    def filled(words: str) -> str:
        for name, value in fetched_file.words.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    fields: dict[str, Any] = text.model_dump() | {
        "id": fetched_file.source,
        "file": fetched_file.file,
        "format": fetched_file.format,
        "settings": settings,
        "title": filled(text.title),
        "credit": filled(text.credit),
        "reference_date": fetched_file.reference_date,
        # A place on the map was last seen there on the day of the map.
        "checked": fetched_file.reference_date
        if "points" in text.reads and fetched_file.reference_date[:1].isdigit()
        else None,
        "retrieved": max((answer.retrieved[:10] for answer in fetched_file.answers), default=None),
        "caveats_nl": (*text.caveats_nl, *(each.nl for each in remarks)),
        "caveats_en": (*text.caveats_en, *(each.en for each in remarks)),
    }
    return Source.model_validate(fields)


def describe_answer(answer: Answer) -> FetchedAnswer:
    """Say of one answer where it came from."""
    return FetchedAnswer(url=answer.url, retrieved=answer.retrieved, sha256=answer.sha256, bytes=answer.size)


def write_fetched(fetched: Fetched, folder: Path) -> None:
    """Write `fetched.json`: the last file, so that a folder with it is complete."""
    write_json(folder / FETCHED, fetched.model_dump(mode="json"))


def is_fetched(folder: Path) -> bool:
    """Whether a folder was filled by a fetch that came to its end."""
    return (folder / FETCHED).is_file()


def read_fetched(folder: Path, *, check_files: bool = True) -> Fetched:
    """Read what a folder holds, and see that its files are those that were written.

    Parameters
    ----------
    folder
        Filled by `riool fetch`.
    check_files
        Whether to compare each file with its hash.

    Raises
    ------
    InputError
        With every fault.
    """
    faults = FaultList(folder / FETCHED)
    try:
        fetched = Fetched.model_validate(json.loads((folder / FETCHED).read_text(encoding="utf-8")))
    except ValidationError as problem:
        for one in problem.errors(include_url=False):
            field = ".".join(str(part) for part in one["loc"]) or None
            faults.add(quote(one.get("input")), one["msg"], _AGAIN, field=field)
    except (OSError, ValueError, RecursionError) as problem:
        faults.add(f"a file that cannot be read ({quote(problem)})", "JSON written by riool fetch", _AGAIN)
    else:
        if check_files:
            _check_files(fetched, folder)
        return fetched
    raise InputError(faults.faults)


def _check_files(fetched: Fetched, folder: Path) -> None:
    faults = []
    for each in fetched.sources:
        own = FaultList(folder / str(each.source.file))
        if not (folder / str(each.source.file)).is_file():
            own.add("no such file", "the file that was fetched", _AGAIN)
        elif sha256_of(folder / str(each.source.file)) != each.sha256:
            own.add("a file that was changed or cut short since it was fetched", "the file as written", _AGAIN)
        faults += own.faults
    if faults:
        raise InputError(faults)
