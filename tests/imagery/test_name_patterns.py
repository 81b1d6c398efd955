"""The user's own patterns: tried first, checked when read, and a broken file is one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from obslog.imagery.file_names import claim_of_name, read_name
from obslog.imagery.name_patterns import environment, parse_patterns, patterns_from, patterns_in_use
from obslog.model.errors import WordError

OWN = """
[[pattern]]
name = "desk"
kind = "provider"
provider = "Our desk"
platform = "uav-{unit}"
regex = '''^DESK(?P<unit>\\d)?_(?P<day>\\d\\d)(?P<month>\\d\\d)(?P<year>\\d{4})'''
"""


def table(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "patterns.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_own_patterns_are_tried_before_the_shipped_ones(tmp_path: Path) -> None:
    own = table(tmp_path, OWN)
    name = "DESK7_10122024_20241213.tif"
    before = claim_of_name(name)
    with patterns_from(own):
        claim, hits = read_name(name)
        assert environment() == {"OBSLOG_PATTERNS": str(own)}
        assert patterns_in_use()[0].origin == str(own)
    assert claim is not None and claim.when is not None
    assert (claim.when.edtf, claim.fields) == ("2024-12-10", {"provider": "Our desk", "platform": "uav-7"})
    assert [(hit.pattern.name, hit.groups["unit"]) for hit in hits] == [("desk", "7")]
    assert claim_of_name(name) == before


def test_a_general_pattern_of_ones_own_beats_a_makers_that_ships(tmp_path: Path) -> None:
    own = table(
        tmp_path, "[[pattern]]\nname='own'\nkind='generic'\nregex='^(?P<year>20\\d\\d)(?P<month>\\d\\d)'\n"
    )
    with patterns_from(own):
        claim = claim_of_name("20241213_103015_ssc10_u0001_visual.tif")
    assert claim is not None and claim.when is not None and claim.when.edtf == "2024-12"


def test_the_environment_names_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSLOG_PATTERNS", str(table(tmp_path, OWN)))
    claim = claim_of_name("DESK_10122024.tif")
    assert claim is not None and claim.when is not None and claim.when.edtf == "2024-12-10"
    assert claim.fields == {"provider": "Our desk"}  # the unit is not in this name, so no platform is claimed


def test_patterns_in_the_configuration_are_found_once_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("OBSLOG_PATTERNS", raising=False)
    with patterns_from(None):
        shipped = claim_of_name("DESK7_10122024.tif")
        assert shipped is not None and shipped.when is None
    (tmp_path / "config" / "obslog").mkdir(parents=True)
    table(tmp_path / "config" / "obslog", OWN)
    with patterns_from(None):
        own = claim_of_name("DESK7_10122024.tif")
        assert own is not None and own.when is not None
        assert environment()["OBSLOG_PATTERNS"].endswith("patterns.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[pattern]\n", "patterns.toml"),
        ("pattern = 3\n", "[[pattern]]"),
        ("[[pattern]]\nname='x'\nregex='('\n", "'x': its regex cannot be used"),
        ("[[pattern]]\nname='x'\n", "'x': its regex must be a text"),
        ("[[pattern]]\nname='x'\nregex='^a(b'\nkind='provider'\n", "'x'"),
        ("[[pattern]]\nname='x'\nkind='own'\nregex='a'\n", "its kind is 'own'"),
        ("[[pattern]]\nname='x'\nregexp='a'\nregex='a'\n", "no key 'regexp'"),
        ("[[pattern]]\nname='x'\nkind='generic'\nregex='a'\n", "needs a group (?P<year>"),
        ("[[pattern]]\nname='x'\nregex='(?P<month>\\d\\d)'\n", "needs a group (?P<year>"),
        ("[[pattern]]\nname='x'\nplatform='a-{unit}'\nregex='a'\n", "may only name groups"),
        ("[[pattern]]\nname='x'\nplatform='{unit.__class__}'\nregex='(?P<unit>a)'\n", "may only name groups"),
        ("[[pattern]]\nname='x'\nplatform='{unit:9999999}'\nregex='(?P<unit>a)'\n", "may only name groups"),
        ("[[pattern]]\nname='x'\nregex='(a+)+$'\n", "could take very long"),
        ("[[pattern]]\nname='x'\nregex='" + "(" * 900 + ")" * 900 + "'\n", "'x'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_that_says_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WordError) as caught, patterns_from(table(tmp_path, text)):
        pass
    assert says in str(caught.value)
    assert len(str(caught.value)) < 600 and "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WordError, match="cannot be read"), patterns_from(tmp_path / "none.toml"):
        pass


@pytest.mark.parametrize("name", ["x_abcd", "x_99999999", "x_2024aa", "x_00000000"])
def test_groups_that_hold_no_number_are_no_date(name: str) -> None:
    own = parse_patterns(
        "[[pattern]]\nname='w'\nregex='^x_(?P<year>\\w{4})(?P<month>\\w\\w)?(?P<day>\\w\\w)?'\n", "f"
    )
    assert claim_of_name(name, own) is None


def test_a_worker_that_waits_is_not_used_with_other_patterns(tmp_path: Path) -> None:
    from making_rasters import png
    from obslog.imagery.workers import Task, Workers

    image = os.fsencode(png(tmp_path / "K2412.png"))
    mine = "[[pattern]]\nname='m'\nregex='^K(?P<year>\\d\\d)(?P<month>\\d\\d)'\n"
    dates = []
    for file in (None, table(tmp_path, mine), None):
        with patterns_from(file), Workers(1) as workers:
            ((_, answer),) = workers.run("identify", [Task(0, image)])
        dates.append("2024-12" in json.dumps(answer))
    assert dates == [False, True, False]
