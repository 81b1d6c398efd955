"""Counting on the scene screen, key by key; each test asserts on what the log then holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from obslog.log import Log, open_log
from obslog.model.looks import Look
from obslog.tui.messages import OpenScene
from piloting import burst, piloted, text_of


def asked(where: Path, ask: Callable[[Log], Any]) -> Any:
    with open_log(where, analyst="Ada") as log:
        return ask(log)


def scene(where: Path, name: str = "khmeimim_20241213") -> OpenScene:
    image = asked(where, lambda log: next(i.id for i in log.image_list(limit=100) if name in i.path))
    return OpenScene(image, asked(where, lambda log: log.site_show("Khmeimim").id))


def draft(where: Path) -> Look:
    (look,) = [
        x for x in asked(where, lambda log: log.look_list("Khmeimim", status="draft")) if x.analyst == "Ada"
    ]
    return look


def counts(look: Look) -> dict[str, str]:
    return {"|".join(s.types): s.count.short() for s in look.seen}


async def test_counts_are_typed_on_the_rows_of_the_tally(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"il76", "enter", "2", "plus", "enter")
        await burst(pilot, "slash", *"an124", "enter", "2", "minus", "4", "enter")
        await burst(pilot, "slash", *"mi8", "enter", "tilde", "4", "0", "enter")
        await burst(pilot, "slash", *"bomber", "enter", "0", "enter")
        assert "two Il-76" in text_of(pilot)
    look = draft(demo)
    assert counts(look) == {"Il-76": "2+", "An-124": "2-4", "Mi-8": "~40"}
    assert [scope.type for scope in look.none] == ["bomber"]


async def test_moving_on_takes_what_was_typed_and_escape_leaves_nothing_half(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"il76", "enter", "3", "down")
        await burst(pilot, "up", "4", "minus", "u")
        assert counts(draft(demo)) == {"Il-76": "3"}
        await burst(pilot, "5", "i")
    assert counts(draft(demo)) == {"Il-76": "5"}


async def test_how_sure_candidates_area_state_and_completeness(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"an26", "enter", "2", "enter")
        await burst(pilot, "full_stop", "2")
        await burst(pilot, "vertical_line", *"an32", "enter")
        await burst(pilot, "at", "2")
        await burst(pilot, "semicolon", *"covered", "enter")
        await burst(pilot, "slash", *"transport", "enter", "asterisk")
    look = draft(demo)
    (seen,) = look.seen
    assert (seen.types, str(seen.confidence), seen.state) == (("An-26", "An-32"), "probable", "covered")
    areas = {area.id: area.name for area in asked(demo, lambda log: log.site_show("Khmeimim").areas)}
    assert areas[seen.area or ""] == "north apron"
    assert [(scope.type, scope.area) for scope in look.complete_for] == [("transport", None)]


async def test_what_cannot_be_told_needs_its_reason(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"su24", "enter", "question_mark", "enter")
        assert "Write something" in text_of(pilot)
        await burst(pilot, *"glare", "enter")
    (seen,) = draft(demo).seen
    assert (seen.count.unknown, seen.because) == (True, "glare")


async def test_a_stated_count_that_its_marks_contradict_says_why_before_it_is_closed(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "slash", *"il76", "enter", "space", "t", "3", "enter")
        assert "1 marked" in text_of(pilot)
        await burst(pilot, "w")
        assert "3 stated, 1 marked" in text_of(pilot)
        await burst(pilot, *"under shelters", "enter")
    look = asked(demo, lambda log: next(x for x in log.look_list("Khmeimim") if x.analyst == "Ada"))
    assert [(s.count.short(), s.because) for s in look.seen] == [("3", "under shelters")]
    assert look.status == "closed"


async def test_areas_take_tenths_all_none_and_their_reason(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "a", "7", "down", "f", "down", "question_mark", *"cloud", "enter")
        await burst(pilot, "down", "enter", *"85 %", "enter", "down", "0", "r")
    look = draft(demo)
    names = {area.id: area.name for area in asked(demo, lambda log: log.site_show("Khmeimim").areas)}
    said = {names[part]: (v.fraction, v.basis) for part, v in look.visible.items() if part in names}
    assert said["north apron"] == (0.7, "stated")
    assert said["helicopter apron"] == (1.0, "stated")
    assert said["south apron"] == (0.0, "stated")
    assert said["east apron"] == (0.85, "stated")
    assert said["shelters"] == (1.0, "footprint")
    assert {names[part]: why for part, why in look.not_observable.items()} == {"south apron": "cloud"}


async def test_no_change_since_and_closed_goes_to_the_next_image(demo: Path) -> None:
    first, second = scene(demo), scene(demo, "khmeimim_20241215")
    queue = ((first.image, first.site), (second.image, second.site))
    async with piloted(demo, start=OpenScene(first.image, first.site, queue)) as pilot:
        await burst(pilot, "N", "w")
        assert "15 Dec 2024" in text_of(pilot).splitlines()[0]
        await burst(pilot, "p")
        assert "13 Dec 2024" in text_of(pilot).splitlines()[0]
    looks = asked(demo, lambda log: log.look_list("Khmeimim"))
    (mine,) = [look for look in looks if look.analyst == "Ada"]
    assert (mine.status, mine.no_change_since is not None) == ("closed", True)


async def test_a_closed_look_is_retracted_with_its_reason(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"il76", "enter", "1", "enter", "w")
        await burst(pilot, "R", *"wrong base", "enter")
    retracted = asked(demo, lambda log: log.look_list("Khmeimim", status="retracted"))
    assert [look.analyst for look in retracted] == ["Ada"]


async def test_after_a_retraction_the_same_image_is_looked_at_anew(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "t", "slash", *"il76", "enter", "1", "enter", "w")
        await burst(pilot, "R", *"wrong base", "enter")
        await burst(pilot, "R")
        assert "retracted" not in text_of(pilot).splitlines()[0]
        await burst(pilot, "t", "slash", *"il76", "enter", "2", "enter", "w")
    for status, count in (("closed", "2"), ("retracted", "1")):
        looks = asked(demo, lambda log, status=status: log.look_list("Khmeimim", status=status))
        assert [look.seen[0].count.text for look in looks if look.analyst == "Ada"] == [count]


async def test_a_draft_of_an_empty_scene_is_never_written(demo: Path) -> None:
    before = asked(demo, lambda log: log.head())
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(
            pilot, "t", "a", "L", "i", "4", "full_stop", "2", "t", "slash", *"il76", "enter", "2", "backspace"
        )
        await burst(pilot, "w")
        assert "Nothing is said yet" in text_of(pilot)
        await burst(pilot, "enter", "escape")
    assert asked(demo, lambda log: log.head()) == before


async def test_names_from_outside_are_only_shown(demo: Path) -> None:
    with open_log(demo, analyst="Ada") as log:
        log.area_add("Khmeimim", "[b]N[/x]\x1b")
    async with piloted(demo, size=(80, 24), start=scene(demo)) as pilot:
        await burst(pilot, "a")
        shown = text_of(pilot)
        assert "[b]N[/x]" in shown and "\x1b" not in shown
