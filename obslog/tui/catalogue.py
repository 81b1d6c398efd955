"""Every action of the terminal UI with its keys: what the manual, `obslog keys` and a user's keymap are checked against."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from obslog.tui.keys import CATALOGUE, KeySpec

#: Rooms whose modules declare keys.
_ROOMS = ("obslog.tui.screens", "obslog.tui.widgets", "obslog.tui.dialogs", "obslog.tui.importing")


def all_keys() -> dict[str, KeySpec]:
    """Id -> what it does, of every screen, pane and dialog, in the order of their names."""
    import_module("obslog.tui.app")
    for room in _ROOMS:
        for module in pkgutil.iter_modules(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    return {spec.id: spec for area in sorted(CATALOGUE) for spec in CATALOGUE[area].values()}


def check_changed(keys: Mapping[str, str]) -> None:
    """Raises `WordError` for a changed key whose action there is not."""
    from obslog.tui.settings import check_keys

    if keys:
        check_keys(keys, {name: spec.keys for name, spec in all_keys().items()})
