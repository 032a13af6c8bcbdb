"""Walking access to meeting places: who has one near, who has none, and what would change that.

Everything listed in `__all__` is public and stable, checks what it is given, and stands on its own: no map, no page, no
bundle. What the folders below hold may change.

Streets come from `streets_from_graph` or `streets_from_lines`, walks along them from `walks`, and measures from
residents and walks:

>>> import geo
>>> town = geo.tiny_town()
>>> walks = geo.walks(town.streets, town.residents, town.places)
>>> geo.coverage(town.residents, walks, minutes=4, by="neighbourhood")
neighbourhood
Oost    0.333333
West    0.666667
Name: coverage, dtype: float64

Names are imported when they are first used, so `import geo` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.errors import OffStreetWarning, RioolError, TableError
    from geo.library.bundles import build, read_bundle
    from geo.library.cut_throughs import with_cut_throughs
    from geo.library.graphs import streets_from_graph
    from geo.library.lines import streets_from_lines
    from geo.library.measures import coverage, depth, equity, gap, redundancy, variety
    from geo.library.tiny_town import TinyTown, tiny_town
    from geo.library.walking import WalkMatrix, flow, isochrones, nearest, walks
    from geo.library.whatif import best_sites, closure, closure_losses, opening

__all__ = [
    "OffStreetWarning",
    "RioolError",
    "TableError",
    "TinyTown",
    "WalkMatrix",
    "best_sites",
    "build",
    "closure",
    "closure_losses",
    "coverage",
    "depth",
    "equity",
    "flow",
    "gap",
    "isochrones",
    "nearest",
    "opening",
    "read_bundle",
    "redundancy",
    "streets_from_graph",
    "streets_from_lines",
    "tiny_town",
    "variety",
    "walks",
    "with_cut_throughs",
]

_HOMES: Final = {
    "geo.errors": ("OffStreetWarning", "RioolError", "TableError"),
    "geo.library.bundles": ("build", "read_bundle"),
    "geo.library.cut_throughs": ("with_cut_throughs",),
    "geo.library.measures": ("coverage", "depth", "equity", "gap", "redundancy", "variety"),
    "geo.library.graphs": ("streets_from_graph",),
    "geo.library.lines": ("streets_from_lines",),
    "geo.library.tiny_town": ("TinyTown", "tiny_town"),
    "geo.library.walking": ("WalkMatrix", "flow", "isochrones", "nearest", "walks"),
    "geo.library.whatif": ("best_sites", "closure", "closure_losses", "opening"),
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME_OF[name]), name)
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
