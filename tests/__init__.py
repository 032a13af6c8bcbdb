"""The tests, in the same folders as the code they test; `towns`, `servers` and `browser` hold what tests share."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project."""
