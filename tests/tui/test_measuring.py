"""Measuring on the scene: the ruler, the four-point cross with the types that fit, and what an image supports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from obslog.log import Log, open_log
from obslog.tui.messages import OpenScene
from obslog.tui.widgets.image_pane import ImagePane
from piloting import burst, piloted, settled, text_of
from realdata import shared_data


def asked(where: Path, ask: Callable[[Log], Any]) -> Any:
    with open_log(where, analyst="Ada") as log:
        return ask(log)


def scene(where: Path, name: str = "khmeimim_20241213") -> OpenScene:
    image = asked(where, lambda log: next(i.id for i in log.image_list(limit=100) if name in i.path))
    return OpenScene(image, asked(where, lambda log: log.site_show("Khmeimim").id))


def marks(where: Path) -> Any:
    def ask(log: Log) -> Any:
        (look,) = [x for x in log.look_list("Khmeimim", status="draft") if x.analyst == "Ada"]
        return log.mark_list(look=look.id)

    return asked(where, ask)


async def point(pilot: Any, *places: tuple[float, float]) -> None:
    """Set the points of a shape at these pixels, the crosshair put there as by the mouse."""
    for at in places:
        pilot.app.screen.query_one(ImagePane).go_to(at)
        await burst(pilot, "space")
    await settled(pilot)


async def test_the_ruler_says_length_azimuth_and_band(demo: Path) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "r")
        await point(pilot, (800.0, 1000.0), (900.0, 1000.0))
        shown = text_of(pilot)
        assert "80." in shown and "azimuth" in shown and "±" in shown


async def test_a_cross_gives_length_span_heading_and_the_types_that_fit(demo: Path) -> None:
    """46.4 x 50.4 m at 0.8 m a pixel: the airframe of the Il-76, of which there are several kinds."""
    async with piloted(demo, size=(120, 50), start=scene(demo)) as pilot:
        await burst(pilot, "4", "x")
        await point(pilot, (829.0, 1000.0), (800.0, 968.5), (771.0, 1000.0), (800.0, 1031.5))
        shown = text_of(pilot)
        assert "heading" in shown and "Il-76 (as marked)" in shown and "Il-78" in shown
        await burst(pilot, "enter")
    (mark,) = marks(demo)
    assert (mark.kind.value, mark.types) == ("diamond", ("Il-76",))


async def test_another_type_of_that_size_is_one_key(demo: Path) -> None:
    async with piloted(demo, size=(120, 50), start=scene(demo)) as pilot:
        await burst(pilot, "7", "x")
        await point(pilot, (829.0, 1000.0), (800.0, 968.5), (771.0, 1000.0), (800.0, 1031.5))
        assert "its size does not fit" in text_of(pilot)
        await burst(pilot, "2")
    (mark,) = marks(demo)
    assert "Il-76" in mark.types and "An-124" not in mark.types


async def test_a_level_that_the_image_cannot_support_is_warned_of_and_the_one_it_can_is_one_key(
    demo: Path,
) -> None:
    async with piloted(demo, start=scene(demo)) as pilot:
        await burst(pilot, "slash", *"yak130", "enter")
        assert "v takes" in text_of(pilot)
        await burst(pilot, "v", "space")
    (mark,) = marks(demo)
    assert mark.types != ("Yak-130",)
    tree = asked(demo, lambda log: log.types())
    assert tree.is_at_or_below("Yak-130", mark.types[0])


async def test_an_image_without_metres_says_so(demo: Path) -> None:
    with open_log(demo, analyst="Ada") as log:
        log.import_images([shared_data() / "airbases" / "khmeimim_airbase.png"], sites=["Khmeimim"])
    async with piloted(demo, start=scene(demo, "khmeimim_airbase")) as pilot:
        await burst(pilot, "4", "x")
        await point(pilot, (600.0, 245.0), (567.0, 200.0), (525.0, 235.0), (550.0, 280.0))
        assert "no length" in text_of(pilot)
        await burst(pilot, "r")
        await point(pilot, (100.0, 100.0), (200.0, 100.0))
        assert "image place" in text_of(pilot)
    assert len(marks(demo)) == 1
