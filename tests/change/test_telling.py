"""A look tells an absence only where it saw the place, lists the whole type, and marked what it counted."""

from __future__ import annotations

from dataclasses import replace

from change.looking import TREE, look
from obslog.change.telling import Telling
from obslog.model.looks import Visible

IL76 = ("Il-76",)
SEEN = {"north": 1.0, "south": 1.0}


def why(telling: Telling, *types: str, area: str | None = "north", shown: bool | None = True) -> str | None:
    return telling.untold(types or IL76, area, shown)


def test_a_whole_part_and_a_complete_list_tell_an_absence() -> None:
    assert why(Telling(TREE, look(SEEN, complete_for=["transport"]), [])) is None
    assert why(Telling(TREE, look(SEEN, none=["Il-76"]), [])) is None


def test_a_type_that_nobody_listed_may_be_there() -> None:
    silent = Telling(TREE, look(SEEN, "An-124=2"), [(("An-124",), "south")] * 2)
    assert why(silent) == "the look does not say that it lists every Il-76"
    # What was counted and marked is listed: a third An-124 on the north apron would have been seen.
    assert why(silent, "An-124") is None
    # Counted on the south apron alone, it says nothing of the north.
    south = Telling(TREE, look(SEEN, "An-124=2@south"), [(("An-124",), "south")] * 2)
    assert why(south, "An-124") == "the look does not say that it lists every An-124"


def test_what_is_counted_from_below_or_without_marks_may_be_anywhere() -> None:
    open_ = Telling(TREE, look(SEEN, "Il-76=1+@north"), [(IL76, "north")])
    assert why(open_) == "the look does not say that it lists every Il-76"
    unmarked = Telling(TREE, look(SEEN, "Il-76=3@north"), [(IL76, "north")])
    assert why(unmarked) == "up to 3 Il-76 counted, 1 marked"
    assert why(Telling(TREE, look(SEEN, "Il-76=1@north"), [(IL76, "north")])) is None


def test_a_count_without_an_area_is_held_against_all_marks() -> None:
    anywhere = look(SEEN, "Il-76=2")
    assert why(Telling(TREE, anywhere, [(IL76, "south")] * 2)) is None
    assert why(Telling(TREE, anywhere, [(IL76, "south")])) == "up to 2 Il-76 counted, 0 marked"


def test_a_part_not_seen_tells_nothing() -> None:
    part = {"north": 0.7, "south": 1.0}
    assert (
        why(Telling(TREE, look(part, none=["Il-76"]), [])) == "only 70% of north was visible, and not which"
    )
    assert why(Telling(TREE, look(part, none=["Il-76"]), []), area="south") is None
    unknown = Telling(TREE, look({"north": None, "south": 1.0}, none=["Il-76"]), [])
    assert why(unknown) == "it is not known how much of north was visible"
    assert (
        why(Telling(TREE, look({"south": 1.0}, none=["Il-76"], parts=("north", "south")), []))
        == "north not covered"
    )
    cloudy = look({"north": 0.0, "south": 1.0}, none=["Il-76"], hidden={"north": "cloud"})
    assert why(Telling(TREE, cloudy, [])) == "north not observable: cloud"


def test_a_part_that_the_image_cuts_is_told_where_the_image_shows_the_place() -> None:
    cut = look({"north": 0.7, "south": 1.0}, none=["Il-76"])
    cut = replace(cut, visible={**cut.visible, "north": Visible(0.7, "footprint")})
    assert why(Telling(TREE, cut, []), shown=True) is None
    assert why(Telling(TREE, cut, []), shown=False) == "outside the image or at its edge"
    assert "not which" in (why(Telling(TREE, cut, []), shown=None) or "")


def test_without_an_area_every_part_must_have_been_seen() -> None:
    assert why(Telling(TREE, look(SEEN, none=["Il-76"], parts=("north", "south")), []), area=None) is None
    part = look({"north": 1.0, "south": 0.5}, none=["Il-76"], parts=("north", "south"))
    assert why(Telling(TREE, part, [], {"south": "south apron"}), area=None) == (
        "only 50% of south apron was visible, and not which"
    )


def test_an_image_too_coarse_clears_nothing() -> None:
    coarse = Telling(TREE, look(SEEN, none=["Su-34"], resolved=30.0), [])
    assert why(coarse, "Su-34") == "the image may be too coarse to show Su-34"
