"""Requirements and gaps from the command line, on the demo's log; the page about them runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import obslog

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2024-12-14"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's log, made once."""
    from obslog.demo import make

    return make(tmp_path_factory.mktemp("needs") / "demo").log


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> str:
    """A copy of the demo's log for one test."""
    import shutil

    for part in made.parent.glob("obslog.db*"):
        if part.is_dir():
            continue
        shutil.copy(part, tmp_path / part.name)
    return str(tmp_path / "obslog.db")


def test_the_page_about_requirements_runs_as_it_stands(demo: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```$", page, flags=re.M | re.S))
    command = tmp_path / "bin" / "obslog"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m obslog "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OBSLOG_")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True,
        env={**kept, "PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "What is on the roads of Tartus?" in done.stdout
    assert "Which is at Tartus: two frigates or two destroyers, if either?" in done.stdout


def test_the_demo_has_a_gap_at_tartus_and_asks_for_what_would_close_it(demo: str) -> None:
    rows = obslog("requirement", "propose", "Tartus", "--as-of", AS_OF, "--json", log=demo).ok().rows
    assert {row["rule"] for row in rows} == {"contradiction", "not observable", "wide", "stale"}
    roads = next(row for row in rows if row["rule"] == "not observable")
    assert (roads["area"], roads["types"], roads["needs"]["max_gsd_m"]) == ("roads", ["Grigorovich"], 1.6)
    assert "last seen whole on 10 Dec 2024 08:31Z, with two Grigorovich" in roads["why"]
    accepted = (
        obslog("requirement", "accept", roads["key"], "--as-of", AS_OF, "--json", log=demo).ok().rows[0]
    )
    assert (accepted["subject"], accepted["stage"], accepted["ground"]) == (
        roads["key"],
        "open",
        "the area roads",
    )
    again = obslog("requirement", "propose", "Tartus", "--as-of", AS_OF, "--json", log=demo).ok().rows
    assert roads["key"] not in {row["key"] for row in again}


def test_the_departures_that_one_pass_shows_are_to_be_borne_out(demo: str) -> None:
    rows = obslog("requirement", "propose", "Khmeimim", "--as-of", "2024-12-16", "--json", log=demo).ok().rows
    (one,) = [row for row in rows if row["rule"] == "seen once"]
    assert "at least one An-124 left" in one["question"] and "between 13 and 15 Dec 2024" in one["question"]


def test_every_key_is_documented(demo: str) -> None:
    page = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
    kept = obslog("requirement", "add", "Tartus", "What is there?", "--json", log=demo).ok().rows
    shapes = [
        *kept,
        *obslog("requirement", "propose", "--as-of", AS_OF, "--json", log=demo).ok().rows,
        *obslog("requirement", "list", "--json", log=demo).ok().rows,
        *obslog("requirement", "show", kept[0]["requirement"], "--json", log=demo).ok().rows,
    ]
    found = obslog("gaps", "--as-of", "2024-12-20", "--json", log=demo).ok().rows
    shapes += [
        *found,
        *(q for row in found for q in row["questions"]),
        *(u for row in found for u in row["unseen"]),
    ]
    assert [key for shape in shapes for key in shape if f"`{key}`" not in page] == []


def test_a_log_of_a_time_past_is_told_how_to_be_asked(demo: str) -> None:
    ran = obslog("requirement", "propose", log=demo).ok()
    assert ran.err == "the newest look of this log is of 17 Dec 2024; --as-of 2024-12-17 asks as of then\n"
    assert obslog("requirement", "propose", "--as-of", "2024-12-17", log=demo).ok().err == ""


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (["requirement", "accept", "0123456789"], 4, "no proposal '0123456789'"),
        (["requirement", "accept", "nonsense"], 4, "give the key that obslog requirement propose prints"),
        (["requirement", "drop", "0123456789", "--because", "x"], 4, "no proposal"),
        (["requirement", "show", "ZZZZZZZZ"], 4, "no requirement"),
        (["requirement", "propose", "Nowhere"], 4, "no site 'Nowhere'"),
        (["requirement", "propose", "--as-of", "soon"], 2, "date 'soon'"),
        (["requirement", "add", "Tartus", " "], 2, "question ' ': write something"),
        (["requirement", "add", "Tartus", "q", "--until", "2020-01-01"], 1, "before it begins"),
        (["requirement", "add", "Tartus", "q", "--geometry", "/no/such/file"], 2, "polygon file"),
        (["requirement", "list", "--state", "lost"], 2, "write one of open, ordered"),
        (["gaps", "Nowhere"], 4, "no site 'Nowhere'"),
        (["gaps", "--from", "2025", "--to", "2024"], 1, "the period begins"),
        (["gaps", "--type", "starship"], 4, "starship"),
        (["gaps", "--cadence", "0"], 2, "--cadence"),
    ],
)
def test_what_cannot_be_is_one_line(demo: str, command: list[str], code: int, words: str) -> None:
    ran = obslog(*command, log=demo)
    assert ran.code == code and words in ran.err and ran.err.count("\n") == 1, ran.err


def test_names_from_outside_reach_no_terminal_raw(demo: str) -> None:
    obslog("requirement", "add", "Tartus", "\x1b[31mred", "--because", "line\nbreak", log=demo).ok()
    for command in (["requirement", "list"], ["requirement", "list", "--json"]):
        assert "\x1b" not in obslog(*command, log=demo).ok().out
