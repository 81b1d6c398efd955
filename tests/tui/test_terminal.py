"""The installed command in a real terminal: it opens, obeys keys, gives the terminal back, and shows nothing raw."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from making_rasters import geotiff, png
from obslog.log import create, open_log
from realdata import shared_data
from terminals import PROMPT, WITHOUT, Terminal, terminal, tmux

pytestmark = [pytest.mark.skipif(tmux() is None, reason=WITHOUT), pytest.mark.xdist_group("terminal")]
SIZES = [(80, 24), (120, 40), (300, 100)]
#: What names and texts may hold that would steer a terminal: clipboard, link, title, clear, C1, device control,
#: direction.
STEERING = (
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://evil.example\x1b\\", "\x1b]0;evil\x07", "\x1b[2J", "\x9b2J",
    "\x1bP0;evil\x1b\\", "\u202e", "\u2066",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, made once; copied by whoever writes."""
    from obslog.demo import make

    return make(tmp_path_factory.mktemp("terminal") / "demo").log.parent


def opened(shell: Terminal, *texts: str) -> dict[str, str]:
    """The UI, opened; gives the state of the terminal before."""
    before = shell.state()
    shell.run("obslog; echo left=$?")
    shell.until_that(lambda shown: shell.state()["alternate_on"] == "1", "the other screen")
    shell.until(*texts)
    return before


def left(shell: Terminal, before: dict[str, str]) -> None:
    """Leave, and check that the terminal is as it was."""
    shell.press("q")
    shown = shell.until("left=0")
    assert shown.rstrip().endswith(PROMPT) and "Traceback" not in shown
    assert shell.state() == before


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_opens_on_the_demo_helps_and_gives_the_terminal_back(
    demo: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = shutil.copytree(demo, tmp_path / "demo")
    with terminal(folder, size) as shell:
        assert shell.size() == size
        before = opened(shell, "Khmeimim", "Tartus")
        shell.press("F1")
        shell.until("━ Help ━", "The row above.")
        shell.press("Escape")
        shell.until_that(lambda shown: "━ Help ━" not in shown, "the help gone")
        # An image, as large as the terminal lets it be, and back.
        shell.press("e", "Enter")
        shown = shell.until("5 Dec 2024 08:15Z", "DRAWN", "2-98 %")
        assert shown.count("▀") > size[0] * size[1] / 5
        assert max(len(line) for line in shown.splitlines()) <= size[0]
        shell.press("Escape")
        shell.until("Tartus")
        left(shell, before)
    with open_log(folder / "obslog.db") as log:
        assert log.verify() == ()


def test_a_new_user_in_an_empty_folder_is_offered_a_log(tmp_path: Path) -> None:
    with terminal(tmp_path) as shell:
        shell.run("obslog; echo left=$?")
        shell.until("There is no log in", "What shall it be?")
        shell.run("q")
        shell.until("left=0")
        assert not (tmp_path / "obslog.db").exists()
        shell.run("clear")
        shell.run("obslog; echo again=$?")
        shell.until("What shall it be?")
        before = shell.state()
        shell.run("m")
        shell.until_that(lambda shown: shell.state()["alternate_on"] == "1" and "obslog" in shown, "the UI")
        shell.press("q")
        shell.until("again=0")
        assert {**shell.state(), "stty": ""} == {**before, "stty": ""}
    with open_log(tmp_path / "obslog.db") as log:
        assert log.site_list() == ()


def test_without_a_terminal_it_prints_its_help(tmp_path: Path) -> None:
    with terminal(tmp_path) as shell:
        shell.run("obslog < /dev/null | head -3; echo left=$?")
        assert "Usage: obslog" in shell.until("left=0")


def test_nothing_of_a_hostile_file_reaches_the_terminal_raw(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    geotiff(folder / "20241213T081200Z_apron.tif")
    for number, steering in enumerate(STEERING):
        name = f"{number} a{steering.replace('/', '|')}b.png"
        png(folder / name) if number % 2 else (folder / name).write_bytes(b"\x89PNG cut")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x9b2J.png"))).write_bytes(b"\x89PNG cut")
    with create(tmp_path / "obslog.db", analyst="Ada\x1b[2J") as log:
        log.site_add("Base\x1b]0;evil\x07\u202e", position=(35.9, 35.4), aliases=["\x1b]52;c;ZXZpbA==\x07"])
        log.import_images([folder / "20241213T081200Z_apron.tif"])
    with terminal(tmp_path, (120, 40), OBSLOG_ANALYST="Ada\x1b[2J") as shell:
        recorded = tmp_path / "recorded"
        shell.record(recorded)
        before = opened(shell, "obslog", "Base\\x1b]0;evil")
        shell.press("i")
        shell.until("Folder or file")
        shell.write(f"{folder}")
        shell.press("Enter")
        # Some of them are the same bytes: a question with a name in it.
        shell.until("a\\x1b[2Jb.png", "all others like it")
        shell.press("3")
        shell.until("1 imported, 1 unchanged", "1 not dated", "rejected", "\\x1b]52;c;ZXZpbA==\\x07")
        shell.press("Escape")
        shell.until_that(lambda shown: "Import into" not in shown, "home again")
        left(shell, before)
        shell.stop_recording()
    sent = recorded.read_bytes()
    assert len(sent) > 1000
    for raw in (
        b"\x1b]52",
        b"\x1b]8;",
        b"\x1b]0;evil",
        b"\x1bP0;",
        b"\xc2\x9b",
        "\u202e".encode(),
        "\u2066".encode(),
        b"\xff",
    ):
        assert raw not in sent, raw
    # Textual clears the screen too, but never in the midst of a name.
    assert b"a\x1b[2J" not in sent and b"a\\x1b[2Jb" in sent


def test_a_draft_is_there_again_after_the_terminal_was_killed(demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(demo, tmp_path / "demo")
    with terminal(folder, (120, 40)) as shell:
        opened(shell, "Queue: 1 image")
        shell.press("e", "Enter")
        shell.until("Tally", "no type chosen")
        shell.press("1", "Space")
        shell.until("look: draft, saved", "At least one An-26 or An-32")
        shell.press("Right", "Right", "Right", "Space")
        shell.until("At least two An-26 or An-32")
        os.kill(shell.pid_of("obslog"), signal.SIGKILL)
        shell.until("left=137")
    with terminal(folder, (120, 40)) as shell:
        before = opened(shell, "Queue: 1 image")
        shell.press("e", "Enter")
        shell.until("look: draft", "At least two An-26 or An-32")
        # Undo reaches across the restart, and so does redo.
        shell.press("u")
        shell.until("At least one An-26 or An-32")
        shell.press("C-r")
        shell.until("At least two An-26 or An-32")
        left(shell, before)
    with open_log(folder / "obslog.db", analyst="Ada") as log:
        (draft,) = log.look_list("Khmeimim", status="draft")
        assert len(log.mark_list(look=draft.id)) == 2
        assert log.verify() == ()


def test_four_aircraft_of_a_real_image_are_a_saved_look_in_under_forty_keys(tmp_path: Path) -> None:
    picture = shared_data() / "airbases" / "khmeimim_airbase.png"
    before = png(tmp_path / "20241210T082600Z.png")
    with create(tmp_path / "obslog.db", analyst="Ada") as log:
        log.site_add("OSLK", aliases=["Khmeimim"])
        log.import_images([picture], sites=["Khmeimim"], set_fields=["when=2024-12-13T08:12Z"])
        log.import_images([before], sites=["Khmeimim"], set_fields=["when=2024-12-10T08:26Z"])
        (old,) = (image for image in log.image_list() if image.path.endswith("082600Z.png"))
        log.look_add(
            "Khmeimim",
            image=old.id,
            saw=["Il-76=1"],
            complete_for=["transport"],
            visible=["1"],
            resolves=1.0,
        )
    with terminal(tmp_path, (120, 40)) as shell:
        state = opened(shell, "Queue: 1 image")
        shell.keys = 0
        shell.press("e", "Enter")
        shell.until("Tally", "no type chosen")
        shell.write("/il-76")
        shell.press("Enter")
        for letters in ("gd", "gh", "hg"):
            shell.press("f", *letters, "Enter", "Space")
        shell.write("/a-50")
        shell.press("Enter", "f", *"jg", "Enter", "Space")
        shell.until("At least one A-50; at least three Il-76.")
        shell.press("w")
        shell.until("look: closed")
        assert shell.keys < 40
        left(shell, state)

        # Opened again: what changed since the look before.
        opened(shell, "Queue: 0 images")
        shell.press("d")
        shown = shell.until("Verdicts", "Il-76", "A-50")
        (row,) = [line for line in shown.splitlines() if "Il-76 " in line and "+2 or more" in line]
        assert "increase certain" in row
        shell.press("q")
        shell.until("left=0")
    with open_log(tmp_path / "obslog.db") as log:
        (look, _) = log.look_list("Khmeimim")
        assert sorted(mark.types[0] for mark in log.mark_list(look=look.id)) == [
            "A-50",
            "Il-76",
            "Il-76",
            "Il-76",
        ]
        assert log.verify() == ()
