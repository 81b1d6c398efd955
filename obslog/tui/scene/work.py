"""Work on one scene: each thing a key does, written to the log before the next key, and the state after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from obslog.model.counting import Group, counted_groups, group_of, tally_groups
from obslog.model.counts import Count
from obslog.model.errors import RefusedError
from obslog.model.looks import Confidence, Look, LookStatus
from obslog.model.marks import Mark, MarkKind, Point
from obslog.tui.scene import edits
from obslog.tui.scene import state as steps
from obslog.tui.scene.grouping import Grouped
from obslog.tui.scene.opening import gather
from obslog.tui.scene.palette import Types
from obslog.tui.scene.state import SceneState
from obslog.tui.scene.turning import is_of_marks, marks_after

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.fitting import TypeFit
    from obslog.model.resolving import Support
    from obslog.observing.history import EntryLine
    from obslog.places.measuring import Measurement
    from obslog.tui.engine import Engine

Answer = TypeVar("Answer")
Line = tuple[Point, Point]


class SceneWork:
    """The state of one scene and the log behind it.

    Every method that changes something writes it first and then calls `changed(what)` with the journal's word;
    one at a time, in the order of asking. Each raises the `ObslogError`s of the log.
    """

    def __init__(self, engine: Engine, state: SceneState, changed: Callable[[str], None]) -> None:
        self.state = state
        self._engine, self._changed = engine, changed
        self._writing = asyncio.Lock()
        self._groups = Grouped()
        #: Marks that were here and were taken away or undone: an undo may bring them back.
        self._gone: dict[str, Mark] = {}

    @classmethod
    async def opened(
        cls, engine: Engine, image: str, site: str, look: str | None, changed: Callable[[str], None]
    ) -> SceneWork:
        """The scene of an image of a site; nothing is written by opening it."""
        return cls(engine, await engine.ask(lambda log: gather(log, image, site, look)), changed)

    # -- types and certainty for the next mark: nothing to write --

    def pick(self, types: Types) -> None:
        """Mark with these types from now on."""
        self._to(steps.picked(self.state, types))

    def pick_digit(self, digit: int) -> bool:
        """Mark with the type of that digit of the palette; False where it holds none."""
        if not 1 <= digit <= len(self.state.palette):
            return False
        self.pick(self.state.palette[digit - 1])
        return True

    def sure(self, confidence: Confidence) -> None:
        """Mark with this certainty from now on."""
        self._to(steps.sure(self.state, confidence))

    def open_row(self, row: Group) -> None:
        """A row of the tally that says nothing yet."""
        self._to(steps.opened(self.state, row))

    def close_row(self, row: Group) -> None:
        """Take away a row that says nothing yet."""
        self._to(steps.closed_row(self.state, row))

    def select(self, mark: str | None) -> None:
        """Select a mark, or (None) none."""
        if mark == self.state.selected:
            return
        self._to(steps.selected(self.state, mark))

    def step(self, by: int) -> Mark | None:
        """Select the next (1) or previous (-1) mark in reading order; proposals first."""
        self._to(steps.stepped(self.state, by))
        return self.state.mark

    # -- marks --

    async def mark(self, points: Sequence[Point], kind: MarkKind = MarkKind.POINT) -> Mark:
        """Mark an object with the current types; a draft is begun by the first thing recorded."""
        brush = self.state.brush
        if not brush.types:
            raise RefusedError("choose a type first: a digit of the palette, or / to search")

        def write(log: Log, look: Look) -> Mark:
            return log.mark_add(
                look.image_id or "", points, brush.name, kind=kind, look=look.id, confidence=brush.confidence
            )

        return await self._on_marks("mark add", write, steps.added)

    async def remove(self, mark: str) -> None:
        """Take a mark away, or refuse a proposal."""
        await self._on_marks(
            "mark remove",
            lambda log, look: log.mark_remove(mark),
            lambda state, _: steps.unmarked(state, mark),
        )

    async def confirm(self, marks: Sequence[str]) -> None:
        """Proposals that were carried forward stand from now on."""
        await self._on_marks(
            "mark confirm",
            lambda log, look: log.mark_confirm(marks),
            lambda state, done: steps.marked(state, *done),
        )

    async def edit_marks(self, marks: Sequence[str], **changes: Any) -> None:
        """Change types, confidence, state or remarks of marks."""
        await self._on_marks(
            "mark edit",
            lambda log, look: log.marks_edit(marks, **changes),
            lambda state, done: steps.marked(state, *done),
        )

    async def carry(self) -> int:
        """Lay the marks of the last look on this image as proposals; how many."""
        since = "last" if self.state.last is None else self.state.last.look.id
        done = await self._on_marks(
            "mark carry",
            lambda log, look: log.mark_carry(look.id, since=since),
            lambda state, marks: steps.marked(state, *marks),
        )
        return len(done)

    # -- the look --

    async def count(self, row: Group, count: Count, because: str | None = None) -> None:
        """State the count of a row; a zero is none seen."""
        await self._on_look(lambda look: edits.with_count(look, row, count, because))

    async def edit_look(self, edit: Callable[[Look], Look]) -> None:
        """Change what the look says by one of `scene.edits`."""
        await self._on_look(edit)

    async def move_row(self, row: Group, to: Group) -> None:
        """A row of the tally, with its stated count and its marks, is another: surer, elsewhere, in a state."""
        if row == to:
            return
        marks = marks_of_row(self.state, row)
        stated = edits.moved(self.state.look, row, to) != self.state.look
        self._to(steps.closed_row(self.state, row))
        if stated:
            await self._on_look(lambda look: edits.moved(look, row, to))
        if marks:
            changes: dict[str, Any] = {}
            if to.types != row.types:
                changes["types"] = "|".join(to.types)
            if to.confidence != row.confidence:
                changes["confidence"] = to.confidence
            if to.state != row.state:
                changes["state"] = to.state or ""
            if to.area != row.area:
                changes["area"] = to.area or ""
            if changes:
                await self.edit_marks(marks, **changes)
        if not stated and not marks:
            self._to(steps.opened(self.state, to))

    async def no_change(self) -> Look:
        """Say that nothing changed since the last look."""
        since = self.state.last
        if since is None:
            raise RefusedError(
                "nobody looked before this image, so there is nothing that it could be unchanged from"
            )
        async with self._writing:
            look = await self._engine.ask(
                lambda log: log.look_edit(
                    log.look_begin(self.state.site.id, self.state.image.id).id, no_change_since=since.look.id
                )
            )
            self._take(look, "look edit")
        return look

    async def close(self) -> Look:
        """Close the look: from now on it counts."""
        return await self._status("look close", lambda log, look: log.look_close(look.id))

    async def retract(self, reason: str) -> Look:
        """Take the look out of every answer, with the reason."""
        return await self._status("look retract", lambda log, look: log.look_retract(look.id, reason=reason))

    async def undo(self) -> str:
        """Take back the newest change of this look; what was taken back, in words."""
        return await self._turn_back(lambda log, look: log.undo(look=look.id))

    async def redo(self) -> str:
        """Take the newest undo of this look back."""
        return await self._turn_back(lambda log, look: log.redo(look=look.id))

    async def date_image(self, when: str, reason: str) -> None:
        """Give the image another date, with the reason; its looks follow."""
        image = self.state.image.id
        async with self._writing:
            await self._engine.ask(lambda log: log.image_date(image, when, reason=reason))
        await self.reload()
        self._changed("image date")

    async def reload(self) -> None:
        """Read all of it anew: the image was dated, areas were drawn."""
        before = self.state
        look = before.look.id if before.recorded else None
        state = await self._engine.ask(lambda log: gather(log, before.image.id, before.site.id, look))
        self._to(replace(state, palette=before.palette, brush=before.brush, opened=before.opened))

    # -- what is only asked --

    async def support(self, name: str, gsd_m: float) -> Support:
        """Whether the image can support naming a type."""
        return await self._engine.ask(lambda log: log.type_support(name, gsd_m=gsd_m))

    async def assumptions(self) -> tuple[str, ...]:
        """What of the look was computed or assumed rather than stated."""
        said = self.state.said
        return await self._engine.ask(lambda log: log.assumptions(said))

    async def measure(self, line: Line) -> Measurement:
        """Length and azimuth of a line between two pixels, with its error band."""
        image = self.state.image.id
        return await self._engine.ask(lambda log: log.measure(image, line))

    async def size(self, length: Line, span: Line) -> tuple[Measurement, Measurement, TypeFit] | None:
        """Length and span of an object and the types that fit; None where the image has no metres."""
        image = self.state.image.id

        def run(log: Log) -> tuple[Measurement, Measurement, TypeFit] | None:
            try:
                one, other = log.measure(image, length), log.measure(image, span)
            except RefusedError:
                return None
            return one, other, log.type_fit(one.length_m, other.length_m, gsd_m=one.pixel_m)

        return await self._engine.ask(run)

    # -- how it is written --

    async def _on_marks(
        self,
        what: str,
        write: Callable[[Log, Look], Answer],
        step: Callable[[SceneState, Answer], SceneState],
    ) -> Answer:
        self._refuse_closed()
        async with self._writing:
            before = self.state

            def run(log: Log) -> tuple[Look, Answer]:
                return (look := self._begun(log, before)), write(log, look)

            look, answer = await self._engine.ask(run)
            state = step(steps.recorded(self.state, look), answer)
            self._to(self._tallied(state), what)
        return answer

    async def _on_look(self, edit: Callable[[Look], Look]) -> None:
        self._refuse_closed()
        async with self._writing:
            before = self.state
            if edit(before.look) == before.look:
                return
            look = await self._engine.ask(lambda log: log.look_set(edit(self._begun(log, before))))
            self._take(look, "look edit")

    async def _status(self, what: str, write: Callable[[Log, Look], Look]) -> Look:
        async with self._writing:
            look = await self._engine.ask(lambda log: write(log, self.state.look))
            self._take(look, what)
        return look

    def _take(self, look: Look, what: str) -> None:
        self._to(self._tallied(steps.recorded(self.state, look)), what)

    async def _turn_back(self, turn: Callable[[Log, Look], EntryLine]) -> str:
        if not self.state.recorded:
            raise RefusedError(
                "nothing was recorded of this look yet; p goes back to the image before, where u undoes its closing"
            )
        async with self._writing:
            before = self.state

            def run(log: Log) -> tuple[str, Look, tuple[Mark, ...]]:
                entry = turn(log, before.look)
                marks = marks_after(entry.payload, before.marks, self._gone)
                if marks is None:
                    marks = log.mark_list(look=before.look.id)
                same = is_of_marks(entry.payload)
                return entry.summary, before.look if same else log.look_show(before.look.id), marks

            said, look, marks = await self._engine.ask(run)
            what = "mark undo" if look.status is before.look.status else "undo"
            self._to(self._tallied(steps.recorded(self.state, look, marks)), what)
        return said

    def _tallied(self, state: SceneState) -> SceneState:
        """With the tally, and the look as closing would leave it."""
        self._groups = self._groups.of(state.look, state.marks)
        groups = self._groups.groups
        counted, rows = counted_groups(state.look, groups), tally_groups(state.look, groups)
        return steps.tallied(state, counted, rows, self._groups.waiting)

    def _begun(self, log: Log, state: SceneState) -> Look:
        return state.look if state.recorded else log.look_begin(state.site.id, state.image.id)

    def _refuse_closed(self) -> None:
        status = self.state.look.status
        if self.state.recorded and status is LookStatus.CLOSED:
            raise RefusedError("this look is closed: u takes the closing back, R retracts the look")
        if self.state.recorded and status is LookStatus.RETRACTED:
            raise RefusedError("this look is retracted: u takes that back, R begins a new one")

    def _to(self, state: SceneState, what: str = "") -> None:
        if len(state.marks) < len(self.state.marks):
            kept = set(map(id, state.marks))
            self._gone |= {mark.id: mark for mark in self.state.marks if id(mark) not in kept}
        self.state = state
        self._changed(what)


def marks_of_row(state: SceneState, row: Group) -> tuple[str, ...]:
    """The ids of the marks, proposals too, that a row of the tally rests on.

    A stated count holds the marks that nothing tells from it: one of the whole site those of all its areas.
    """
    stated = next((s for s in state.look.seen if row.is_row_of(s)), None)
    others = [s for s in state.look.seen if s is not stated]
    found = []
    for mark in state.marks:
        group = group_of(mark)
        held = stated is not None and group.could_be(stated) and not any(map(group.is_row_of, others))
        if group == row or held:
            found.append(mark.id)
    return tuple(found)
