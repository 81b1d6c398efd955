"""The command that lists what keys do in the terminal UI, with the ids by which they are changed."""

from __future__ import annotations

import click

from obslog.cli.output import emit_all, note, table
from obslog.cli.session import json_option


@click.command()
@json_option
def keys(as_json: bool) -> None:
    """Every key of the terminal UI: the action's id, its keys, what it does.

    To change one, write its id and new keys into keys.toml beside the configuration.
    """
    from platformdirs import user_config_path

    from obslog.tui.catalogue import all_keys

    found = all_keys().values()
    if as_json:
        emit_all(
            {"id": one.id, "keys": one.keys.split(","), "label": one.label, "help": one.help} for one in found
        )
        return
    table(
        ("action", "keys", "what it does"), [(one.id, one.keys.replace(",", " "), one.help) for one in found]
    )
    note(f'to change one: "{next(iter(found)).id}" = "ctrl+g" in {user_config_path("obslog") / "keys.toml"}')


COMMANDS = {"keys": keys}
