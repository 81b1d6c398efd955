"""The stand check on the compare screen: places of the earlier look that look changed, gone through one by one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from obslog.model.errors import RefusedError
from obslog.tui.messages import host

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from obslog.log import Log
    from obslog.model.marks import Mark
    from obslog.observing.stand_check import StandQueue
    from obslog.tui.change.pairing import Pair


class StandsWork:
    """The queue of stands that look changed; `queue` is None while none was asked for, `at` the one gone to."""

    def __init__(self) -> None:
        self.queue: StandQueue | None = None
        self.at: int | None = None

    async def check(self, node: DOMNode, known: Pair) -> None:
        """Ask the pixels of both images. Raises `RefusedError` where there is nothing to check."""
        look, image = known.before.look, known.after.image.id
        if look is None or not known.before.marks:
            raise RefusedError(
                f"nothing is marked on the image of {known.before.when}: there are no stands to check"
            )

        def checked(log: Log) -> StandQueue:
            with log:
                return log.mark_check(look.id, image)

        # It reads pixels for seconds: the log of the screens stays free meanwhile.
        engine = host(node).engine
        self.queue = await asyncio.to_thread(lambda: checked(engine.another()))
        self.at = None

    def end(self) -> None:
        """Put the queue away."""
        self.queue, self.at = None, None

    def step(self, by: int) -> Mark:
        """The next stand that looks changed, or the one before. Raises `RefusedError` where none does."""
        changed = () if self.queue is None else self.queue.changed
        if not changed:
            raise RefusedError("no stand looks changed: Esc ends the check")
        self.at = 0 if self.at is None and by > 0 else ((self.at or 0) + by) % len(changed)
        return changed[self.at]

    def said(self) -> tuple[str, ...]:
        """The foot while the queue is gone through: the stand, and that a likeness is no verdict."""
        queue = self.queue
        if queue is None:
            return ()
        if self.at is None:
            return (
                f"{queue.sentence}.",
                queue.laid.sentence,
                "> goes to the next of them; Esc ends the check.",
            )
        mark, one = queue.stands[self.at]
        likeness = "" if one.likeness is None else f", likeness {one.likeness:.2f}"
        return (
            f"stand {self.at + 1} of {len(queue.changed)}: {' or '.join(mark.types)} at the earlier date{likeness}. "
            "Look: gone, another, a shadow, or nothing?",
            queue.laid.sentence,
            "Pixels say where to look, never what happened; only marks and looks do. Esc ends the check.",
        )
