"""Element sets: what is read, in which forms, and what is refused line by line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.orbits.elements import ElementSet
from obslog.orbits.reading import read_elements
from obslog.orbits.tle import Refused, catalogue_number, checksum
from orbits.samples import as_tle, low_orbit
from realdata import shared_data


def sets(data: bytes) -> list[ElementSet]:
    found = list(read_elements(data))
    assert not [one for one in found if isinstance(one, Refused)], found
    return [one for one in found if isinstance(one, ElementSet)]


def refusal(data: bytes) -> str:
    (one,) = read_elements(data)
    assert isinstance(one, Refused)
    return one.reason


def omm(one: ElementSet) -> dict[str, object]:
    return {
        "OBJECT_NAME": one.name,
        "OBJECT_ID": "2024-001A",
        "EPOCH": one.epoch.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "MEAN_MOTION": one.mean_motion,
        "ECCENTRICITY": one.eccentricity,
        "INCLINATION": one.inclination_deg,
        "RA_OF_ASC_NODE": one.raan_deg,
        "ARG_OF_PERICENTER": one.arg_perigee_deg,
        "MEAN_ANOMALY": one.mean_anomaly_deg,
        "NORAD_CAT_ID": one.norad_id,
        "BSTAR": one.bstar,
    }


def test_one_orbit_is_one_set_in_every_form() -> None:
    one = low_orbit(7, bstar=2e-5)
    record = omm(one)
    table = io.StringIO()
    writer = csv.DictWriter(table, list(record))
    writer.writeheader()
    writer.writerow(record)
    xml = "".join(f"<{k}>{v}</{k}>" for k, v in record.items())
    kvn = "CCSDS_OMM_VERS = 2.0\n" + "\n".join(f"{k} = {v}" for k, v in record.items())
    forms = [
        json.dumps([record]),
        json.dumps(record),
        table.getvalue(),
        f"<ndm><omm><body>{xml}</body></omm></ndm>",
        kvn,
    ]
    found = [sets(form.encode())[0] for form in forms]
    assert {f.key for f in found} == {one.key}
    assert {f.name for f in found} == {one.name}


def test_two_lines_hold_the_orbit_to_their_figures() -> None:
    one = low_orbit(3)
    (found,) = sets(as_tle(one).encode())
    assert found.norad_id == one.norad_id
    assert abs(found.epoch - one.epoch) < timedelta(milliseconds=1)
    assert found.mean_motion == pytest.approx(one.mean_motion, abs=1e-8)
    assert found.inclination_deg == pytest.approx(one.inclination_deg, abs=1e-4)
    assert found.bstar == pytest.approx(one.bstar, rel=1e-4)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "  \r\n"])
def test_line_ends_and_blanks_do_not_matter(ending: str) -> None:
    text = as_tle(low_orbit(1)) + "\n" + as_tle(low_orbit(2))
    assert len(sets(text.replace("\n", ending).encode())) == 2


def test_names_may_be_missing_or_have_a_zero_before_them() -> None:
    lines = as_tle(low_orbit(1)).splitlines()
    assert sets("\n".join(lines[1:]).encode())[0].name == ""
    assert sets("\n".join([f"0 {lines[0]}", *lines[1:]]).encode())[0].name == "TEST-1"


def test_a_wrong_checksum_refuses_that_pair_alone() -> None:
    good, bad = as_tle(low_orbit(1)), as_tle(low_orbit(2)).splitlines()
    bad[1] = bad[1][:-1] + str((int(bad[1][-1]) + 1) % 10)
    found = list(read_elements((good + "\n".join(bad) + "\n" + as_tle(low_orbit(3))).encode()))
    assert [type(one) for one in found] == [ElementSet, Refused, ElementSet]
    assert found[1].line == 5 and "checksum" in found[1].reason


def test_lines_of_two_satellites_are_no_pair() -> None:
    first, second = as_tle(low_orbit(1)).splitlines(), as_tle(low_orbit(2)).splitlines()
    assert "90002 after one of 90001" in refusal("\n".join([first[1], second[2]]).encode())


@pytest.mark.parametrize("kept", [1, 2])
def test_half_a_pair_is_named(kept: int) -> None:
    assert "without its line" in refusal(as_tle(low_orbit(1)).splitlines()[kept].encode())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"MEAN_MOTION": 19.0}, "no orbit"),
        ({"MEAN_MOTION": 0}, "no orbit"),
        ({"ECCENTRICITY": 1.2}, "no orbit"),
        ({"ECCENTRICITY": 0.3}, "perigee"),
        ({"INCLINATION": 181}, "inclination"),
        ({"MEAN_ANOMALY": -1}, "mean anomaly"),
        ({"EPOCH": "yesterday"}, "EPOCH"),
        ({"EPOCH": "2024-02-30T00:00:00"}, "EPOCH"),
        ({"NORAD_CAT_ID": "A"}, "NORAD_CAT_ID"),
        ({"MEAN_MOTION": None}, "missing"),
        ({"MEAN_MOTION": "1e999"}, "no number"),
        ({"REF_FRAME": "ITRF"}, "TEME"),
        ({"TIME_SYSTEM": "TAI"}, "UTC"),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "SGP4"),
        ({"SEMI_MAJOR_AXIS": 7500.0}, "does not belong"),
    ],
)
def test_what_no_orbit_can_have_is_refused_with_its_word(changed: dict[str, object], words: str) -> None:
    record = omm(low_orbit(1)) | changed
    good = omm(low_orbit(2))
    found = list(read_elements(json.dumps([record, good]).encode()))
    assert isinstance(found[0], Refused) and words in found[0].reason and "record 1" in found[0].reason
    assert isinstance(found[1], ElementSet)


NO_ELEMENTS = (
    b"",
    b"   \n",
    b"hello\nworld",
    b"\x89PNG\r\n\x1a\n\0\0\0",
    b"[" * 100_000,
    b"[NaN]",
    b"{]",
    b"<a",
    b"<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>",
)


@pytest.mark.parametrize("data", NO_ELEMENTS)
def test_what_is_no_element_file_is_one_line(data: bytes) -> None:
    with pytest.raises(WordError) as error:
        list(read_elements(data))
    assert "\n" not in str(error.value)


def test_catalogue_numbers_beyond_five_digits_are_kept() -> None:
    assert catalogue_number("A0001") == 100_001
    assert catalogue_number("Z9999") == 339_999
    record = omm(low_orbit(1)) | {"NORAD_CAT_ID": 799_501_299}
    (found,) = sets(json.dumps([record]).encode())
    assert found.norad_id == 799_501_299
    assert found.satrec().error == 0


@given(st.integers(1, 10_000))
def test_every_written_pair_is_read_back(number: int) -> None:
    one = low_orbit(number % 9_000 + 1, seed=number)
    (found,) = sets(as_tle(one).encode())
    assert (found.norad_id, found.raan_deg) == (one.norad_id, pytest.approx(one.raan_deg, abs=1e-4))


@given(st.binary(max_size=300))
def test_any_bytes_give_sets_refusals_or_one_error(data: bytes) -> None:
    try:
        for one in read_elements(as_tle(low_orbit(1)).encode() + data):
            assert isinstance(one, ElementSet | Refused)
    except WordError:
        pass


def test_ages_are_counted_both_ways() -> None:
    one = low_orbit(1)
    assert one.age_days(one.epoch + timedelta(days=3)) == pytest.approx(3)
    assert one.age_days(one.epoch - timedelta(days=3)) == pytest.approx(3)


def test_the_same_orbit_has_one_key_and_another_another() -> None:
    one = low_orbit(1)
    assert one.key == replace(one, name="OTHER", origin="omm 5").key
    assert one.key != replace(one, raan_deg=one.raan_deg + 0.001).key


def test_the_real_catalogue_is_read_whole() -> None:
    (path,) = (shared_data() / "orbits").glob("resource*.tle")
    found = sets(path.read_bytes())
    assert len(found) == 167
    assert [one.name for one in found if one.is_geosynchronous] == ["GAOFEN-4"]
    assert all(one.epoch < datetime(2026, 6, 1, tzinfo=UTC) for one in found)


@pytest.mark.parametrize("form", ["json", "csv", "xml"])
def test_the_sample_messages_of_the_standard_library_of_orbits_are_read(form: str) -> None:
    path = shared_data() / "orbits" / "sgp4_verification" / "sgp4" / f"sample_omm.{form}"
    found = list(read_elements(path.read_bytes()))
    assert found and all(isinstance(one, ElementSet) for one in found)


def test_checksums_count_a_minus_as_one() -> None:
    assert checksum("1 -9") == 1
