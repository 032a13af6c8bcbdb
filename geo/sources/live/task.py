"""Describe what one source brought: a file, and what the reader should know about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geo.sources.live.settings import LiveSettings, SourceText
from geo.sources.web.answers import Answer, CachingClient


class RemarkKind(StrEnum):
    """Why a reader is told something."""

    MISSING = "missing"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was missing, or that we assumed, in both languages of the readers."""

    kind: RemarkKind
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class FetchTask:
    """What every source needs to know.

    Parameters
    ----------
    http
        The client.
    live
        Where the sources are.
    folder
        Where their files go.
    code, name
        The municipality.
    boundary
        Its outline in EPSG:28992.
    newest
        The first year to ask a source for.
    """

    http: CachingClient
    live: LiveSettings
    folder: Path
    code: str
    name: str
    boundary: BaseGeometry
    newest: int


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What one source brought.

    Parameters
    ----------
    source
        Its id in data/live.toml.
    file
        Name of the file in the folder.
    rows
        How many things are in it.
    reference_date
        The date the data describe.
    answers
        What it was made from.
    remarks
        What was missing or assumed.
    words
        Fill the texts of data/live.toml: `{year}`.
    format
        Of residents: `postcode6` or `squares100`.
    text
        What is told about a source that is not in data/live.toml.
    """

    source: str
    file: str
    rows: int
    reference_date: str
    answers: tuple[Answer, ...]
    remarks: tuple[Remark, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    text: SourceText | None = None


def missing(nl: str, en: str) -> Remark:
    """Say that something is not there."""
    return Remark(RemarkKind.MISSING, nl, en)


def assumed(nl: str, en: str) -> Remark:
    """Say what we took for true or filled in."""
    return Remark(RemarkKind.ASSUMED, nl, en)
