"""From the bytes that a server sent to values: tolerant of what differs among servers, never of what is hostile."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from obslog.model.errors import ServiceError
from obslog.model.orders import OrderStatus
from obslog.model.text import safe
from obslog.tasking.orders.stapi.words import Landing, Link, Opportunity, Product, RemoteOrder

_DEEPEST = 64
_MOST_VALUES = 500_000
_MOST_LINKS = 200
_INT64 = 2**63


def read_json(body: bytes, where: str, secret: str | None = None) -> Any:
    """The value of a JSON answer, fit to be kept: what no database takes is written out, `secret` taken out.

    Raises `ServiceError`: no JSON, nested too deep, too many values, numbers that are none.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise _bad(where, f"is nested more than {_DEEPEST} deep") from None
    except ValueError:
        raise _bad(where, "is no JSON") from None
    return _kept(value, where, secret, [_MOST_VALUES], 0)


def _no_number(word: str) -> None:
    raise ValueError(word)


def _kept(value: Any, where: str, secret: str | None, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise _bad(where, f"holds more than {_MOST_VALUES:,} values")
    if depth > _DEEPEST:
        raise _bad(where, f"is nested more than {_DEEPEST} deep")
    if isinstance(value, str):
        return _text(value, secret)
    if isinstance(value, dict):
        return {
            _text(key, secret): _kept(item, where, secret, left, depth + 1) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_kept(item, where, secret, left, depth + 1) for item in value]
    if (isinstance(value, float) and not isfinite(value)) or (
        isinstance(value, int) and not -_INT64 <= value < _INT64
    ):
        raise _bad(where, "holds a number too large to be kept")
    return value


def _text(text: str, secret: str | None) -> str:
    if secret and secret in text:
        text = text.replace(secret, "***")
    # NUL and half characters are what a database refuses; the rest is kept as it came and escaped where it is shown.
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return safe(text)
    return text


def object_of(value: Any, what: str, where: str) -> dict[str, Any]:
    """`value` where it is an object. Raises `ServiceError` naming `what` it should have been."""
    if not isinstance(value, dict):
        raise _bad(where, f"gives {what} that is no object")
    return value


def list_of(document: dict[str, Any], names: tuple[str, ...], where: str) -> list[dict[str, Any]]:
    """The objects of the first list that stands under one of `names`. Raises `ServiceError` where there is none."""
    for name in names:
        if name in document:
            if not isinstance(document[name], list):
                raise _bad(where, f"gives {name} that are no list")
            return [object_of(item, f"one of the {name}", where) for item in document[name]]
    raise _bad(where, f"gives no {names[0]}")


def links_of(document: dict[str, Any]) -> tuple[Link, ...]:
    """The links of an answer that can be understood, at most 200."""
    given = document.get("links")
    found = []
    for one in given[:_MOST_LINKS] if isinstance(given, list) else ():
        if (
            not isinstance(one, dict)
            or not isinstance(one.get("rel"), str)
            or not isinstance(one.get("href"), str)
        ):
            continue
        method, body, title = one.get("method"), one.get("body"), one.get("title")
        found.append(
            Link(
                one["rel"], one["href"], method.upper() if isinstance(method, str) else "GET",
                body if isinstance(body, dict) else None, one.get("merge") is True,
                title if isinstance(title, str) else None,
            )
        )  # fmt: skip
    return tuple(found)


def landing_of(document: dict[str, Any]) -> Landing:
    """What an API says of itself."""
    return Landing(
        _word(document, "title") or _word(document, "id"), _word(document, "description"),
        _words(document.get("conformsTo", document.get("conforms_to"))), links_of(document),
    )  # fmt: skip


def product_of(document: dict[str, Any], where: str) -> Product:
    """A product. Raises `ServiceError` where it has no id."""
    row_id = document.get("id")
    if not isinstance(row_id, str) or not row_id or len(row_id) > 300:
        raise _bad(where, "gives a product without an id")
    providers = document.get("providers")
    named = (
        [_word(one, "name") for one in providers[:20] if isinstance(one, dict)]
        if isinstance(providers, list)
        else []
    )
    return Product(
        row_id, _word(document, "title"), _word(document, "description"), tuple(name for name in named if name),
        _word(document, "license"), _words(document.get("conformsTo")), links_of(document),
    )  # fmt: skip


def opportunity_of(document: dict[str, Any], where: str) -> Opportunity:
    """An opportunity. Raises `ServiceError` where its time cannot be read."""
    properties = object_of(document.get("properties") or {}, "an opportunity's properties", where)
    interval = properties.get("datetime", document.get("datetime"))
    if not isinstance(interval, str):
        raise _bad(where, "gives an opportunity without its time")
    start, _, end = interval.partition("/")
    begins, ends = instant_of(start), instant_of(end or start)
    if begins is None and ends is None:
        raise _bad(where, f"gives an opportunity whose time cannot be read: {safe(interval[:80])}")
    geometry, row_id = document.get("geometry"), document.get("id")
    named = str(row_id) if isinstance(row_id, str | int) and not isinstance(row_id, bool) else ""
    return Opportunity(
        named[:300],
        begins,
        ends,
        properties,
        geometry if isinstance(geometry, dict) else None,
        links_of(document),
    )


def order_of(document: dict[str, Any], where: str) -> RemoteOrder:
    """An order, its fields under `properties` or at its top. Raises `ServiceError` where it has no id."""
    row_id = document.get("id")
    if isinstance(row_id, int) and not isinstance(row_id, bool):
        row_id = str(row_id)
    if not isinstance(row_id, str) or not row_id or len(row_id) > 300:
        raise _bad(where, "gives an order without an id")
    inner = document.get("properties")
    fields = {**document, **(inner if isinstance(inner, dict) else {})}
    search = fields.get("search_parameters", fields.get("request"))
    parameters = fields.get("order_parameters")
    status = fields.get("status")
    return RemoteOrder(
        row_id, _word(fields, "product_id") or None, instant_of(fields.get("created")),
        status_of(status, where) if isinstance(status, dict) else None,
        search if isinstance(search, dict) else {}, parameters if isinstance(parameters, dict) else {}, document,
    )  # fmt: skip


def status_of(document: dict[str, Any], where: str) -> OrderStatus:
    """One status, its code a word of whatever vocabulary. Raises `ServiceError` where it has no code."""
    code = document.get("status_code")
    if not isinstance(code, str) or not code.strip():
        raise _bad(where, "gives a status without a code")
    pointed = tuple((link.rel[:200], link.href[:2000]) for link in links_of(document)[:20])
    return OrderStatus(
        code[:200], instant_of(document.get("timestamp")), _word(document, "reason_code", 200) or None,
        _word(document, "reason_text") or None, None, pointed,
    )  # fmt: skip


def instant_of(value: object) -> datetime | None:
    """An RFC 3339 instant as aware UTC; None for anything else, and for one without its zone."""
    if not isinstance(value, str) or not value.isascii() or len(value) > 64:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def complaint(body: bytes, where: str, secret: str | None = None) -> str:
    """What a server says of a request that it refused, as part of one line; empty where it says nothing readable."""
    try:
        document = read_json(body[:200_000], where, secret)
    except ServiceError:
        return ""
    if isinstance(document, dict):
        for name in ("detail", "description", "message", "error", "title", "code"):
            if document.get(name):
                return _said(document[name])[:300]
    return ""


def _said(value: Any) -> str:
    if isinstance(value, str):
        return safe(value.strip())
    if isinstance(value, list):
        return "; ".join(filter(None, (_said(one) for one in value[:4])))
    if isinstance(value, dict):
        at = value.get("loc")
        place = ".".join(str(one) for one in at if one != "body") if isinstance(at, list) else ""
        said = next(
            (_said(value[name]) for name in ("msg", "message", "detail", "description") if value.get(name)),
            "",
        )
        return f"{safe(place)}: {said}" if place and said else said
    return ""


def _word(document: dict[str, Any], name: str, longest: int = 2000) -> str:
    value = document.get(name)
    return value[:longest] if isinstance(value, str) else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(one[:500] for one in value[:200] if isinstance(one, str)) if isinstance(value, list) else ()


def _bad(where: str, what: str) -> ServiceError:
    return ServiceError(where, f"its answer {what}", sent=True)
