"""Importing from inside: a folder typed or chosen, its questions asked, stopped and gone on with, dates stated."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from making_rasters import geotiff, png
from obslog.log import Log, create, open_log
from obslog.model.errors import RefusedError
from obslog.tui.importing.folders import named, places
from obslog.tui.importing.job import ImportJob
from obslog.tui.importing.state import MOST, Course, bar
from obslog.tui.messages import OpenImport
from piloting import piloted, press, settled, text_of, until


def filled(folder: Path) -> Path:
    """One dated and placed image, one that says nothing, a copy of it, one that is cut, and a document."""
    (folder / "day 1").mkdir(parents=True)
    geotiff(
        folder / "day 1" / "20241213T081200Z_apron.tif", tags={"ACQUISITION_DATETIME": "2024-12-13T08:12:00Z"}
    )
    png(folder / "crop.png")
    (folder / "crop_again.png").write_bytes((folder / "crop.png").read_bytes())
    (folder / "crop_more.png").write_bytes((folder / "crop.png").read_bytes())
    whole = (folder / "day 1" / "20241213T081200Z_apron.tif").read_bytes()
    (folder / "cut.tif").write_bytes(whole[:200])
    (folder / "notes.txt").write_text("hello")
    return folder


def outcomes(log: Log) -> list[str]:
    return sorted(Path(image.path).name for image in log.image_list(limit=100))


async def test_a_folder_is_imported_its_question_answered_for_all_and_an_undated_image_dated(
    tmp_path: Path,
) -> None:
    folder = filled(tmp_path / "in")
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db", start=OpenImport()) as pilot:
        pilot.app.copy_to_clipboard = lambda text: None  # type: ignore[method-assign]
        screen: Any = pilot.app.screen
        await pilot.press(*(_key(c) for c in f"{folder}/"))
        await settled(pilot)
        assert "day 1/" in text_of(pilot) and "notes.txt" not in text_of(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "all others like it" in text_of(pilot), "the question of a duplicate")
        assert "crop_again.png" in text_of(pilot)
        await pilot.press("4")
        await until(pilot, lambda: screen.course.phase == "done", "the end of the import")
        await settled(pilot)
        shown = text_of(pilot)
        assert "2 imported, 3 skipped, 1 rejected" in shown
        assert "cut.tif" in shown and "skipped by a person" in shown
        # Not dated comes first: it needs somebody.
        assert shown.index("not dated") < shown.index("rejected: ")
        await press(pilot, "d", *"2024-12-13T08", "enter", *(_key(c) for c in "the caption"), "enter")
        await settled(pilot)
        (dated,) = (
            image for image in await _ask(pilot, lambda log: log.image_list(limit=9)) if "crop" in image.path
        )
        assert dated.identity.when.earliest is not None
        assert "not dated" not in text_of(pilot)
        await press(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "HomeScreen"
    with open_log(tmp_path / "obslog.db") as log:
        assert outcomes(log) == ["20241213T081200Z_apron.tif", "crop.png"]
        assert log.verify() == ()


def _key(character: str) -> str:
    named_keys = {"/": "slash", " ": "space", "-": "minus", "_": "underscore", ".": "full_stop", ":": "colon"}
    return named_keys.get(character, character)


async def _ask(pilot: Any, call: Any) -> Any:
    return await pilot.app.engine.ask(call)


async def test_a_folder_is_chosen_without_typing_and_only_tried(tmp_path: Path) -> None:
    folder = filled(tmp_path / "in")
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db", size=(80, 24), start=OpenImport((f"{tmp_path}/",))) as pilot:
        screen: Any = pilot.app.screen
        screen.query_one("#dry_run").value = True
        await press(pilot, "down", "down", "right")
        assert screen.query_one("#path").value == f"{folder}/"
        await press(pilot, "down", "right", "left")
        assert screen.query_one("#path").value == f"{folder}/"
        await pilot.press("enter")
        await until(pilot, lambda: screen.course.phase == "done", "the end of the try")
        await settled(pilot)
        assert "would be: 2 imported" in text_of(pilot)
    with open_log(tmp_path / "obslog.db") as log:
        assert outcomes(log) == [] and log.head().startswith("1:")


async def test_a_stopped_import_keeps_what_it_recorded_and_goes_on_from_there(tmp_path: Path) -> None:
    folder = filled(tmp_path / "in")
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db", start=OpenImport((str(folder),))) as pilot:
        screen: Any = pilot.app.screen
        await pilot.press("enter")
        await until(
            pilot, lambda: type(pilot.app.screen).__name__ == "ChoiceDialog", "the question of a duplicate"
        )
        # Leaving the question loses nothing: it waits, and says so.
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the import below the question")
        await pilot.press("escape")
        await until(
            pilot, lambda: "waits: a answers it" in text_of(pilot), "the word on the waiting question"
        )
        await pilot.press("2")
        await until(pilot, lambda: screen.course.phase == "done", "the stop")
        assert "the same" in text_of(pilot)
        await press(pilot, "i")
        screen.query_one("#ask").value = False
        await pilot.press("enter")
        await until(pilot, lambda: not screen.course.busy, "the end of the second import")
        await settled(pilot)
    with open_log(tmp_path / "obslog.db") as log:
        assert {"20241213T081200Z_apron.tif", "crop.png"} <= set(outcomes(log))


async def test_what_cannot_be_is_a_sentence_and_the_form_is_there_again(tmp_path: Path) -> None:
    create(tmp_path / "obslog.db", analyst="Ada").close()
    async with piloted(tmp_path / "obslog.db", start=OpenImport((str(tmp_path / "nothing"),))) as pilot:
        screen: Any = pilot.app.screen
        for field, text, said in (("fields", "when=tomorrow", "tomorrow"), ("site", "Nowhere", "Nowhere")):
            screen.query_one(f"#{field}").value = text
            await pilot.press("enter")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "SentenceDialog", "the sentence")
            await until(pilot, lambda said=said: said in text_of(pilot), said)
            await press(pilot, "enter")
            screen.query_one(f"#{field}").value = ""
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "SentenceDialog", "the sentence")
        assert "nothing" in text_of(pilot)


def line(outcome: str, name: str, **more: Any) -> dict[str, Any]:
    return {"path": f"/in/{name}", "outcome": outcome, "reason": None, "image": None, "when": None, "sites": [],
            "warnings": [], **more}  # fmt: skip


def test_files_are_listed_in_the_order_of_need_and_no_more_than_can_be_read() -> None:
    course = Course().begun(dry_run=False, now=0.0)
    dated = {"earliest": "2024-12-13", "edtf": "2024-12-13"}
    course = course.heard(
        [line("imported", "a.tif", image="aa", when=dated, sites=[{"site": "Khmeimim"}]), line("unchanged", "b.tif"),
         line("skipped", "c.txt", reason="not imagery"), line("imported", "d.tif", image="dd"),
         *(line("rejected", f"{n}.tif", reason="cut") for n in range(MOST + 3))]
    )  # fmt: skip
    listed = course.listed()
    assert str(listed[0]).startswith("1 not dated") and "and 3 more" in listed
    assert str(listed[2]).startswith(f"{MOST + 3} rejected") and listed[-1].site == "Khmeimim"  # type: ignore[union-attr]
    assert course.counted() == "2 imported, 1 unchanged, 1 skipped, 403 rejected"
    assert [row for row in course.dated("dd", "13 Dec 2024").rows if row.kind == "undated"] == []


def test_how_far_it_is_in_words_and_as_a_bar() -> None:
    class Step:
        stage, files, bytes, files_in_all, bytes_in_all, text = (
            "evidence",
            120,
            84_000_000,
            2000,
            1_400_000_000,
            "a.tif",
        )

    course = Course().begun(dry_run=False, now=0.0)
    assert (course.how_far(), course.share()) == ("looking through the folder", None)
    course = course.stepped(Step(), 0.0)  # type: ignore[arg-type]
    assert course.how_far() == "reading 120 of 2,000 files, 84 MB of 1.4 GB"
    assert course.share() == pytest.approx(0.06)
    assert bar(0.5, 10) == "█████░░░░░" and bar(2, 4, ascii=True) == "####"


def test_folders_below_what_was_typed_and_nothing_that_a_terminal_could_obey(tmp_path: Path) -> None:
    for name in ("Beta", "alpha", ".hidden", "evil\x1b]52;c;eA==\x07", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "scene.tif").write_bytes(b"")
    (tmp_path / "text.txt").write_bytes(b"")
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\xfe")  # noqa: PTH102
    assert [place.name for place in places(f"{tmp_path}/")] == ["alpha", "Beta", "other", "scene.tif"]
    assert [place.text for place in places(f"{tmp_path}/b")] == [f"{tmp_path}/Beta/"]
    assert [place.name for place in places(f"{tmp_path}/.")] == [".hidden"]
    assert places(f"{tmp_path}/none/") == () and places("~nobody-here/x") == () and places("a\0b/") == ()


def test_a_field_names_one_path_or_several(tmp_path: Path) -> None:
    (tmp_path / "a:b").mkdir()
    assert named(f"{tmp_path}/a:b") == (f"{tmp_path}/a:b",)
    assert named(f" {tmp_path}/x : {tmp_path}/y ") == (f"{tmp_path}/x", f"{tmp_path}/y")
    assert named("  ") == () and named("~") == (str(Path.home()),)


def test_a_question_that_waits_is_let_go_when_the_import_is_stopped() -> None:
    class Question:
        path, text, choices, default = "/in/a.tif", "again?", ("link", "skip"), "link"

    answers: list[Any] = []

    class Log:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *error: object) -> None: ...

        def import_images(self, paths: Any, *, ask: Any, **options: Any) -> Any:
            answers.append(ask(Question()))
            raise RefusedError("enough")

    job = ImportJob(Log, ["/in"], {})  # type: ignore[arg-type]
    thread = threading.Thread(target=job.run)
    thread.start()
    while job.waiting() is None:
        pass
    job.stop()
    thread.join(20)
    assert answers == [None] and str(job.pulse().ending.error) == "enough"  # type: ignore[union-attr]
