"""The `riool` command, whole: what computes and what publishes."""

from __future__ import annotations

from geo.cli import app, main
from publishing.cli import register_publishing

register_publishing(app)

__all__ = ["app", "main"]
