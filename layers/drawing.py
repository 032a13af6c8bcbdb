"""How a table becomes a folium layer: compact data, drawn in the browser by `static/map/riool.js`.

Each layer is a `folium.FeatureGroup` with fixed ids, so that the same table gives the same bytes, and what Streamlit
needs to show it can be kept instead of made again.
"""

from __future__ import annotations

import hashlib
from typing import Final

import folium
from branca.element import MacroElement
from folium.template import Template

from layers.escape import escape_text, script_json

_ID_BYTES: Final = 16


def fixed_id(name: str) -> str:
    """Give an id that looks like branca's random ones but is always the same for a name."""
    return hashlib.blake2b(name.encode(), digest_size=_ID_BYTES).hexdigest()


class MapCall(MacroElement):
    """One call of a drawing function in `static/map/riool.js`, whose layer joins the parent's.

    Parameters
    ----------
    function
        Name of the function under `riool`.
    data
        Its argument; strings in it have passed `escape_text`.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "riool.{{ this.function }}({{ this.json }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives it no types
        self._name = "MapCall"
        self._id = fixed_id(f"call {function}")
        self.function = function
        self.json = script_json(data)


def drawn_layer(function: str, name: str, data: object) -> folium.FeatureGroup:
    """Wrap one drawing call in a feature group.

    Parameters
    ----------
    function
        Name of the function under `riool`, also the layer's own.
    name
        How readers call the layer.
    data
        The function's argument.

    Returns
    -------
    FeatureGroup
        Ready for a `base_map` or for `st_folium(feature_group_to_add=...)`.
    """
    group = folium.FeatureGroup(name=escape_text(name))
    group._id = fixed_id(f"layer {function}")  # noqa: SLF001 - branca has no other way to a stable id
    group.add_child(MapCall(function, data))
    return group


def degrees(value: float) -> float:
    """Round a longitude or latitude to what a map shows: 5 decimals, about a metre."""
    return round(float(value), 5)
