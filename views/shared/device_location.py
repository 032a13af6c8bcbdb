"""Ask the reader's device for its location, when they press the button.

The point is rounded in the browser: the exact one never leaves the device.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import streamlit as st

from geo.storage import STATIC

_KEY: Final = "riool-device"
_COMPONENT: Final = "riool_device_location"


@cache
def _source(name: str) -> str:
    return (STATIC / "app" / name).read_text(encoding="utf-8")


def device_location(*, label: str, asking: str, on_answer: Callable[[Mapping[str, Any]], None]) -> None:
    """Put a button on the page that asks the device for its location.

    Parameters
    ----------
    label
        On the button.
    asking
        On the button while the browser asks.
    on_answer
        Called before the page runs again, with `position` (`latitude`, `longitude`) or `refused`.
    """
    component = st.components.v2.component(
        _COMPONENT,
        html=_source("device.html"),
        css=_source("device.css"),
        js=_source("device.js"),
        isolate_styles=False,
    )

    def pass_on() -> None:
        answer = st.session_state.get(_KEY)
        if isinstance(answer, Mapping):
            on_answer(answer)

    component(
        key=_KEY,
        data={"label": label, "asking": asking},
        on_position_change=pass_on,
        on_refused_change=pass_on,
    )
