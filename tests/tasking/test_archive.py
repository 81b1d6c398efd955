"""Archive first: images of the window that nobody has looked at are named before anything is ordered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commandline import obslog
from obslog.model.errors import NotFoundError
from tasking.port import SITE, Port

WINDOW = {"since": "2024-12-10", "until": "2024-12-20"}


def ask(port: Port, **needs: object) -> str:
    return str(port.log.requirement_add(SITE, "Are the frigates at the pier?", **{**WINDOW, **needs}).id)


def test_an_image_nobody_looked_at_is_a_look_away(port: Port) -> None:
    waiting = port.image("2024-12-12T08:00:00Z")
    found = port.log.requirement_archive(ask(port))
    assert [one.image.id for one in found.to_look_at] == [waiting]
    assert found.held[0].state == "NOT EXPLOITED" and found.held[0].relation == "within"
    assert found.sentences[0].startswith(
        "Look before you order: one image of Tartus from the window asked, and nobody has looked at it"
    )
    assert waiting[:12] in found.sentences[0]


def test_what_was_looked_at_says_what_it_says(port: Port) -> None:
    port.look("2024-12-12T08:00:00Z", "frigate=2@north pier", visible={"north pier": 1.0})
    found = port.log.requirement_archive(ask(port))
    assert found.to_look_at == () and found.held[0].state == "OBSERVED"
    assert "Two frigates on north pier" in found.sentences[0]


def test_what_a_look_says_of_each_type_asked_is_told_apart(port: Port) -> None:
    port.look("2024-12-12T08:00:00Z", "frigate=2@north pier", none=["submarine"], visible={"north pier": 1.0})
    found = port.log.requirement_archive(ask(port, types=["frigate", "submarine", "Il-76"]))
    told = {asked: (kind, words) for asked, kind, words in found.held[0].answers}
    assert told["frigate"][0] == "count" and told["frigate"][1].startswith("2")
    assert told["submarine"][0] in ("zero", "part") and told["Il-76"] == ("gap", "not looked for")
    assert "Of what is asked it says: frigate 2" in found.sentences[0]


def test_the_nearest_before_and_after_are_named_with_how_far_they_are(port: Port) -> None:
    for when in (
        "2024-11-01T08:00:00Z",
        "2024-12-08T00:00:00Z",
        "2024-12-24T00:00:00Z",
        "2025-02-01T08:00:00Z",
    ):
        port.image(when)
    found = port.log.requirement_archive(ask(port))
    assert [one.relation for one in found.held] == ["before", "after"]
    assert found.others == 2
    assert found.sentences[0] == "The log holds no image of this ground at Tartus from the window asked."
    assert "The nearest before the window" in found.sentences[1]
    assert "2 days away: nobody has looked" in found.sentences[1]
    assert "The nearest after it" in found.sentences[2] and "3 days away" in found.sentences[2]


def test_an_image_that_is_too_coarse_is_named_but_no_answer(port: Port) -> None:
    port.image("2024-12-12T08:00:00Z")
    found = port.log.requirement_archive(ask(port, max_gsd_m=0.1))
    assert found.to_look_at == () and "0.1 m is asked" in found.held[0].short[0]
    assert "never looked at, but it is short of what is asked" in found.sentences[0]


def test_an_image_of_other_ground_is_no_answer(port: Port) -> None:
    port.image("2024-12-12T08:00:00Z")
    far = {
        "type": "Polygon",
        "coordinates": [[[30.0, 30.0], [30.1, 30.0], [30.1, 30.1], [30.0, 30.1], [30.0, 30.0]]],
    }
    found = port.log.requirement_archive(ask(port, geometry=far))
    assert found.held == () and "holds no image" in found.sentences[0]


def test_a_draft_is_not_yet_an_answer(harbour: Port) -> None:
    image = harbour.image("2024-12-12T08:00:00Z")
    harbour.log.look_begin(SITE, image)
    found = harbour.log.requirement_archive(ask(harbour))
    assert found.held[0].state == "DRAFT" and [one.image.id for one in found.to_look_at] == [image]


def test_the_window_is_when_it_was_taken_however_long_an_answer_is_of_use(harbour: Port) -> None:
    harbour.image("2024-12-22T08:00:00Z")
    found = harbour.log.requirement_archive(ask(harbour, useful_until="2024-12-31"))
    assert found.held[0].relation == "after"


def test_the_command_says_the_same_in_words_and_on_the_wire(harbour: Port) -> None:
    image = harbour.image("2024-12-12T08:00:00Z")
    one = ask(harbour)
    log = harbour.log.name
    said = obslog("requirement", "archive", one[-8:], log=log).ok().out
    assert image[:12] in said and "Look before you order" in said
    rows = obslog("requirement", "archive", one, "--json", log=log).ok().rows
    assert rows[0]["image"] == image and rows[0]["state"] == "NOT EXPLOITED"
    assert rows[-1]["summary"]["to_look_at"] == [image] and rows[-1]["summary"]["site"] == SITE


def test_a_requirement_that_is_not_there_is_one_line(harbour: Port) -> None:
    with pytest.raises(NotFoundError):
        harbour.log.requirement_archive("01JFZZZZZZZZZZZZZZZZZZZZZZ")
    assert harbour.now == datetime(2024, 12, 20, 12, tzinfo=UTC)
