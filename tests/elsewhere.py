"""Screens other than those under test stood in for by an empty one, which keeps the message it was opened by."""

from __future__ import annotations

from typing import Any, Self

import pytest
from textual.screen import Screen

from obslog.tui import app
from obslog.tui.messages import Open


def elsewhere(monkeypatch: pytest.MonkeyPatch, *kept: str) -> list[Any]:
    """The messages by which screens were opened, but for the modules `kept`, which open as they are."""
    found: list[Any] = []
    real = app._screen

    class Elsewhere(Screen[Any]):
        @classmethod
        def opened(cls, message: Open) -> Self:
            found.append(message)
            return cls()

    def stand_in(module: str, name: str) -> Any:
        return real(module, name) if module in ("home", *kept) else Elsewhere

    monkeypatch.setattr(app, "_screen", stand_in)
    return found
