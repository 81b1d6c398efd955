"""Opportunities in order: what rules a pass out, what puts one before another, and the sentence that says so."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from obslog.model.requirements import SensorKind
from obslog.tasking.choosing.opportunities import Baseline
from obslog.tasking.choosing.prices import prices_of
from obslog.tasking.choosing.ranking import rank, timeliness
from obslog.tasking.choosing.reasons import ruled_out_words
from obslog.tasking.choosing.sky import Sky
from tasking.overhead import END, OPTICAL, RADAR, START, asked, over

PRICES = prices_of(
    "provider,price_per_km2,minimum_km2,currency,collected\nEye Inc,10,25,EUR,0.5\n", "prices.csv"
)


def order(found: object) -> list[float]:
    return [one.hours for one in found.opportunities]  # type: ignore[attr-defined]


def test_the_better_chance_comes_first_and_the_sooner_of_two_alike() -> None:
    ranked = rank(asked(), [over(30), over(10, off_nadir=44), over(20, sun=2), over(9)])
    assert order(ranked) == pytest.approx([9, 30, 10, 20])
    assert [one.place for one in ranked.opportunities] == [1, 2, 3, 4]


def test_each_says_why_it_stands_where_it_stands() -> None:
    first, second, third = rank(asked(), [over(9), over(10, off_nadir=44), over(40, sun=2)]).opportunities
    assert "first" in first.why and "60 % for a usable image" in first.why and "in 9 h" in first.why
    assert "it looks more obliquely" in second.why and "44°" in second.why
    assert "the sun stands lower" in third.why


@pytest.mark.parametrize(
    ("view", "needs", "reason"),
    [
        (over(5, None), {}, "by satellites that the table of sensors does not have"),
        (over(5, RADAR, off_nadir=30), {"sensor": SensorKind.OPTICAL}, "by radar, where an optical image is asked"),
        (over(5), {"sensor": SensorKind.SAR}, "by optical sensors, where radar is asked"),
        (over(5, fits=False), {}, "out of the sensor's reach"),
        (over(5, off_nadir=44, worst=2), {}, "out of the sensor's reach"),
        (over(5, RADAR, off_nadir=44, worst=3), {}, "out of the sensor's reach"),
        (over(5, off_nadir=24, worst=2), {"max_off_nadir_deg": 25.0}, "more oblique than 25°"),
        (over(5, sun=-3), {}, "at night"),
        (over(5, sun=8), {"min_sun_deg": 15.0}, "with the sun below 15°"),
        (over(5), {"max_gsd_m": 0.5}, "coarser than 0.5 m"),
        (over(5), {"min_niirs": 5.0}, "below NIIRS 5 (estimate)"),
        (over(400), {}, "too late to be of use"),
    ],
)  # fmt: skip
def test_what_rules_a_pass_out(view: object, needs: dict[str, object], reason: str) -> None:
    ranked = rank(asked(**needs), [view])  # type: ignore[list-item]
    assert not ranked.opportunities and ranked.ruled_out == ((reason, 1),)


def test_radar_sees_at_night_and_through_cloud() -> None:
    (one,) = rank(asked(), [over(5, RADAR, off_nadir=30, sun=-40)]).opportunities
    assert one.likelihood.chance is not None and one.likelihood.chance > 0.99
    assert "the sky does not matter" in one.why


def test_what_is_ruled_out_is_counted_by_reason() -> None:
    views = [over(1, sun=-5), over(2, sun=-9), over(3, fits=False), over(4)]
    ranked = rank(asked(), views)
    said = ruled_out_words(ranked.ruled_out, ranked.passes)
    assert said == "Of 4 passes 3 are ruled out: 2 at night, 1 out of the sensor's reach."
    assert ruled_out_words((), 0) == "No satellite passes in that time."


def test_a_systematic_satellite_cannot_be_ordered_and_that_is_said() -> None:
    (one,) = rank(replace(asked(), prices=PRICES), [over(4, replace(OPTICAL, taskable=False))]).opportunities
    assert not one.taskable and one.cost is None and "systematic" in one.notes[0]
    assert "if it is collected" not in one.why


def test_ground_wider_than_a_swath_takes_strips_and_pays_for_each() -> None:
    wide = replace(over(4), across_km=30.0)
    (one,) = rank(
        replace(asked(), prices=PRICES, aim=replace(asked().aim, area_km2=90.0)), [wide]
    ).opportunities
    assert wide.collects == 3 and any("3 strips" in note for note in one.notes)
    assert one.cost is not None and one.cost.billed_km2 == 90
    assert replace(over(4), across_km=12.0).collects == 1


def test_the_user_s_prices_bring_cost_and_the_chance_of_being_collected() -> None:
    (one,) = rank(replace(asked(), prices=PRICES), [over(4)]).opportunities
    assert one.cost is not None and one.cost.amount == 250
    assert one.likelihood.chance == pytest.approx(0.3, abs=0.01)
    assert "30 % for a usable image, in 4 h" in one.why


def test_by_cost_the_cheapest_usable_image_comes_first_and_what_has_no_price_last() -> None:
    other = replace(OPTICAL, norad_id=7, operator="Other")
    ranked = rank(replace(asked(), prices=PRICES), [over(4, other), over(9, off_nadir=40), over(20)], "cost")
    assert order(ranked) == pytest.approx([20, 9, 4])
    assert "none is known for it" in ranked.opportunities[2].why


def test_by_time_the_first_comes_first() -> None:
    ranked = rank(asked(), [over(40), over(10, off_nadir=44), over(90)], "time")
    assert order(ranked) == pytest.approx([10, 40, 90])
    assert "30 h later" in ranked.opportunities[1].why


def test_an_unknown_sky_is_never_a_figure() -> None:
    (one,) = rank(replace(asked(), sky=Sky(("Tartus",))), [over(4)]).opportunities
    assert one.likelihood.chance is None
    assert "the sky is not known" in one.why and "50" not in one.why


def test_elements_grown_old_are_said_to_leave_the_angle_in_doubt() -> None:
    (one,) = rank(asked(max_off_nadir_deg=25.0), [over(4, off_nadir=24, element_age_days=20.0)]).opportunities
    assert "may miss the limit of 25°" in one.notes[0]


def test_water_shines_where_the_sun_mirrors_into_the_line_of_sight() -> None:
    (one,) = rank(asked(), [replace(over(4), glint_deg=6.0)]).opportunities
    assert "water would shine" in one.notes[0]
    (radar,) = rank(asked(), [replace(over(4, RADAR, off_nadir=30), glint_deg=6.0)]).opportunities
    assert radar.notes == ()


def test_a_pass_under_the_same_sun_and_angle_as_the_earlier_image_is_pointed_out() -> None:
    base = Baseline("image 7d23668337d6", 12.0, 35.0)
    ranked = rank(replace(asked(), baseline=base), [over(4), over(28, off_nadir=30)])
    assert "easy to compare" in ranked.opportunities[0].notes[0]
    assert ranked.opportunities[1].notes == ()


def test_timeliness_falls_to_what_is_chosen_for_the_last_moment() -> None:
    assert timeliness(START, START, END) == 1
    assert timeliness(END, START, END) == 0.5
    assert timeliness(START + timedelta(days=5), START, END) == pytest.approx(0.75)
    assert timeliness(START, START, START) == 1


def test_the_order_of_passes_does_not_matter_even_among_ties() -> None:
    views = [over(h % 5, off_nadir=10.0 + h % 3, number=100 + h) for h in range(30)]
    mixed = list(views)
    random.Random(3).shuffle(mixed)
    for by in ("chance", "time", "cost"):
        assert rank(asked(), views, by) == rank(asked(), mixed, by)
