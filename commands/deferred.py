"""Sub-commands whose modules are imported when they are run, so that a list of them costs nothing.

Click documents this as lazily loading sub-commands. Its `LazyGroup` still imports every command to show the help of
the group; here the first sentence of each help stands beside its name, as in pip. A test holds it against the command's
own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Deferred:
    """The module of a sub-command, and its line of help.

    Parameters
    ----------
    module, attribute
        A function that Typer can make a command of, or a `typer.Typer` with commands of its own.
    summary
        First sentence of its help.
    """

    module: str
    attribute: str
    summary: str

    def load(self, name: str) -> Any:
        """Import the command as Typer makes it; nothing of it was imported before."""
        target = getattr(import_module(self.module), self.attribute)
        if isinstance(target, typer.Typer):
            return typer.main.get_command(target)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(target)
        return typer.main.get_command(alone)


class DeferredCommand(TyperCommand):
    """A command that imports its module when it is run.

    Parameters
    ----------
    name
        As typed.
    deferred
        Where it is.
    """

    def __init__(self, name: str, deferred: Deferred) -> None:
        super().__init__(name, help=deferred.summary)
        self.deferred = deferred

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Let the command itself read its arguments; the group then runs the command of that context."""
        return self.deferred.load(str(self.name)).make_context(info_name, args, parent=parent, **extra)


class DeferredGroup(TyperGroup):
    """A group of deferred commands.

    Attributes
    ----------
    deferred
        Name and place of every command, in the order of the help. A subclass says which.
    """

    deferred: ClassVar[Mapping[str, Deferred]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, one in self.deferred.items():
            self.add_command(DeferredCommand(name, one))
