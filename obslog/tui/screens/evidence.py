"""One key from a requirement to what it rests on: the look with its image, or a choice among several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from obslog.model.errors import RefusedError
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.sentence import SentenceDialog
from obslog.tui.keys import Keyed, key
from obslog.tui.messages import OpenScene, host
from obslog.tui.tasking.wanting import Evidence, ask_evidence

if TYPE_CHECKING:
    from obslog.model.requirements import Requirement


class EvidenceScreen(Keyed, Screen[Any]):
    """A screen that has a chosen `requirement`."""

    area = "evidence"

    @property
    def requirement(self) -> Requirement | None:
        """What is chosen."""
        raise NotImplementedError

    @key("e", "evidence", "Open what this rests on: the look with its image.")
    async def action_evidence(self) -> None:
        one = self.requirement
        if one is None:
            return
        found = await host(self).engine.ask(lambda log: ask_evidence(log, one))
        if not found:
            raise RefusedError("it rests on no look, image or statement of the log")
        if len(found) == 1:
            self._open_evidence(one, found[0])
            return

        async def chosen(at: int) -> None:
            self._open_evidence(one, found[at])

        dialog = ChoiceDialog("What it rests on", [each.words for each in found])
        dialog.then = chosen
        self.app.push_screen(dialog)

    def _open_evidence(self, one: Requirement, evidence: Evidence) -> None:
        if evidence.image is None:
            self.app.push_screen(SentenceDialog(evidence.words, title="What it rests on"))
        else:
            self.post_message(OpenScene(evidence.image, one.site_id, look=evidence.look))
