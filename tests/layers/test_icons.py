"""Icons: an SVG where that may stand, and a span with the same shape where it may not."""

from __future__ import annotations

import pytest

from geo.vocabulary import Function, Kind
from layers.icons import function_icon, icon_rules, kind_icon


@pytest.mark.parametrize(
    "icon", [*(kind_icon(kind, masked=True) for kind in Kind), function_icon(Function.MEET, masked=True)]
)
def test_a_masked_icon_needs_no_svg_and_has_its_rule(icon):
    assert "<svg" not in icon
    assert 'style="width:24px;height:24px"' in icon
    shape = icon.partition('class="riool-shape ')[2].partition('"')[0].split()[-1]
    assert f".{shape}{{mask-image:url(" in icon_rules()


def test_a_masked_icon_has_a_name_or_is_decoration():
    assert 'role="img" aria-label="a&quot;b"' in kind_icon(Kind.PUBLIC, title='a"b', masked=True)
    assert 'aria-hidden="true"' in function_icon(Function.MEET, masked=True)
