"""A provider on loopback: the reference server of the Sensor Tasking API with a backend in memory.

Run as a script it serves until it is ended: `python tests/tasking/stapi_server.py --port 8765 [--key KEY]
[--deliver FILE] [--passes FILE]`. An order goes from received to completed, a step each time that its statuses are
asked for; the completed status links to the file that was given, which the server hands out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field
from returns.maybe import Maybe, Nothing, Some
from returns.result import Failure, ResultE, Success
from stapi_fastapi.conformance import PRODUCT
from stapi_fastapi.errors import QueryablesError
from stapi_fastapi.models.product import Product
from stapi_fastapi.routers.product_router import ProductRouter
from stapi_fastapi.routers.root_router import RootRouter
from stapi_pydantic import (
    Link,
    Opportunity,
    OpportunityCollection,
    OpportunityPayload,
    OpportunityProperties,
    OpportunitySearchRecord,
    OpportunitySearchStatus,
    OpportunitySearchStatusCode,
    Order,
    OrderParameters,
    OrderPayload,
    OrderProperties,
    OrderSearchParameters,
    OrderStatus,
    OrderStatusCode,
    Queryables,
)
from stapi_pydantic import Provider as NamedProvider

#: What an order goes through, a step each time that its statuses are asked for.
COURSE = ("received", "accepted", "scheduled", "processing", "completed")
#: Opportunities on one page: few, so that a client must turn pages.
PAGE = 3


class OpticalQueryables(Queryables):
    """What the optical products can be filtered by."""

    off_nadir: float | None = Field(None, alias="view:off_nadir", ge=0, le=45)
    cloud: float | None = Field(None, alias="eo:cloud_cover", ge=0, le=100)
    sun: float | None = Field(None, alias="view:sun_elevation", ge=-90, le=90)


class RadarQueryables(Queryables):
    """What the radar product can be filtered by: the grazing angle."""

    grazing: float | None = Field(None, alias="grazingAngleDegrees", ge=20, le=70)


class Priority(StrEnum):
    """How soon."""

    standard = "standard"
    rush = "rush"


class WithReference(OrderParameters):
    """Parameters that take the buyer's own reference."""

    priority: Priority = Priority.standard
    reference: str | None = Field(None, max_length=64)


class WithTier(OrderParameters):
    """Parameters that take no reference and need a tier."""

    tier: int = Field(ge=1, le=3)


class Seen(OpportunityProperties):
    """What an opportunity states."""

    platform: str = "DEMO-1"


class Backend:
    """All that the provider keeps: searches and orders, in memory.

    `passes` are lines of `obslog passes --json`: the chances that it tells of; without them there is one a day.
    """

    def __init__(
        self,
        deliver: Path | None = None,
        course: tuple[str, ...] = COURSE,
        passes: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.passes = passes
        self.orders: dict[str, Order] = {}
        self.statuses: dict[str, list[OrderStatus]] = {}
        self.searches: dict[str, list[Any]] = {}
        self.deliver, self.course = deliver, course

    # -- opportunities ---------------------------------------------------------------------------------------

    def chances(self, product_id: str, search: OpportunityPayload) -> list[Opportunity]:
        """One chance a pass, or a day at 08:10 UTC, each with its angles, those that the filter lets through."""
        if self.passes:
            return self._of_passes(product_id, search)
        start, end = search.datetime
        day = start.astimezone(UTC).replace(hour=8, minute=10, second=0, microsecond=0)
        found, number = [], 0
        while day <= end and number < 60:
            facts = {
                "view:off_nadir": 4.0 + 7 * (number % 5),
                "view:sun_elevation": 33.0,
                "eo:cloud_cover": 10.0 * (number % 4),
            }
            facts["grazingAngleDegrees"] = 90 - facts["view:off_nadir"]
            if day >= start and passes(search.filter, facts):
                found.append(
                    Opportunity(
                        id=f"{product_id}-{day:%Y%m%d}", geometry=search.geometry,
                        properties=Seen(datetime=(day, day + timedelta(seconds=90)), product_id=product_id, **facts),
                    )
                )  # fmt: skip
            day, number = day + timedelta(days=1), number + 1
        return found

    def _of_passes(self, product_id: str, search: OpportunityPayload) -> list[Opportunity]:
        start, end = search.datetime
        found = []
        for one in self.passes:
            rise, tca, set_ = (
                datetime.fromisoformat(one[name].replace("Z", "+00:00")) for name in ("rise", "tca", "set")
            )
            facts = {
                "view:off_nadir": one["off_nadir_deg"], "view:sun_elevation": one["sun_elevation_deg"],
                "eo:cloud_cover": 10.0,
            }  # fmt: skip
            if one["fits"] and start <= rise and set_ <= end and passes(search.filter, facts):
                seen = Seen(datetime=(rise, set_), product_id=product_id, platform=one["satellite"], **facts)
                row_id = f"{one['satellite']}-{tca:%Y%m%dT%H%M}"
                found.append(Opportunity(id=row_id, geometry=search.geometry, properties=seen))
        return found

    async def search(
        self,
        router: ProductRouter,
        search: OpportunityPayload,
        next: str | None,
        limit: int,
        request: Request,
    ) -> ResultE[tuple[list[Opportunity], Maybe[str]]]:
        """A page of chances."""
        try:
            found = self.chances(router.product.id, search)
        except KeyError as error:
            return Failure(QueryablesError(f"unknown queryable {error.args[0]}"))
        begin = int(next or 0)
        end = begin + min(limit, PAGE)
        return Success((found[begin:end], Some(str(end)) if end < len(found) else Nothing))

    async def begin_search(
        self, router: ProductRouter, search: OpportunityPayload, request: Request
    ) -> ResultE[OpportunitySearchRecord]:
        """A search that goes on; it has ended when it is asked about the second time."""
        row_id = uuid4().hex
        status = OpportunitySearchStatus(timestamp=now(), status_code=OpportunitySearchStatusCode.received)
        record = OpportunitySearchRecord(
            id=row_id, product_id=router.product.id, opportunity_request=search, status=status, links=[]
        )
        self.searches[row_id] = [record, self.chances(router.product.id, search), 0]
        return Success(record)

    async def record(self, row_id: str, request: Request) -> ResultE[Maybe[OpportunitySearchRecord]]:
        """A search, further on each time."""
        if row_id not in self.searches:
            return Success(Nothing)
        kept = self.searches[row_id]
        kept[2] += 1
        code = (
            OpportunitySearchStatusCode.completed if kept[2] > 1 else OpportunitySearchStatusCode.in_progress
        )
        links = []
        if kept[2] > 1:
            href = f"{request.base_url}products/{kept[0].product_id}/opportunities/{row_id}"
            links = [Link(href=href, rel="opportunities", type="application/geo+json")]
        status = OpportunitySearchStatus(timestamp=now(), status_code=code)
        return Success(Some(kept[0].model_copy(update={"status": status, "links": links})))

    async def records(self, next: str | None, limit: int, request: Request) -> Any:
        """All searches."""
        return Success(([kept[0] for kept in self.searches.values()], Nothing))

    async def collection(self, router: ProductRouter, row_id: str, request: Request) -> Any:
        """What a search found."""
        if row_id not in self.searches:
            return Success(Nothing)
        return Success(Some(OpportunityCollection(features=self.searches[row_id][1], id=row_id)))

    # -- orders ----------------------------------------------------------------------------------------------

    async def order(self, router: ProductRouter, payload: OrderPayload, request: Request) -> ResultE[Order]:
        """A new order."""
        status = OrderStatus(timestamp=now(), status_code=OrderStatusCode(self.course[0]))
        made = Order(
            id=str(uuid4()), geometry=payload.geometry, links=[],
            properties=OrderProperties(
                product_id=router.product.id, created=now(), status=status, opportunity_properties={},
                search_parameters=OrderSearchParameters(
                    datetime=payload.datetime, geometry=payload.geometry, filter=payload.filter
                ),
                order_parameters=payload.order_parameters.model_dump(mode="json"),
            ),
        )  # fmt: skip
        self.orders[made.id], self.statuses[made.id] = made, [status]
        return Success(made.model_copy(deep=True))

    async def all_orders(self, next: str | None, limit: int, request: Request) -> Any:
        """A page of orders, two at the most."""
        rows = list(self.orders.values())
        begin = int(next or 0)
        end = begin + min(limit, 2)
        page = [one.model_copy(deep=True) for one in rows[begin:end]]
        return Success((page, Some(str(end)) if end < len(rows) else Nothing, Some(len(rows))))

    async def one_order(self, row_id: str, request: Request) -> ResultE[Maybe[Order]]:
        """An order as it stands."""
        found = self.orders.get(row_id)
        return Success(Some(found.model_copy(deep=True)) if found else Nothing)

    async def history(self, row_id: str, next: str | None, limit: int, request: Request) -> Any:
        """The statuses of an order; asking for them moves it on."""
        if row_id not in self.orders:
            return Success(Nothing)
        held = self.statuses[row_id]
        if len(held) < len(self.course):
            code = self.course[len(held)]
            status = OrderStatus(timestamp=now(), status_code=OrderStatusCode(code))
            if code == "rejected":
                status.reason_code, status.reason_text = "invalid_geometry", "the area is too small"
            if code == "completed" and self.deliver is not None:
                href = f"{request.base_url}delivered/{self.deliver.name}"
                status.links = [Link(href=href, rel="asset", type="image/tiff", title=self.deliver.name)]
            held.append(status)
            self.orders[row_id].properties.status = status
        return Success(Some((list(held), Nothing)))


def now() -> datetime:
    """The provider's own clock."""
    return datetime.now(UTC)


def passes(filter: dict[str, Any] | None, facts: dict[str, float]) -> bool:
    """Whether a chance meets a CQL2 filter of the few operators that are needed. Raises `KeyError` for a strange name."""
    if not filter:
        return True
    args = filter["args"]
    if filter["op"] == "and":
        return all(passes(one, facts) for one in args)
    value, limit = facts[args[0]["property"]], args[1]
    return {"<=": value <= limit, ">=": value >= limit, "=": value == limit}[filter["op"]]


def make_app(backend: Backend, key: str | None = None) -> FastAPI:
    """The provider's API over a backend; with `key` it answers none that does not send it."""
    root = RootRouter(
        get_orders=backend.all_orders, get_order=backend.one_order, get_order_statuses=backend.history,
        get_opportunity_search_records=backend.records, get_opportunity_search_record=backend.record,
    )  # fmt: skip
    shared: dict[str, Any] = {
        "license": "proprietary", "create_order": backend.order, "opportunity_properties": Seen,
        "providers": [NamedProvider(name="A demonstration provider", roles=["producer"], url="https://example.com")],
    }  # fmt: skip
    both = {
        "search_opportunities": backend.search, "search_opportunities_async": backend.begin_search,
        "get_opportunity_collection": backend.collection,
    }  # fmt: skip
    later = {name: call for name, call in both.items() if name != "search_opportunities"}
    ground = [PRODUCT.geojson_point, PRODUCT.geojson_polygon]
    for product in (
        Product(
            id="demo-50cm", title="Optical, 0.5 m", description="One optical image", conformsTo=ground,
            queryables=OpticalQueryables, order_parameters=WithReference, **both, **shared,
        ),
        Product(
            id="demo-radar", title="Radar, 1 m", description="One radar image", conformsTo=ground,
            queryables=RadarQueryables, order_parameters=WithTier, **later, **shared,
        ),
        Product(
            id="demo-point", title="Optical, 3 m, by its centre", conformsTo=[PRODUCT.geojson_point],
            queryables=Queryables, order_parameters=OrderParameters, **shared,
        ),
    ):  # fmt: skip
        root.add_product(product)
    app = FastAPI(openapi_url="/api", docs_url="/docs")

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Any:
        if key is not None and request.headers.get("authorization") != f"Bearer {key}":
            return JSONResponse({"detail": "no such key"}, 401)
        return await call_next(request)

    @app.get("/delivered/{name}")
    def delivered(name: str) -> Any:
        if backend.deliver is None or name != backend.deliver.name:
            return JSONResponse({"detail": "no such file"}, 404)
        return FileResponse(backend.deliver)

    app.include_router(root)
    return app


def main() -> None:
    """Serve until ended; the first line printed is the address, once it answers."""
    import uvicorn

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one.")
    parser.add_argument("--key", help="Answer only who sends this key.")
    parser.add_argument("--deliver", type=Path, help="The file that a completed order links to.")
    parser.add_argument("--passes", type=Path, help="Chances: lines of `obslog passes --json`.")
    given = parser.parse_args()
    chances = [json.loads(line) for line in given.passes.read_text().splitlines()] if given.passes else ()

    class Told(uvicorn.Server):
        async def startup(self, *args: Any, **kwargs: Any) -> None:
            await super().startup(*args, **kwargs)
            print(f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}", flush=True)

    app = make_app(Backend(given.deliver, passes=chances), given.key)
    Told(uvicorn.Config(app, host="127.0.0.1", port=given.port, log_level="warning")).run()


if __name__ == "__main__":
    main()
