"""`obslog patterns test`: how a name is read, for people and as JSON."""

from __future__ import annotations

from pathlib import Path

from commandline import obslog


def test_each_name_is_a_line_with_its_patterns_and_its_date() -> None:
    rows = obslog("patterns", "test", "in/khmeimim_13dec2024.jpg", "a.tif", "--json").ok().rows
    first, nothing = rows
    assert (first["name"], first["when"]["edtf"], first["when"]["basis"]) == (
        "in/khmeimim_13dec2024.jpg", "2024-12-13", "file_name",
    )  # fmt: skip
    (pattern,) = first["patterns"]
    assert (pattern["pattern"], pattern["origin"], pattern["groups"]["month"]) == (
        "day-month-word-year", "shipped", "dec",
    )  # fmt: skip
    assert (nothing["patterns"], nothing["when"]) == ([], None)
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in (*first, *pattern))


def test_people_read_the_pattern_its_groups_the_date_and_the_warnings() -> None:
    said = obslog("patterns", "test", "khmeimim_20241231.tif").ok().out
    assert "date (shipped)" in said and "year=2024" in said
    assert "basis file_name" in said and "31 December may stand for a year" in said


def test_own_patterns_come_first_and_a_broken_file_is_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        "[[pattern]]\nname='mine'\nregex='^K(?P<year>\\d\\d)(?P<month>\\d\\d)'\n", encoding="utf-8"
    )
    (row,) = obslog("patterns", "test", "K2412.tif", "--patterns", own, "--json").ok().rows
    assert (row["when"]["edtf"], row["patterns"][0]["origin"]) == ("2024-12", str(own))
    own.write_text("[[pattern]]\nname='mine'\nregex='(a+)+$'\n", encoding="utf-8")
    ran = obslog("patterns", "test", "K2412.tif", "--patterns", own)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1 and "mine" in ran.err


def test_import_and_identify_use_them(tmp_path: Path) -> None:
    from making_rasters import png

    log = str(tmp_path / "obslog.db")
    obslog("init", log).ok()
    own = tmp_path / "own.toml"
    own.write_text(
        "[[pattern]]\nname='mine'\nregex='^K(?P<year>\\d\\d)(?P<month>\\d\\d)'\n", encoding="utf-8"
    )
    (tmp_path / "in").mkdir()
    png(tmp_path / "in" / "K2412.png")
    (told,) = obslog("identify", tmp_path / "in", "--patterns", own, "--json").ok().rows
    assert told["when"]["edtf"] == "2024-12"
    rows = obslog("import", tmp_path / "in", "--patterns", own, "--json", log=log).ok().rows
    assert rows[0]["when"]["edtf"] == "2024-12"
    own.write_text("[[pattern]\n", encoding="utf-8")
    assert obslog("import", tmp_path / "in", "--patterns", own, log=log).code == 2
