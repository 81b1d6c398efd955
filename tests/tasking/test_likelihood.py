"""The chance of a usable image: each factor with its basis, the unknown never a figure, near attempts one sky."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.requirements import Needs
from obslog.orbits.geometry import niirs_estimate
from obslog.tasking.choosing.collecting import Collected
from obslog.tasking.choosing.likelihood import (
    Attempt,
    Seen,
    angle_doubt_deg,
    chance_of_any,
    gsd_of_niirs,
    likelihood,
)
from obslog.tasking.choosing.sky import ClearSky
from obslog.tasking.percentages import percent

START = datetime(2024, 12, 10, tzinfo=UTC)
NEEDS = Needs(START, START + timedelta(days=10), max_gsd_m=0.5)
GOOD = Seen("optical", 10.0, 45.0, 0.3, 0.5)
CLEAR = ClearSky(0.6, "climatology", "clear sky 60 %")
UNKNOWN = ClearSky(None, "unknown", "clear sky unknown")


def test_a_steep_sharp_view_in_good_light_is_as_likely_as_its_sky() -> None:
    found = likelihood(GOOD, NEEDS, CLEAR)
    assert found.chance == pytest.approx(0.6, abs=0.001)
    assert {f.what for f in found.factors} == {"sky", "angle", "sun", "sharpness", "orbit"}
    assert all(f.basis and f.words for f in found.factors)


def test_an_unknown_sky_is_ranked_but_never_printed() -> None:
    found = likelihood(GOOD, NEEDS, UNKNOWN)
    assert found.chance is None and found.ranks_as == pytest.approx(0.5, abs=0.001)
    sky = found.factors[0].wire()
    assert sky["chance"] is None and "5" not in str(sky["words"])


def test_what_a_clear_sky_would_give_is_known_though_the_sky_is_not() -> None:
    assert likelihood(GOOD, NEEDS, UNKNOWN).chance_if_clear == pytest.approx(1.0, abs=0.001)


def test_oblique_low_and_blunt_views_are_less_likely() -> None:
    for worse in (
        Seen("optical", 40.0, 45.0, 0.3, 0.5),
        Seen("optical", 10.0, 5.0, 0.3, 0.5),
        Seen("optical", 10.0, 45.0, 0.5, 0.5),
        Seen("optical", 10.0, 45.0, 0.3, 25.0),
    ):
        assert likelihood(worse, NEEDS, CLEAR).ranks_as < likelihood(GOOD, NEEDS, CLEAR).ranks_as


def test_night_and_angle_mean_nothing_to_radar() -> None:
    found = likelihood(Seen("sar", 40.0, -30.0, 0.5, 0.5), NEEDS, ClearSky(1.0, "radar", "radar"))
    assert {f.what for f in found.factors} == {"sky", "sharpness", "orbit"}


def test_radar_has_no_niirs() -> None:
    needs = Needs(NEEDS.earliest, NEEDS.latest, min_niirs=5.0)
    found = likelihood(Seen("sar", 40.0, -30.0, 0.5, 0.5), needs, ClearSky(1.0, "radar", "radar"))
    assert found.chance is None and any("radar" in f.words for f in found.factors if not f.known)


def test_an_unknown_pixel_is_flagged_where_a_floor_is_asked() -> None:
    found = likelihood(Seen("optical", 10.0, 45.0, None, 0.5), NEEDS, CLEAR)
    assert found.chance is None and any("pixel size not known" in f.words for f in found.factors)


def test_nothing_is_said_of_the_provider_unless_it_is_known() -> None:
    assert likelihood(
        Seen("optical", 10, 45, 0.3, 0.5, Collected(0.8, "prices", "")), NEEDS, CLEAR
    ).chance == pytest.approx(0.48, abs=0.001)


@given(st.floats(0, 9))
def test_pixel_and_niirs_turn_into_each_other(level: float) -> None:
    assert niirs_estimate(gsd_of_niirs(level)) == pytest.approx(level, abs=1e-9)


@given(
    st.sampled_from(["optical", "sar"]),
    st.floats(0, 70),
    st.floats(-90, 90),
    st.none() | st.floats(0.01, 1000),
    st.floats(0, 200),
    st.none() | st.floats(0, 1),
)
def test_every_factor_is_a_share(
    kind: str, angle: float, sun: float, gsd: float | None, age: float, collected: float | None
) -> None:
    stated = None if collected is None else Collected(collected, "prices", "")
    found = likelihood(Seen(kind, angle, sun, gsd, age, stated), NEEDS, CLEAR)
    assert all(0 <= f.value <= 1 for f in found.factors)


def test_old_elements_leave_the_angle_in_doubt() -> None:
    assert angle_doubt_deg(0) == 0
    assert angle_doubt_deg(7.9) == pytest.approx(0.4)
    assert angle_doubt_deg(23) == pytest.approx((2.1 + 6.1) / 2)
    assert angle_doubt_deg(1000) == 12


def test_percentages_do_not_claim_what_is_not_certain() -> None:
    assert (percent(0), percent(0.001), percent(0.61), percent(0.999), percent(1)) == (
        "0 %", "under 1 %", "61 %", "over 99 %", "100 %",
    )  # fmt: skip


shares = st.floats(0, 1)
attempts = st.lists(
    st.builds(
        lambda hours, sky, rest: Attempt(START + timedelta(hours=hours), sky, rest),
        st.integers(0, 400),
        shares,
        shares,
    ),
    max_size=5,
)


@given(attempts)
def test_attempts_together_do_no_worse_than_the_best_and_no_better_than_if_independent(
    some: list[Attempt],
) -> None:
    together = chance_of_any(some)
    assert together >= max((a.chance for a in some), default=0.0) - 1e-9
    assert together <= 1 - math.prod(1 - a.chance for a in some) + 1e-9


@given(attempts, st.integers(0, 400), shares, shares)
def test_one_more_attempt_never_hurts(some: list[Attempt], hours: int, sky: float, rest: float) -> None:
    more = Attempt(START + timedelta(hours=hours), sky, rest)
    assert chance_of_any([*some, more]) >= chance_of_any(some) - 1e-9


@given(attempts)
def test_without_lasting_weather_attempts_are_independent(some: list[Attempt]) -> None:
    apart = [Attempt(a.at + timedelta(seconds=n), a.sky, a.rest) for n, a in enumerate(some)]
    expected = 1 - math.prod(1 - a.chance for a in apart)
    assert chance_of_any(apart, lasts_days=0) == pytest.approx(expected, abs=1e-9)


@given(attempts, st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_named_does_not_matter(
    some: list[Attempt], shuffler: random.Random
) -> None:
    mixed = list(some)
    shuffler.shuffle(mixed)
    assert chance_of_any(mixed) == chance_of_any(some)


def test_two_satellites_within_the_hour_share_one_sky() -> None:
    both = [Attempt(START, 0.6, 1.0), Attempt(START + timedelta(minutes=1), 0.6, 1.0)]
    assert chance_of_any(both) == pytest.approx(0.6, abs=0.001)
    apart = [Attempt(START, 0.6, 1.0), Attempt(START + timedelta(days=9), 0.6, 1.0)]
    assert chance_of_any(apart) == pytest.approx(0.84, abs=0.001)


def test_radar_beside_optical_is_a_draw_of_its_own() -> None:
    both = [Attempt(START, 0.5, 1.0), Attempt(START, 1.0, 0.8)]
    assert chance_of_any(both) == pytest.approx(1 - 0.5 * 0.2)


def test_it_agrees_with_drawing_the_weather_itself() -> None:
    some = [
        Attempt(START, 0.5, 0.9),
        Attempt(START + timedelta(hours=12), 0.3, 0.8),
        Attempt(START + timedelta(days=2), 0.7, 0.6),
    ]
    chance = random.Random(7)
    hits, rounds = 0, 40_000
    for _ in range(rounds):
        sky, before, usable = chance.random(), START, False
        for attempt in some:
            days = (attempt.at - before) / timedelta(days=1)
            if chance.random() > math.exp(-days):
                sky = chance.random()
            usable |= sky < attempt.sky and chance.random() < attempt.rest
            before = attempt.at
        hits += usable
    assert chance_of_any(some) == pytest.approx(hits / rounds, abs=0.012)
