"""How often a picture is sent: by the line, by what it costs to make, and never onto a pile."""

from __future__ import annotations

import pytest

from obslog.tui.widgets.pacing import LOCAL, MOSH, SSH, Pace, frames_per_second


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("environ", "most"),
    [
        ({}, LOCAL),
        ({"SSH_CONNECTION": "a 1 b 22"}, SSH),
        ({"SSH_CONNECTION": "a 1 b 22", "MOSH_CONNECTION": "1"}, MOSH),
    ],
)
def test_a_slow_line_gets_fewer_pictures(environ: dict[str, str], most: float) -> None:
    assert frames_per_second(environ) == most
    assert Pace(most).is_slow == bool(environ)


def test_the_first_picture_is_made_at_once_and_the_next_in_its_turn() -> None:
    clock = Clock()
    pace = Pace(10, clock)
    assert pace.wait(0) == 0
    pace.ended(pace.began())
    assert pace.wait(0) == pytest.approx(0.1)
    clock.now += 0.2
    assert pace.wait(0) == 0


def test_pictures_that_are_dear_leave_time_for_keys() -> None:
    clock = Clock()
    pace = Pace(30, clock)
    for _ in range(20):
        began = pace.began()
        clock.now += 0.1
        pace.ended(began)
    # Half of the time at the most goes into pictures.
    assert pace.wait(0) == pytest.approx(0.1, abs=0.01)


def test_one_long_picture_does_not_slow_those_after_it_for_long() -> None:
    clock = Clock()
    pace = Pace(30, clock)
    for took in (0.5, *[0.005] * 10):
        began = pace.began()
        clock.now += took
        pace.ended(began)
    assert pace.wait(0) <= 1 / 30


def test_nothing_is_added_to_what_the_terminal_has_not_taken() -> None:
    pace = Pace(30, Clock())
    assert pace.wait(0) == 0 < pace.wait(1)
