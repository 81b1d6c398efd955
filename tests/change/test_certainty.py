"""What an identification makes certain."""

from __future__ import annotations

import pytest

from change.looking import SAID, TREE
from obslog.change.certainty import Reading, certain_type, possible_types
from obslog.model.counts import Count
from obslog.model.looks import Confidence, Sighting


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("An-124=2", "An-124"),
        ("An-124=2; probable", "heavy transport"),
        ("An-124=2; possible", "aircraft"),
        ("An-124=2; certain transport; possible", "transport"),
        ("An-26|An-32=2", "tactical transport"),
        ("An-26|An-32=2; probable", "transport"),
        ("An-26|frigate=2; possible", "object"),
        ("object=2; probable", "object"),
    ],
)
def test_the_certain_type(text: str, certain: str) -> None:
    sighting = SAID.sighting(text)
    assert isinstance(sighting, Sighting)
    assert certain_type(TREE, sighting) == certain


def test_a_confirmed_set_can_be_its_members_and_nothing_else_between() -> None:
    sighting = Sighting(("An-26", "An-32"), Count.exactly(2))
    assert possible_types(TREE, sighting, Reading.STRICT) == ("An-26", "An-32")
    probable = Sighting(("An-26", "An-32"), Count.exactly(2), confidence=Confidence.PROBABLE)
    assert possible_types(TREE, probable, Reading.STRICT) == ("transport",)
    assert possible_types(TREE, probable, Reading.LABELLED) == ("An-26", "An-32")
