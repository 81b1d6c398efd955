"""A report held against the log: whatever was changed in it, in the log or in the evidence is found, and named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandline import obslog
from obslog.model.errors import FileRefusedError, WordError
from obslog.report.recipe import Recipe
from obslog.report.verifying import checking
from obslog.report.verifying.differences import differences
from report.pictured import SITE, Base

FORMS = ("html", "json", "md")
BYTES = "no record of having written"


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(str(tmp_path / "obslog.db"), tmp_path / "images")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A log that no test changes, but for the record of what it wrote."""
    folder = tmp_path_factory.mktemp("still")
    return Base(str(folder / "obslog.db"), folder / "images")


def altered(path: Path, old: str, new: str) -> Path:
    """A copy of a report with one thing changed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    other = path.with_name(f"altered{path.suffix}")
    other.write_text(text.replace(old, new, 1), encoding="utf-8")
    return other


@pytest.mark.parametrize("form", FORMS)
def test_what_the_log_wrote_is_sound(still: Base, form: str) -> None:
    found = still.log.verify_report(still.written(f"report.{form}"))
    assert found.findings == ()
    assert len(found.checked) == 4
    assert any("obslog verify" in said for said in found.unchecked)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_stays_sound_while_the_log_grows(log_url: str, tmp_path: Path, form: str) -> None:
    base = Base(log_url, tmp_path / "images")
    path = base.written(f"report.{form}", pictures=int(form == "html"))
    third = base.image("third.tif", "2024-12-14T08:00:00Z", ())
    base.log.look_add(SITE, image=third, none=["An-124"], visible={"elsewhere": 1.0})
    base.log.look_retract(base.looks[0].id, reason="it was another place")
    base.log.site_edit(SITE, aliases=["Other field"])
    found = base.log.verify_report(path)
    assert found.findings == ()
    assert any("entries ago" in said for said in found.checked)


@pytest.mark.parametrize("form", FORMS)
def test_any_changed_digit_is_found_and_told_where(still: Base, form: str) -> None:
    path = still.written(f"report.{form}", pictures=0)
    text = path.read_text(encoding="utf-8")
    # The head and the recipe say how to check; a change there is told in other words.
    places = [at.start() for at in re.finditer(r"[0-9]", text)]
    kept = places[:: max(1, len(places) // 6)]
    for at in kept:
        digit = str((int(text[at]) + 1) % 10)
        path.write_text(text[:at] + digit + text[at + 1 :], encoding="utf-8")
        try:
            found = still.log.verify_report(path)
        except FileRefusedError:
            continue  # it no longer says that it is a report
        assert len(found.findings) >= 2 or not found.checked, (at, text[at - 40 : at + 40], found)
        assert any(BYTES in said for said in found.findings)


def test_a_changed_claim_is_named_by_its_label(still: Base) -> None:
    path = still.written("report.html")
    found = still.log.verify_report(altered(path, "at least one left", "at least nine left"))
    assert BYTES in found.findings[0]
    assert re.search(
        r"\((F|C)[0-9]+\): the report says .*nine left.*, the log says .*one left", found.findings[1]
    )
    assert len(found.findings) == 2


def test_a_changed_picture_is_found(still: Base) -> None:
    path = still.written("report.html")
    at = path.read_text().index("base64,") + 3000
    found = still.log.verify_report(altered(path, path.read_text()[at : at + 24], "A" * 24))
    assert any("(P1): the picture is not the one" in said for said in found.findings)


def test_a_line_taken_out_is_found(still: Base) -> None:
    path = still.written("report.md")
    line = next(line for line in path.read_text().split("\n") if line.startswith("- **C1**"))
    found = still.log.verify_report(altered(path, line + "\n", ""))
    assert any("which the report leaves out" in said for said in found.findings)


def test_a_report_of_another_log_is_not_taken_for_ours(still: Base, tmp_path: Path) -> None:
    other = Base(str(tmp_path / "other.db"), tmp_path / "others", analyst="somebody else")
    found = still.log.verify_report(other.written("report.json"))
    assert any(BYTES in said for said in found.findings)
    assert any("another hash" in said for said in found.findings)


def test_evidence_that_is_gone_or_changed_is_named(base: Base) -> None:
    path = base.written("report.md", pictures=0)
    (base.folder / "before.tif").unlink()
    (base.folder / "after.tif").write_bytes(b"something else")
    found = base.log.verify_report(path)
    told = sorted(said for said in found.findings if said.startswith("evidence "))
    assert (
        len(told) == 2
        and any("no longer there" in said for said in told)
        and any("changed" in said for said in told)
    )


def test_options_are_part_of_what_is_checked(base: Base) -> None:
    base.log.image_publish(base.before, "credit", reason="press licence")
    for options in (
        {"redact": True},
        {"publish": True, "pictures": 1},
        {"since": "2024-12-11"},
        {"stands": True},
    ):
        assert base.log.verify_report(base.written("report.html", **options)).findings == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_summary_is_checked_as_a_report_is(still: Base, form: str) -> None:
    for sites in ((), (SITE,)):
        path = still.folder / f"summary.{form}"
        still.log.report(sites, output=path)
        found = still.log.verify_report(path)
        assert found.findings == () and found.was_compared
    changed = altered(path, "one An-124", "two An-124")
    assert any("the log says" in said for said in still.log.verify_report(changed).findings)


def test_of_a_form_that_cannot_be_read_back_the_bytes_are_checked(still: Base) -> None:
    path = still.written("report.txt")
    found = still.log.verify_report(path)
    assert found.sound and not found.was_compared
    assert any("cannot be read back" in said for said in found.unchecked)
    with pytest.raises(FileRefusedError):
        still.log.verify_report(altered(path, "1", "2"))


def test_another_version_may_word_the_same_otherwise(still: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    path = still.written("report.md")
    changed = altered(path, "at least one left", "at least nine left")
    monkeypatch.setattr(checking, "VERSION", "9.9")
    monkeypatch.setattr(checking, "render", lambda report, form: path.read_text().replace("left", "went"))
    found = still.log.verify_report(path)
    assert found.sound and not found.was_compared
    assert any("may be worded otherwise" in said for said in found.unchecked)
    assert any("would write" in said for said in found.unchecked)
    assert not still.log.verify_report(changed).sound


def test_what_is_no_report_is_refused_in_a_line(still: Base, tmp_path: Path) -> None:
    for name, data in (
        ("a.md", b"# notes\n"), ("a.html", b"<html><body>hello</body></html>"), ("a.json", b'{"format": "other"}'),
        ("deep.json", b"[" * 9 + b"{" * 99_999), ("a.bin", b"\xff\xfe\x00"), ("a.pdf", b"%PDF-1.7"), ("empty", b""),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileRefusedError):
            still.log.verify_report(tmp_path / name)
    with pytest.raises(FileRefusedError, match="no such file"):
        still.log.verify_report(tmp_path / "nothing")


def test_the_command_ends_with_5_where_something_is_found(still: Base) -> None:
    path = still.written("report.html")
    done = obslog("verify-report", path, log=still.where).ok()
    assert done.out.startswith("sound: ") and "not checked:" in done.err
    wrong = obslog("verify-report", altered(path, "at least one left", "at least two left"), log=still.where)
    assert wrong.code == 5 and len(wrong.out.splitlines()) == 2
    (row,) = obslog("verify-report", path, "--json", log=still.where).ok().rows
    assert row["sound"] is True and row["form"] == "html"


def test_a_recipe_survives_any_text_and_nothing_else_is_taken_for_one() -> None:
    hostile = Recipe("site`1", since="<b>&'\"|*_~$`", until="\u202e", pictures=3, redact=True)
    text = hostile.to_text()
    assert text.isascii() and not set("<>&'`|*~$") & set(text)
    assert Recipe.from_text(text) == hostile
    for bad in (
        "",
        "[]",
        '{"site": 1}',
        '{"site": "a", "x": 1}',
        '{"site": "a", "redact": 1}',
        '{"site": "a", "folder": ".."}',
        '{"site": "a", "folder": "a/b"}',
        "{" * 10_000,
    ):
        with pytest.raises(WordError):
            Recipe.from_text(bad)


@given(
    st.lists(st.text("ab<>1*[]^ -", max_size=6), max_size=8),
    st.lists(st.text("ab<>1*[]^ -", max_size=6), max_size=8),
)
def test_texts_that_differ_are_never_called_the_same(one: list[str], other: list[str]) -> None:
    written, again = "\n".join(one), "\n".join(other)
    found = list(differences(written, again))
    assert bool(found) == (written != again)
    assert all("\n" not in said and said.startswith("line ") for said in found)


def test_a_file_of_a_million_lines_keeps_nobody_waiting() -> None:
    (said,) = differences("x\n" * 1_000_000, "y\nx\n" * 2_000)
    assert "1000000 lines" in said or "999" in said
