"""The part of `Log` that prepares, sends and follows orders to providers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.model.orders import Order
    from obslog.observing.desk import Desk
    from obslog.tasking.orders.ordering import OrderLine, Refreshed
    from obslog.tasking.orders.preparing import Feasibility, ProductLine
    from obslog.tasking.orders.providers import Provider


def order_providers() -> tuple[Provider, ...]:
    """The providers that the user's configuration names; see `obslog.tasking.orders.providers`."""
    from obslog.tasking.orders.providers import providers

    return providers()


def order_products(
    provider: str, *, product: str | None = None, key_env: str | None = None
) -> tuple[ProductLine, ...]:
    """What a provider (by name or address) sells, without a log; see `obslog.tasking.orders.preparing.order_products`."""
    from obslog.tasking.orders import preparing

    return preparing.order_products(provider, product=product, key_env=key_env)


class OrderMethods:
    """What is asked of providers; `Log` is this and the rest. `key_env` names the variable that holds a key."""

    _desk: Desk

    def order_providers(self) -> tuple[Provider, ...]:
        """The providers that the user's configuration names."""
        return order_providers()

    def order_products(
        self, provider: str, *, product: str | None = None, key_env: str | None = None
    ) -> tuple[ProductLine, ...]:
        """The products of a provider; of `product` alone with its queryables and order parameters."""
        return order_products(provider, product=product, key_env=key_env)

    def order_feasibility(
        self, requirement: str, provider: str, product: str, *, key_env: str | None = None
    ) -> Feasibility:
        """What a provider says that it could collect for a requirement; nothing is ordered and nothing kept."""
        from obslog.tasking.orders import preparing

        return preparing.order_feasibility(self._desk, requirement, provider, product, key_env=key_env)

    def order_prepare(self, requirement: str, provider: str, product: str, **options: Any) -> Order:
        """Make an order and keep it, unsent; `opportunity`, `parameters`, `cost` with `currency`, `key_env`.

        See `obslog.tasking.orders.preparing.order_prepare`.
        """
        from obslog.tasking.orders import preparing

        return preparing.order_prepare(self._desk, requirement, provider, product, **options)

    def order_notes(self, order: Order) -> tuple[str, ...]:
        """What should make one pause before an order is sent."""
        from obslog.tasking.orders import preparing

        return preparing.order_notes(self._desk, order)

    def order_submit(self, order: str, *, yes: bool, key_env: str | None = None) -> Order:
        """Send an order, only with `yes`; one whose answer was lost is looked for at the provider first."""
        from obslog.tasking.orders import ordering

        return ordering.order_submit(self._desk, order, yes=yes, key_env=key_env)

    def order_refresh(
        self, order: str | None = None, *, remote: str | None = None, key_env: str | None = None
    ) -> tuple[Refreshed, ...]:
        """Ask how an order stands, or all that are under way; `remote` says which of the provider's it is."""
        from obslog.tasking.orders import ordering

        return ordering.order_refresh(self._desk, order, remote=remote, key_env=key_env)

    def order_list(
        self, requirement: str | None = None, *, state: str | None = None
    ) -> tuple[OrderLine, ...]:
        """Orders in the order they were made, of one requirement, of one state."""
        from obslog.tasking.orders import ordering

        return ordering.order_list(self._desk, requirement, state=state)

    def order_show(self, order: str) -> OrderLine:
        """One order with its statuses."""
        from obslog.tasking.orders import ordering

        return ordering.order_show(self._desk, order)

    def aoi_export(self, requirement: str, path: str | Path) -> Path:
        """Write the ground that a requirement asks for as GeoJSON, KML or WKT, by the ending of `path`."""
        from obslog.tasking.orders import aoi

        return aoi.aoi_export(self._desk, requirement, path)
