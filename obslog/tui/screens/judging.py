"""Matches judged by the analyst: an image satisfies a requirement, answers a part of it, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from obslog.model.orders import OrderState
from obslog.model.requirements import Decision
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.keys import told
from obslog.tui.messages import LogChanged, host
from obslog.tui.screens.ordering import OrderingScreen
from obslog.tui.widgets.pursuit_rows import MatchesPane

if TYPE_CHECKING:
    from obslog.tasking.answering.closing import MatchLine

_TITLES = {
    Decision.SATISFIES: "It satisfies the question all the same: why?",
    Decision.IN_PART: "It answers a part of the question",
    Decision.NO: "It does not answer the question: why?",
}


class JudgingScreen(OrderingScreen):
    """A screen with a pane of matches."""

    area = "judging"

    @on(MatchesPane.Judged)
    @told
    async def _judged(self, message: MatchesPane.Judged) -> None:
        message.stop()
        line, decision = message.line, message.decision
        orders = await host(self).engine.ask(lambda log: log.order_list(line.requirement.id))
        sent = [one.order for one in orders if one.order.state is not OrderState.PREPARED]
        if decision is Decision.NO or line.match.order_id is not None or not sent:
            await self._ask_reason(line, decision, None)
            return

        async def chosen(at: int) -> None:
            await self._ask_reason(line, decision, sent[at - 1].id if at else None)

        words = [f"{one.product_id} of {one.provider} ({one.state}, {one.id[-8:]})" for one in sent]
        dialog = ChoiceDialog("By which order did it come?", ["by none of them", *words], line.sentence)
        dialog.then = chosen
        self.app.push_screen(dialog)

    async def _ask_reason(self, line: MatchLine, decision: Decision, order: str | None) -> None:
        if decision is Decision.SATISFIES and line.match.full:
            await self._judge(line, decision, order, "")
            return

        async def go_on(reason: str) -> None:
            await self._judge(line, decision, order, reason)

        said = [line.sentence]
        if decision is Decision.IN_PART:
            said.append("The question stays open. Why, if the checks do not say it; it may stay empty.")
        dialog = LineDialog(_TITLES[decision], *said, empty=decision is Decision.IN_PART)
        dialog.then = go_on
        self.app.push_screen(dialog)

    @told
    async def _judge(self, line: MatchLine, decision: Decision, order: str | None, reason: str) -> None:
        known, image, part = line.requirement.id, line.image.id, decision is Decision.IN_PART
        if decision is Decision.NO:
            await host(self).engine.ask(lambda log: log.requirement_reject(known, image, reason=reason))
        else:
            await host(self).engine.ask(
                lambda log: log.requirement_satisfy(
                    known, image, order=order, reason=reason or None, in_part=part
                )
            )
        words = {
            Decision.SATISFIES: "satisfied: the question is closed",
            Decision.IN_PART: "a part is answered; the question stays open",
            Decision.NO: "not answered by this image",
        }
        host(self).tell(f"{words[decision]}. u takes it back")
        act = "reject" if decision is Decision.NO else "satisfy"
        self.post_message(LogChanged(f"requirement {act}"))
