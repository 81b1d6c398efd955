"""How a look on the scene screen ends: closed, unchanged, retracted; and its image dated or remarked upon."""

from __future__ import annotations

from dataclasses import replace

from obslog.change import wording
from obslog.model.edtf import parse_edtf
from obslog.model.errors import RefusedError
from obslog.model.looks import Look, LookStatus
from obslog.model.when import Basis
from obslog.tui.dialogs.closing import ClosingDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.dialogs.sentence import SentenceDialog
from obslog.tui.scene import edits
from obslog.tui.scene.closing import Ask, Need, needs
from obslog.tui.scene.state import SceneState
from obslog.tui.screens.scene_counting import DIFFERENCES, metres_of
from obslog.tui.screens.scene_host import SceneHost


def sentence_of(state: SceneState, look: Look | None = None) -> str:
    """The sentence of the look as it would be closed, or of another look of the same site."""
    return wording.look_sentence(look or state.said, state.area_names, state.tree)


class Ending:
    """The acts that end a look."""

    def __init__(self, host: SceneHost) -> None:
        self._host = host

    async def close(self) -> None:
        """Close the look; one dialog asks for all that needs a word, none where nothing does."""
        state = self._host.work.state
        if state.recorded and not state.is_draft:
            raise RefusedError(f"this look is {state.look.status} already; n goes to the next image")
        found = needs(state)
        if any(need.ask is Ask.NOTHING for need in found):
            raise RefusedError(found[0].text)
        if not found:
            await self._closed()
            return

        async def answered(answers: tuple[str, ...]) -> None:
            for need, answer in zip(found, answers, strict=True):
                await self._answer(need, answer)
            await self._closed()

        self._host.ask(ClosingDialog(sentence_of(state), found, DIFFERENCES), answered)

    async def _answer(self, need: Need, answer: str) -> None:
        row = need.row
        if need.ask is Ask.REASON and row is not None:
            await self._host.work.edit_look(lambda look: edits.with_reason(look, row, answer))
        elif need.ask is Ask.RESOLVES:
            metres = metres_of(answer)
            await self._host.work.edit_look(lambda look: replace(look, min_resolved_m=metres))

    async def _closed(self) -> None:
        await self._host.work.close()
        state = self._host.work.state
        said = f"closed: {_short(sentence_of(state, state.look))}"
        if not state.image.identity.when.is_dated:
            said += " It is undated: no timeline and no diff has it until D gives the image a date."
        self._host.tell(said)
        await self._host.after_closing()

    async def no_change(self) -> None:
        """Say that nothing changed since the last look; `w` then closes it."""
        look = await self._host.work.no_change()
        self._host.tell(f"{_short(sentence_of(self._host.work.state, look))} w closes the look.")

    async def whole_sentence(self) -> None:
        """The sentence in full, and what of the look was computed or assumed rather than stated."""
        state = self._host.work.state
        assumed = await self._host.work.assumptions()

        self._host.read(
            SentenceDialog(sentence_of(state), *(f"- {line}" for line in assumed), title="The look says")
        )

    @property
    def is_retracted(self) -> bool:
        """Whether the look at hand counts no more."""
        state = self._host.work.state
        return state.recorded and state.look.status is LookStatus.RETRACTED

    def retract(self) -> None:
        """Take the look out of every answer, with the reason."""
        if not self._host.work.state.recorded:
            raise RefusedError("there is no look here that could be retracted")

        async def because(reason: str) -> None:
            await self._host.work.retract(reason)
            self._host.tell("retracted; u takes that back, R begins a new look")

        said = "It stays readable and no longer counts. Why?"
        self._host.ask(LineDialog("Retract the look", said), because)

    def remarks(self) -> None:
        """Free words about the look."""

        async def take(text: str) -> None:
            await self._host.work.edit_look(lambda look: replace(look, remarks=text or None))

        now = self._host.work.state.look.remarks or ""
        self._host.ask(LineDialog("Remarks on this look", value=now, empty=True), take)

    def date(self) -> None:
        """Give the image another date, with the reason."""
        when = self._host.work.state.image.identity.when

        async def dated(text: str) -> None:
            async def because(reason: str) -> None:
                await self._host.work.date_image(text, reason)

            reasons = ("from the caption", "from the provider's catalogue", "from shadows", "from the post")
            self._host.ask(
                LineDialog("Correct the date", f"{text}: how is that known?", offers=reasons), because
            )

        said = (
            f"Now: {when.describe()}. Write 2024-12-13, 2024-12-13T10:15Z, 2024-12, or 2024-12-09/2024-12-13."
        )
        check = LineDialog("Correct the date", said, value=when.edtf, check=_readable)
        self._host.ask(check, dated)


def _short(sentence: str, most: int = 140) -> str:
    """So much of a sentence as a word at the edge of the screen has room for."""
    return sentence if len(sentence) <= most else f"{sentence[:most].rsplit(' ', 1)[0]} …"


def _readable(text: str) -> object:
    return parse_edtf(text, Basis.ANALYST)
