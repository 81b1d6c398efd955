"""The command that makes the demo and shows what it is about."""

from __future__ import annotations

from pathlib import Path

import click

from obslog.cli.opening import can_show, open_ui
from obslog.cli.output import say


@click.command()
@click.argument("folder", required=False, default="obslog-demo", metavar="[DIR]")
@click.option("--replace", is_flag=True, help="Make it anew where a demo is already.")
def demo(folder: str, replace: bool) -> int:
    """Make a log from the drawn scenes and the public record of December 2024; print the change; write reports."""
    from obslog.cli.compare import show
    from obslog.demo import make

    made = make(Path(folder), replace=replace)
    say(f"made {made.log} ({made.imported})")
    for change in made.changes:
        say()
        show(change)
    say()
    say("The scenes are DRAWN, NOT PHOTOGRAPHS; the statements are from public reporting.")
    for path in made.reports:
        say(f"wrote {path}")
    if can_show():
        if click.confirm("Open it in the terminal UI?", default=True):
            given = click.get_current_context().find_root().obj
            shown = {"graphics": given["graphics"], "mouse": given["mouse"]}
            return open_ui(str(made.log), given["analyst"], given["read_only"], **shown)
        return 0
    say(
        f"next: cd {folder}; obslog timeline Khmeimim; obslog matrix Khmeimim; obslog find --at-least 2 An-124"
    )
    return 0


COMMANDS = {"demo": demo}
