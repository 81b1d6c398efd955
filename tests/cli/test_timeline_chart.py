"""The timeline drawn by the command line is the chart of the terminal UI, with the lines below it."""

from __future__ import annotations

from commandline import obslog
from observing.scene import SITE, Airfield

ALL = {"complete_for": ["aircraft"], "resolves": "5", "visible": {"all": 1}}


def test_a_count_and_a_zero_are_drawn_with_the_gap_between(field: Airfield) -> None:
    field.look("2024-12-05T08:00:00Z", "An-124=2", **ALL)
    field.look("2024-12-13T08:00:00Z", **ALL)
    ran = obslog("timeline", SITE, "--type", "An-124", "--chart", log=field.where).ok()
    values = next(line for line in ran.out.splitlines() if line.startswith("0 "))
    assert values.split()[2:] == ["2", "‹8", "d›", "0"] or values.split()[2:] == ["2", "<8", "d>", "0"]
    assert "left after 5 Dec 2024 08:00Z, by 13 Dec 2024 08:00Z" in ran.out


def test_a_chart_wants_its_type_named(field: Airfield) -> None:
    assert obslog("timeline", SITE, "--chart", log=field.where).code == 2
