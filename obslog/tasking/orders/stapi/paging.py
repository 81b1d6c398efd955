"""Answers that come in pages: the next one as the last one says, never twice the same, never elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from obslog.model.errors import ServiceError
from obslog.tasking.orders.stapi.calling import Caller, Reply
from obslog.tasking.orders.stapi.reading import links_of, object_of

MOST_PAGES = 200


@dataclass(frozen=True)
class Step:
    """How one page is asked for: a GET where `body` is None, else a POST that changes nothing."""

    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None


def pages(caller: Caller, first: Step, reply: Reply | None = None) -> Iterator[Reply]:
    """The answers, page by page; `reply` is the first where it was asked for already.

    Raises `ServiceError` for a link that leads back, to another server or to another thing, and past 200 pages.
    """
    step, seen = first, set[str]()
    for _ in range(MOST_PAGES):
        mark = json.dumps([caller.address(step.path), step.body], sort_keys=True)
        if mark in seen:
            raise ServiceError(
                caller_shown(caller, step), "its next page leads back to one already read", sent=True
            )
        seen.add(mark)
        answer = reply or _asked(caller, step)
        reply = None
        object_of(answer.document, "a page", answer.where)
        yield answer
        following = _next(caller, step, answer)
        if following is None:
            return
        step = following
    raise ServiceError(caller_shown(caller, step), f"it has more than {MOST_PAGES} pages", sent=True)


def caller_shown(caller: Caller, step: Step) -> str:
    """The address of a step as an error shows it."""
    from obslog.tasking.http import shown

    return shown(caller.address(step.path))


def _asked(caller: Caller, step: Step) -> Reply:
    if step.body is None:
        return caller.get(step.path)
    return caller.post(step.path, step.body, step.headers, again=True)


def _next(caller: Caller, step: Step, answer: Reply) -> Step | None:
    link = next((one for one in links_of(answer.document) if one.rel == "next"), None)
    if link is None:
        return None
    here = caller.address(step.path)
    url = caller.address(link.href, base=here)
    if link.method == "GET":
        return Step(url)
    # A link may name any POST, an order among them: only the question that was asked is asked on.
    if link.method != "POST" or step.body is None or urlsplit(url).path != urlsplit(here).path:
        raise ServiceError(
            caller_shown(caller, step),
            "its next page would be another request than this; not followed",
            sent=True,
        )
    body = link.body if link.body is not None else step.body
    return Step(url, {**step.body, **body} if link.merge else body, step.headers)
