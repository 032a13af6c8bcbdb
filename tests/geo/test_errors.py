"""Faults are collected and said together; near names are suggested in one way everywhere."""

from __future__ import annotations

import pytest

from geo.errors import Fault, FaultList, InputError, RioolError, did_you_mean, near_names, visible


def test_the_faults_of_several_readers_are_raised_together():
    faults = FaultList("inputs")

    def broken(name, *, expected):
        own = FaultList(name)
        own.add("nothing", expected, "Fill it in.")
        own.raise_if_any()

    assert faults.attempt(len, "four") == 4
    assert faults.attempt(broken, "a.csv", expected="a name") is None
    assert faults.attempt(broken, "b.csv", expected="a year") is None
    # The same fault, met again by another reader of the file, is said once.
    assert faults.attempt(broken, "b.csv", expected="a year") is None
    with pytest.raises(InputError, match="2 faults") as caught:
        faults.raise_if_any()
    assert [fault.file for fault in caught.value.faults] == ["a.csv", "b.csv"]


def test_another_error_is_no_fault_of_an_input():
    with pytest.raises(ZeroDivisionError):
        FaultList("a").attempt(lambda: 1 / 0)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("mastricht", ("Maastricht",)), ("TRICHT", ("Maastricht", "Dordrecht")), ("xyz", ()), (" weert ", ("Weert",))],
)
def test_names_that_hold_or_resemble_what_was_asked_are_near(asked, expected):
    assert near_names(asked, ["Dordrecht", "Maastricht", "Weert"]) == expected


def test_one_option_is_suggested_or_none():
    assert did_you_mean("initative", ["initiative", "initiatives"]) == "Did you mean 'initiative'? "
    assert did_you_mean(5, ["address"]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Café 🏠\nnext 1\u00a0000", "Café 🏠\nnext 1\u00a0000"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\x9bb\x00\r\t", r"a\x9bb\x00\r\t"),
        ("a\u202eb\u200b\ud800", r"a\u202eb\u200b\ud800"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_its_number(text, shown):
    assert visible(text) == shown
    assert str(RioolError(text)) == shown
    assert str(InputError([Fault(text, text, text, text, text, text)])).count(shown) == 6
