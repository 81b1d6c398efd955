"""Passes: the same windows and angles as skyfield finds on the same elements, wherever a search begins or ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from obslog.model.errors import WordError
from obslog.orbits.access import Limits, find_windows
from obslog.orbits.elements import ElementSet
from obslog.orbits.frames import normal_below, site_position
from obslog.orbits.grid import make_grid
from obslog.orbits.passes import Pass, Place, Wanted, find_passes
from obslog.orbits.reading import read_elements
from obslog.orbits.sensors import Sensor, read_sensors, shipped_sensors
from obslog.orbits.sun import solar_hour, sun_elevation_deg
from orbits.samples import EPOCH, as_tle, low_orbit
from realdata import shared_data

TARTUS = Place("Tartus", 35.87, 34.91)
PLACES = (TARTUS, Place("Longyearbyen", 15.6, 78.2), Place("Quito", -78.5, -0.2), Place("Fiji", 179.9, -17.8))
START = EPOCH + timedelta(hours=3)


def wanted(days: float = 2.0, **changed: Any) -> Wanted:
    return replace(Wanted(START, START + timedelta(days=days)), **changed)


def skyfield_sat(one: ElementSet) -> tuple[Any, Any]:
    """The oracle: the same elements in skyfield, with UT1 = UTC as ours have it."""
    from skyfield.api import EarthSatellite, load

    # Terrestrial time less UT1, where UT1 = UTC: 37 leap seconds and 32.184 s.
    ts = load.timescale(delta_t=69.184, builtin=True)
    return EarthSatellite.from_satrec(one.satrec(), ts), ts


def polished(one: ElementSet, place: Place, low: float, high: float) -> list[tuple[float, float]]:
    """(instant, elevation) of skyfield's culminations, from a 10 s grid refined by bounded minimisation."""
    from scipy.optimize import minimize_scalar
    from skyfield.api import wgs84

    sat, ts = skyfield_sat(one)
    difference = sat - wgs84.latlon(place.lat, place.lon, 0)

    def elevation(at: Any) -> Any:
        t = ts.from_datetimes([datetime.fromtimestamp(float(x), UTC) for x in np.atleast_1d(at)])
        return difference.at(t).altaz()[0].degrees

    seconds = np.arange(low, high, 10.0)
    heights = elevation(seconds)
    peaks = [
        i
        for i in range(1, len(seconds) - 1)
        if heights[i - 1] <= heights[i] > heights[i + 1] and heights[i] > -2
    ]
    found = []
    for i in peaks:
        best = minimize_scalar(
            # Counted from the peak of the grid: the method's own resolution is a share of the number.
            lambda x, at=seconds[i]: -float(elevation(at + x)[0]), bounds=(-10.0, 10.0), method="bounded",
            options={"xatol": 1e-4},
        )  # fmt: skip
        found.append((float(seconds[i] + best.x), -float(best.fun)))
    return found


@pytest.mark.parametrize("number", [1, 2, 5])
@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.name)
def test_culminations_are_those_of_skyfield(number: int, place: Place) -> None:
    one = low_orbit(number)
    ours = find_passes([one], [place], wanted(1.0, min_elevation_deg=0.0)).passes
    ours = [p for p in ours if p.clipped is None]
    low, high = START.timestamp(), (START + timedelta(days=1)).timestamp()
    theirs = [(t, e) for t, e in polished(one, place, low, high) if e > 0]
    for p in ours:
        near = min(theirs, key=lambda peak: abs(peak[0] - p.tca.timestamp()))
        assert abs(near[0] - p.tca.timestamp()) < 0.05
        assert abs(near[1] - p.max_elevation_deg) < 0.005
    # A culmination near an edge of the search may belong to a clipped window; all others are there.
    inner = [t for t, _ in theirs if low + 900 < t < high - 900]
    assert len([p for p in ours if low + 900 < p.tca.timestamp() < high - 900]) == len(inner)


@pytest.mark.parametrize("least", [0.0, 10.0, 30.0])
def test_windows_are_those_of_a_brute_force(least: float) -> None:
    for number in range(1, 6):
        one = low_orbit(number)
        for place in PLACES[:3]:
            ours = find_passes([one], [place], wanted(2.0, min_elevation_deg=least)).passes
            assert_same(brute_force(one, place, 2.0, lambda e, eta, m=least: e - m), ours)


@pytest.mark.parametrize("most", [15.0, 30.0, 45.0, 75.0])
def test_windows_by_off_nadir_are_those_of_a_brute_force(most: float) -> None:
    for number in range(1, 6):
        one = low_orbit(number)
        for place in PLACES[:3]:
            ours = find_passes([one], [place], wanted(2.0, max_off_nadir_deg=most)).passes
            # Behind the horizon the angle is small again: only what stands above it is seen.
            assert_same(brute_force(one, place, 2.0, lambda e, eta, m=most: np.minimum(e, m - eta)), ours)


def brute_force(one: ElementSet, place: Place, days: float, margin: Any) -> list[tuple[float, float]]:
    """(rise, set) by plain SGP4 every two seconds: no interpolation, no search for culminations."""
    from sgp4.api import jday

    from obslog.orbits.frames import sidereal_angle

    low = START.timestamp()
    seconds = np.arange(low, low + days * 86400 + 1, 2.0)
    jd, _ = jday(1970, 1, 1, 0, 0, 0)
    _, r, _ = one.satrec().sgp4_array(jd + np.floor(seconds / 86400), np.mod(seconds, 86400) / 86400)
    angle = sidereal_angle(seconds)
    c, s = np.cos(angle), np.sin(angle)
    fixed = np.stack((c * r[:, 0] + s * r[:, 1], c * r[:, 1] - s * r[:, 0], r[:, 2]), axis=-1)
    p, n = site_position(place.lon, place.lat)
    d = fixed - p
    slant = np.linalg.norm(d, axis=-1)
    elevation = np.degrees(np.arcsin(d @ n / slant))
    eta = np.degrees(np.arccos(np.sum(d * normal_below(fixed), axis=-1) / slant))
    inside = np.concatenate(([False], margin(elevation, eta) >= 0, [False]))
    starts, ends = np.flatnonzero(~inside[:-1] & inside[1:]), np.flatnonzero(inside[:-1] & ~inside[1:]) - 1
    return [(seconds[a], seconds[b]) for a, b in zip(starts, ends, strict=True)]


def assert_same(theirs: Sequence[tuple[float, float]], ours: Sequence[Pass]) -> None:
    mine = [(p.rise.timestamp(), p.set.timestamp()) for p in ours]
    for a, b in theirs:
        if b - a > 5:
            assert any(abs(a - x) <= 2.1 and abs(b - y) <= 2.1 for x, y in mine), (a, b)
    for x, y in mine:
        if y - x > 5:
            assert any(abs(a - x) <= 2.1 and abs(b - y) <= 2.1 for a, b in theirs), (x, y)


def test_where_a_search_begins_changes_nothing() -> None:
    elements = [low_orbit(n) for n in range(1, 6)]
    whole = find_passes(elements, PLACES, wanted(2.0, min_elevation_deg=5.0)).passes
    inner = [p for p in whole if p.rise > START + timedelta(hours=4)]
    for shift in (timedelta(seconds=1), timedelta(seconds=61.5), timedelta(hours=4)):
        later = find_passes(
            elements, PLACES, replace(wanted(2.0, min_elevation_deg=5.0), start=START + shift)
        ).passes
        assert [p for p in later if p.rise > START + timedelta(hours=4)] == inner


def test_two_halves_of_a_search_are_the_whole() -> None:
    elements = [low_orbit(n) for n in range(1, 6)]
    middle = START + timedelta(hours=20.5)
    whole = {(p.satellite, p.place, p.rise) for p in find_passes(elements, PLACES, wanted(2.0)).passes}
    first = find_passes(elements, PLACES, replace(wanted(2.0), end=middle)).passes
    second = find_passes(elements, PLACES, replace(wanted(2.0), start=middle)).passes
    joined = {
        (p.satellite, p.place, p.rise) for p in (*first, *second) if p.clipped != "start" or p.rise == START
    }
    assert joined == whole
    cut = {(p.satellite, p.place): p.set for p in first if p.clipped in ("end", "both")}
    assert {(p.satellite, p.place) for p in second if p.clipped in ("start", "both")} == set(cut)
    assert all(at == middle for at in cut.values())


def test_a_window_that_the_search_cuts_says_so_and_its_best_is_inside() -> None:
    one = low_orbit(1)
    inner = next(p for p in find_passes([one], [TARTUS], wanted(3.0)).passes if p.clipped is None)
    half = inner.tca + (inner.set - inner.tca) / 2
    (cut,) = [
        p for p in find_passes([one], [TARTUS], replace(wanted(3.0), start=half)).passes if p.rise == half
    ]
    assert cut.clipped == "start" and cut.tca == half
    assert cut.max_elevation_deg < inner.max_elevation_deg


def test_order_of_satellites_and_places_does_not_matter() -> None:
    elements = [low_orbit(n) for n in range(1, 6)]
    one = find_passes(elements, PLACES, wanted(1.0)).passes
    other = find_passes(elements[::-1], PLACES[::-1], wanted(1.0)).passes
    assert sorted(one, key=lambda p: (p.place, p.rise, p.satellite)) == sorted(
        other, key=lambda p: (p.place, p.rise, p.satellite)
    )


def test_each_instant_uses_the_elements_of_the_nearest_epoch() -> None:
    old = low_orbit(1)
    new = replace(
        old, epoch=old.epoch + timedelta(days=2), mean_anomaly_deg=(old.mean_anomaly_deg + 40) % 360
    )
    passes = find_passes([new, old, old], [TARTUS], wanted(3.0)).passes
    for p in passes:
        nearest = min((old, new), key=lambda s: s.age_days(p.tca))
        assert p.element_age_days == pytest.approx(nearest.age_days(p.tca), abs=1e-6)
    assert max(p.element_age_days for p in passes) < 1.2


def test_old_elements_are_warned_of_and_then_refused() -> None:
    one = low_orbit(1)
    week = replace(wanted(), start=EPOCH + timedelta(days=9), end=EPOCH + timedelta(days=10))
    table = find_passes([one], [TARTUS], week)
    assert table.passes and "more than 7 days" in table.messages[0]
    month = replace(wanted(), start=EPOCH + timedelta(days=29), end=EPOCH + timedelta(days=33))
    table = find_passes([one], [TARTUS], month)
    assert table.passes and max(p.element_age_days for p in table.passes) <= 30
    assert any("left out" in message for message in table.messages)
    assert (
        max(p.element_age_days for p in find_passes([one], [TARTUS], replace(month, stale=True)).passes) > 32
    )


def test_a_decayed_orbit_is_a_message_not_an_error() -> None:
    falling = low_orbit(1, mean_motion=16.35, eccentricity=0.0005, bstar=0.01)
    table = find_passes([falling, low_orbit(2)], [TARTUS], wanted(8.0))
    assert any("TEST-1" in message and "no position from" in message for message in table.messages)
    assert {p.satellite for p in table.passes} >= {"TEST-2"}


def test_a_geosynchronous_imager_is_in_view_all_the_time_or_never() -> None:
    parked = low_orbit(1, mean_motion=1.0027, eccentricity=0.0002, inclination_deg=0.1)
    p, _ = site_position(0.0, 0.0)
    grid = make_grid([parked], START, START + timedelta(days=1))
    x, y, _ = grid.state[0, 10, :3]
    lon = math.degrees(math.atan2(y, x))
    seen = find_passes([parked], [Place("below", lon, 10.0)], wanted(2.0)).passes
    assert [one.clipped for one in seen] == ["both"]
    assert find_passes([parked], [Place("behind", (lon + 360) % 360 - 180, 10.0)], wanted(2.0)).passes == ()
    assert p.shape == (3,)


def test_off_nadir_and_incidence_follow_from_each_other() -> None:
    for p in find_passes([low_orbit(n) for n in range(1, 6)], PLACES, wanted(1.0)).passes:
        assert p.incidence_deg > p.off_nadir_deg
        # sin i = (|r|/R) sin eta on a sphere: 0.3 degrees cover the ellipsoid.
        r = math.sqrt(
            6371**2 + p.slant_km**2 + 2 * 6371 * p.slant_km * math.cos(math.radians(p.incidence_deg))
        )
        spherical = math.degrees(math.asin(min(1.0, 6371 / r * math.sin(math.radians(p.incidence_deg)))))
        assert spherical == pytest.approx(p.off_nadir_deg, abs=0.35)


def test_the_sides_and_nodes_of_passes_are_told() -> None:
    """Going north over the equator, a place to the east lies to the right."""
    north = low_orbit(1, inclination_deg=90.0, eccentricity=0.0, mean_motion=15.0)
    for p in find_passes([north], [Place("Quito", -78.5, -0.2)], wanted(3.0)).passes:
        east_of_track = 180 < p.azimuth_deg < 360  # the satellite stands in the west
        if p.off_nadir_deg > 5:
            assert p.look == ("right" if (p.node == "ascending") == east_of_track else "left")


def test_the_sun_is_where_the_astronomical_algorithms_have_it() -> None:
    instants = np.array([START.timestamp() + 40_000.0 * i for i in range(200)])
    # An independent low-precision sun (Meeus, Astronomical Algorithms, chapter 25), good to 0.01 degrees.
    t = (instants / 86400 + 2440587.5 - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t
    anomaly = np.radians(357.52911 + 35999.05029 * t)
    centre = 1.914602 * np.sin(anomaly) + 0.019993 * np.sin(2 * anomaly) + 0.000289 * np.sin(3 * anomaly)
    apparent = np.radians(mean + centre - 0.00569 - 0.00478 * np.sin(np.radians(125.04 - 1934.136 * t)))
    tilt = np.radians(23.439291 - 0.0130042 * t)
    declination = np.arcsin(np.sin(tilt) * np.sin(apparent))
    right_ascension = np.arctan2(np.cos(tilt) * np.sin(apparent), np.cos(apparent))
    gmst = np.radians(280.46061837 + 360.98564736629 * (instants / 86400 + 2440587.5 - 2451545.0))
    for place in PLACES:
        _, n = site_position(place.lon, place.lat)
        ours = sun_elevation_deg(instants, n)
        hour = gmst + math.radians(place.lon) - right_ascension
        lat = math.radians(place.lat)
        theirs = np.degrees(
            np.arcsin(np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour))
        )
        assert np.max(np.abs(ours - theirs)) < 0.05


def test_solar_noon_is_where_the_sun_is_highest() -> None:
    _, n = site_position(TARTUS.lon, TARTUS.lat)
    seconds = START.timestamp() + np.arange(0, 86400, 60.0)
    highest = seconds[int(np.argmax(sun_elevation_deg(seconds, n)))]
    assert float(solar_hour(np.array([highest]), np.array([TARTUS.lon]))[0]) == pytest.approx(12.0, abs=0.05)


def test_interpolation_between_nodes_is_good_to_metres() -> None:
    elements = [low_orbit(n) for n in range(1, 11)]
    grid = make_grid(elements, START, START + timedelta(days=2))
    fine = make_grid(elements, START, START + timedelta(days=2), step_s=30.0)
    picked = np.arange(100, fine.seconds.size - 100, 7)
    for i in range(len(elements)):
        at, _ = grid.at(np.full(picked.size, i), fine.seconds[picked])
        assert np.max(np.linalg.norm(at - fine.state[i, picked, :3], axis=-1)) < 0.01


def test_sensors_say_whether_a_pass_can_give_an_image() -> None:
    one = low_orbit(1)
    optical = Sensor(
        "TEST-1", one.norad_id, "optical", gsd_m=0.5, max_off_nadir_deg=30.0, altitude_km=one.altitude_km
    )
    seen = find_passes([one], [TARTUS], wanted(5.0, min_elevation_deg=5.0), [optical]).passes
    assert {p.fits for p in seen} == {True, False}
    for p in seen:
        assert p.fits == (p.off_nadir_deg <= 30.0)
        assert p.gsd_m is not None and p.gsd_m >= 0.49
    radar = Sensor("TEST-1", one.norad_id, "sar", gsd_m=1.0, incidence_deg=(20.0, 50.0), look="right")
    for p in find_passes([one], [TARTUS], wanted(5.0), [radar]).passes:
        assert p.gsd_m is None
        assert p.fits == (20.0 <= p.incidence_deg <= 50.0 and p.look == "right")
        assert (p.why_not is None) == bool(p.fits)
    swath = Sensor("TEST-1", one.norad_id, "optical", gsd_m=10, swath_km=290.0, taskable=False)
    assert any(p.fits for p in find_passes([one], [TARTUS], wanted(9.0), [swath]).passes)


def test_kinds_of_sensor_keep_their_satellites() -> None:
    elements = [low_orbit(1), low_orbit(2), low_orbit(3)]
    sensors = [Sensor("a", 90_001, "optical"), Sensor("b", 90_002, "sar", incidence_deg=(20, 50))]
    assert {p.satellite for p in find_passes(elements, [TARTUS], wanted(kinds=("sar",)), sensors).passes} == {
        "TEST-2"
    }


def test_the_sun_can_be_asked_for() -> None:
    seen = find_passes([low_orbit(n) for n in range(1, 6)], [TARTUS], wanted(3.0, min_sun_deg=10.0)).passes
    assert seen and all(p.sun_elevation_deg >= 10.0 for p in seen)


@pytest.mark.parametrize(
    "changed",
    [
        {"end": START},
        {"end": START + timedelta(days=99)},
        {"min_elevation_deg": 10.0, "max_off_nadir_deg": 30.0},
        {"min_elevation_deg": 90.0},
        {"max_off_nadir_deg": 0.0},
        {"max_off_nadir_deg": float("nan")},
    ],
)
def test_limits_that_cannot_be_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(WordError):
        find_passes([low_orbit(1)], [TARTUS], replace(wanted(), **changed))


def test_the_table_of_sensors_that_ships_is_whole() -> None:
    sensors = shipped_sensors()
    assert len(sensors) == 97
    assert len({s.norad_id for s in sensors}) == 97
    assert all(s.source and s.gsd_m for s in sensors)
    assert all(s.incidence_deg and s.look for s in sensors if s.kind == "sar")
    assert any(s.approximate for s in sensors) and any(not s.taskable for s in sensors)


@pytest.mark.parametrize(
    "text",
    ["name\nx", "name,norad_id,sensor_type\nx,1,radio", "name,norad_id,sensor_type\nx,one,sar",
     "name,norad_id,sensor_type,gsd_m\nx,1,sar,-2"],
)  # fmt: skip
def test_a_wrong_table_of_sensors_is_one_line(text: str) -> None:
    with pytest.raises(WordError) as error:
        read_sensors(text, "mine.csv")
    assert "mine.csv" in str(error.value)


def test_the_verification_vectors_of_sgp4_pass() -> None:
    """Through our own reading of elements, where the set is one that we take."""
    folder = shared_data() / "orbits" / "sgp4_verification" / "sgp4"
    expected: dict[int, list[list[float]]] = {}
    number = 0
    for line in (folder / "tcppver.out").read_text(encoding="ascii").splitlines():
        words = line.split()
        if len(words) == 2 and words[1] == "xx":
            number = int(words[0])
        elif words and number:
            expected.setdefault(number, []).append([float(w) for w in words[:7]])
    text = (folder / "SGP4-VER.TLE").read_text(encoding="ascii")
    # Times to run stand behind the second line; a file of elements ends at column 69.
    lines = [line[:69] for line in text.splitlines() if line[:2] in ("1 ", "2 ")]
    compared = 0
    for one in read_elements("\n".join(lines).encode()):
        if not isinstance(one, ElementSet) or one.norad_id not in expected:
            continue
        satrec = one.satrec()
        for minutes, *state in expected[one.norad_id]:
            error, r, v = satrec.sgp4_tsince(minutes)
            if error == 0:
                # An epoch is kept to the microsecond: some 10 mm of flight.
                assert np.allclose(r, state[:3], atol=5e-5), (one.norad_id, minutes)
                assert np.allclose(v, state[3:6], atol=1e-6), (one.norad_id, minutes)
                compared += 1
    assert compared > 400


def test_the_real_catalogue_agrees_with_find_events() -> None:
    from skyfield.api import wgs84

    (path,) = (shared_data() / "orbits").glob("resource*.tle")
    elements = [one for one in read_elements(path.read_bytes()) if isinstance(one, ElementSet)][::12]
    start = datetime(2026, 5, 31, tzinfo=UTC)
    asked = Wanted(start, start + timedelta(days=4), min_elevation_deg=10.0)
    for one in elements:
        if one.is_geosynchronous:
            continue
        sat, ts = skyfield_sat(one)
        t, kinds = sat.find_events(
            wgs84.latlon(TARTUS.lat, TARTUS.lon), ts.from_datetime(asked.start), ts.from_datetime(asked.end),
            altitude_degrees=10.0,
        )  # fmt: skip
        events = {
            k: [x.utc_datetime().timestamp() for x, kind in zip(t, kinds, strict=True) if kind == k]
            for k in (0, 1, 2)
        }
        ours = [p for p in find_passes([one], [TARTUS], asked).passes if p.clipped is None]
        for p in ours:
            assert min(abs(p.rise.timestamp() - x) for x in events[0]) < 0.5
            assert min(abs(p.tca.timestamp() - x) for x in events[1]) < 0.3
            assert min(abs(p.set.timestamp() - x) for x in events[2]) < 0.5
        assert abs(len(events[1]) - len(ours)) <= 2


def test_a_tle_and_its_elements_make_the_same_passes() -> None:
    one = low_orbit(4)
    (read,) = read_elements(as_tle(one).encode())
    assert isinstance(read, ElementSet)
    ours, theirs = (find_passes([e], [TARTUS], wanted(2.0)).passes for e in (one, read))
    for a, b in zip(ours, theirs, strict=True):
        assert abs((a.tca - b.tca).total_seconds()) < 0.05


def test_a_grid_answers_for_other_limits_without_propagating_again() -> None:
    elements = [low_orbit(n) for n in range(1, 4)]
    grid = make_grid(elements, START, START + timedelta(days=1))
    points, normals = site_position([TARTUS.lon], [TARTUS.lat])
    wide, narrow = (
        find_windows(grid, points, normals, limits) for limits in (Limits(0.0), Limits(0.0, 30.0))
    )
    assert wide.tca.size > narrow.tca.size > 0


def test_a_catalogue_that_grew_old_is_one_line_with_how_many() -> None:
    old = [replace(low_orbit(n), name=f"DEMO-{n}") for n in range(1, 6)]
    later = Wanted(EPOCH + timedelta(days=60), EPOCH + timedelta(days=61))
    told = find_passes(old, [TARTUS], later).messages
    assert len(told) == 1
    assert told[0].startswith("5 satellites (DEMO-1, DEMO-2, DEMO-3 and 2 more): their elements of")
    assert "up to 61 days from the time asked" in told[0]
    assert len(find_passes(old[:2], [TARTUS], later).messages) == 2
