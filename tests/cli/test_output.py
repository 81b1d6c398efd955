"""What is printed: JSON lines of ASCII, tables without control characters, and manners at a closed pipe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from commandline import obslog
from observing.scene import SITE, Airfield, geotiff

DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"
NASTY = "Base é 基地 \x1b[31mred\u202e \u2028end"


@pytest.fixture
def spoken(field: Airfield) -> Airfield:
    """A log whose every text holds accents, wide characters and terminal commands."""
    log = field.log
    log.site_edit(SITE, aliases=[NASTY])
    first = field.look(DAY1, "An-124=1", remarks=NASTY)
    field.look(DAY2, "An-124=2; state nose raised", none=["bomber"])
    log.source_add(NASTY, kind="post")
    log.statement_add(SITE, NASTY, source_name=NASTY, when="2024-12-13", counts=["An-124=2"], origin=NASTY)
    log.assessment_add(SITE, f"{NASTY} is likely.", based_on=[first.id])
    return field


READING = [
    ["site", "list"], ["site", "show", SITE], ["area", "list", SITE], ["image", "list"], ["look", "list"],
    ["type", "list", "transport"], ["source", "list"], ["statement", "list"], ["assessment", "list"],
    ["timeline", SITE, "--type", "An-124"], ["matrix", SITE], ["last"], ["diff", SITE, "prev", "last"], ["search", "base"],
    ["find", "An-124"], ["journal"], ["journal", "5"], ["verify"], ["doctor"],
]  # fmt: skip


def test_every_reading_command_gives_json_lines_of_ascii(spoken: Airfield) -> None:
    for command in READING:
        ran = obslog(*command, "--json", log=spoken.where).ok()
        assert ran.out.isascii(), command
        assert ran.rows and all(isinstance(row, dict) for row in ran.rows), command
        assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in ran.out), command


def test_no_text_of_the_log_commands_the_terminal(spoken: Airfield) -> None:
    for command in READING:
        ran = obslog(*command, log=spoken.where).ok()
        bad = {
            c for c in ran.out + ran.err if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
        }
        assert not bad, (command, bad)


def test_diff_speaks_of_both_sides_the_verdict_and_the_statements(spoken: Airfield) -> None:
    ran = obslog("diff", SITE, "2024-12-10", "2024-12-13", "--with-statements", log=spoken.where).ok()
    assert ran.out.startswith("Khmeimim: 10 Dec 2024 08:00Z -> 13 Dec 2024 08:12Z (UTC days)")
    assert "increase certain" in ran.out and "agrees:" in ran.out and "not evidence" in ran.out


def test_look_add_says_what_was_assumed(field: Airfield) -> None:
    image = field.image(DAY1)
    ran = obslog("look", "add", SITE, "--image", image[:8], "--saw", "An-124=2+@north", log=field.where).ok()
    assert "At least two An-124 on north." in ran.out
    assert "visible north: 100% of it by footprint" in ran.out and "can clear objects of" in ran.out
    row = obslog("look", "list", "--json", log=field.where).ok().rows[0]
    assert (row["seen"][0]["count"]["bounds"], row["seen"][0]["area"]) == ([2, None], "north")
    obslog("look", "edit", row["look"][-8:], "--saw", "An-124=3@north", log=field.where).ok()
    obslog("look", "retract", row["look"], "--because", "another base", log=field.where).ok()
    assert obslog("look", "list", "--json", log=field.where).rows == []
    assert len(obslog("look", "list", "--retracted", "--json", log=field.where).ok().rows) == 1
    obslog("undo", log=field.where)


def test_the_analyst_is_who_is_stated(field: Airfield, monkeypatch: pytest.MonkeyPatch) -> None:
    obslog("--analyst", "night desk", "site", "edit", SITE, "--alias", "One", log=field.where).ok()
    monkeypatch.setenv("OBSLOG_ANALYST", "day desk")
    obslog("site", "edit", SITE, "--alias", "Two", log=field.where).ok()
    two, one = obslog("journal", "--limit", "2", "--json", log=field.where).ok().rows
    assert [(e["actor"], e["actor_basis"]) for e in (one, two)] == [
        ("night desk", "stated"),
        ("day desk", "stated"),
    ]


def test_help_imports_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from obslog.cli.main import run; run(['--help']); "
        "sys.exit(bool({'rasterio', 'numpy', 'sqlalchemy', 'shapely', 'textual', 'jinja2', 'alembic'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_reader_that_goes_away_is_no_error_to_speak_of(field: Airfield) -> None:
    command = [sys.executable, "-m", "obslog", "--log", field.where, "type", "list", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert b"Traceback" not in err and b"Exception" not in err, err
    assert process.returncode in (0, 1, 141, -signal.SIGPIPE)


def test_ctrl_c_during_an_import_keeps_what_was_recorded(field: Airfield, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    first = geotiff(folder / "scene0000.tif", DAY1).read_bytes()
    for number in range(1, 800):
        # Bytes after the last strip change the sha256 and nothing else.
        (folder / f"scene{number:04}.tif").write_bytes(first + number.to_bytes(4, "little"))
    command = [
        sys.executable,
        "-m",
        "obslog",
        "--log",
        field.where,
        "import",
        str(folder),
        "--no-pixels",
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ})
    try:
        deadline = time.monotonic() + 20
        while not field.log.image_list(limit=1) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert b"Traceback" not in err, err
    kept = len(field.log.image_list(limit=5000))
    assert kept > 0
    # 3: done in part; or it was quicker than the key.
    assert process.returncode == (3 if kept < 800 else 0), err
    assert field.log.verify(read_data=False) == ()
    done = obslog("import", folder, "--no-pixels", "--json", log=field.where).ok()
    summary = done.rows[-1]["summary"]
    assert (summary["imported"], summary.get("unchanged", 0)) == (800 - kept, kept)
    assert len(field.log.image_list(limit=5000)) == 800
