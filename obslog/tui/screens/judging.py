"""Matches judged by the analyst: an image satisfies a requirement, answers a part of it, or does not."""

from __future__ import annotations

from textual import on

from obslog.model.requirements import Decision
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.keys import told
from obslog.tui.messages import LogChanged, host
from obslog.tui.screens.ordering import OrderingScreen
from obslog.tui.widgets.pursuit_rows import MatchesPane

_TITLES = {
    Decision.SATISFIES: "It satisfies the question all the same: why?",
    Decision.IN_PART: "It answers a part of the question",
    Decision.NO: "It does not answer the question: why?",
}


class JudgingScreen(OrderingScreen):
    """A screen with a pane of matches."""

    area = "judging"

    @on(MatchesPane.Judged)
    async def _judged(self, message: MatchesPane.Judged) -> None:
        message.stop()
        line, decision = message.line, message.decision
        known, image = line.requirement.id, line.image.id
        if decision is Decision.SATISFIES and line.match.full:
            await self._judge(known, image, decision, "")
            return

        async def go_on(reason: str) -> None:
            await self._judge(known, image, decision, reason)

        said = [line.sentence]
        if decision is Decision.IN_PART:
            said.append("The question stays open. Why, if the checks do not say it; it may stay empty.")
        dialog = LineDialog(_TITLES[decision], *said, empty=decision is Decision.IN_PART)
        dialog.then = go_on
        self.app.push_screen(dialog)

    @told
    async def _judge(self, known: str, image: str, decision: Decision, reason: str) -> None:
        engine = host(self).engine
        if decision is Decision.NO:
            await engine.ask(lambda log: log.requirement_reject(known, image, reason=reason))
        else:
            part = decision is Decision.IN_PART
            await engine.ask(
                lambda log: log.requirement_satisfy(known, image, reason=reason or None, in_part=part)
            )
        words = {
            Decision.SATISFIES: "satisfied: the question is closed",
            Decision.IN_PART: "a part is answered; the question stays open",
            Decision.NO: "not answered by this image",
        }
        host(self).tell(f"{words[decision]}. u takes it back")
        self.post_message(
            LogChanged("requirement satisfy" if decision is not Decision.NO else "requirement reject")
        )
