"""The palette: what is usually counted at a site, one digit each."""

from __future__ import annotations

from obslog.model.counts import Count
from obslog.model.looks import Look, Scope, Sighting
from obslog.model.when import UNDATED
from obslog.tui.scene.palette import digit_of, extended, usual


def look(*types: str, none: tuple[str, ...] = ()) -> Look:
    seen = tuple(Sighting(tuple(name.split("|")), Count.exactly(1)) for name in types)
    return Look("L", UNDATED, {}, seen, none=tuple(Scope(name) for name in none))


def test_what_is_counted_most_often_comes_first() -> None:
    looks = [look("A-50"), look("Il-76", "A-50"), look("Il-76"), look("Il-76", none=("fighter",))]
    assert usual(looks) == (("Il-76",), ("A-50",), ("fighter",))


def test_among_equals_the_newest_comes_first() -> None:
    assert usual([look("Tu-95"), look("An-124")]) == (("Tu-95",), ("An-124",))


def test_a_candidate_set_is_one_entry() -> None:
    assert usual([look("An-26|An-32")]) == (("An-26", "An-32"),)


def test_a_new_type_takes_the_next_digit_and_the_others_keep_theirs() -> None:
    palette = extended((("Il-76",), ("A-50",)), ("Tu-95",))
    assert digit_of(palette, ("A-50",)) == "2" and digit_of(palette, ("Tu-95",)) == "3"
    assert extended(palette, ("A-50",)) == palette


def test_a_full_palette_gives_up_its_last() -> None:
    full = tuple((f"T{number}",) for number in range(9))
    assert extended(full, ("new",)) == (*full[:8], ("new",))
