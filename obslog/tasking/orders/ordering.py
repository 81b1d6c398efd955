"""Orders sent and followed: nothing leaves without a row that says so, and nothing is sent twice for a lost answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from obslog.model.errors import NotFoundError, ObslogError, RefusedError, ServiceError, WordError
from obslog.model.orders import Order, OrderState, OrderStatus, state_of_code
from obslog.observing.desk import Desk
from obslog.store import queries, rows
from obslog.store.queries.history import entries_naming
from obslog.tasking.needs import requirements
from obslog.tasking.orders.providers import client_of, provider_at
from obslog.tasking.orders.recovering import find_sent
from obslog.tasking.orders.stapi import Client, RemoteOrder

#: Answers that say of an order that it was not taken and may be sent again as it is: the key, too many requests, elsewhere.
_NOT_TAKEN = (307, 308, 401, 402, 403, 407, 429)
#: Answers of the 400s that do not say what became of it.
_UNKNOWN = (408, 409, 425)
#: A sending that began no longer ago than this may still be on its way from another terminal.
_ON_ITS_WAY = timedelta(seconds=150)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OrderLine:
    """An order with the names of what it is for."""

    order: Order
    site_name: str
    question: str


@dataclass(frozen=True)
class Refreshed:
    """An order after its provider was asked: what is `new` of its statuses, and what went wrong (None: nothing)."""

    order: Order
    new: tuple[OrderStatus, ...] = ()
    problem: str | None = None


def order_find(desk: Desk, text: str) -> Order:
    """The order of that id, or of a unique beginning or end of it. Raises `NotFoundError`, `AmbiguousError`."""
    return queries.order(desk.ws, queries.find_id(desk.ws, "orders", text))


def order_list(
    desk: Desk, requirement: str | None = None, *, state: str | None = None
) -> tuple[OrderLine, ...]:
    """Orders in the order they were made, of one requirement, of one state. Raises `WordError` for a strange state."""
    if state is not None and state not in set(OrderState):
        raise WordError("state", state, f"write one of {', '.join(OrderState)}")
    with desk.ws.reading():
        wanted = requirements.find(desk, requirement).id if requirement else None
        found = queries.orders(desk.ws, requirement_id=wanted, states=None if state is None else (state,))
        return tuple(_line(desk, one) for one in found)


def order_show(desk: Desk, text: str) -> OrderLine:
    """One order with its statuses."""
    with desk.ws.reading():
        return _line(desk, order_find(desk, text))


def order_submit(desk: Desk, text: str, *, yes: bool, key_env: str | None = None) -> Order:
    """Send an order: the one act by which anything is ordered, and only with `yes`.

    The log says `submitting` before anything leaves. An order whose sending ended without an answer is looked for at
    the provider first, and sent again only if it is not there. Gives the order as it then stands: `open`, or `ended`
    where the provider refused it. Raises `RefusedError` where it was sent before or `yes` is not said, `ServiceError`
    where the provider could not be asked or did not say what became of it.
    """
    order = order_find(desk, text)
    _refuse_sent(order)
    if not yes:
        raise RefusedError(
            "nothing was sent: an order costs money and may not be taken back; say yes to send it"
        )
    client = client_of(provider_at(order.provider, order.endpoint, key_env))
    if order.state is OrderState.SUBMITTING:
        _refuse_on_its_way(desk, order)
        there = _lost(desk, client, order)
        if there is not None:
            return _took(desk, order, there, "found again")
    _begin(desk, order)
    order = queries.order(desk.ws, order.id)
    try:
        answer = client.submit(order.product_id, order.request)
    except ServiceError as error:
        return _not_answered(desk, order, error)
    except BaseException:
        _note(desk, order, "stopped")
        raise
    return _took(desk, order, answer, "answered")


def order_refresh(
    desk: Desk, text: str | None = None, *, remote: str | None = None, key_env: str | None = None
) -> tuple[Refreshed, ...]:
    """Ask the providers how their orders stand: of one order, or of all that are under way.

    Statuses are kept as received; what is new of an order is one entry of the journal, and nothing new is none.
    `remote` says which of the provider's orders a sent one is, where it could not be told. Of several orders those
    that fail say so in `problem`; of one, it is raised.
    """
    if text is None:
        found = queries.orders(desk.ws, states=(OrderState.SUBMITTING, OrderState.OPEN))
        return tuple(_kept_apart(desk, one, key_env) for one in found)
    order = order_find(desk, text)
    if order.state is OrderState.PREPARED:
        raise RefusedError("the order was not sent: obslog order submit shows what would be sent")
    if order.remote_id is None and order.state is OrderState.ENDED:
        raise RefusedError("the provider refused the order when it was sent; it has none to ask about")
    return (_refreshed(desk, order, remote, key_env),)


def _line(desk: Desk, order: Order) -> OrderLine:
    wanted = queries.requirement(desk.ws, order.requirement_id)
    return OrderLine(order, desk.site_name(wanted.site_id), wanted.question)


def _refuse_sent(order: Order) -> None:
    if order.state not in (OrderState.PREPARED, OrderState.SUBMITTING):
        known = f" as {order.remote_id}" if order.remote_id else ""
        raise RefusedError(f"the order was sent{known} and is {order.state}; prepare another to order again")


def _begin(desk: Desk, order: Order) -> None:
    """Say in the log that it is being sent, unless somebody else has begun to since it was read."""
    with desk.ws.transaction():
        now = queries.order(desk.ws, order.id)
        _refuse_sent(now)
        if now.state is OrderState.SUBMITTING:
            _refuse_on_its_way(desk, now)
        note = {
            "order": order.id,
            "reference": order.reference,
            "provider": order.provider,
            "sending": "begun",
        }
        desk.write("order submit", rows.order_progress_ops(now, OrderState.SUBMITTING), note)


def _refuse_on_its_way(desk: Desk, order: Order) -> None:
    newest = None
    for entry in entries_naming(desk.ws, [order.id], after=0):
        newest = entry
    if newest is None or newest.note.get("sending") != "begun":
        return
    age = desk.clock().astimezone(UTC) - datetime.fromisoformat(newest.at)
    if abs(age) < _ON_ITS_WAY:
        raise RefusedError(
            f"it is being sent since {newest.at[11:19]} UTC, by {newest.actor}; if nobody is at it any more, ask again in "
            f"{(_ON_ITS_WAY - abs(age)).total_seconds():.0f} s"
        )


def _lost(desk: Desk, client: Client, order: Order) -> RemoteOrder | None:
    return find_sent(order, client.orders(), queries.remote_ids(desk.ws, order.endpoint))


def _took(desk: Desk, order: Order, there: RemoteOrder, sending: str) -> Order:
    """The provider has it: its id, its status, what follows from that."""
    received = desk.clock().astimezone(UTC)
    statuses = [] if there.status is None else [replace(there.status, received_at=received)]
    state = state_of_code(statuses[-1].code) if statuses else OrderState.OPEN
    note = {"order": order.id, "remote": there.id, "state": str(state), "sending": sending}
    desk.write(
        "order submit", rows.order_progress_ops(order, state, remote_id=there.id, statuses=statuses), note
    )
    return queries.order(desk.ws, order.id)


def _not_answered(desk: Desk, order: Order, error: ServiceError) -> Order:
    """What an error says of the order: that it did not leave, that it was refused, or nothing."""
    status = error.status
    if not error.sent or status in _NOT_TAKEN:
        _note(desk, order, "not taken", OrderState.PREPARED)
        raise ServiceError(
            error.where,
            f"{error.reason}; the order was not taken and stays prepared",
            sent=error.sent,
            status=status,
        ) from None
    if status is not None and 400 <= status < 500 and status not in _UNKNOWN:
        refused = OrderStatus(f"http {status}", None, None, error.reason[:2000], desk.clock().astimezone(UTC))
        note = {"order": order.id, "sending": "refused", "because": error.reason[:300]}
        desk.write("order submit", rows.order_progress_ops(order, OrderState.ENDED, statuses=[refused]), note)
        return queries.order(desk.ws, order.id)
    _note(desk, order, "without an answer")
    raise ServiceError(
        error.where,
        f"{error.reason}; whether the provider has the order is not known: obslog order submit {order.id[-10:]} --yes "
        "looks for it there, and sends it again only if it is not",
        sent=True, status=status,
    ) from None  # fmt: skip


def _note(desk: Desk, order: Order, sending: str, state: OrderState | None = None) -> None:
    note = {"order": order.id, "sending": sending}
    desk.write("order submit", rows.order_progress_ops(order, state or order.state), note)


def _kept_apart(desk: Desk, order: Order, key_env: str | None) -> Refreshed:
    try:
        return _refreshed(desk, order, None, key_env)
    except ObslogError as error:
        return Refreshed(order, problem=str(error))


def _refreshed(desk: Desk, order: Order, remote: str | None, key_env: str | None) -> Refreshed:
    client = client_of(provider_at(order.provider, order.endpoint, key_env))
    if remote is not None:
        if order.remote_id not in (None, remote):
            raise RefusedError(f"the order is {order.remote_id} at the provider already")
        if queries.remote_ids(desk.ws, order.endpoint).get(remote, order.id) != order.id:
            raise RefusedError(f"{remote} is another order of this log")
    known = order.remote_id
    if known is None:
        _refuse_on_its_way(desk, order)
        there = client.order(remote) if remote is not None else _lost(desk, client, order)
        if there is None:
            raise NotFoundError(
                "order",
                order.reference,
                hint=f"{order.provider} lists none like it; obslog order submit {order.id[-10:]} --yes sends it again",
            )
        known = there.id
    received = client.statuses(known)
    if any(status.at is None for status in received):
        # Without times the history does not say which is the newest; the order itself does.
        newest = client.order(known).status
        received = (*received, *([] if newest is None else [newest]))
    return _followed(desk, order.id, known, received)


def _followed(desk: Desk, order_id: str, remote_id: str, received: Sequence[OrderStatus]) -> Refreshed:
    """Keep what is new, in one entry; nothing where nothing is."""
    at = desk.clock().astimezone(UTC)
    with desk.ws.transaction():
        order = queries.order(desk.ws, order_id)
        new = tuple(replace(one, received_at=at) for one in _new(order.statuses, received))
        newest = _newest((*order.statuses, *new), received)
        state = order.state if newest is None else state_of_code(newest.code)
        if order.state is OrderState.SUBMITTING and newest is None:
            state = OrderState.OPEN
        if new or state is not order.state or remote_id != order.remote_id:
            note: dict[str, Any] = {
                "order": order.id, "remote": remote_id, "state": str(state), "statuses": [one.code for one in new],
            }  # fmt: skip
            desk.write(
                "order refresh",
                rows.order_progress_ops(order, state, remote_id=remote_id, statuses=new),
                note,
            )
        return Refreshed(queries.order(desk.ws, order.id), new)


def _new(kept: Iterable[OrderStatus], received: Iterable[OrderStatus]) -> list[OrderStatus]:
    """The statuses that were not kept before, oldest first where all say when."""
    known, found = {_key(one) for one in kept}, list[OrderStatus]()
    for one in received:
        if _key(one) not in known:
            known.add(_key(one))
            found.append(one)
    if all(one.at is not None for one in found):
        found.sort(key=_when)
    return found


def _key(status: OrderStatus) -> tuple[object, ...]:
    # Where a completed order's links come later than its word, they are news; those of other statuses are none.
    links = status.links if state_of_code(status.code) is OrderState.COMPLETED else ()
    return status.code, status.at, status.reason_code, status.reason_text, links


def _newest(kept: Sequence[OrderStatus], received: Sequence[OrderStatus]) -> OrderStatus | None:
    """The status that holds now: the last by its time, or, where not all say when, the one received last."""
    if kept and all(one.at is not None for one in kept):
        return max(reversed(kept), key=_when)
    return received[-1] if received else None


def _when(status: OrderStatus) -> datetime:
    return status.at or _LONG_AGO
