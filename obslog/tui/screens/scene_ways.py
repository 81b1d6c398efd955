"""From the scene to other screens: comparison, change, what sources say, what is concluded, reports, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from obslog.tui.keys import Keyed, key
from obslog.tui.messages import OpenChange, OpenCompare, OpenNote, OpenReport, OpenSearch

if TYPE_CHECKING:
    from obslog.tui.scene.work import SceneWork


class WaysOut(Keyed, Screen[Any]):
    """The keys of the scene that open something else on top of it."""

    area = "scene"

    @property
    def work(self) -> SceneWork:
        """The scene that is open."""
        raise NotImplementedError

    async def settle(self) -> None:
        """Take a count that is still being typed before something else is done."""
        raise NotImplementedError

    @key("c", "compare", "Compare with the image of the last look.")
    async def action_compare(self) -> None:
        await self.settle()
        last = self.work.state.last
        before = last.look.image_id if last is not None else None
        self.post_message(OpenCompare(self.work.state.site.id, before, self.work.state.image.id))

    @key("d", "change", "What changed between the two newest dates of this site.", show=False)
    def action_change(self) -> None:
        self.post_message(OpenChange(self.work.state.site.id))

    @key("S", "statement", "Enter what a source says about this site.", show=False)
    def action_statement(self) -> None:
        self.post_message(OpenNote(self.work.state.site.id, "statement"))

    @key("A", "assessment", "Enter what you conclude about this site.", show=False)
    def action_assessment(self) -> None:
        self.post_message(OpenNote(self.work.state.site.id, "assessment"))

    @key("E", "report", "A change report of this site.", show=False)
    def action_report(self) -> None:
        self.post_message(OpenReport(self.work.state.site.id))

    @key("slash", "find", "Search the log.", show=False)
    def action_find(self) -> None:
        self.post_message(OpenSearch())
