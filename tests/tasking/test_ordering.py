"""Orders: nothing is sent by itself, nothing twice, and every word of a provider is kept as it came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import obslog
from obslog.model.errors import NotFoundError, ObslogError, RefusedError, ServiceError, WordError
from obslog.model.orders import Order, OrderState
from tasking.failing_server import FailingServer, Say
from tasking.port import SITE, Port
from tasking.providing import Running
from tasking.shop import Shop


def asked(port: Port, **needs: Any) -> str:
    """A requirement for the port, with limits that a product may know."""
    given = {
        "until": "+14d",
        "max_off_nadir_deg": 25,
        "max_cloud": 0.2,
        "max_gsd_m": 0.5,
        "sensor": "optical",
        **needs,
    }
    return port.log.requirement_add(SITE, "is the landing ship still there?", **given).id


def prepared(port: Port, provider: Running | Shop, product: str = "demo-50cm", **options: Any) -> Order:
    return port.log.order_prepare(
        asked(port), provider.url, "p" if isinstance(provider, Shop) else product, **options
    )


def actions(port: Port) -> list[str]:
    return [entry.action for entry in reversed(port.log.journal())]


def test_feasibility_says_what_could_be_collected_and_what_could_not_be_asked(
    harbour: Port, provider: Running
) -> None:
    answer = harbour.log.order_feasibility(asked(harbour), provider.url, "demo-50cm")
    assert answer.asked == ("off-nadir at most 25°", "cloud at most 20 %")
    assert answer.unexpressed[:2] == (
        "pixels of at most 0.5 m: the product has no queryable for it",
        "sensor optical: only the choice of the product says so",
    )
    assert answer.request["datetime"] == "2024-12-20T12:00:00Z/2025-01-03T12:00:00Z"
    assert answer.request["geometry"]["type"] == "Polygon"
    assert len(answer.found.opportunities) == 8
    assert all(one.properties["view:off_nadir"] <= 25 for one in answer.found.opportunities)
    assert "order prepare" not in actions(harbour)


def test_a_prepared_order_is_kept_and_not_sent(port: Port, provider: Running) -> None:
    made = prepared(port, provider, parameters={"priority": "rush"}, cost=1200, currency="eur")
    assert made.state is OrderState.PREPARED and made.remote_id is None and made.statuses == ()
    assert made.request["order_parameters"] == {"priority": "rush", "reference": f"obslog-{made.id}"}
    assert (made.cost, made.currency, made.reference) == (1200, "EUR", f"obslog-{made.id}")
    assert provider.orders == []
    assert port.log.order_show(made.id[-10:]).order == made
    assert [line.order for line in port.log.order_list(state="prepared")] == [made]
    assert actions(port)[-1] == "order prepare"
    port.log.undo()
    assert port.log.order_list() == ()
    with pytest.raises(NotFoundError):
        port.log.order_show(made.id)
    port.log.redo()
    assert port.log.order_show(made.id).order == made


def test_only_yes_sends_and_once(port: Port, provider: Running) -> None:
    made = prepared(port, provider)
    with pytest.raises(RefusedError, match="nothing was sent"):
        port.log.order_submit(made.id, yes=False)
    assert provider.orders == []
    sent = port.log.order_submit(made.id, yes=True)
    assert sent.state is OrderState.OPEN
    assert [one.code for one in sent.statuses] == ["received"]
    (there,) = provider.orders
    assert there.id == sent.remote_id
    assert there.properties.order_parameters["reference"] == made.reference
    with pytest.raises(RefusedError, match=f"was sent as {there.id} and is open"):
        port.log.order_submit(made.id, yes=True)
    assert len(provider.orders) == 1
    assert actions(port)[-3:] == ["order prepare", "order submit", "order submit"]


def test_what_a_provider_was_sent_or_said_cannot_be_undone(harbour: Port, provider: Running) -> None:
    made = prepared(harbour, provider)
    harbour.log.order_submit(made.id, yes=True)
    with pytest.raises(RefusedError, match="tells what a provider was sent or said"):
        harbour.log.undo()
    seqs = {entry.action: entry.seq for entry in harbour.log.journal()}
    with pytest.raises(RefusedError, match="depends on entry"):
        harbour.log.undo(seqs["order prepare"])


def test_each_change_is_one_entry_and_nothing_new_is_none(port: Port, provider: Running) -> None:
    made = prepared(port, provider)
    port.log.order_submit(made.id, yes=True)
    told = []
    for _ in range(5):
        before = len(port.log.journal())
        (line,) = port.log.order_refresh() or port.log.order_refresh(made.id)
        told.append(([one.code for one in line.new], str(line.order.state), len(port.log.journal()) - before))
    assert told == [
        (["accepted"], "open", 1), (["scheduled"], "open", 1), (["processing"], "open", 1), (["completed"], "completed", 1),
        ([], "completed", 0),
    ]  # fmt: skip
    kept = port.log.order_show(made.id).order
    assert [one.code for one in kept.statuses] == [
        "received",
        "accepted",
        "scheduled",
        "processing",
        "completed",
    ]
    assert kept.statuses[-1].links == (("asset", f"{provider.url}/delivered/delivered.tif"),)
    assert all(one.received_at == port.now for one in kept.statuses)
    assert port.log.order_refresh() == ()
    assert port.log.verify() == ()


def test_a_rejected_order_has_ended_with_the_reason_as_it_was_given(harbour: Port, provider: Running) -> None:
    provider.backend.course = ("received", "rejected")
    made = prepared(harbour, provider)
    harbour.log.order_submit(made.id, yes=True)
    (line,) = harbour.log.order_refresh(made.id)
    assert line.order.state is OrderState.ENDED
    assert (line.new[0].reason_code, line.new[0].reason_text) == ("invalid_geometry", "the area is too small")


def test_one_opportunity_narrows_the_window_to_its_time(harbour: Port, provider: Running) -> None:
    wanted = asked(harbour)
    by_id = harbour.log.order_prepare(wanted, provider.url, "demo-50cm", opportunity="demo-50cm-20241226")
    by_time = harbour.log.order_prepare(wanted, provider.url, "demo-50cm", opportunity="2024-12-26T08")
    assert (
        by_id.request["datetime"]
        == by_time.request["datetime"]
        == "2024-12-26T08:10:00Z/2024-12-26T08:11:30Z"
    )
    assert by_id.opportunity is not None and by_id.opportunity["properties"]["platform"] == "DEMO-1"
    for word in ("nothing-like-it", "2024-12-27"):
        with pytest.raises(NotFoundError, match="opportunity"):
            harbour.log.order_prepare(wanted, provider.url, "demo-50cm", opportunity=word)
    with pytest.raises(RefusedError, match="does not tell opportunities"):
        harbour.log.order_prepare(wanted, provider.url, "demo-point", opportunity="x" * 12)


def test_what_a_product_needs_or_does_not_know_is_said_before_anything_is_kept(
    harbour: Port, provider: Running
) -> None:
    wanted = asked(harbour)
    before = len(harbour.log.journal())
    for product, parameters, words in (
        ("demo-radar", {}, r"needs tier \(integer; 1\.\.3; needed\)"),
        ("demo-radar", {"tier": "7"}, "takes tier"),
        ("demo-radar", {"tier": "soon"}, "takes tier"),
        ("demo-50cm", {"priority": "now"}, "one of standard, rush"),
        ("demo-50cm", {"colour": "red"}, "knows none of that name; it knows: priority"),
        ("demo-5cm", {}, "did you mean demo-50cm"),
    ):
        with pytest.raises(ObslogError, match=words):
            harbour.log.order_prepare(wanted, provider.url, product, parameters=parameters)
    for cost, currency in ((-1, "EUR"), (5, None), (None, "EUR"), (5, "euro"), (float("nan"), "EUR")):
        with pytest.raises(WordError):
            harbour.log.order_prepare(wanted, provider.url, "demo-50cm", cost=cost, currency=currency)
    assert len(harbour.log.journal()) == before


def test_a_product_that_takes_a_point_gets_the_middle_and_it_is_named(
    harbour: Port, provider: Running
) -> None:
    made = prepared(harbour, provider, "demo-point")
    assert made.request["geometry"]["type"] == "Point"
    assert any("its middle goes along" in sentence for sentence in made.unexpressed)
    assert any(sentence.startswith("our own reference:") for sentence in made.unexpressed)


def test_nothing_is_ordered_for_what_is_not_asked_any_more(harbour: Port, provider: Running) -> None:
    wanted = asked(harbour)
    harbour.log.requirement_drop(wanted, reason="seen by others")
    with pytest.raises(RefusedError, match="dropped"):
        harbour.log.order_prepare(wanted, provider.url, "demo-50cm")


def test_a_refused_order_has_ended_and_says_why(port: Port, failing: FailingServer) -> None:
    shop = Shop(failing)
    made = prepared(port, shop)
    shop.spoil, shop.keeps = Say(422, {"detail": "the area is too small"}), False
    sent = port.log.order_submit(made.id, yes=True)
    assert sent.state is OrderState.ENDED
    assert (sent.statuses[0].code, sent.statuses[0].reason_text) == (
        "http 422",
        "the server answers 422: the area is too small",
    )
    with pytest.raises(RefusedError, match="is ended"):
        port.log.order_submit(made.id, yes=True)
    with pytest.raises(RefusedError, match="refused the order when it was sent"):
        port.log.order_refresh(made.id)


@pytest.mark.parametrize("status", [401, 403, 429, 307])
def test_an_order_that_was_not_taken_stays_prepared(
    harbour: Port, failing: FailingServer, status: int
) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    shop.spoil, shop.keeps = Say(status), False
    with pytest.raises(ServiceError, match="was not taken and stays prepared"):
        harbour.log.order_submit(made.id, yes=True)
    assert harbour.log.order_show(made.id).order.state is OrderState.PREPARED
    assert harbour.log.order_submit(made.id, yes=True).state is OrderState.OPEN
    assert len(shop.orders) == 1


def test_an_order_to_nobody_stays_prepared(harbour: Port, failing: FailingServer) -> None:
    made = prepared(harbour, Shop(failing))
    failing.close()
    with pytest.raises(ServiceError, match=r"nothing answers there.*stays prepared"):
        harbour.log.order_submit(made.id, yes=True)
    assert harbour.log.order_show(made.id).order.state is OrderState.PREPARED


@pytest.mark.parametrize("reference", [True, False], ids=["by our reference", "by its words"])
def test_a_lost_answer_never_orders_twice(
    harbour: Port, failing: FailingServer, monkeypatch: pytest.MonkeyPatch, reference: bool
) -> None:
    monkeypatch.setattr("obslog.tasking.orders.stapi.calling.TIMEOUT_S", 0.5)
    shop = Shop(failing, reference=reference)
    lost = (
        Say(hang=True),
        Say(cut=True),
        Say(500),
        Say(502),
        Say(201, b"junk"),
        Say(408),
        Say(303),
        Say(202, {}),
    )
    for number, answer in enumerate(lost, 1):
        made = prepared(harbour, shop)
        shop.spoil = answer
        with pytest.raises(ServiceError, match="whether the provider has the order is not known"):
            harbour.log.order_submit(made.id, yes=True)
        assert harbour.log.order_show(made.id).order.state is OrderState.SUBMITTING
        sent = harbour.log.order_submit(made.id, yes=True)
        assert (sent.state, sent.remote_id) == (OrderState.OPEN, f"r{number}")
        assert shop.posts == len(shop.orders) == number


def test_a_lost_answer_is_found_by_a_refresh_too(port: Port, failing: FailingServer) -> None:
    shop = Shop(failing)
    made = prepared(port, shop)
    shop.spoil = Say(cut=True)
    with pytest.raises(ServiceError):
        port.log.order_submit(made.id, yes=True)
    (line,) = port.log.order_refresh()
    assert (line.order.state, line.order.remote_id, [one.code for one in line.new]) == (
        OrderState.OPEN,
        "r1",
        ["received"],
    )
    assert shop.posts == 1


def test_an_order_that_the_provider_does_not_have_is_sent_again_only_when_told(
    harbour: Port, failing: FailingServer
) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    shop.spoil, shop.keeps = Say(cut=True), False
    with pytest.raises(ServiceError):
        harbour.log.order_submit(made.id, yes=True)
    with pytest.raises(NotFoundError, match="lists none like it"):
        harbour.log.order_refresh(made.id)
    assert shop.posts == 1
    assert harbour.log.order_submit(made.id, yes=True).remote_id == "r1"
    assert shop.posts == 2


def test_while_the_orders_cannot_be_listed_nothing_is_sent_again(
    harbour: Port, failing: FailingServer, no_waiting: list[float]
) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    shop.spoil = Say(cut=True)
    with pytest.raises(ServiceError):
        harbour.log.order_submit(made.id, yes=True)
    for route in (Say(500), Say(404), Say(200, b"junk"), Say(200, {"orders": [{"status": 1}]})):
        failing.routes["GET /orders"] = route
        with pytest.raises(ServiceError):
            harbour.log.order_submit(made.id, yes=True)
    assert shop.posts == 1


def test_where_several_could_be_it_a_person_says_which(port: Port, failing: FailingServer) -> None:
    shop = Shop(failing, reference=False)
    made = prepared(port, shop)
    shop.keep(dict(made.request))
    shop.spoil = Say(cut=True)
    with pytest.raises(ServiceError):
        port.log.order_submit(made.id, yes=True)
    for act in (lambda: port.log.order_submit(made.id, yes=True), lambda: port.log.order_refresh(made.id)):
        with pytest.raises(RefusedError, match="lists 2 orders that this one could be, r1, r2"):
            act()
    (line,) = port.log.order_refresh(made.id, remote="r2")
    assert (line.order.state, line.order.remote_id, shop.posts) == (OrderState.OPEN, "r2", 1)
    with pytest.raises(RefusedError, match="is r2 at the provider already"):
        port.log.order_refresh(made.id, remote="r1")


def test_an_order_of_another_window_or_another_of_ours_is_not_taken_for_it(
    harbour: Port, failing: FailingServer
) -> None:
    shop = Shop(failing, reference=False)
    first, second = prepared(harbour, shop), prepared(harbour, shop)
    harbour.log.order_submit(first.id, yes=True)
    shop.keep({**second.request, "datetime": "2024-12-21T00:00:00Z/2024-12-22T00:00:00Z"})
    shop.spoil, shop.keeps = Say(cut=True), False
    with pytest.raises(ServiceError):
        harbour.log.order_submit(second.id, yes=True)
    assert harbour.log.order_submit(second.id, yes=True).remote_id == "r3"


def test_while_one_terminal_sends_another_does_not(port: Port, failing: FailingServer, log_url: str) -> None:
    shop = Shop(failing)
    made = prepared(port, shop)
    refused = []

    def slowly(asked: Any) -> Say:
        with (
            obslog.open(log_url, analyst="second desk", clock=lambda: port.now) as other,
            pytest.raises(RefusedError) as error,
        ):
            other.order_submit(made.id, yes=True)
        refused.append(str(error.value))
        return Say(201, shop.keep(asked.json))

    failing.routes["POST /products/p/orders"] = slowly
    assert port.log.order_submit(made.id, yes=True).state is OrderState.OPEN
    assert len(shop.orders) == 1 and "is being sent since 12:00:00 UTC, by first desk" in refused[0]


def test_a_sending_that_was_killed_is_asked_about_after_a_while(
    port: Port, failing: FailingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(failing)
    made = prepared(port, shop)
    # The machine goes down while the order is on its way: no word of its end reaches the log.
    monkeypatch.setattr("obslog.tasking.orders.ordering._note", lambda *_: None)
    monkeypatch.setattr(
        "obslog.tasking.orders.stapi.client.Client.submit",
        lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
    )
    with pytest.raises(KeyboardInterrupt):
        port.log.order_submit(made.id, yes=True)
    monkeypatch.undo()
    with pytest.raises(RefusedError, match="ask again in 150 s"):
        port.log.order_submit(made.id, yes=True)
    port.now += timedelta(minutes=3)
    assert port.log.order_submit(made.id, yes=True).state is OrderState.OPEN


def test_a_word_that_nobody_knows_leaves_the_order_open_and_is_kept(
    harbour: Port, failing: FailingServer
) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    harbour.log.order_submit(made.id, yes=True)
    shop.statuses["r1"].append(
        {"timestamp": "2026-11-24T00:00:00Z", "status_code": "weather_hold\x1b[2J", "reason_text": "cloud"}
    )
    (line,) = harbour.log.order_refresh()
    assert (line.order.state, line.new[0].code) == (OrderState.OPEN, "weather_hold\x1b[2J")


def test_the_newest_word_holds_however_a_provider_sorts_them(harbour: Port, failing: FailingServer) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    harbour.log.order_submit(made.id, yes=True)
    done = {"timestamp": "2026-11-25T00:00:00Z", "status_code": "completed"}
    held = {"timestamp": "2026-11-24T00:00:00Z", "status_code": "held"}
    shop.statuses["r1"][:0] = [done, held]
    (line,) = harbour.log.order_refresh()
    assert ([one.code for one in line.new], line.order.state) == (["held", "completed"], OrderState.COMPLETED)


def test_words_without_times_end_with_that_of_the_order_itself(harbour: Port, failing: FailingServer) -> None:
    shop = Shop(failing)
    made = prepared(harbour, shop)
    harbour.log.order_submit(made.id, yes=True)
    shop.statuses["r1"] = [{"status_code": "completed"}, {"status_code": "accepted"}]
    shop.orders[0]["status"] = {"status_code": "completed"}
    (line,) = harbour.log.order_refresh()
    assert line.order.state is OrderState.COMPLETED
    before = len(harbour.log.journal())
    harbour.log.order_refresh(made.id)
    assert len(harbour.log.journal()) == before


def test_one_provider_that_is_away_keeps_no_other_from_being_asked(
    harbour: Port, provider: Running, failing: FailingServer
) -> None:
    away, there = prepared(harbour, Shop(failing)), prepared(harbour, provider)
    harbour.log.order_submit(away.id, yes=True)
    harbour.log.order_submit(there.id, yes=True)
    failing.close()
    lines = {line.order.id: line for line in harbour.log.order_refresh()}
    assert "nothing answers there" in (lines[away.id].problem or "")
    assert [one.code for one in lines[there.id].new] == ["accepted"]


def test_what_should_make_one_pause_is_said(harbour: Port, provider: Running) -> None:
    wanted = asked(harbour)
    first = harbour.log.order_prepare(wanted, provider.url, "demo-50cm")
    harbour.log.order_submit(first.id, yes=True)
    second = harbour.log.order_prepare(wanted, provider.url, "demo-50cm")
    assert harbour.log.order_notes(second) == (
        f"under way already for this requirement: {first.id[-8:]} ({first.provider})",
    )
    harbour.now += timedelta(days=30)
    assert harbour.log.order_notes(second)[0] == "its window has passed: a provider may refuse it"


def test_what_of_a_window_has_passed_is_not_asked_for(harbour: Port, provider: Running) -> None:
    wanted = asked(harbour)
    harbour.now += timedelta(days=2, seconds=30)
    answer = harbour.log.order_feasibility(wanted, provider.url, "demo-50cm")
    assert answer.request["datetime"] == "2024-12-22T12:01:00Z/2025-01-03T12:00:00Z"
