"""Keep the reader's choices and the address of the page the same, in both directions.

The address is the truth. When it changes under us (a link, the Back button) the widgets follow; when a widget changes,
the address does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

import streamlit as st

from views.state.params import parse, to_params
from views.state.state import Known, StateFault, ViewState

_STATE: Final = "riool-state"
_SEEN: Final = "riool-seen"
_FAULTS: Final = "riool-faults"


@dataclass(frozen=True, slots=True)
class Arrival:
    """The choices and the faults that a run of the page reads from its address.

    Parameters
    ----------
    state
        What the reader has chosen.
    faults
        What in the link they followed was wrong, until they choose something themselves.
    """

    state: ViewState
    faults: tuple[StateFault, ...]


def arrive(known: Known) -> Arrival:
    """Read the choices from the address of the page, unless this app wrote that address itself."""
    params = st.query_params.to_dict()
    if st.session_state.get(_SEEN) != params:
        state, faults = parse(params, known)
        st.session_state[_STATE], st.session_state[_FAULTS], st.session_state[_SEEN] = state, faults, params
        # A link to the page one is on changes what we are told but not the browser's address bar: say it back.
        st.query_params.from_dict(params)
    return Arrival(st.session_state[_STATE], st.session_state[_FAULTS])


def current() -> ViewState:
    """Return the choices of the reader."""
    state: ViewState = st.session_state.get(_STATE, ViewState())
    return state


def change(**changes: Any) -> None:
    """Change choices of the reader, by field of `ViewState`. For callbacks, or before `st.rerun`."""
    state = replace(current(), **changes)
    params = to_params(state)
    st.session_state[_STATE], st.session_state[_FAULTS] = state, ()
    if params != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = params
        st.query_params.from_dict(params)


def params_with(**changes: Any) -> dict[str, str]:
    """Give the parameters of a link to the present view, with some fields changed."""
    return to_params(replace(current(), **changes))


def bind_assumption(name: str) -> dict[str, Any]:
    """Tie a widget to a field of the reader's assumptions: `st.radio(label, options, **bind_assumption("speed"))`."""
    return bind(
        "assumptions",
        shown=attrgetter(name),
        chosen=lambda value: replace(current().assumptions, **{name: value}),
        suffix=f"-{name}",
    )


def _same(value: Any) -> Any:
    return value


def bind(
    field: str, *, shown: Callable[[Any], Any] = _same, chosen: Callable[[Any], Any] = _same, suffix: str = ""
) -> dict[str, Any]:
    """Tie a widget to a field of the state: `st.selectbox(label, options, **bind("measure"))`.

    Parameters
    ----------
    field
        Name of the field of `ViewState`.
    shown
        Turns the field's value into the widget's.
    chosen
        Turns the widget's value back. None (a choice taken away) puts the field's present value back.
    suffix
        Tells widgets apart when several show one field.

    Returns
    -------
    dict
        The arguments `key` and `on_change`.
    """
    key = f"choice-{field}{suffix}"
    value = shown(getattr(current(), field))
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def take() -> None:
        found = st.session_state[key]
        if found is not None:
            change(**{field: chosen(found)})

    return {"key": key, "on_change": take}
