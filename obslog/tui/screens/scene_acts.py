"""What the panes of the scene say, to who does it: one line for each thing that a key of a pane can mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.message import Message

from obslog.tui.screens.scene_counting import Counting
from obslog.tui.screens.scene_host import SceneHost
from obslog.tui.screens.scene_marking import Marking
from obslog.tui.widgets.areas import AreasPane
from obslog.tui.widgets.image_pane import ImagePane
from obslog.tui.widgets.last_look import LastLookPane
from obslog.tui.widgets.tally import TallyPane


class Acts:
    """Keys come through `done`, for which the next key waits; the mouse posts the same messages."""

    def __init__(self, screen: SceneHost, counting: Counting, marking: Marking) -> None:
        self._screen, self._marking = screen, marking
        self._of: dict[type[Message], Callable[[Any], Awaitable[None]]] = {
            ImagePane.Marked: lambda m: marking.mark(m.kind, m.points, m.there),
            ImagePane.Pressed: self._pressed,
            TallyPane.Counted: lambda m: counting.count(m.row, m.count),
            TallyPane.Previewed: lambda m: counting.preview(m.row, m.count),
            TallyPane.Sure: lambda m: counting.sure(m.row, m.confidence),
            TallyPane.Asked: lambda m: counting.asked(m.ask, m.row),
            AreasPane.Stated: lambda m: counting.visible(m.part, m.fraction),
            AreasPane.Asked: lambda m: counting.area_asked(m.ask, m.part),
            LastLookPane.Carry: lambda m: self._carry(),
            LastLookPane.Pick: lambda m: marking.pick(m.types),
        }

    async def done(self, message: Message) -> None:
        """Do what a key of a pane means. Raises the `ObslogError`s of what it does."""
        await self._of[type(message)](message)

    async def _pressed(self, message: ImagePane.Pressed) -> None:
        await self._marking.pressed(message.what, message.digit)
        if message.what in ("next", "previous", "confirm", "remove"):
            self._follow()

    async def _carry(self) -> None:
        await self._marking.carry()
        await self._screen.go("image")
        self._follow()

    def _follow(self) -> None:
        """The crosshair goes where the selected mark is."""
        mark = self._screen.work.state.mark
        if mark is not None:
            self._screen.go_to(mark.centre)
