"""Orders and judgements on the screen of a requirement: nothing is sent but after yes, and what the log then holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from obslog.log import open_log
from obslog.model.orders import Order
from obslog.model.requirements import RequirementState
from obslog.tui.messages import OpenRequirement
from obslog.tui.widgets.reading_pane import ReadingPane
from piloting import piloted, press, text_of, typed
from tasking.failing_server import FailingServer
from tasking.port import SITE, Port
from tasking.providing import failing
from tasking.shop import Shop

__all__ = ["failing"]

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
def shop(failing: FailingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A provider on loopback that the configuration names."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Shop(failing)
    config = tmp_path / "config" / "obslog" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[tasking.providers.shop]\nurl = "{made.url}"\n')
    return made


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """A log of a port."""
    Port(str(tmp_path / "obslog.db"), tmp_path / "imagery").log.close()
    return tmp_path / "obslog.db"


def asked(where: Path) -> str:
    with open_log(where, analyst="Ada", clock=clock) as log:
        return log.requirement_add(SITE, "is it still there?", max_off_nadir_deg=25, min_sun_deg=10).id


def orders(where: Path) -> list[Order]:
    with open_log(where, clock=clock) as log:
        return [line.order for line in log.order_list()]


async def test_an_order_is_prepared_step_by_step_and_nothing_is_sent(where: Path, shop: Shop) -> None:
    known = asked(where)
    async with piloted(where, size=(130, 44), clock=clock, start=OpenRequirement(known)) as pilot:
        await press(pilot, "P")
        assert "over the network" in text_of(pilot) and shop.url in text_of(pilot)
        await press(pilot, "1", "1")
        assert "reference" in text_of(pilot), "what an order states there"
        await press(pilot, "enter")
        await typed(pilot, "lots")
        await press(pilot, "enter")
        assert "450 EUR" in text_of(pilot), "a cost that is none is asked again"
        for _ in range(4):
            await pilot.press("backspace")
        await typed(pilot, "450 EUR")
        await press(pilot, "enter")
        (made,) = orders(where)
        assert (str(made.state), made.product_id, made.cost, made.currency) == ("prepared", "p", 450, "EUR")
        assert shop.posts == 0
        shown = text_of(pilot)
        assert "prepared" in shown and "cannot be said to this product" in shown and "sun" in shown


async def test_an_order_is_sent_only_after_yes_and_followed_by_a_key(where: Path, shop: Shop) -> None:
    known = asked(where)
    with open_log(where, analyst="Ada", clock=clock) as log:
        log.order_prepare(known, "shop", "p", cost=450, currency="EUR")
    async with piloted(where, size=(130, 44), clock=clock, start=OpenRequirement(known)) as pilot:
        await press(pilot, "r", "S")
        shown = text_of(pilot)
        assert shop.url in shown and "450 EUR" in shown and "cannot be said to this product" in shown
        await typed(pilot, "y")
        await press(pilot, "enter")
        assert shop.posts == 0 and "but for the word yes" in text_of(pilot)
        await press(pilot, "escape")
        assert shop.posts == 0 and str(orders(where)[0].state) == "prepared"
        await press(pilot, "S")
        await typed(pilot, "yes")
        await press(pilot, "enter")
        assert shop.posts == 1
        (sent,) = orders(where)
        assert (str(sent.state), sent.remote_id) == ("open", "r1")
        shop.statuses["r1"].append(
            {
                "timestamp": "2026-11-24T00:00:00Z",
                "status_code": "rejected",
                "reason_text": "too dark \x1b[2J",
            }
        )
        shop.orders[0]["status"] = shop.statuses["r1"][-1]
        await press(pilot, "R")
        shown = text_of(pilot)
        assert "rejected" in shown and "too dark" in shown and "\x1b[2J" not in shown
        assert str(orders(where)[0].state) == "ended"
        await press(pilot, "S")
        assert "it was sent before" in text_of(pilot) and shop.posts == 1


async def test_without_a_provider_it_is_said_how_to_set_one(
    where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "empty"))
    known = asked(where)
    async with piloted(where, size=(130, 44), clock=clock, start=OpenRequirement(known)) as pilot:
        await press(pilot, "P")
        assert "[tasking.providers.NAME]" in text_of(pilot) and "config.toml" in text_of(pilot)
        await press(pilot, "escape", "S")
        assert "P prepares one" in text_of(pilot)


async def test_the_ground_is_written_for_a_provider_without_an_interface(where: Path, tmp_path: Path) -> None:
    known = asked(where)
    async with piloted(where, size=(130, 44), clock=clock, start=OpenRequirement(known)) as pilot:
        await press(pilot, "X")
        field = pilot.app.focused
        assert field is not None and field.value.endswith(".geojson")  # type: ignore[attr-defined]
        field.value = ""  # type: ignore[attr-defined]
        await typed(pilot, str(tmp_path / "ground.kml"))
        await press(pilot, "enter")
    assert (tmp_path / "ground.kml").read_text("utf-8").startswith("<?xml")


async def test_an_image_that_fits_is_judged_and_the_judgement_taken_back(tmp_path: Path) -> None:
    port = Port(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    known = port.log.requirement_add(SITE, "is it still there?").id
    port.image("2024-12-21T08:00:00Z")
    port.log.close()
    where = tmp_path / "obslog.db"

    def later() -> datetime:
        return datetime(2024, 12, 22, tzinfo=UTC)

    async with piloted(where, size=(130, 44), clock=later, start=OpenRequirement(known)) as pilot:
        await press(pilot, "m")
        shown = text_of(pilot)
        assert "Matches: 1 to judge" in shown and "ground:" in shown, "each check is said"
        await press(pilot, "s")
        if "why?" in text_of(pilot):
            await typed(pilot, "the pier is plain to see")
            await press(pilot, "enter")
        with open_log(where, clock=later) as log:
            assert log.requirement_show(known).requirement.state is RequirementState.SATISFIED
        await press(pilot, "u")
        with open_log(where, clock=later) as log:
            assert log.requirement_show(known).requirement.state is RequirementState.OPEN
        await press(pilot, "m", "n")
        await typed(pilot, "haze over the pier")
        await press(pilot, "enter")
        said = [line.plain for line in pilot.app.screen.query_one(ReadingPane).texts]
        assert any("does not answer it: haze over the pier" in line for line in said)
    with open_log(where, clock=later) as log:
        (answer,) = log.requirement_answers(known)
        assert (str(answer.decision), answer.reason) == ("no", "haze over the pier")


async def test_an_image_is_put_to_the_order_that_it_came_by(tmp_path: Path, shop: Shop) -> None:
    port = Port(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    known = port.log.requirement_add(SITE, "is it still there?").id
    made = port.log.order_prepare(known, "shop", "p")
    port.log.order_submit(made.id, yes=True)
    port.image("2024-12-21T08:00:00Z")
    port.log.close()
    where = tmp_path / "obslog.db"

    def later() -> datetime:
        return datetime(2024, 12, 22, tzinfo=UTC)

    async with piloted(where, size=(130, 44), clock=later, start=OpenRequirement(known)) as pilot:
        await press(pilot, "m", "i")
        assert "By which order did it come?" in text_of(pilot)
        await press(pilot, "2")
        await typed(pilot, "one pier of two")
        await press(pilot, "enter")
    with open_log(where, clock=later) as log:
        (answer,) = log.requirement_answers(known)
        assert (str(answer.decision), answer.order_id, answer.reason) == (
            "in part",
            made.id,
            "one pier of two",
        )
        assert log.requirement_show(known).requirement.state is RequirementState.OPEN
