"""Bundle tables drawn as map layers, and the words that go with them.

`layers.folium_map(bundle)` draws a bundle as a `folium.Map` that takes further layers: ours as
`layers.FoliumLayer(...)`, and folium's own. folium is loaded when one of these is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.folium_adapter import FoliumLayer, folium_map, foreign_links

__all__ = ["FoliumLayer", "folium_map", "foreign_links"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from layers import folium_adapter  # noqa: PLC0415 - folium takes a quarter of a second

    return getattr(folium_adapter, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
