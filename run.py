"""The two commands of this project: `python3 run.py map` and `python3 run.py test`.

This door must open on every Python 3, to say which Python is needed: no f-strings and no newer
syntax here. Everything else stands in `setup_steps/`, which needs only the standard library.
"""

import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def python_fault(version: tuple) -> str:  # type: ignore[type-arg]  # tuple[int, int] does not run before 3.9
    """Say what is wrong with this Python, or return an empty text when nothing is."""
    found = tuple(version[:2])
    if OLDEST <= found <= NEWEST:
        return ""
    return (
        "Sociaal Riool needs Python 3.11, 3.12 or 3.13; this is Python "
        + ".".join(str(part) for part in found)
        + ".\nStart it with another one, for instance: python3.11 run.py map\n"
        + "On Debian 12, `apt-get install python3` gives Python 3.11."
    )


def main() -> int:
    """Check the Python, then hand over to the steps."""
    fault = python_fault(sys.version_info)
    if fault:
        sys.stderr.write(fault + "\n")
        return 2
    from setup_steps.commands import run  # noqa: PLC0415  # newer syntax, so only after the check

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
