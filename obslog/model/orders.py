"""Orders: what was asked of a provider, in its own words and in ours; words of the Sensor Tasking API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class OrderState(StrEnum):
    """Where an order stands, whatever word its provider uses."""

    #: Made here; nothing was sent.
    PREPARED = "prepared"
    #: It is being sent, or its sending ended without an answer: whether the provider has it must be asked first.
    SUBMITTING = "submitting"
    #: The provider has it.
    OPEN = "open"
    #: The provider says that it is done; whether the question is answered is the analyst's to say.
    COMPLETED = "completed"
    #: It ended without a result: rejected, cancelled, failed, expired.
    ENDED = "ended"


#: Words of the specification (0.1) and of its extensions that end an order; any other leaves it open.
ENDED_CODES = ("rejected", "cancelled", "canceled", "failed", "expired", "user_cancelled")


def state_of_code(code: str) -> OrderState:
    """The state that a provider's status code means; a word that is not known leaves the order open."""
    word = code.strip().casefold()
    if word == "completed":
        return OrderState.COMPLETED
    return OrderState.ENDED if word in ENDED_CODES else OrderState.OPEN


@dataclass(frozen=True)
class OrderStatus:
    """One status as it was received. `at` is the provider's instant (None where it gave none), codes and texts its own.

    `links` are where it points: pairs of relation and address, among them what was delivered.
    """

    code: str
    at: datetime | None = None
    reason_code: str | None = None
    reason_text: str | None = None
    received_at: datetime | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Order:
    """One order to one provider for one requirement.

    `reference` is ours, unique, and sent along, so that an order is found again whose answer was lost. `endpoint` is
    the address of the provider's API without any secret. `request` is the body as sent (datetime, geometry, filter,
    order_parameters); `unexpressed` names what the requirement asks and the product cannot say. `opportunity` is the
    one chosen, as the provider gave it. `cost` is what the user stated, in `currency`.
    """

    id: str
    requirement_id: str
    reference: str
    provider: str
    endpoint: str
    product_id: str
    request: Mapping[str, Any] = field(default_factory=dict)
    unexpressed: tuple[str, ...] = ()
    opportunity: Mapping[str, Any] | None = None
    remote_id: str | None = None
    state: OrderState = OrderState.PREPARED
    statuses: tuple[OrderStatus, ...] = ()
    cost: float | None = None
    currency: str | None = None
    analyst: str = ""
    created_at: datetime | None = None
