"""Fetch a municipality's own list of places from ArcGIS, OGC API Features, WFS or a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from geo.areas import MunicipalLayer
from geo.errors import Fault, InputError, quote
from geo.sources.files.opening import check_file
from geo.sources.live.gokoala import next_link, same_server, shape_of
from geo.sources.live.settings import SourceText
from geo.sources.live.task import FetchedFile, FetchTask
from geo.sources.municipal.model import MunicipalSettings, read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.web.answers import Answer, CachingClient
from geo.sources.web.errors import FetchError
from geo.storage import write_bytes

_PAGE: Final = 1000
_MOST_PAGES: Final = 200
_RD_NAME: Final = "urn:ogc:def:crs:EPSG::28992"
_FORMATS: Final = (".geojson", ".json", ".gpkg", ".csv")
_ADVICE: Final = "Correct the layer under live.municipal in the area's settings"

Pages = Iterator[tuple[Answer, list[dict[str, Any]]]]


def fetch_layer(task: FetchTask, layer: MunicipalLayer, area_folder: Path) -> FetchedFile:
    """Fetch one list, write it, and see that it can be read with its settings.

    Parameters
    ----------
    task
        Where to write.
    layer
        Where it comes from.
    area_folder
        What its paths are relative to.

    Returns
    -------
    FetchedFile
        The file written: GeoJSON from a server, and a file as it is.

    Raises
    ------
    InputError
        If its settings or its rows are at fault.
    FetchError, StorageError
        If the service or the disk refuses.
    """
    settings = read_municipal_settings(area_folder / layer.settings)
    if layer.kind == "file":
        name, content, answers = _file(task, layer, area_folder)
    else:
        name, (content, answers) = f"municipal-{layer.id}.geojson", _features(task.http, layer)
    write_bytes(task.folder / name, content)
    places = read_municipal(task.folder / name, settings)
    return FetchedFile(layer.id, name, len(places), layer.reference_date, answers, text=_text(layer, settings))


def _file(task: FetchTask, layer: MunicipalLayer, area_folder: Path) -> tuple[str, bytes, tuple[Answer, ...]]:
    if layer.url is not None:
        answer = task.http.get(layer.url, most_bytes=task.live.limits.page)
        return f"municipal-{layer.id}{_ending(urlsplit(layer.url).path)}", answer.body(), (answer,)
    path = area_folder / (layer.file or "")
    name = f"municipal-{layer.id}{_ending(path.name)}"
    check_file(path)
    return name, path.read_bytes(), ()


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    if ending not in _FORMATS:
        found = f"a name ending in {quote(ending)}"
        raise InputError([Fault(name, found, f"one of {', '.join(_FORMATS)}", "Export it as one of those.")])
    return ending


def _features(http: CachingClient, layer: MunicipalLayer) -> tuple[bytes, tuple[Answer, ...]]:
    pages = {"arcgis": _arcgis, "ogc": _ogc, "wfs": _wfs}[layer.kind]
    answers, features = [], []
    for answer, page in pages(http, layer):
        answers.append(answer)
        features += page
        if len(answers) > _MOST_PAGES:
            raise FetchError(answer.url, f"more than {_MOST_PAGES} pages", _ADVICE)
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if layer.kind == "wfs" and not _in_degrees(layer.url or "", features):
        collection["crs"] = {"type": "name", "properties": {"name": _RD_NAME}}
    content = json.dumps(collection | {"features": features}, ensure_ascii=False, indent=1)
    # Half a character, which JSON can hold and no file, becomes a question mark.
    return content.encode("utf-8", "replace"), tuple(answers)


def _arcgis(http: CachingClient, layer: MunicipalLayer) -> Pages:
    """Read a layer of a FeatureServer, thousand by thousand, until it says there is no more or a page is short."""
    url, begin = f"{(layer.url or '').rstrip('/')}/query", 0
    while True:
        answer, content = http.get_json(
            url,
            {
                "where": "1=1",
                "outFields": "*",
                "outSR": 4326,
                "f": "geojson",
                "resultOffset": begin,
                "resultRecordCount": _PAGE,
            },
        )
        # ArcGIS tells of faults with status 200.
        if isinstance(content, Mapping) and "error" in content:
            raise FetchError(answer.url, f"an error of the server ({quote(content['error'])})", _ADVICE)
        features = _of(answer, content)
        yield answer, features
        known = content.get("properties")
        more = content.get("exceededTransferLimit") or (isinstance(known, dict) and known.get("exceededTransferLimit"))
        if not features or not more:
            return
        begin += len(features)


def _ogc(http: CachingClient, layer: MunicipalLayer) -> Pages:
    """Read a collection of an OGC API Features by its `next` links."""
    url = f"{(layer.url or '').rstrip('/')}/collections/{layer.layer}/items"
    answer, content = http.get_json(url, {"f": "json", "limit": _PAGE})
    seen: set[str] = set()
    while True:
        yield answer, _of(answer, content)
        following = next_link(answer, content)
        if not following:
            return
        target = same_server(answer.url, following)
        if target in seen:
            raise FetchError(answer.url, "a next page that was read before", _ADVICE)
        seen.add(target)
        answer, content = http.get_json(target)


def _wfs(http: CachingClient, layer: MunicipalLayer) -> Pages:
    """Read a type of a WFS 2.0, thousand by thousand, in the Dutch grid: of degrees servers disagree which is first."""
    begin = 0
    while True:
        answer, content = http.get_json(
            layer.url or "",
            {
                "service": "WFS",
                "version": "2.0.0",
                "request": "GetFeature",
                "typeNames": layer.layer or "",
                "outputFormat": "application/json",
                "srsName": "EPSG:28992",
                "count": _PAGE,
                "startIndex": begin,
            },
        )
        features = _of(answer, content)
        yield answer, features
        if len(features) < _PAGE:
            return
        begin += len(features)


def _of(answer: Answer, content: Any) -> list[dict[str, Any]]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise FetchError(answer.url, "JSON that is no collection of features", _ADVICE)
    return features


def _in_degrees(url: str, features: list[dict[str, Any]]) -> bool:
    """Whether a server answered in degrees although metres were asked."""
    shapes = [shape for each in features if (shape := shape_of(url, each)) is not None]
    return bool(shapes) and all(abs(edge) <= 180 for shape in shapes for edge in shape.bounds)


def _text(layer: MunicipalLayer, settings: MunicipalSettings) -> SourceText:
    return SourceText(
        tables=("places", "walks", "coverage"),
        reads=("municipal",),
        title=settings.title,
        publisher=settings.publisher,
        url=layer.url or "https://data.overheid.nl",
        licence=settings.licence,
        credit=layer.credit,
        caveats_nl=layer.caveats_nl,
        caveats_en=layer.caveats_en,
    )
