"""The command line `riool`."""

from typing import Final

EXIT_FAULT: Final = 2
"""Ends a command that met a fault we understand."""
