"""The scene, from the start of obslog to a saved look: whole key paths, and what the log then holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from obslog.log import Log, create, open_log
from obslog.model.looks import Look
from obslog.tui.cells.hints import Hints
from obslog.tui.messages import OpenScene
from obslog.tui.widgets.image_pane import ImagePane
from piloting import burst, piloted, settled, text_of
from realdata import shared_data

#: Where the four aircraft stand on the picture, read by eye (column, row).
IL76 = ((563.0, 240.0), (778.0, 312.0), (752.0, 410.0))
A50 = (537.0, 352.0)


def asked(where: Path, ask: Callable[[Log], Any]) -> Any:
    with open_log(where, analyst="Ada") as log:
        return ask(log)


def scene(where: Path, name: str = "khmeimim_20241213") -> OpenScene:
    image = asked(where, lambda log: next(i.id for i in log.image_list(limit=100) if name in i.path))
    return OpenScene(image, asked(where, lambda log: log.site_show("Khmeimim").id))


def mine(where: Path, status: str | None = None) -> Look:
    (look,) = [
        x for x in asked(where, lambda log: log.look_list("Khmeimim", status=status)) if x.analyst == "Ada"
    ]
    return look


def pane(pilot: Pilot[Any]) -> ImagePane:
    return pilot.app.screen.query_one(ImagePane)


def jump(pilot: Pilot[Any], at: tuple[float, float]) -> tuple[str, ...]:
    """The keys that put the crosshair on a pixel by its letters, as one reads them from the screen."""
    view = pane(pilot).view
    x, y = view.to_dot(*at)
    for letters, (left, top, wide, high) in Hints(*view.dots).blocks().items():
        if left <= x < left + wide and top <= y < top + high:
            return ("f", *letters, "enter")
    raise AssertionError(f"{at} is not on the screen")


async def test_from_the_start_to_a_saved_look_in_under_forty_keys(tmp_path: Path) -> None:
    picture = shared_data() / "airbases" / "khmeimim_airbase.png"
    where = tmp_path / "obslog.db"
    with create(where, analyst="Ada") as log:
        log.site_add("Khmeimim", position=(35.9487, 35.4101))
        log.import_images([picture], sites=["Khmeimim"])
    pressed: list[str] = []
    async with piloted(where) as pilot:

        async def keys(*some: str) -> None:
            pressed.extend(some)
            await burst(pilot, *some)

        await keys("e", "enter")
        await keys("slash", *"il76", "enter")
        for at in IL76:
            await keys(*jump(pilot, at), "space")
        await keys("slash", *"a50", "enter", *jump(pilot, A50), "space")
        assert "At least one A-50; at least three Il-76." in text_of(pilot)
        await keys("w")
    assert len(pressed) < 40, pressed
    look = mine(where)
    assert (look.status, {s.types: s.count.short() for s in look.seen}) == (
        "closed", {("Il-76",): "3", ("A-50",): "1"},
    )  # fmt: skip
    marks = asked(where, lambda log: log.mark_list(look=look.id))
    assert Counter(mark.types for mark in marks) == {("Il-76",): 3, ("A-50",): 1}
    for mark, at in zip(marks, (*IL76, A50), strict=True):
        assert abs(mark.points[0][0] - at[0]) < 40 and abs(mark.points[0][1] - at[1]) < 40


async def test_a_closed_look_is_there_again_and_can_be_compared(tmp_path: Path) -> None:
    pictures = shared_data() / "airbases"
    where = tmp_path / "obslog.db"
    with create(where, analyst="Ada") as log:
        log.site_add("Khmeimim", position=(35.9487, 35.4101))
        log.import_images(
            [pictures / "khmeimim_airbase.png", pictures / "pskov_airbase.png"], sites=["Khmeimim"]
        )
        before = next(image.id for image in log.image_list() if "pskov" in image.path)
        log.image_date(before, "2024-12-09", reason="a test of dates")
        log.look_add(
            "Khmeimim", image=before, saw=["Il-76=1"], complete_for=["transport"], resolves=4, visible=["1"]
        )
    opened = scene(where, "khmeimim_airbase")
    async with piloted(where, start=opened) as pilot:
        await burst(pilot, "D", *"2024-12-13", "enter", *"caption", "enter")
        assert "13 Dec 2024 (analyst, to the day)" in text_of(pilot)
        await burst(
            pilot, "slash", *"il76", "enter", *jump(pilot, IL76[0]), "space", *jump(pilot, IL76[1]), "space"
        )
        await burst(pilot, "a", "f", "w")
    async with piloted(where, start=opened) as pilot:
        assert "look: closed" in text_of(pilot)
        await burst(pilot, "i", "space")
        assert "u takes the closing back" in text_of(pilot)
    change = asked(
        where, lambda log: log.diff("Khmeimim", "2024-12-09", "2024-12-13", types=["Il-76"])
    ).changes[0]
    assert (change.diff.arrivals_min, str(change.diff.verdict)) == (1, "increase_certain")


async def test_an_undated_image_is_said_to_be_so_with_what_to_do(demo: Path) -> None:
    async with piloted(demo, start=scene(demo, "press")) as pilot:
        assert "undated: D gives it a date" in text_of(pilot).splitlines()[0]
        await burst(pilot, "D", *"2024-13", "enter")
        assert "date '2024-13'" in text_of(pilot)
        await burst(pilot, "backspace", "2", "enter", *"from the caption", "enter")
        assert "Dec 2024 (analyst, to the month)" in text_of(pilot).splitlines()[0]


async def test_what_was_marked_is_there_after_a_restart_with_its_undo(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "4", "space", "l", "l", "l", "l", "l", "l", "space")
    async with piloted(demo, start=scene(demo)) as pilot:
        assert len(pane(pilot).overlay.marks) == 2 and "draft, saved" in text_of(pilot)
        await burst(pilot, "u")
        assert len(asked(demo, lambda log: log.mark_list(look=mine(demo, "draft").id))) == 1
        await burst(pilot, "ctrl+r")
    assert len(asked(demo, lambda log: log.mark_list(look=mine(demo, "draft").id))) == 2


async def test_a_mark_is_chosen_changed_and_removed(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "4", "space", "l", "l", "l", "l", "l", "l", "space")
        await burst(pilot, "comma", "full_stop", "3", "e", *"covered", "enter", "1")
        (left, right) = asked(demo, lambda log: log.mark_list(look=mine(demo, "draft").id))
        assert (str(right.confidence), right.state, right.types) == (
            "possible",
            "covered",
            ("An-26", "An-32"),
        )
        assert str(left.confidence) == "confirmed"
        await burst(pilot, "space", "delete")
        assert [m.id for m in asked(demo, lambda log: log.mark_list(look=mine(demo, "draft").id))] == [
            left.id
        ]


async def test_boxes_are_drawn_by_their_corners(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "7", "b", "space", "l", "l", "j", "j", "space")
        await settled(pilot)
        await burst(pilot, "o", "space", "l", "l", "l", "space", "j", "space")
        await settled(pilot)
    marks = asked(demo, lambda log: log.mark_list(look=mine(demo, "draft").id))
    assert [(mark.kind.value, len(mark.points)) for mark in marks] == [("box", 2), ("oriented", 4)]


async def test_marks_of_the_last_look_are_carried_and_confirmed_one_by_one(demo: Path) -> None:
    first = scene(demo, "khmeimim_20241210")
    with open_log(demo, analyst="Ada") as log:
        look = log.look_begin("Khmeimim", first.image)
        for column in (700.0, 800.0, 900.0):
            log.mark_add(first.image, [(column, 900.0)], "Il-76", look=look.id)
        log.look_close(look.id)
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "L", "enter")
        assert "carried: Enter confirms" in text_of(pilot)
        await burst(pilot, "enter", "delete", "enter")
        assert "every mark carried forward has its word" in text_of(pilot)
        await burst(pilot, "w")
    closed = next(x for x in asked(demo, lambda log: log.look_list("Khmeimim")) if x.analyst == "Ada")
    assert {s.types: s.count.short() for s in closed.seen} == {("Il-76",): "2"}


async def test_on_a_small_terminal_the_panes_are_drawers(demo: Path) -> None:
    async with piloted(demo, size=(80, 24), start=scene(demo)) as pilot:
        assert "Tally" not in text_of(pilot)
        await burst(pilot, "t", "slash", *"il76", "enter", "2", "enter")
        shown = text_of(pilot)
        assert "t Tally" in shown and "a Areas" not in shown
        await burst(pilot, "a")
        shown = text_of(pilot)
        assert "a Areas" in shown and "t Tally" not in shown
        await burst(pilot, "escape")
        assert "Areas" not in text_of(pilot) and pilot.app.focused is pane(pilot)
    assert {s.types: s.count.short() for s in mine(demo, "draft").seen} == {("Il-76",): "2"}


async def test_sentence_position_and_ids_are_copied(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "y", "2")
        assert "N 35.9" in pilot.app.clipboard
        await burst(pilot, "t", "slash", *"il76", "enter", "2", "enter", "y", "1")
        assert pilot.app.clipboard == "At least two Il-76."


async def test_remarks_are_kept_and_found(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "M", *"haze in the west", "enter")
    assert mine(demo, "draft").remarks == "haze in the west"


async def test_an_image_that_does_not_show_the_site_is_refused_with_a_sentence(demo: Path) -> None:
    tartus = asked(
        demo, lambda log: next(i.id for i in log.image_list(limit=100) if "tartus_20241217" in i.path)
    )
    async with piloted(demo, start=OpenScene(tartus, scene(demo).site)) as pilot:
        assert "does not show Khmeimim" in text_of(pilot)
        await burst(pilot, "enter")
        assert type(pilot.app.screen).__name__ == "HomeScreen"
