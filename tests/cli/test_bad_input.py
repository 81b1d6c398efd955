"""Wrong input is one clear line that says what to do, and nothing is half-written."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandline import Ran, obslog

IMAGE = "khmeimim_20241215T070200Z.tif"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small log with a site, an area, an image, a look."""
    from obslog.demo import scenes

    where = str(tmp_path_factory.mktemp("bad") / "obslog.db")
    obslog("init", where).ok()
    obslog("site", "add", "OSLK", "--alias", "Khmeimim", log=where).ok()
    obslog("area", "add", "OSLK", "north", log=where).ok()
    obslog("import", scenes() / IMAGE, log=where).ok()
    image = obslog("image", "list", "--json", log=where).rows[0]["image"]
    obslog("look", "add", "OSLK", "--image", image, "--saw", "An-124=1", log=where).ok()
    obslog("source", "add", "news agency", "--kind", "news report", log=where).ok()
    return where


def head(log: str) -> str:
    return str(obslog("journal", "--limit", "1", "--json", log=log).ok().rows[0]["hash"])


def refused(ran: Ran) -> str:
    """The one line that the command printed when it refused."""
    assert ran.code in (1, 2, 4), (ran.code, ran.out, ran.err)
    lines = ran.err.strip().splitlines()
    assert len(lines) == 1 and "Traceback" not in ran.err, ran.err
    return lines[0]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=two?"], "count"),
        (["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=5-3"], "count"),
        (["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-142=1"], "did you mean"),
        (["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=1@south"], "these areas: north"),
        (
            ["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=1", "--visible", "north=1.2"],
            "0 to 1",
        ),
        (["look", "add", "OSLK", "--image", "IMAGE"], "says nothing yet"),
        (["look", "add", "OSLK", "--image", "0000000000", "--saw", "An-124=1"], "no image"),
        (["look", "add", "Kmeimim", "--image", "IMAGE", "--saw", "An-124=1"], "did you mean Khmeimim"),
        (
            ["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=1", "--none", "aircraft"],
            "both seen and none",
        ),
        (["site", "add", "Nowhere"], "--at POSITION"),
        (["site", "add", "XXQQ"], "XXQQ"),
        (["site", "add", "New", "--at", "95,10"], "position"),
        (["site", "add", "New", "--at", "here"], "position"),
        (["site", "add", "Khmeimim", "--at", "35,35"], "already"),
        (["area", "add", "OSLK", "north"], "in use"),
        (["image", "date", "IMAGE", "2024-13-01", "--because", "x"], "date"),
        (["image", "date", "IMAGE", "yesterday", "--because", "x"], "date"),
        (["diff", "OSLK", "2024-12-13", "2024-12-13"], "overlap"),
        (["diff", "OSLK", "2019-01-01", "2019-01-02"], "no closed look"),
        (["statement", "add", "OSLK", "x", "--source", "nobody", "--when", "2024-12-13"], "no source"),
        (
            [
                "statement",
                "add",
                "OSLK",
                "x",
                "--source",
                "news agency",
                "--when",
                "2024-12-13",
                "--code",
                "G9",
            ],
            "A-F",
        ),
        (["assessment", "add", "OSLK", "It is likely and improbable that they left."], "ICD 203"),
        (["find", "--at-least", "2", "flying saucer"], "no type"),
        (["import", "/no/such/folder"], "no file or folder"),
        (["report", "OSLK", "-o", "report.docx"], ".html"),
        (["undo", "9999"], "no journal entry"),
        (["lok", "add"], "did you mean look"),
        (["conformance", __file__], "not JSON"),
    ],
)
def test_a_wrong_word_is_one_line_and_writes_nothing(log: str, command: list[str], says: str) -> None:
    image = obslog("image", "list", "--json", log=log).rows[0]["image"]
    before = head(log)
    line = refused(obslog(*[image if word == "IMAGE" else word for word in command], log=log))
    assert says in line, line
    assert head(log) == before


@pytest.mark.parametrize(
    "url",
    [
        "/no/such/dir/obslog.db",
        "nosuch://x/y",
        "postgresql+psycopg://u:secret@127.0.0.1:1/x",
        "sqlite:///",
        __file__,
    ],
)
def test_a_wrong_database_is_one_line_without_its_password(url: str) -> None:
    line = refused(obslog("site", "list", log=url))
    assert "secret" not in line


def test_no_log_here_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OBSLOG_LOG", raising=False)
    assert "obslog init" in refused(obslog("site", "list"))


_BY_CATEGORY: dict[str, list[str]] = {}
for _code in range(0, sys.maxunicode + 1, 7):
    _BY_CATEGORY.setdefault(unicodedata.category(chr(_code)), []).append(chr(_code))
any_category = st.sampled_from(sorted(_BY_CATEGORY)).flatmap(lambda c: st.sampled_from(_BY_CATEGORY[c]))
any_text = st.text(any_category, min_size=1, max_size=12) | st.text(min_size=1, max_size=20)

ARGUMENTS = [
    ["site", "add", "{}", "--at", "1,1"], ["site", "add", "x", "--at", "{}"], ["site", "add", "y", "--icao", "{}"],
    ["site", "show", "{}"], ["site", "edit", "{}", "--timezone", "{}"], ["area", "add", "OSLK", "{}"],
    ["area", "add", "OSLK", "z", "--capacity", "{}"], ["area", "add", "OSLK", "z", "--polygon", "{}"],
    ["import", "x{}"], ["import", "/nowhere", "--set", "{}"], ["identify", "x{}"], ["image", "show", "{}"],
    ["image", "date", "{}", "2024", "--because", "x"], ["image", "date", "IMAGE", "{}", "--because", "x"],
    ["look", "add", "{}", "--image", "{}", "--saw", "An-124=1"], ["look", "add", "OSLK", "--image", "IMAGE", "--saw", "{}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124={}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--none", "{}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--total", "{}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--visible", "{}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--not-observable", "{}"], ["look", "show", "{}"], ["look", "close", "{}"],
    ["look", "add", "OSLK", "--image", "IMAGE", "--saw", "An-124=1", "--resolves", "{}"], ["look", "list", "{}"],
    ["type", "add", "{}", "--parent", "{}", "--source", "s"], ["type", "list", "{}"],
    ["source", "add", "{}", "--kind", "post"],
    ["statement", "add", "OSLK", "t", "--source", "{}", "--when", "2024"],
    ["statement", "add", "OSLK", "t", "--source", "news agency", "--when", "{}"],
    ["statement", "add", "OSLK", "{}", "--source", "news agency", "--when", "2024", "--count", "{}"],
    ["assessment", "add", "OSLK", "{}"], ["assessment", "add", "OSLK", "x", "--based-on", "{}"],
    ["timeline", "{}"], ["timeline", "OSLK", "--from", "{}"], ["matrix", "OSLK", "--type", "{}"], ["last", "{}"],
    ["diff", "OSLK", "{}", "last"], ["search", "{}"], ["find", "{}"], ["find", "An-124", "--since", "{}"],
    ["report", "OSLK", "-o", "x{}"], ["verify", "--no-read-data", "--heads", "{}"], ["journal", "{}"], ["undo", "{}"],
    ["conformance", "{}"], ["--log", "{}", "site", "list"], ["{}"],
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from(ARGUMENTS), text=any_text)
def test_any_text_in_any_argument_is_taken_or_refused_in_one_line(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    image = obslog("image", "list", "--json", log=log).rows[0]["image"]
    ran = obslog(*[image if word == "IMAGE" else word.replace("{}", text) for word in command], log=log)
    assert ran.code in (0, 1, 2, 3, 4, 5), (ran.code, ran.err)
    assert "Traceback" not in ran.err
    if ran.code in (1, 2, 4):
        assert len(ran.err.strip().split("\n")) == 1, ran.err
    controls = [
        c for c in ran.out + ran.err if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
    ]
    assert not controls
