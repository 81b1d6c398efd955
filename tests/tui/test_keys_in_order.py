"""Keys that come in one burst do what they do when they come one by one."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from obslog.tui.keys_in_order import KeysInOrder


class Pane(Static, can_focus=True):
    """Writes down what it was told; `swallow` keys are its own."""

    def __init__(self, name: str, swallow: str = "") -> None:
        super().__init__(name, id=name)
        self.swallow = swallow

    async def on_key(self, event: events.Key) -> None:
        if event.key in self.swallow:
            await asyncio.sleep(0.01)
            self.app.told.append((self.id, event.key))  # type: ignore[attr-defined]
            event.stop()


class Question(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input()


class Two(Screen[Any]):
    BINDINGS: ClassVar[list[Any]] = [
        Binding("l", "go('left')"),
        Binding("r", "go('right')"),
        Binding("w", "write"),
        Binding("q", "ask"),
    ]

    def compose(self) -> ComposeResult:
        yield Pane("left", "x")
        yield Pane("right", "y")

    def action_go(self, pane: str) -> None:
        self.set_focus(self.query_one(f"#{pane}"))

    async def action_write(self) -> None:
        await asyncio.sleep(0.02)
        self.app.told.append(("write", getattr(self.app.focused, "id", None)))  # type: ignore[attr-defined]

    def action_ask(self) -> None:
        self.app.push_screen(Question())


class Ordered(KeysInOrder, App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str | None, str | None]] = []

    def on_mount(self) -> None:
        self.push_screen(Two())


async def burst(pilot: Any, keys: str) -> None:
    for one in keys:
        pilot.app.post_message(events.Key(one, one))
    await pilot.pause(0.3)


async def test_each_key_has_done_its_work_before_the_next() -> None:
    async with Ordered().run_test() as pilot:
        await burst(pilot, "rwlwrw")
        assert pilot.app.told == [("write", "right"), ("write", "left"), ("write", "right")]


async def test_a_key_that_a_widget_takes_is_its_own_and_runs_no_binding() -> None:
    async with Ordered().run_test() as pilot:
        await burst(pilot, "lxrywl")
        assert pilot.app.told == [("left", "x"), ("right", "y"), ("write", "right")]
        assert pilot.app.focused.id == "left"


async def test_a_binding_runs_once_for_each_press() -> None:
    async with Ordered().run_test() as pilot:
        await burst(pilot, "www")
        assert len(pilot.app.told) == 3
