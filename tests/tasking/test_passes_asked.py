"""Passes as an analyst asks for them: by site, position or airport code, from element files of any form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import obslog as library
from commandline import obslog
from obslog.log import create
from obslog.model.errors import NotFoundError, ObslogError
from orbits.samples import as_tle, low_orbit

ASKED = ("--start", "2024-12-10", "--days", "2")


@pytest.fixture
def elements(tmp_path: Path) -> Path:
    path = tmp_path / "elements.tle"
    path.write_text("".join(as_tle(low_orbit(n)) for n in range(1, 4)), encoding="ascii")
    return path


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_an_airport_code_and_a_position_need_no_log(elements: Path, tmp_path: Path) -> None:
    by_code = obslog("passes", "--elements", elements, "--site", "OSLK", *ASKED, "--json")
    by_place = obslog("passes", "--elements", elements, "--site", "35.400999,35.948700", *ASKED, "--json")
    assert by_code.code == by_place.code == 0
    first, second = lines(by_code.out), lines(by_place.out)
    assert first and len(first) == len(second)
    assert set(first[0]) >= {
        "satellite", "norad_id", "rise", "tca", "set", "max_elevation_deg", "off_nadir_deg", "incidence_deg",
        "azimuth_deg", "slant_km", "sun_elevation_deg", "gsd_m", "look", "node", "element_age_days", "clipped",
    }  # fmt: skip
    for a, b in zip(first, second, strict=True):
        assert a["satellite"] == b["satellite"]
        assert a["max_elevation_deg"] == pytest.approx(b["max_elevation_deg"], abs=0.05)


def test_a_site_of_the_log_is_found_by_its_alias(elements: Path, tmp_path: Path) -> None:
    with create(tmp_path / "obslog.db", analyst="Ada") as log:
        log.site_add("Tartus", position=(35.87, 34.91), aliases=["Tartous"])
    asked = obslog(
        "passes",
        "--elements",
        elements,
        "--site",
        "tartous",
        *ASKED,
        "--json",
        log=str(tmp_path / "obslog.db"),
    )
    assert asked.code == 0
    assert {line["site"] for line in lines(asked.out)} == {"Tartus"}


def test_a_folder_of_elements_is_read_and_what_is_refused_is_named(elements: Path, tmp_path: Path) -> None:
    bad = as_tle(low_orbit(9)).splitlines()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bad.txt").write_text(
        "\n".join([bad[0], bad[1][:-1] + "x", bad[2]]), encoding="ascii"
    )
    (tmp_path / "notes.txt").write_text("lunch at noon", encoding="utf-8")
    asked = obslog("passes", "--elements", tmp_path, "--site", "OSLK", *ASKED, "--json")
    assert asked.code == 3
    assert len(lines(asked.out)) > 3
    assert "bad.txt: line 2" in asked.err and "checksum" in asked.err
    assert "notes.txt" in asked.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--site", "Nowhere"), 4, "Nowhere"),
        (("--site", "QQQQ"), 4, "QQQQ"),
        (("--site", "95,20"), 2, "latitude"),
        (("--site", "OSLK", "--start", "tomorrow"), 2, "tomorrow"),
        (("--site", "OSLK", "--days", "-1"), 2, "days"),
        (("--site", "OSLK", "--days", "nan"), 2, "days"),
        (("--site", "OSLK", "--min-elevation", "10", "--max-off-nadir", "30"), 2, "not both"),
        (("--site", "OSLK", "--sensors", "radar"), 2, "optical"),
        (("--site", "OSLK", "--sensor-table", "missing.csv"), 1, "missing.csv"),
        (("--site", "OSLK", "--elements", "nothing.tle"), 4, "nothing.tle"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    elements: Path, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    asked = obslog("passes", "--elements", elements, "--start", "2024-12-10", *words)
    assert (asked.code, asked.out) == (code, "")
    assert says in asked.err and len(asked.err.strip().splitlines()) == 1


def test_the_library_answers_as_the_command_does(elements: Path, tmp_path: Path) -> None:
    asked = obslog("passes", "--elements", elements, "--site", "OSLK", *ASKED, "--json")
    found = library.passes([elements], ["OSLK"], "2024-12-10", 2)
    assert [one.wire() for one in found.passes] == lines(asked.out)


def test_a_table_for_people_names_what_a_reader_must_know(elements: Path, tmp_path: Path) -> None:
    asked = obslog(
        "passes",
        "--elements",
        elements,
        "--site",
        "OSLK",
        "--start",
        "2024-12-20",
        "--days",
        "1",
    )
    assert "off-nadir" in asked.out and "TEST-1" in asked.out
    assert "more than 7 days" in asked.err


def test_sensors_of_ones_own_go_before_those_that_ship(elements: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "name,norad_id,sensor_type,gsd_m,max_off_nadir_deg\nTEST-1,90001,optical,0.4,35\n", encoding="utf-8"
    )
    found = library.passes([elements], ["OSLK"], "2024-12-10", 3, sensors=("optical",), sensor_table=own)
    assert {one.satellite for one in found.passes} == {"TEST-1"}
    assert all(one.gsd_m and one.gsd_m >= 0.39 for one in found.passes)


def test_hostile_names_reach_no_terminal(elements: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.tle"
    text = as_tle(low_orbit(1)).replace("TEST-1", "EVIL\x1b]52;c;eA==\x07")
    path.write_text(text, encoding="utf-8")
    asked = obslog("passes", "--elements", path, "--site", "OSLK", *ASKED)
    assert "\x1b" not in asked.out and "EVIL" in asked.out


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(NotFoundError):
        library.passes([tmp_path / "none"], ["OSLK"], "2024-12-10", 1)
    with pytest.raises(ObslogError):
        library.passes([tmp_path], ["OSLK"], "2024-12-10", 1)
