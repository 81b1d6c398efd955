"""Two dates compared: locked together, aligned by two points, each object told, and no change said in five keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from elsewhere import elsewhere
from obslog.change.marks import ObjectState
from obslog.log import open_log
from obslog.model.errors import FileRefusedError
from obslog.model.looks import LookState, LookStatus
from obslog.tui.change import sources
from obslog.tui.change.aligning import Aligning
from obslog.tui.change.differing import STATE_SIGNS, key_of_signs
from obslog.tui.change.locking import Bond
from obslog.tui.change.pairing import Pair, pair
from obslog.tui.messages import OpenCompare, OpenScene
from obslog.tui.widgets.compare_pair import ComparePair, Mode
from piloting import piloted, press, text_of


def image_of(where: Path, day: str) -> str:
    with open_log(where, analyst="Ada") as log:
        return next(i.id for i in log.image_list("Khmeimim") if i.identity.when.edtf.startswith(day))


def canvases(pilot: Pilot[Any]) -> ComparePair:
    return pilot.app.screen.query_one(ComparePair)


def shown(pilot: Pilot[Any]) -> Pair:
    found = pilot.app.screen.pair
    assert found is not None
    return found


def same_ground(pilot: Pilot[Any]) -> None:
    """The middles of both canvases, and both crosshairs, are one place."""
    both = canvases(pilot)
    for mine, theirs in (
        ((both.before.view.column, both.before.view.row), (both.after.view.column, both.after.view.row)),
        (both.before.crosshair, both.after.crosshair),
    ):
        there = shown(pilot).lock.to_after(mine)
        assert there == pytest.approx(theirs, abs=0.5)


async def test_the_two_dates_move_together_however_they_are_shown(marked: Path) -> None:
    start = OpenCompare("Khmeimim", image_of(marked, "2024-12-13"), image_of(marked, "2024-12-15"))
    async with piloted(marked, start=start) as pilot:
        both = canvases(pilot)
        assert (both.mode, shown(pilot).lock.bond) == (Mode.SIDE, Bond.GROUND)
        await press(pilot, "plus", "plus", "left", "k", "k", "shift+left")
        same_ground(pilot)
        # The scenes have pixels of 0.8 m and 1 m.
        assert both.before.view.scale == pytest.approx(both.after.view.scale / 0.8, rel=0.01)
        await press(pilot, "space")
        assert (both.mode, both.shows_before) == (Mode.BLINK, True)
        assert "seen: EARLIER" in text_of(pilot)
        await press(pilot, "h", "minus")
        same_ground(pilot)
        await press(pilot, "space")
        assert not both.shows_before
        await press(pilot, "s", "comma", "comma", "l", "minus")
        assert both.mode is Mode.SWIPE
        same_ground(pilot)
        await press(pilot, "v", "tab", "plus", "j")
        same_ground(pilot)


async def test_each_object_is_gone_to_with_its_sentence(marked: Path) -> None:
    start = OpenCompare("Khmeimim", image_of(marked, "2024-12-13"), image_of(marked, "2024-12-15"))
    with open_log(marked, analyst="Ada") as log:
        looks = {look.when.edtf[:10]: look.id for look in log.look_list("Khmeimim", status="closed")}
        told = log.mark_diff(looks["2024-12-13"], looks["2024-12-15"])
    async with piloted(marked, start=start) as pilot:
        assert [line.sentence for line in shown(pilot).lines] == [line.sentence for line in told.lines]
        for line in told.lines[:3]:
            await press(pilot, "greater_than_sign")
            assert line.sentence in text_of(pilot)
            same_ground(pilot)
            before, after = shown(pilot).places(line)
            assert canvases(pilot).after.crosshair == pytest.approx(after, abs=0.5)
            assert canvases(pilot).before.crosshair == pytest.approx(before, abs=0.5)
        await press(pilot, "less_than_sign")
        assert pilot.app.screen.pointed == 1
        assert told.sentences[1] in text_of(pilot)


async def test_two_points_are_taken_back_left_and_stored_and_hold_the_images_together(marked: Path) -> None:
    before, after = image_of(marked, "2024-12-13"), image_of(marked, "2024-12-15")
    async with piloted(marked, start=OpenCompare("Khmeimim", before, after), size=(80, 24)) as pilot:
        both = canvases(pilot)
        assert both.mode is Mode.BLINK
        points = []
        await press(pilot, "m", "space")
        assert "on the LATER image" in text_of(pilot)
        await press(pilot, "backspace")
        assert pilot.app.screen.aligning.state == Aligning()
        await press(pilot, "escape")
        assert pilot.app.screen.aligning.state is None
        await press(pilot, "m")
        for move in (("h", "h"), ("l",), ("shift+right", "shift+down", "j"), ("k",)):
            await press(pilot, *move)
            points.append(both.leading.crosshair)
            assert both.shows_before == (len(points) % 2 == 1)
            await press(pilot, "space")
        with open_log(marked, analyst="Ada") as log:
            kept = log.image_alignment(before, after)
        assert kept is not None
        assert [p for one in kept.pairs for p in one] == [pytest.approx(p) for p in points]
        assert shown(pilot).lock.bond is Bond.POINTS
        assert "locked by two points: shift" in " ".join(text_of(pilot).split())
        same_ground(pilot)
        await press(pilot, "u")
        with open_log(marked, analyst="Ada") as log:
            assert log.image_alignment(before, after) is None
        assert shown(pilot).lock.bond is Bond.GROUND


async def test_images_that_nothing_holds_together_go_their_own_ways_until_two_points_hold_them(
    marked: Path,
) -> None:
    with open_log(marked, analyst="Ada") as log:
        crop = next(i.id for i in log.image_list(limit=99) if i.path.endswith("khmeimim_transports.jpg"))
        scene = image_of(marked, "2024-12-13")
    async with piloted(marked, start=OpenCompare("Khmeimim", scene, crop)) as pilot:
        both = canvases(pilot)
        assert shown(pilot).lock.bond is Bond.PIXELS
        assert "NOT ALIGNED" in text_of(pilot)
        await press(pilot, "m")
        there = both.after.view
        await press(pilot, "plus", "plus", "h", "space")
        assert both.after.view == there
        await press(pilot, "l", "space", "shift+down", "space", "shift+down", "j", "space")
        assert shown(pilot).lock.bond is Bond.POINTS
        same_ground(pilot)
        with open_log(marked, analyst="Ada") as log:
            assert log.image_alignment(scene, crop) is not None


async def test_other_dates_are_stepped_through_and_the_image_that_is_seen_is_opened(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "compare")
    start = OpenCompare("Khmeimim", None, image_of(marked, "2024-12-15"))
    async with piloted(marked, start=start) as pilot:
        assert shown(pilot).before.when == "14 Dec 2024 08:40Z"
        await press(pilot, "plus", "plus")
        scale = canvases(pilot).after.view.scale
        await press(pilot, "p")
        assert shown(pilot).before.when == "13 Dec 2024 08:12Z"
        assert canvases(pilot).after.view.scale == scale
        await press(pilot, "n")
        shown_before = shown(pilot).before.image.id
        await press(pilot, "n")
        assert "newest other image" in text_of(pilot)
        await press(pilot, "escape", "space", "enter")
        assert asked[-1].image == shown_before
        pilot.app.pop_screen()
        await press(pilot, "space", "enter")
        assert asked[-1].image == image_of(marked, "2024-12-15")


async def test_no_change_since_the_earlier_look_is_said_of_the_later_image(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(monkeypatch, "compare")
    before, after = image_of(marked, "2024-12-14"), image_of(marked, "2024-12-15")
    async with piloted(marked, start=OpenCompare("Khmeimim", before, after)) as pilot:
        since = shown(pilot).before.look
        await press(pilot, "space", "N")
        with open_log(marked, analyst="Ada") as log:
            draft = next(look for look in log.look_list("Khmeimim", status="draft") if look.analyst == "Ada")
        assert (draft.image_id, draft.no_change_since, draft.derived_from) == (after, since.id, since.id)
        assert (asked[-1].image, asked[-1].site) == (after, shown_site(marked))


async def test_nothing_is_unchanged_since_what_is_not_earlier(marked: Path) -> None:
    with open_log(marked, analyst="Ada") as log:
        waiting = next(i.id for i in log.image_list("Khmeimim", not_exploited=True))
    async with piloted(
        marked, start=OpenCompare("Khmeimim", image_of(marked, "2024-12-13"), waiting), size=(80, 24)
    ) as pilot:
        assert "nobody looked at the image" in text_of(pilot)
        await press(pilot, "N")
        assert "is not before" in text_of(pilot)
        with open_log(marked, analyst="Ada") as log:
            assert not [look for look in log.look_list("Khmeimim", status="draft") if look.analyst == "Ada"]


async def test_open_blink_no_change_close_is_the_shortest_way(marked: Path) -> None:
    after = image_of(marked, "2024-12-15")
    # Enter in the queue opened it; four keys more.
    async with piloted(marked, start=OpenScene(after, "Khmeimim")) as pilot:
        await press(pilot, "c", "space", "N", "w")
        with open_log(marked, analyst="Ada") as log:
            closed = next(look for look in log.look_list("Khmeimim") if look.analyst == "Ada")
            before = log.look_show(closed.derived_from or "")
        assert (closed.image_id, closed.status, closed.state) == (
            after,
            LookStatus.CLOSED,
            LookState.NO_CHANGE_SINCE,
        )
        assert before.when.describe() == "14 Dec 2024 08:40Z"
        assert type(pilot.app.screen).__name__ == "SceneScreen"


def shown_site(where: Path) -> str:
    with open_log(where, analyst="Ada") as log:
        return log.site_show("Khmeimim").id


async def test_a_missing_file_is_said_and_the_other_image_still_shown(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = image_of(marked, "2024-12-13"), image_of(marked, "2024-12-15")
    opening = sources.open_source

    async def missing(engine: Any, image: str) -> Any:
        if image == before:
            raise FileRefusedError("gone.tif", "the file is not where it was imported from")
        return await opening(engine, image)

    monkeypatch.setattr(sources, "open_source", missing)
    async with piloted(marked, start=OpenCompare("Khmeimim", before, after)) as pilot:
        both = canvases(pilot)
        assert both.before.source is None and both.after.source is not None
        assert "gone.tif" in text_of(pilot)
        await press(pilot, "m")
        assert "no point can be set on it" in text_of(pilot)


def test_every_state_has_a_sign_of_its_own_in_both_tables() -> None:
    assert set(STATE_SIGNS) == set(ObjectState)
    for plain in (0, 1):
        assert len({signs[plain] for signs in STATE_SIGNS.values()}) == len(STATE_SIGNS)
    assert all(signs[1].isascii() for signs in STATE_SIGNS.values())


def test_the_key_counts_each_state(marked_made: Path) -> None:
    where = marked_made / "obslog.db"
    with open_log(where, analyst="Ada") as log:
        found = pair(log, "Khmeimim", image_of(where, "2024-12-13"), image_of(where, "2024-12-15"))
    assert sum(int(part.split()[1]) for part in key_of_signs(found, plain=True).split("   ")) == len(
        found.lines
    )


def test_a_hidden_apron_makes_nothing_new_or_gone(marked_made: Path) -> None:
    where = marked_made / "obslog.db"
    with open_log(where, analyst="Ada") as log:
        # On the 10th the north apron lay under cloud; on the 13th two An-124 stood there.
        found = pair(log, "Khmeimim", image_of(where, "2024-12-10"), image_of(where, "2024-12-13"))
    transports = [line for line in found.lines if "An-124" in line.what]
    assert transports and {line.state for line in transports} == {ObjectState.NOT_COMPARABLE}
    assert all("earlier look: " in line.sentence for line in transports)


def test_four_points_make_two_pairs() -> None:
    step = Aligning()
    asked = []
    for point in ((1.0, 2.0), (3.0, 4.0), (50.0, 60.0), (70.0, 80.0)):
        asked.append(step.on_after)
        step = step.set(point)
    assert asked == [False, True, False, True] and step.is_done
    assert step.pairs == (((1.0, 2.0), (3.0, 4.0)), ((50.0, 60.0), (70.0, 80.0)))
    assert step.marks() == (
        (((1.0, 2.0), "1"), ((50.0, 60.0), "2")),
        (((3.0, 4.0), "1"), ((70.0, 80.0), "2")),
    )
    assert step.set((0, 0)) is step


async def test_the_stands_that_look_changed_are_gone_through_and_nothing_is_written(marked: Path) -> None:
    start = OpenCompare("Khmeimim", image_of(marked, "2024-12-10"), image_of(marked, "2024-12-13"))
    async with piloted(marked, start=start) as pilot:
        head = await pilot.app.engine.ask(lambda log: log.head())
        await press(pilot, "K")
        queue = pilot.app.screen.stands.queue
        assert queue is not None and queue.changed
        assert "stands look changed: look at them, this is no verdict" in text_of(pilot)
        await press(pilot, "greater_than_sign")
        column, row = canvases(pilot).before.crosshair
        assert (column, row) == pytest.approx(queue.changed[0].centre, abs=1.0)
        assert f"stand 1 of {len(queue.changed)}" in text_of(pilot)
        assert await pilot.app.engine.ask(lambda log: log.head()) == head
        await press(pilot, "escape")
        assert pilot.app.screen.stands.queue is None
