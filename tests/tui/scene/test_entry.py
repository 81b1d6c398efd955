"""A count typed character by character on a row of the tally."""

from __future__ import annotations

import pytest

from obslog.tui.scene.entry import CountEntry


def typed(text: str, now: int = 0) -> CountEntry:
    entry = CountEntry()
    for character in text:
        entry = entry.typed(character, now)
    return entry


@pytest.mark.parametrize(
    ("keys", "bounds"),
    [
        ("2", (2, 2)),
        ("2+", (2, None)),
        ("2-4", (2, 4)),
        ("~40", (32, 48)),
        ("<=3", (0, 3)),
        ("<3", (0, 2)),
        (">3", (4, None)),
        ("0", (0, 0)),
        ("12", (12, 12)),
    ],
)
def test_figures_are_counts(keys: str, bounds: tuple[int, int | None]) -> None:
    count = typed(keys).count
    assert count is not None
    assert (count.lo, count.hi) == bounds


@pytest.mark.parametrize("keys", ["2-", "~", "<", "4-2", "~0"])
def test_what_is_not_whole_is_no_count(keys: str) -> None:
    assert typed(keys).count is None


def test_what_cannot_follow_is_dropped() -> None:
    assert typed("2+4").text == "2+"
    assert typed("~~4").text == "~4"
    assert typed("2--4").text == "2-4"


def test_a_plus_alone_makes_what_is_marked_the_least() -> None:
    assert typed("+", now=3).text == "3+"
    assert typed("-5", now=3).text == "3-5"
    assert typed("+", now=0).text == ""


def test_the_last_character_is_erased() -> None:
    assert typed("2-4").erased().text == "2-"
    assert not typed("2").erased()
