"""Describe an area: its code, its name, and the files that its bundle is built from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from geo.errors import FaultList, InputError, near_names, or_else, quote
from geo.storage import ANY_MUNICIPALITY, AREAS

Role = Literal[
    "streets",
    "added_streets",
    "points",
    "neighbourhoods",
    "demand",
    "postcode_areas",
    "key_figures",
    "health",
    "water",
    "municipal",
]
REQUIRED_ROLES: tuple[Role, ...] = ("streets", "neighbourhoods", "demand")
SEVERAL: tuple[Role, ...] = ("municipal", "added_streets")
"""Roles that several sources may play."""


_UNREACHABLE: Final = (".example", ".invalid", ".test", ".localhost")
"""Names that never lead to anyone (RFC 2606)."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Strict):
    """One data set: where it comes from, under which licence, and what to mind.

    Attributes
    ----------
    reads
        The roles its file plays; empty for what the project itself holds (the register).
    file
        File name in the folder of inputs.
    settings
        For a municipal list: how to read it, relative to the area's folder; by default the area's
        `municipal_settings`.
    reference_date
        The date the data describe: a day, a year, or `from/to`.
    checked
        For places: the day they were last seen to be there, where that differs from the reference date.
    retrieved
        The day the file was fetched, where that is known.
    tables
        Tables of the bundle that it feeds.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    reads: tuple[Role, ...]
    file: str | None = None
    settings: str | None = None
    format: Literal["postcode6", "squares100"] | None = None
    title: str
    publisher: str
    url: str = Field(pattern=r"^https?://")
    licence: str
    credit: str
    reference_date: str
    checked: str | None = None
    retrieved: str | None = None
    tables: tuple[str, ...] = ()
    caveats_nl: tuple[str, ...] = ()
    caveats_en: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _file_for_roles(self) -> Source:
        if self.reads and self.file is None:
            raise ValueError(f"source '{self.id}' needs a file")
        if "demand" in self.reads and self.format is None:
            raise ValueError(f"source '{self.id}' needs format = 'postcode6' or 'squares100'")
        return self


class MunicipalLayer(_Strict):
    """A municipality's own list of meeting places, and where to fetch it.

    Attributes
    ----------
    id
        Names it among the sources and in its file name.
    kind
        `arcgis` a layer of a FeatureServer, `ogc` a collection of an OGC API Features, `wfs` a type of a WFS, `file` a
        file here or at a URL (GeoJSON, GeoPackage or CSV with coordinates).
    url
        Of the FeatureServer layer (`.../FeatureServer/0`), of the OGC API or WFS, or of the file.
    layer
        The collection (`ogc`) or the type name (`wfs`).
    file
        Path of a file here, relative to the area's folder.
    settings
        How to read it (docs/live-sources.md), relative to the area's folder.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    kind: Literal["arcgis", "ogc", "wfs", "file"]
    url: str | None = Field(default=None, pattern=r"^https?://[^\s]+$")
    layer: str | None = None
    file: str | None = None
    settings: str
    credit: str
    reference_date: str
    caveats_nl: tuple[str, ...] = ()
    caveats_en: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _where(self) -> MunicipalLayer:
        if (self.url is None) == (self.file is None) or (self.file is not None and self.kind != "file"):
            raise ValueError(f"layer '{self.id}' needs a url, or a file with kind = 'file'")
        if self.kind in {"ogc", "wfs"} and self.layer is None:
            raise ValueError(f"layer '{self.id}' needs a layer: the collection or type to ask for")
        return self


class LiveChoices(_Strict):
    """What this area wants of the live sources; what is left out follows data/live.toml.

    Attributes
    ----------
    residents
        Postcodes by PDOK or from CBS's file of the country, or squares of 100 m.
    sites
        Whether to fetch candidate sites.
    osm_date
        The moment to see OpenStreetMap at; by default today.
    municipal
        Lists of the municipality.
    """

    residents: Literal["postcode6", "postcode6_country", "squares100"] | None = None
    sites: bool | None = None
    osm_date: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    municipal: tuple[MunicipalLayer, ...] = ()


class Area(_Strict):
    """A municipality and its sources.

    Attributes
    ----------
    code
        Municipality code, `GM` and four digits.
    report_email
        Where readers report mistakes; without it the map shows no such link.
    public_url
        Where the live map is, for links and QR codes.
    folder
        Where the settings stand; the paths below are relative to it.
    register
        Folder with one file per organisation.
    crosswalk
        How OSM tags become places.
    place_settings
        How sure a point is, and when two places look the same.
    certainty
        How likely a place is there for anyone to walk in, and where it may stand; by itself data/certainty.yaml.
    municipal_settings, same_places
        How to read the municipal list; which places are the same.
    live
        What to fetch for it.
    sources
        Its files; an area that is only fetched has none of its own.
    """

    code: str = Field(pattern=r"^GM\d{4}$")
    name: str
    languages: tuple[Literal["nl", "en"], ...] = ("nl", "en")
    report_email: str | None = Field(default=None, pattern=r"^[^@\s<>\"']+@[^@\s<>\"']+$")
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"'?#]+$")
    folder: Path
    register_folder: str | None = Field(default=None, alias="register")
    crosswalk: str
    place_settings: str
    certainty: str | None = None
    municipal_settings: str | None = None
    same_places: str | None = None
    live: LiveChoices = LiveChoices()
    sources: tuple[Source, ...] = ()

    @field_validator("report_email")
    @classmethod
    def _reachable(cls, address: str | None) -> str | None:
        if address is not None and address.lower().endswith(_UNREACHABLE):
            raise ValueError(f"nobody can get mail at '{address}': give a real address, or leave report_email out")
        return address

    @model_validator(mode="after")
    def _roles(self) -> Area:
        roles = [role for source in self.sources for role in source.reads]
        missing = [role for role in REQUIRED_ROLES if role not in roles] if roles else []
        double = sorted({role for role in roles if roles.count(role) > 1 and role not in SEVERAL})
        if missing or double:
            raise ValueError(f"roles missing: {missing or 'none'}; roles given twice: {double or 'none'}")
        return self

    def path(self, relative: str | None) -> Path | None:
        """Resolve a path of the settings; None stays None."""
        return None if relative is None else self.folder / relative

    def source_for(self, role: Role) -> Source | None:
        """Return the first source that plays a role, if there is one."""
        return next(iter(self.sources_for(role)), None)

    def sources_for(self, role: Role) -> tuple[Source, ...]:
        """Return the sources that play a role."""
        return tuple(source for source in self.sources if role in source.reads)

    def with_sources(self, sources: tuple[Source, ...]) -> Area:
        """Return the same area with other sources.

        Raises
        ------
        pydantic.ValidationError
            If a role is missing or given twice.
        """
        return Area.model_validate(self.model_dump(by_alias=True, exclude={"sources"}) | {"sources": sources})


def area_file(name_or_path: str) -> Path:
    """Find an area's settings by name (`maastricht`) or path.

    Raises
    ------
    InputError
        If there is none; near names are suggested.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return path
    known = {file.stem: file for file in sorted(AREAS.glob("*.toml"))}
    if name_or_path.lower() in known:
        return known[name_or_path.lower()]
    faults = FaultList(AREAS)
    hint = or_else(near_names(name_or_path, known), "Give a name or the path of a .toml file.")
    faults.add(f"no area '{name_or_path}'", f"one of: {', '.join(known) or 'none yet'}", hint)
    raise InputError(faults.faults)


def read_area(path: Path) -> Area:
    """Read an area's settings.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    faults = FaultList(path.name)
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return Area.model_validate(content | {"folder": path.parent})
    except FileNotFoundError:
        faults.add("no such file", "an area's settings (.toml)", f"Check the path {path}.")
    except OSError as problem:
        faults.add(f"a file that cannot be read ({problem.strerror})", "an area's settings (.toml)", "Check the path.")
    except ValidationError as problem:
        for one in problem.errors():
            field = ".".join(str(part) for part in one["loc"]) or None
            found = "nothing" if one["type"] == "missing" else quote(one.get("input"))
            faults.add(found, one["msg"], "See data/areas/maastricht.toml.", field=field)
    except (ValueError, RecursionError) as problem:
        faults.add(f"text that is not TOML ({quote(problem)})", "TOML 1.0 in UTF-8", "Mend it at the place named.")
    raise InputError(faults.faults)


def own_settings(asked: str, areas_dir: Path = AREAS) -> Area | None:
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
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return "", ""
    return str(content.get("code", "")), str(content.get("name", ""))


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
    content = tomllib.loads(template.read_text(encoding="utf-8"))
    return Area.model_validate(content | {"code": code, "name": name, "folder": template.parent})
