"""Exit codes are a contract: 0 done, 1 failed, 2 usage, 3 done in part, 4 not found, 5 damage found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from commandline import obslog
from observing.scene import SITE, Airfield, crop, geotiff

DAY = "2024-12-10T08:00:00Z"


def test_0_is_done(field: Airfield) -> None:
    assert obslog("site", "list", log=field.where).code == 0
    assert obslog("--help").code == 0
    assert obslog("--version").code == 0


def test_1_is_refused(field: Airfield) -> None:
    assert obslog("site", "add", "Hmeimim", "--at", "1,1", log=field.where).code == 1
    assert obslog("init", field.where).code == 1


@pytest.mark.parametrize(
    "command",
    [
        ["lok", "list"],
        ["look", "add"],
        ["site", "list", "--nonsense"],
        ["find", "--at-least", "x", "An-124"],
        ["journal", "0"],
    ],
)
def test_2_is_a_wrong_word(field: Airfield, command: list[str]) -> None:
    ran = obslog(*command, log=field.where)
    assert ran.code == 2 and len(ran.err.splitlines()) == 1


def test_3_is_done_in_part(field: Airfield, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    geotiff(folder / "good.tif", DAY)
    (folder / "bad.tif").write_bytes(b"II*\0 not a raster at all")
    ran = obslog("import", folder, "--no-pixels", "--json", log=field.where)
    assert ran.code == 3
    outcomes = {Path(row["path"]).name: row["outcome"] for row in ran.rows if "path" in row}
    assert outcomes == {"good.tif": "imported", "bad.tif": "rejected"}
    assert ran.rows[-1]["summary"]["rejected"] == 1
    assert obslog("identify", folder / "good.tif", folder / "bad.tif").code == 3


@pytest.mark.parametrize(
    "command",
    [["site", "show", "Nowhere"], ["look", "show", "00000000"], ["image", "show", "00000000"], ["journal", "999"],
     ["type", "list", "saucer"], ["diff", SITE, "2019", "2020"]],
)  # fmt: skip
def test_4_is_not_found(field: Airfield, command: list[str]) -> None:
    ran = obslog(*command, log=field.where)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)


def test_5_is_damage(field: Airfield) -> None:
    look = field.look(DAY, "An-124=2")
    assert obslog("verify", log=field.where).ok().out.startswith("sound")
    with sqlite3.connect(field.where) as database:
        database.execute("UPDATE looks SET remarks = 'x' WHERE id = ?", (look.id,))
    ran = obslog("verify", log=field.where)
    assert ran.code == 5 and look.id in ran.out
    row = obslog("verify", "--json", log=field.where).rows[0]
    assert (row["sound"], bool(row["findings"])) == (False, True)


def test_init_on_a_log_is_refused_and_leaves_it_whole(log_url: str) -> None:
    obslog("init", log_url).ok()
    obslog("site", "add", "OSLK", log=log_url).ok()
    again = obslog("init", log_url)
    assert again.code == 1 and "already" in again.err
    assert obslog("site", "show", "OSLK", log=log_url).code == 0
    assert obslog("verify", log=log_url).code == 0


def test_init_does_not_write_over_a_file_that_is_no_log(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("words")
    assert obslog("init", notes).code == 1
    assert notes.read_text() == "words"


def test_the_log_is_found_in_this_folder_or_above(field: Airfield, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSLOG_LOG", raising=False)
    below = Path(field.where).parent / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert obslog("site", "show", SITE).code == 0
    monkeypatch.chdir("/")
    monkeypatch.setenv("OBSLOG_LOG", field.where)
    assert obslog("site", "show", SITE).code == 0


def test_a_backup_is_a_log_of_the_same_head_and_never_writes_over_a_file(
    field: Airfield, tmp_path: Path
) -> None:
    field.look(DAY, "An-124=2")
    copy = tmp_path / "copy.db"
    obslog("backup", copy, log=field.where).ok()
    assert obslog("backup", copy, log=field.where).code == 1
    assert obslog("verify", log=str(copy)).ok().out == obslog("verify", log=field.where).ok().out
    assert len(obslog("look", "list", "--json", log=str(copy)).ok().rows) == 1


def test_doctor_speaks_with_and_without_a_log(
    field: Airfield, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = obslog("doctor", "--json", log=field.where).ok().rows[0]
    assert facts["head"] == field.log.head() and facts["sqlite FTS5"] is True
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OBSLOG_LOG", raising=False)
    Path(field.where).rename(tmp_path / "moved.db")
    assert "obslog init" in obslog("doctor").ok().out


def test_identify_needs_no_log_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OBSLOG_LOG", raising=False)
    monkeypatch.chdir(tmp_path)
    geotiff(tmp_path / "scene.tif", DAY)
    crop(tmp_path / "crop.png")
    rows = obslog("identify", "scene.tif", "crop.png", "--json").ok().rows
    assert [row["when"]["basis"] for row in rows] == ["tags", "unknown"]
    assert rows[0]["bbox"] == pytest.approx([35.939, 35.399, 35.943, 35.403])
    assert rows[1]["footprint"] is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["crop.png", "scene.tif"]


def test_a_log_of_the_newest_schema_needs_no_upgrade(tmp_path: Path) -> None:
    where = str(tmp_path / "obslog.db")
    obslog("init", where).ok()
    assert "nothing to do" in obslog("upgrade", log=where).ok().out
