"""Which order an image came by: what the image says, what the provider said, and which pass it would fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from obslog.model.images import Image
from obslog.model.orders import Order, OrderState
from obslog.model.text import fold
from obslog.tasking.orders.stapi.reading import instant_of

#: How far a pass that was ordered and the time of an image may lie apart (element sets a week old: p99 of 5 min, p90
#: of 14 s; providers round to the minute).
PASS_ROOM = timedelta(minutes=2)
#: The name of a file tells something only where it is more than a common word such as `visual` or `scene`.
_TELLING = re.compile(r"(?=.*\d).{8}")
_SENT = (OrderState.SUBMITTING, OrderState.OPEN, OrderState.COMPLETED)


def order_of(image: Image, orders: Sequence[Order]) -> Order | None:
    """The order that an image came by: its sidecar names it, or the provider said where the image is to be had.

    Nothing is taken from time and place alone. The newest where several fit.
    """
    tags = image.identity.tags
    named = {tags.get("stac:order"), tags.get("stac:id")} - {None, ""}
    names = {
        name for name in (tags.get("stac:id"), _stem(image.path)) if name is not None and _TELLING.match(name)
    }
    for order in reversed(orders):
        if any(order.remote_id == one or order.reference in str(one) for one in named):
            return order
    for order in reversed(orders):
        if names & {_stem(address) for status in order.statuses for _, address in status.links}:
            return order
    return None


def order_of_pass(image: Image, orders: Sequence[Order]) -> Order | None:
    """The one order whose chosen pass an image fits: the same platform, and wholly within two minutes of its time.

    A hint and no more: two customers of one provider order the same pass. None where none fits, or several do.
    """
    platform, when = plain(image.identity.platform), image.identity.when
    if not platform or when.earliest is None or when.latest is None:
        return None
    fitting = []
    for order in orders:
        said = (order.opportunity or {}).get("properties")
        if order.state not in _SENT or not isinstance(said, dict):
            continue
        begin, _, end = str(said.get("datetime") or "").partition("/")
        first, last = instant_of(begin), instant_of(end or begin)
        if first is None or last is None or plain(str(said.get("platform") or "")) != platform:
            continue
        if first - PASS_ROOM <= when.earliest and when.latest <= last + PASS_ROOM:
            fitting.append(order)
    return fitting[0] if len(fitting) == 1 else None


def plain(name: str | None) -> str:
    """A platform's name without what is written in many ways: `WorldView-3`, `worldview 3` and `WORLDVIEW_3` alike."""
    return "".join(c for c in fold(name or "") if c.isalnum())


def _stem(path: str) -> str:
    name = path.partition("?")[0].replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name.rpartition(".")[0] or name
