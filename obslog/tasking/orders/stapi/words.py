"""What a Sensor Tasking API answers, as plain values: landing, products, opportunities, orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from obslog.model.orders import OrderStatus


@dataclass(frozen=True)
class Link:
    """Where an answer points: `rel` says what stands there; `method` and `body` how it is to be asked."""

    rel: str
    href: str
    method: str = "GET"
    body: Mapping[str, Any] | None = None
    merge: bool = False
    title: str | None = None


@dataclass(frozen=True)
class Landing:
    """What a provider's API says of itself."""

    title: str
    description: str
    conforms_to: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Product:
    """Something that can be ordered. `conforms_to` holds addresses whose last parts say what it takes and can do."""

    id: str
    title: str = ""
    description: str = ""
    providers: tuple[str, ...] = ()
    licence: str = ""
    conforms_to: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def geometries(self) -> frozenset[str]:
        """The GeoJSON kinds that it takes (`Point`, `Polygon`, ...); empty where it does not say."""
        ends = (uri.rpartition("/")[2] for uri in self.conforms_to if "geojson.org" in uri)
        return frozenset(end.removesuffix(".json") for end in ends)

    @property
    def searchable(self) -> bool:
        """It says that opportunities can be asked for, at once or as a search that goes on."""
        ends = {uri.rstrip("/").rpartition("/")[2] for uri in self.conforms_to}
        return bool(ends & {"opportunities", "opportunities-async"}) or any(
            link.rel == "opportunities" for link in self.links
        )


@dataclass(frozen=True)
class Opportunity:
    """One chance to collect, as the provider sees it: `start`..`end` UTC, the rest in its own words."""

    id: str
    start: datetime | None
    end: datetime | None
    properties: Mapping[str, Any] = field(default_factory=dict)
    geometry: Mapping[str, Any] | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Found:
    """The opportunities that a search gave; `more`: the provider has others, beyond what was asked for."""

    opportunities: tuple[Opportunity, ...]
    more: bool = False


@dataclass(frozen=True)
class RemoteOrder:
    """An order as the provider keeps it. `document` is all of its answer."""

    id: str
    product_id: str | None
    created: datetime | None
    status: OrderStatus | None
    search: Mapping[str, Any]
    parameters: Mapping[str, Any]
    document: Mapping[str, Any] = field(default_factory=dict)
