"""A search for opportunities that goes on at the provider: asked about, less and less often, until it has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from obslog.model.errors import ServiceError
from obslog.model.text import safe
from obslog.tasking.orders.stapi.calling import Caller, Reply
from obslog.tasking.orders.stapi.reading import links_of, object_of

#: How long a search is waited for, seconds, unless the caller says otherwise.
SEARCH_S = 300.0
_FIRST_S, _LONGEST_S = 0.5, 15.0


def searched(caller: Caller, started: Reply, wait_s: float, clock: Callable[[], float]) -> str:
    """The address of what a search found, once it has. `started` is the answer 201 that began it.

    Raises `ServiceError` where it failed or was cancelled, where it goes on beyond `wait_s` seconds, and where the
    answer does not say where to ask.
    """
    record = started.document if isinstance(started.document, dict) else {}
    at = started.headers.get("location") or _link(record, "self", "monitor")
    where = started.where
    if not at:
        raise ServiceError(where, "it began a search and does not say where to ask for it", sent=True)
    url = caller.address(at, base=started.url)
    ends, pause = clock() + wait_s, _FIRST_S
    while True:
        reply = caller.get(url)
        record = object_of(reply.document, "a search", reply.where)
        code, reason = _status(record)
        if code == "completed":
            found = _link(record, "opportunities", "opportunity-collection", "results")
            if found is None:
                raise ServiceError(
                    reply.where, "the search has ended and does not say where its answer is", sent=True
                )
            return caller.address(found, base=url)
        if code in ("failed", "cancelled", "canceled", "rejected"):
            raise ServiceError(reply.where, f"the search has {code}{reason}", sent=True)
        if clock() + pause > ends:
            raise ServiceError(
                reply.where,
                f"the search goes on after {wait_s:.0f} s (it says: {safe(code) or 'nothing'}); ask again later",
                sent=True,
            )
        caller.sleep(pause)
        pause = min(_LONGEST_S, pause * 1.6)


def _link(record: dict[str, Any], *rels: str) -> str | None:
    links = links_of(record)
    return next((link.href for rel in rels for link in links if link.rel == rel), None)


def _status(record: dict[str, Any]) -> tuple[str, str]:
    status = record.get("status")
    if not isinstance(status, dict):
        return "", ""
    code, text = status.get("status_code"), status.get("reason_text") or status.get("reason_code")
    return (
        code.strip().casefold() if isinstance(code, str) else "",
        f": {safe(text[:200])}" if isinstance(text, str) else "",
    )
