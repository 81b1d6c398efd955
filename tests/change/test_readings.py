"""Two analysts who read one image differently disagree with each other; the site does not contradict itself."""

from __future__ import annotations

from change.looking import TREE, look
from obslog.change.readings import Disagreement, readings_differ


def test_readings_of_one_image_that_cannot_both_be_right_are_named() -> None:
    one = look({"apron": 1.0}, "An-124=2", id="one", image="i")
    two = look({"apron": 1.0}, "An-124=3", id="two", image="i")
    assert readings_differ(TREE, [one, two]) == (
        Disagreement("i", ("An-124",), ("one", "two"), ((2, 2), (3, 3))),
    )


def test_a_label_a_bound_or_another_image_is_no_disagreement() -> None:
    firm = look({"apron": 1.0}, "An-124=2", id="firm", image="i")
    for other in (
        look({"apron": 1.0}, "An-124=2; probable", id="label", image="i"),
        look({"apron": 1.0}, "An-124=1+", id="bound", image="i"),
        look({"apron": 1.0}, "An-124=5", id="later", image="j"),
        look({"apron": 1.0}, "An-124=5", id="nameless"),
    ):
        assert readings_differ(TREE, [firm, other]) == ()
