"""How a command gets its log: found once a command, opened late, closed at the end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from obslog.log import Log

#: The option of every reading command.
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line (docs/wire.md).")


def with_log(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command the open log as its first argument; it is closed when the command ends."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with open_log() as log:
            return command(log, *args, **kwargs)

    return run


def open_log() -> Log:
    """The log that the user named, or the nearest one. Raises `NotFoundError`, `StoreError`."""
    from obslog.log import open_log as library_open

    settings = click.get_current_context().find_root().obj or {}
    return library_open(
        settings.get("log"), analyst=settings.get("analyst"), read_only=bool(settings.get("read_only"))
    )
