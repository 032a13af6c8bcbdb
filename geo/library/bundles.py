"""Bundles: a published city, opened, and built from files."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from geo.areas import Area, area_file, read_area
from geo.bundle import store
from geo.bundle.store import Bundle
from geo.pipeline import build as pipeline


def read_bundle(path: str | PathLike[str]) -> Bundle:
    """Open a bundle: the tables that `build` publishes.

    Parameters
    ----------
    path
        Its folder.

    Returns
    -------
    geo.bundle.store.Bundle
        `manifest`, and the tables `neighbourhoods`, `demand`, `places`, `walks`, `streets`, `water` and others, read
        when they are asked for; geometry in EPSG:28992. `streets` can be walked on with `geo.walks`.

    Raises
    ------
    BundleError
        If there is no readable bundle.

    Notes
    -----
    The data dictionary of a bundle, `bundle.dictionary`, says what every column means.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geo
    >>> from geo.library.tiny_inputs import write_town
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = geo.build(write_town(Path(folder)), f"{folder}/inputs", f"{folder}/bundle").path
    ...     bundle = geo.read_bundle(out)
    ...     demand = bundle.demand
    >>> demand[["demand_id", "residents", "nearest_place", "nearest_distance"]].head(3)
      demand_id  residents             nearest_place  nearest_distance
    0    1000AA      110.0  municipal/buurthuis-west             300.0
    1    1000AB      110.0  municipal/buurthuis-west              30.0
    2    1000AC      110.0  municipal/buurthuis-west             510.0
    """
    return store.read_bundle(Path(path))


def build(area: str | PathLike[str] | Area, inputs: str | PathLike[str], out: str | PathLike[str]) -> Bundle:
    """Build the bundle of an area from files: the same bytes from the same inputs.

    Parameters
    ----------
    area
        Name of an area that has settings here (`maastricht`), the path of a .toml file with its settings, or an area.
    inputs
        Folder with the files that the settings name.
    out
        Folder of the bundle. What stands there is replaced only when everything went well.

    Returns
    -------
    geo.bundle.store.Bundle
        The new bundle.

    Raises
    ------
    InputError
        With all faults of the inputs.

    Notes
    -----
    README.md says in five steps what a build does, docs/live-sources.md where inputs come from.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geo
    >>> from geo.library.tiny_inputs import write_town
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     settings = write_town(Path(folder))
    ...     bundle = geo.build(settings, f"{folder}/inputs", f"{folder}/bundle")
    ...     neighbourhoods = bundle.neighbourhoods
    >>> neighbourhoods[["name", "residents", "coverage", "gap"]]
       name  residents  coverage  gap
    0  West      330.0       1.0  0.0
    1  Oost      210.0       1.0  0.0
    """
    known = area if isinstance(area, Area) else read_area(area_file(str(area)))
    return pipeline.build(known, Path(inputs), Path(out))
