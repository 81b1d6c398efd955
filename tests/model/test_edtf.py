"""Dates as written: EDTF in, the bounds that it means, EDTF out, and an independent reader beside ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from edtf import parse_edtf as oracle
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.when import (
    PLACEHOLDER_WARNING,
    ZONE_UNKNOWN_WARNING,
    Basis,
    Precision,
    When,
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


DATES = [
    ("2024-12-13", utc(2024, 12, 13), utc(2024, 12, 13, 23, 59, 59), Precision.DAY),
    ("2024-02", utc(2024, 2, 1), utc(2024, 2, 29, 23, 59, 59), Precision.MONTH),
    ("2023-02-XX", utc(2023, 2, 1), utc(2023, 2, 28, 23, 59, 59), Precision.MONTH),
    ("2024", utc(2024, 1, 1), utc(2024, 12, 31, 23, 59, 59), Precision.YEAR),
    ("2024-XX", utc(2024, 1, 1), utc(2024, 12, 31, 23, 59, 59), Precision.YEAR),
    ("2024-XX-XX", utc(2024, 1, 1), utc(2024, 12, 31, 23, 59, 59), Precision.YEAR),
    ("202X", utc(2020, 1, 1), utc(2029, 12, 31, 23, 59, 59), Precision.INTERVAL),
    ("19XX", utc(1900, 1, 1), utc(1999, 12, 31, 23, 59, 59), Precision.INTERVAL),
    ("2024-12-10/2024-12-13", utc(2024, 12, 10), utc(2024, 12, 13, 23, 59, 59), Precision.INTERVAL),
    ("2024-11/2024-12", utc(2024, 11, 1), utc(2024, 12, 31, 23, 59, 59), Precision.INTERVAL),
    ("../2024-12-11", None, utc(2024, 12, 11, 23, 59, 59), Precision.INTERVAL),
    ("/2024-12-11", None, utc(2024, 12, 11, 23, 59, 59), Precision.INTERVAL),
    ("2024-12-10/..", utc(2024, 12, 10), None, Precision.INTERVAL),
    ("2024-12-10/", utc(2024, 12, 10), None, Precision.INTERVAL),
    ("0001-01-01", utc(1, 1, 1), utc(1, 1, 1, 23, 59, 59), Precision.DAY),
    ("9999", utc(9999, 1, 1), utc(9999, 12, 31, 23, 59, 59), Precision.YEAR),
]
TIMES = [
    ("2024-12-13T08:12:30Z", utc(2024, 12, 13, 8, 12, 30), 0, Precision.SECOND, "utc"),
    ("2024-12-13T08:12Z", utc(2024, 12, 13, 8, 12), 59, Precision.MINUTE, "utc"),
    ("2024-12-13 08:12z", utc(2024, 12, 13, 8, 12), 59, Precision.MINUTE, "utc"),
    ("2024-12-13T08Z", utc(2024, 12, 13, 8), 3599, Precision.HOUR, "utc"),
    ("2024-12-13T08:12:30+03:00", utc(2024, 12, 13, 5, 12, 30), 0, Precision.SECOND, "offset"),
    ("2024-12-13T08:12:30+0300", utc(2024, 12, 13, 5, 12, 30), 0, Precision.SECOND, "offset"),
    ("2024-12-13T08:12:30-03", utc(2024, 12, 13, 11, 12, 30), 0, Precision.SECOND, "offset"),
    ("2024-12-13T00:30:00+05:45", utc(2024, 12, 12, 18, 45), 0, Precision.SECOND, "offset"),
    ("2024-12-13T08:12:30.25Z", utc(2024, 12, 13, 8, 12, 30, 250_000), 0, Precision.SECOND, "utc"),
    ("2024-12-13T08:12:30.999999999Z", utc(2024, 12, 13, 8, 12, 30, 999_999), 0, Precision.SECOND, "utc"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), DATES)
def test_a_date_means_its_first_to_its_last_second_in_utc(
    text: str, earliest: datetime | None, latest: datetime | None, precision: Precision
) -> None:
    when = parse_edtf(text, Basis.CAPTION)
    assert when == When(text, earliest, latest, precision, Basis.CAPTION, text)


@pytest.mark.parametrize(("text", "start", "lasts", "precision", "zone"), TIMES)
def test_a_time_with_a_zone_is_an_instant_in_utc(
    text: str, start: datetime, lasts: int, precision: Precision, zone: str
) -> None:
    when = parse_edtf(text)
    assert (when.earliest, when.latest) == (start, start + timedelta(seconds=lasts))
    assert (when.precision, when.zone, when.warnings) == (precision, zone, ())


def test_a_time_without_a_zone_is_never_local_but_anywhere_on_earth() -> None:
    when = parse_edtf("2024-12-13T08:12:00", Basis.EXIF)
    assert when.zone == "unknown" and when.warnings == (ZONE_UNKNOWN_WARNING,)
    assert when.earliest == parse_edtf("2024-12-13T08:12:00+14:00").earliest
    assert when.latest == parse_edtf("2024-12-13T08:12:00-12:00").latest
    assert when.precision is Precision.SECOND


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("2024-12-13", ""),
        ("2024-12-13?", "?"),
        ("2024-12~", "~"),
        ("2024%", "%"),
        ("2024-12-13T08:12Z?", "?"),
        ("2024-12-10?/2024-12-13", "?"),
        ("2024-12-10~/2024-12-13?", "%"),
        ("2024-12-10/2024-12-13%", "%"),
        ("../2024-12-11~", "~"),
    ],
)
def test_a_qualifier_is_kept_and_moves_no_bound(text: str, qualifier: str) -> None:
    when, plain = parse_edtf(text), parse_edtf(text.translate(str.maketrans("", "", "?~%")))
    assert when.qualifier == qualifier
    assert (when.earliest, when.latest) == (plain.earliest, plain.latest)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2024-12-10/2024-12-13T08:12Z", "utc"),
        ("2024-12-10T08:00+03:00/2024-12-13T08:12Z", "offset"),
        ("2024-12-10T08:00/2024-12-13T08:12Z", "unknown"),
        ("2024-12-10T08:00/2024-12-10T09:00", "unknown"),
    ],
)
def test_an_interval_is_only_as_sure_of_its_zone_as_its_worse_end(text: str, zone: str) -> None:
    when = parse_edtf(text)
    assert when.zone == zone
    assert when.warnings == ((ZONE_UNKNOWN_WARNING,) if zone == "unknown" else ())


@pytest.mark.parametrize(
    ("text", "basis", "suspect"),
    [
        ("2024-12-31", Basis.FILE_NAME, True),
        ("2024-12-31", Basis.TAGS, True),
        ("2024-12-31", Basis.EXIF, True),
        ("2024-12-31", Basis.ANALYST, False),
        ("2024-12-30", Basis.FILE_NAME, False),
        ("2024-12", Basis.FILE_NAME, False),
        ("2024-12-31T00:00:00Z", Basis.STAC, True),
        ("2024-12-31T00:00Z", Basis.ANALYST, True),
        ("2024-12-31T08:12:00Z", Basis.STAC, False),
        ("2024-12-30T00:00:00Z", Basis.STAC, False),
    ],
)
def test_the_last_day_of_the_year_may_stand_for_the_year(text: str, basis: Basis, suspect: bool) -> None:
    assert (PLACEHOLDER_WARNING in parse_edtf(text, basis).warnings) is suspect


WRONG = {
    "": "empty",
    " ": "empty",
    "?": "empty",
    "last": "write EDTF",
    "13 Dec 2024": "write EDTF",
    "20241213": "write EDTF",
    "2024-1-3": "write EDTF",
    "2024-13": "month 13",
    "2024-00": "month 00",
    "2024-12-32": "day 32",
    "2023-02-29": "day 29",
    "2023-02-29T00:00Z": "day 29",
    "2024-12-13T24:00Z": "hour 24",
    "2024-12-13T08:60Z": "minute 60",
    "2024-12-13T08:12:60Z": "second 60",
    "2024-12-13T08:12+14:01": "-12:00 to",
    "2024-12-13T08:12-12:30": "-12:00 to",
    "2024-12-13T08:12+03:60": "-12:00 to",
    "0000": "0001 to 9999",
    "000X": "0001 to 9999",
    "0000-01-01T00:00Z": "0001 to 9999",
    "-0044": "0001 to 9999",
    "Y170000": "0001 to 9999",
    "2024-21": "season",
    "2024-41": "season",
    "2024-42": "month 42",
    "202X-12": "unspecified year",
    "2024-XX-13": "unspecified month",
    "2024-1X": "write EDTF",
    "XXXX": "write EDTF",
    "0001-01-01T00:00:00+14:00": "years 1 to 9999",
    "9999-12-31T23:59-12:00": "years 1 to 9999",
    "0001-01-01T00:00": "years 1 to 9999",
    "2024-12-13/2024-12-10": "ends before",
    "2024-12-13T09:00/2024-12-13T08:00": "ends before",
    "../..": "two ends",
    "/": "two ends",
    "2024/2025/2026": "two ends",
    "2024/x": "write EDTF",
    "٢٠٢٤-١٢-١٣": "write EDTF",
    "2024-12-13T08:12\u200bZ": "write EDTF",
    "2" * 9999: "write EDTF",
}


@pytest.mark.parametrize(("text", "says"), WRONG.items())
def test_what_is_no_date_is_one_clear_error(text: str, says: str) -> None:
    with pytest.raises(WordError) as caught:
        parse_edtf(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_the_text_is_kept_as_it_was_but_for_blanks_around_it() -> None:
    when = parse_edtf(" 2024-12-13 08:12+03 ")
    assert (when.text, when.edtf) == ("2024-12-13 08:12+03", "2024-12-13T08:12+03:00")


EVERY = [text for text, *_ in DATES] + [text for text, *_ in TIMES] + ["2024-12-13T08:12", "2024-12-10T08/.."]


@pytest.mark.parametrize("mark", ["", "?"])
@pytest.mark.parametrize("text", EVERY)
def test_edtf_out_reads_back_to_the_same_date(text: str, mark: str) -> None:
    when = parse_edtf(text if text.endswith(("..", "/")) else text + mark)
    again = parse_edtf(when.edtf)
    assert (again.earliest, again.latest, again.precision) == (when.earliest, when.latest, when.precision)
    assert (again.edtf, again.zone, again.qualifier) == (when.edtf, when.zone, when.qualifier)


days = st.dates(date(1, 1, 1), date(9999, 12, 31))
forms = days.map(str).flatmap(
    lambda day: st.sampled_from([day, day[:7], day[:4], f"{day[:4]}-XX", f"{day[:7]}-XX"])
)


def struct(moment: object) -> tuple[int, ...]:
    return tuple(moment)[:3]  # type: ignore[arg-type]


def ymd(instant: datetime | None) -> tuple[int, ...]:
    assert instant is not None
    return (instant.year, instant.month, instant.day)


@given(forms, st.sampled_from(["", "?", "~", "%"]))
def test_another_reader_of_edtf_finds_the_same_first_and_last_day(text: str, mark: str) -> None:
    written = text if "X" in text else text + mark
    ours, theirs = parse_edtf(written), oracle(written)
    assert (ymd(ours.earliest), ymd(ours.latest)) == (
        struct(theirs.lower_strict()),
        struct(theirs.upper_strict()),
    )


@given(days, days)
def test_another_reader_of_edtf_finds_the_same_interval(a: date, b: date) -> None:
    text = f"{min(a, b)}/{max(a, b)}"
    ours, theirs = parse_edtf(text), oracle(text)
    assert (ymd(ours.earliest), ymd(ours.latest)) == (
        struct(theirs.lower_strict()),
        struct(theirs.upper_strict()),
    )


@pytest.mark.parametrize("text", ["202X", "20XX", "2024-12-10/2024", "2024-12-13T08:12:30Z"])
def test_another_reader_agrees_on_decades_and_mixed_ends(text: str) -> None:
    ours, theirs = parse_edtf(text), oracle(text)
    assert (ymd(ours.earliest), ymd(ours.latest)) == (
        struct(theirs.lower_strict()),
        struct(theirs.upper_strict()),
    )


@given(st.text(st.characters(), max_size=24) | st.text("0123456789-/:.TZX?~%+ ", max_size=24))
def test_any_text_is_a_date_or_a_word_error(text: str) -> None:
    try:
        when = parse_edtf(text)
    except WordError:
        return
    assert when.earliest is not None or when.latest is not None


@given(
    st.from_regex(
        r"\A[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+-][01][0-9]:[0-6][0-9])?\Z"
    )
)
def test_any_digits_in_the_form_of_a_date_time_are_one_or_a_word_error(text: str) -> None:
    try:
        when = parse_edtf(text)
    except WordError:
        return
    assert parse_edtf(when.edtf).latest == when.latest
