"""Work on a scene as the log then holds it: drafts, marks, counts, closing; undo across a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from obslog.log import Log, open_log
from obslog.model.counting import Group
from obslog.model.counts import parse_count
from obslog.model.errors import ObslogError, RefusedError
from obslog.model.looks import Confidence, LookStatus
from obslog.model.marks import MarkKind, MarkStatus
from obslog.tui.engine import Engine
from obslog.tui.scene import edits
from obslog.tui.scene.work import SceneWork

IL76, AN124 = ("Il-76",), ("An-124",)


def image_named(log: Log, name: str) -> str:
    return next(image.id for image in log.image_list(limit=100) if name in image.path)


@asynccontextmanager
async def at_work(
    where: Path, name: str = "khmeimim_20241213", look: str | None = None
) -> AsyncIterator[SceneWork]:
    engine = Engine(open_log(where, analyst="Ada"), lambda: open_log(where, analyst="Ada"))
    try:
        image = await engine.ask(lambda log: image_named(log, name))
        yield await SceneWork.opened(engine, image, "Khmeimim", look, lambda what: None)
    finally:
        engine.close()


def in_log(where: Path, ask: Callable[[Log], object]) -> object:
    with open_log(where, analyst="Ada") as log:
        return ask(log)


async def refused(act: Awaitable[object], words: str) -> None:
    with pytest.raises(ObslogError, match=words):
        await act


async def test_opening_an_image_writes_nothing(demo: Path) -> None:
    before = in_log(demo, lambda log: log.head())
    async with at_work(demo) as work:
        assert not work.state.recorded and work.state.look.status is LookStatus.DRAFT
        assert work.state.automatic == work.state.look.visible
        assert work.state.palette and work.state.last is not None
    assert in_log(demo, lambda log: log.head()) == before


async def test_the_first_mark_begins_a_draft_that_the_next_start_continues(demo: Path) -> None:
    async with at_work(demo) as work:
        await refused(work.mark([(500.0, 500.0)]), "choose a type first")
        work.pick(IL76)
        made = await work.mark([(500.0, 500.0)])
        assert work.state.marks == (made,) and work.state.recorded
        assert [(row.types, row.marks, row.count.short()) for row in work.state.rows] == [(IL76, 1, "1")]
    async with at_work(demo) as work:
        assert [mark.id for mark in work.state.marks] == [made.id]
        assert work.state.brush.types == IL76 and work.state.is_draft


async def test_marks_of_every_kind_are_kept_as_they_were_drawn(demo: Path) -> None:
    async with at_work(demo) as work:
        work.pick(IL76)
        await work.mark([(10.0, 10.0), (40.0, 30.0)], MarkKind.BOX)
        work.sure(Confidence.POSSIBLE)
        await work.mark([(10.0, 10.0), (40.0, 12.0), (38.0, 30.0), (9.0, 28.0)], MarkKind.ORIENTED)
        await work.mark([(20.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 20.0)], MarkKind.DIAMOND)
        look = work.state.look.id
    marks = in_log(demo, lambda log: log.mark_list(look=look))
    assert [(m.kind.value, m.confidence.value) for m in marks] == [  # type: ignore[attr-defined]
        ("box", "confirmed"), ("oriented", "possible"), ("diamond", "possible"),
    ]  # fmt: skip


async def test_a_look_is_counted_from_marks_and_stated_counts(demo: Path) -> None:
    async with at_work(demo) as work:
        work.pick(IL76)
        await work.mark([(500.0, 500.0)])
        await work.count(Group(AN124), parse_count("2+"))
        await work.count(Group(("fighter",)), parse_count("0"))
        await work.edit_look(lambda look: edits.with_visible(look, work.state.look.parts[0], 0.5))
        closed = await work.close()
    stored = in_log(demo, lambda log: log.look_show(closed.id))
    assert stored.status is LookStatus.CLOSED  # type: ignore[attr-defined]
    assert {("|".join(s.types), s.count.short()) for s in stored.seen} == {("Il-76", "1"), ("An-124", "2+")}  # type: ignore[attr-defined]
    assert [s.type for s in stored.none] == ["fighter"]  # type: ignore[attr-defined]
    assert stored.visible[stored.parts[0]].fraction == 0.5  # type: ignore[attr-defined]


async def test_a_closed_look_is_not_marked_on(demo: Path) -> None:
    async with at_work(demo) as work:
        await work.count(Group(AN124), parse_count("2"))
        await work.close()
        work.pick(IL76)
        await refused(work.mark([(5.0, 5.0)]), "u takes the closing back")
        await work.undo()
        await work.mark([(5.0, 5.0)])
        assert work.state.is_draft


async def test_making_a_row_less_sure_changes_its_marks_and_its_count(demo: Path) -> None:
    async with at_work(demo) as work:
        work.pick(IL76)
        for column in (100.0, 200.0):
            await work.mark([(column, 100.0)])
        (row,) = work.state.rows
        group = Group(row.types, row.confidence, row.area, row.state)
        await work.count(group, parse_count("3+"))
        await work.move_row(group, replace(group, confidence=Confidence.PROBABLE, state="covered"))
        assert {(m.confidence.value, m.state) for m in work.state.marks} == {("probable", "covered")}
        assert [(r.confidence.value, r.state, r.marks) for r in work.state.rows] == [
            ("probable", "covered", 2)
        ]


async def test_undo_and_redo_reach_across_a_restart(demo: Path) -> None:
    async with at_work(demo) as work:
        work.pick(IL76)
        await work.mark([(100.0, 100.0)])
        await work.mark([(200.0, 100.0)])
    async with at_work(demo) as work:
        await work.undo()
        assert len(work.state.marks) == 1
    async with at_work(demo) as work:
        assert len(work.state.marks) == 1
        await work.redo()
        assert len(work.state.marks) == 2


async def test_undo_keeps_to_its_own_look(demo: Path) -> None:
    async with at_work(demo) as work:
        work.pick(IL76)
        await work.mark([(100.0, 100.0)])
    async with at_work(demo, "khmeimim_20241215") as other:
        other.pick(AN124)
        await other.mark([(300.0, 300.0)])
    async with at_work(demo) as work:
        await work.undo()
        assert work.state.marks == ()
    async with at_work(demo, "khmeimim_20241215") as other:
        assert len(other.state.marks) == 1


async def test_no_change_since_the_last_look_is_two_keys(demo: Path) -> None:
    async with at_work(demo) as work:
        look = await work.no_change()
        assert work.state.last is not None and look.no_change_since == work.state.last.look.id
        assert (await work.close()).status is LookStatus.CLOSED


async def test_marks_are_carried_and_count_once_confirmed(demo: Path) -> None:
    async with at_work(demo, "khmeimim_20241210") as work:
        work.pick(IL76)
        for column in (700.0, 800.0):
            await work.mark([(column, 900.0)])
        await work.close()
    async with at_work(demo) as work:
        assert work.state.last is not None and work.state.last.marks == 2
        assert await work.carry() == 2
        assert not work.state.rows and len(work.state.proposals) == 2
        first, second = work.state.proposals
        await work.confirm([first.id])
        await work.remove(second.id)
        assert [mark.status for mark in work.state.marks] == [MarkStatus.STANDING]
        assert [row.marks for row in work.state.rows] == [1]


async def test_nothing_before_it_is_no_ground_for_no_change(demo: Path) -> None:
    async with at_work(demo, "khmeimim_20241205T081500Z.tif") as work:
        assert work.state.last is None
        with pytest.raises(RefusedError, match="nobody looked before"):
            await work.no_change()


async def test_an_image_is_dated_from_within(demo: Path) -> None:
    async with at_work(demo, "press") as work:
        assert not work.state.image.identity.when.is_dated
        await work.date_image("2024-12-13", "from the caption")
        assert work.state.image.identity.when.describe() == "13 Dec 2024"
        assert work.state.look.when.describe() == "13 Dec 2024"
