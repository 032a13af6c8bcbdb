"""Which sheets there are, by id or name."""

from __future__ import annotations

import pytest

from geo.errors import InputError
from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.report import sheet_for


def test_an_unknown_name_is_refused(context: PublishContext) -> None:
    with pytest.raises(InputError, match="nothing called 'nergens'"):
        sheet_for(context, "nergens", Words("nl"))
    by_name = sheet_for(context, "noord", Words("nl"))
    assert by_name.title == "Noord"
