"""Change the reader's choices when they click on the map."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from views.shared.map_frame import Act
from views.state.address import change
from views.state.data import known_to
from views.state.params import parse
from views.state.state import Position, Reach
from views.state.where import bundle_path

HOME_NOTE: Final = "riool-home-note"
"""Where the session keeps the key of what there is to say about the reader's starting point."""
_GO: Final = "riool-go"


def _read(field: str, text: str) -> Any:
    """Parse a value from the map with the checks that the address has; None if it fails them."""
    state, faults = parse({field: text}, known_to(bundle_path()))
    return None if faults else getattr(state, field)


def go_to(position: Position) -> None:
    """Make a position the reader's home, if it lies within the area. For callbacks."""
    south, west, north, east = known_to(bundle_path()).bounds
    if south <= position.latitude <= north and west <= position.longitude <= east:
        change(at=position, place=None, reach=Reach.HOME)
        st.session_state.pop(HOME_NOTE, None)
    else:
        st.session_state[HOME_NOTE] = "map.find.outside"


def take_act(act: Act) -> None:
    """Change the reader's choices by a click on the map or on a button in a popup."""
    if act.what == "home":
        position = _read("at", act.target)
        if position is not None:
            go_to(position)
    elif act.what in {"route", "reach"} and _read("place", act.target) is not None:
        reach = {"reach": Reach.PLACE} if act.what == "reach" else {}
        change(place=act.target, **reach)
    elif act.what in {"neighbourhoods", "about"} and _read("neighbourhood", act.target) is not None:
        change(neighbourhood=act.target)
        if act.what == "about":
            st.session_state[_GO] = "neighbourhoods"


def take_neighbourhood_act(act: Act) -> None:
    """Choose the neighbourhood that was clicked; other clicks change nothing."""
    if act.what == "neighbourhoods":
        take_act(act)


def wanted_page() -> str | None:
    """Return the page that a button on the map leads to, once."""
    page: str | None = st.session_state.pop(_GO, None)
    return page
