"""The page on what-ifs shows commands that exist and code that runs."""

from __future__ import annotations

import re
import shlex

import pytest

from commands.riool import RioolGroup
from geo.analysis.hours import PART_HOURS
from geo.settings import WalkSettings
from geo.whatif.new_places import AREA_TOLERANCE_M
from tests import ROOT

PAGE = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")
(SHELL,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
(CODE,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
LINES = [shlex.split(line, comments=True) for line in SHELL.splitlines()]


ASKING = {"commands.whatif", "commands.sites", "commands.compare", "commands.questions"}


def commands():
    return {name: one.load(name) for name, one in RioolGroup.deferred.items() if one.module in ASKING}


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_command_shown_is_understood(line):
    riool, name, *words = line
    assert riool == "riool"
    # Parses the words without running the command.
    commands()[name].make_context(name, list(words))


def test_every_command_is_shown():
    assert {line[1] for line in LINES} == set(commands())


def test_every_option_named_is_there():
    known = {option for command in commands().values() for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"`?(--[a-z-]+)", PAGE)) <= known


def test_the_numbers_are_those_of_the_code():
    settings = WalkSettings()
    assert f"within {settings.snap_cap_m:g} m" in PAGE
    assert f"within {AREA_TOLERANCE_M:g} m" in PAGE
    assert f"than {settings.cap_min:g} minutes count" in PAGE
    assert f"Under {settings.ranking_min_residents} residents" in PAGE
    for part, (begin, end) in PART_HOURS.items():
        assert f"{part.value} ({begin}-{end})" in PAGE


def test_the_code_shown_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    exec(compile(CODE, "docs/what-if.md", "exec"), names)  # noqa: S102 - our own page
    assert len(names["table"]) == len(names["city"].neighbourhoods) + 1
