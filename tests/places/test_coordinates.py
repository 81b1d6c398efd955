"""Positions as people write them, and back."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.places.coordinates import STYLES, format_position, parse_position

LONS = st.floats(-180, 180)
LATS = st.floats(-90, 90)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Geodesic distance of two (longitude, latitude)."""
    from geographiclib.geodesic import Geodesic

    return float(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"])


@pytest.mark.parametrize(
    "text",
    [
        "35.401,35.949",
        "35.401, 35.949",
        "35.401 35.949",
        "35.401;35.949",
        "+35.401 +35.949",
        "35.401N 35.949E",
        "35.401N, 35.949E",
        "35.401 n 35.949 e",
        "35.949E 35.401N",
        "N35.401 E35.949",
        "E 35.949, N 35.401",
        "35.401° N, 35.949° E",
        "35.401º,35.949º",
        "lat 35.401 lon 35.949",
        "lon: 35.949, lat: 35.401",
        "Latitude 35.401 Longitude 35.949",
        "35,401 35,949",
        "35,401; 35,949",
        "35,401N, 35,949E",
        "35.401 north 35.949 east",
    ],
)
def test_decimal_degrees_in_the_forms_people_write(text: str) -> None:
    assert parse_position(text) == (35.949, 35.401)


@pytest.mark.parametrize(
    "text",
    [
        "35°24'04\"N 35°56'56\"E",
        "35° 24' 04\" N, 35° 56' 56\" E",
        "35°24′04″N 35°56′56″E",
        "35°24'04''N 35°56'56''E",
        "35°56'56\"E 35°24'04\"N",
        "N35°24'04\" E35°56'56\"",
        "352404N 0355656E",
        "352404N0355656E",
        "N352404 E0355656",
        "35 24 04 N 35 56 56 E",
        "35 24 04 35 56 56",
        "35 24 04, 35 56 56",
        "35:24:04 35:56:56",
        "35:24:04N 35:56:56E",
        "35 deg 24 min 04 sec N 35 deg 56 min 56 sec E",
    ],
)
def test_degrees_minutes_seconds_in_the_forms_people_write(text: str) -> None:
    lon, lat = parse_position(text)
    assert lat == pytest.approx(35 + 24 / 60 + 4 / 3600)
    assert lon == pytest.approx(35 + 56 / 60 + 56 / 3600)


@pytest.mark.parametrize("text", ["35 24.5N 35 56.5E", "3524.5N 03556.5E", "35°24.5' 35°56.5'"])
def test_degrees_and_minutes_without_seconds(text: str) -> None:
    assert parse_position(text) == (pytest.approx(35 + 56.5 / 60), pytest.approx(35 + 24.5 / 60))


@pytest.mark.parametrize(
    "text", ["-33.5,-70.25", "33.5S 70.25W", "70.25W 33.5S", "\u221233.5 \u221270.25", "33 30 S 70 15 W"]
)
def test_south_and_west_are_below_zero(text: str) -> None:
    assert parse_position(text) == (-70.25, -33.5)


@pytest.mark.parametrize(
    "text",
    [
        "36SYE6782021508",
        "36SYE 67820 21508",
        "36S YE 67820 21508",
        "36 S YE 6782021508",
        "MGRS 36sye6782021508",
    ],
)
def test_mgrs_is_read_with_and_without_blanks(text: str) -> None:
    assert metres_between(parse_position(text), (35.948995, 35.400998)) < 1


def test_an_mgrs_square_is_read_as_its_centre() -> None:
    assert metres_between(parse_position("36SYE6721"), parse_position("36SYE6750021500")) < 1


def test_an_mgrs_square_may_be_named_from_the_next_zone() -> None:
    assert metres_between(parse_position("37SBV 12345 67890"), (35.816384, 35.813033)) < 1


@pytest.mark.parametrize(
    "text",
    [
        "36N 767820 3921508",
        "36 N 767820 3921508",
        "UTM 36N 767820 3921508",
        "zone 36N 767820mE 3921508mN",
        "36N, 767820, 3921508",
        "36 north 767820 3921508",
    ],
)
def test_utm_with_a_zone_and_a_hemisphere(text: str) -> None:
    assert metres_between(parse_position(text), (35.94899, 35.400994)) < 2


def test_utm_may_be_counted_from_the_next_zone() -> None:
    assert parse_position("37N 223000 3921000") == (
        pytest.approx(35.95023, abs=1e-5),
        pytest.approx(35.39391, abs=1e-5),
    )


def test_utm_with_a_band_must_agree_with_its_northing() -> None:
    assert parse_position("37T 500000 4700000")[1] == pytest.approx(42.45, abs=0.01)
    with pytest.raises(WordError, match="not in band T"):
        parse_position("37T 500000 3921508")
    assert parse_position("19H 350000 6300000")[1] < 0


def test_a_zone_s_is_refused_where_it_may_be_a_band_or_a_hemisphere() -> None:
    with pytest.raises(WordError, match="36 north or 36 south"):
        parse_position("36S 767820 3921508")
    assert parse_position("36S 767820 9000000")[1] == pytest.approx(-9.04, abs=0.01)
    assert parse_position("36 south 767820 3921508")[1] < -50


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "latitude first"),
        ("Khmeimim", "latitude first"),
        ("35.401", "latitude first"),
        ("35.401, 35.949, 12", "latitude first"),
        ("35 24 04 35 56", "latitude first"),
        ("nan, nan", "latitude first"),
        ("inf 35", "latitude first"),
        ("1e1, 2", "latitude first"),
        ("٣٥, ٣٦", "latitude first"),
        ("lat 35.4 35.9", "latitude first"),
        ("35.4, 35.9" + " " * 200, "latitude first"),
        ("120.5, 35.2", "longitude first"),
        ("91, 35", "latitude 91"),
        ("91N 200E", "latitude 91"),
        ("35, 181", "longitude 181"),
        ("35.4N 35.9N", "other E or W"),
        ("35.4E 35.9W", "other E or W"),
        ("-35.4N 35.9E", "not both"),
        ("35 60 00N 35 00 00E", "below 60"),
        ("35.5 30N 35 30E", "only the last"),
        ("35240N 0355656E", "packed"),
        ("37SBV", "digits"),
        ("37SBV123", "digits"),
        ("37SBV 123 4567", "digits"),
        ("37SBV 1234 123456", "digits"),
        ("99SBV 12345 67890", "no such MGRS"),
        ("37CBV 12345 67890", "outside zone 37"),
        ("36XYE 67820 21508", "no such MGRS"),
        ("61N 500000 3921508", "zone 1 to 60"),
        ("37N 99999 3921508", "easting"),
        ("37N 500000 10000001", "northing"),
        ("37N 500000 9900000", "beyond UTM"),
        ("37X 100000 9300000", "outside zone 37"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(WordError, match=hint):
        parse_position(text)


@given(st.text(max_size=120))
def test_any_text_is_a_position_or_a_word_error(text: str) -> None:
    with contextlib.suppress(WordError):
        lon, lat = parse_position(text)
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90


@given(st.text("0123456789.,;:°'\" -+NSEWYZABCXUTMlatong", max_size=40))
@example("1A")
@example("ZZZ0000")
@example("BAA0000")
@example("YZZ99999 99999")
@example("31XAA0000000000")
@example("60X 900000 9400000")
@example("01NORTH 100000 0")
def test_any_text_of_the_trade_is_a_position_or_a_word_error(text: str) -> None:
    with contextlib.suppress(WordError):
        lon, lat = parse_position(text)
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90


@given(st.from_regex(r"\A([0-9]{1,2}[C-X]|[ABYZ])[A-Z]{2}([0-9]{2}){2,5}\Z"))
def test_any_grid_reference_is_a_position_or_a_word_error(text: str) -> None:
    with contextlib.suppress(WordError):
        lon, lat = parse_position(text)
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90


@given(LONS, LATS, st.sampled_from(STYLES))
@example(180.0, 90.0, "mgrs")
@example(-180.0, -90.0, "utm")
@example(180.0, 0.0, "utm")
@example(-180.0, 0.0, "mgrs")
@example(9.0, 84.0, "utm")
@example(5.0, 60.0, "utm")
@example(20.9, 78.0, "mgrs")
@example(35.9999999999, 59.9999999999, "dms")
@example(-0.0, -0.0, "dd")
@example(3.0, 63.999999999, "mgrs")
@example(10.0, -1e-9, "utm")
@example(12.0, 1e-9, "mgrs")
@example(0.0, -1.448109899024191e-08, "mgrs")
def test_a_position_written_is_read_back_to_the_precision_of_the_style(
    lon: float, lat: float, style: str
) -> None:
    back = parse_position(format_position(lon, lat, style))
    assert metres_between(back, (lon, lat)) < {"dd": 0.9, "dms": 2.3, "mgrs": 1.1, "utm": 1.1}[style]


@given(LONS, st.integers(-10, 10).map(lambda band: band * 8.0), st.floats(-2e-5, 2e-5))
def test_a_grid_reference_at_the_edge_of_a_band_is_read_back(lon: float, edge: float, off: float) -> None:
    lat = edge + off
    assert metres_between(parse_position(format_position(lon, lat, "mgrs")), (lon, lat)) < 1.1


def test_the_styles_of_khmeimim() -> None:
    assert format_position(35.9487, 35.4011) == "35.40110N 35.94870E"
    assert format_position(35.9487, 35.4011, "dms") == "35°24'04.0\"N 35°56'55.3\"E"
    assert format_position(35.9487, 35.4011, "mgrs") == "36SYE 67793 21518"
    assert format_position(35.9487, 35.4011, "utm") == "36N 767793 3921519"
    assert format_position(-70.25, -33.5, "utm").startswith("19 south ")
    assert format_position(-70.25, -33.5) == "33.50000S 70.25000W"


def test_seconds_are_never_shown_as_sixty() -> None:
    assert format_position(0, 35.99999, "dms").startswith("36°00'00.0\"N")


def test_beyond_the_end_of_utm_mgrs_goes_on() -> None:
    assert format_position(0, 85, "utm") == format_position(0, 85, "mgrs")


@pytest.mark.parametrize(
    ("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0), (0, float("nan")), (float("inf"), 0)]
)
def test_what_is_not_on_earth_is_not_written(lon: float, lat: float) -> None:
    for style in STYLES:
        with pytest.raises(WordError):
            format_position(lon, lat, style)


def test_an_unknown_style_names_those_there_are() -> None:
    with pytest.raises(WordError, match="dd, dms, mgrs, utm"):
        format_position(0, 0, "gars")
