"""The queue: images that nobody has closed a look at, newest first, each at the sites that it shows."""

from __future__ import annotations

import pytest

import obslog
from observing.scene import SITE, Airfield, ground
from obslog.model.errors import NotFoundError, WordError

DAY1, DAY2, DAY3 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z", "2024-12-15T07:02:00Z"


def test_what_waits_is_told_newest_first_and_undated_last(field: Airfield) -> None:
    undated, old, new = field.crop(), field.image(DAY1), field.image(DAY3)
    lines = field.log.queue()
    assert [line.image for line in lines] == [new, old, undated]
    assert [(line.when, line.basis) for line in lines] == [
        ("15 Dec 2024 07:02Z", "tags"), ("10 Dec 2024 08:00Z", "tags"), ("undated", "unknown"),
    ]  # fmt: skip
    assert (lines[0].site, lines[0].name, lines[0].covered) == (SITE, "scene3.tif", 1.0)
    assert lines[0].gsd_m == pytest.approx(1.0, abs=0.1) and lines[2].gsd_m is None
    assert [line.image for line in field.log.queue(limit=2)] == [new, old]


def test_an_image_waits_until_its_look_is_closed_and_again_when_it_is_retracted(field: Airfield) -> None:
    image = field.image(DAY1)
    look = field.log.look_begin(SITE, image)
    assert [line.draft for line in field.log.queue()] == [look.id]
    with obslog.open(field.where, analyst="second desk") as other:
        assert [line.draft for line in other.queue()] == [None]
    field.log.mark_add(image, [(200, 150)], "An-124", look=look.id)
    field.log.look_close(look.id)
    assert field.log.queue() == ()
    field.log.look_retract(look.id, reason="wrong day")
    assert [line.image for line in field.log.queue()] == [image]
    field.log.undo()
    assert field.log.queue() == ()


def test_an_image_of_two_sites_waits_at_each_alone(desk: Airfield) -> None:
    desk.log.site_add("Annex", polygon=ground((35.9402, 35.4002, 35.9412, 35.4012)))
    image = desk.image(DAY2)
    assert sorted(line.site for line in desk.log.queue()) == ["Annex", SITE]
    desk.log.look_add(SITE, image=image, saw=["An-124=1"])
    assert [(line.site, line.image) for line in desk.log.queue()] == [("Annex", image)]
    assert desk.log.queue(SITE) == () and len(desk.log.queue("annex")) == 1


def test_a_queue_of_nothing_or_nowhere_is_refused(desk: Airfield) -> None:
    with pytest.raises(WordError, match="limit"):
        desk.log.queue(limit=0)
    with pytest.raises(NotFoundError, match="site"):
        desk.log.queue("Nowhere")
