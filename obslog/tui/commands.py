"""The command palette: what keys do on the screen that is shown, then what can be opened from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from obslog.tui.keys import specs_of


def commands(app: App[Any], screen: Screen[Any]) -> Iterable[SystemCommand]:
    """One command for each key of the focused pane, the screen and the app, named `area: what it does`."""
    held = [] if screen.focused is None else list(screen.focused.ancestors_with_self)
    nodes = [*(node for node in held if node not in (screen, app)), screen, app]
    for node in nodes:
        for spec in specs_of(node):
            area = spec.id.partition(".")[0]
            yield SystemCommand(
                f"{area}: {spec.label}", f"{spec.help} [{spec.keys}]", _runner(node, spec.action)
            )


def _runner(node: Any, action: str) -> Any:
    async def run() -> None:
        await node.run_action(action)

    return run
