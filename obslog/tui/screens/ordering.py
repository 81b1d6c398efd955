"""Orders from a requirement: prepared step by step, sent only after the analyst typed yes, followed by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from obslog.model.errors import RefusedError, WordError
from obslog.model.orders import Order, OrderState
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.dialogs.sentence import SentenceDialog
from obslog.tui.keys import key, told
from obslog.tui.messages import LogChanged, host
from obslog.tui.screens.evidence import EvidenceScreen
from obslog.tui.tasking.aside import aside
from obslog.tui.tasking.pursuit import order_lines
from obslog.tui.widgets.pursuit_rows import OpportunitiesPane, OrdersPane
from obslog.tui.working import work

if TYPE_CHECKING:
    from obslog.tasking.preparing import ProductLine
    from obslog.tasking.providers import Provider
    from obslog.tasking.stapi import Opportunity as Offered

#: So many of a provider's opportunities are offered.
_OFFERED = 30


class OrderingScreen(EvidenceScreen):
    """A screen with an orders pane and a requirement; what it does over the network, it does on these keys alone."""

    area = "ordering"

    @property
    def _order(self) -> Order:
        line = self.query_one(OrdersPane).one
        if line is None:
            raise RefusedError("there is no order yet: P prepares one")
        return line.order

    # -- preparing --

    @key(
        "P", "prepare order", "Prepare an order: a provider is asked what it sells; nothing is ordered by it."
    )
    def action_prepare(self) -> None:
        work(self, "ordering", self._prepare)

    @told
    async def _prepare(self) -> None:
        one = self.requirement
        if one is None:
            return
        provider = await self._choose_provider()
        product = None if provider is None else await self._choose_product(provider)
        if provider is None or product is None:
            return
        opportunity = await self._choose_opportunity(one.id, provider, product)
        if opportunity is None:
            return
        parameters = await self._state_parameters(product)
        cost = None if parameters is None else await self._state_cost()
        if parameters is None or cost is None:
            return
        made = await aside(
            host(self).engine,
            lambda log: log.order_prepare(
                one.id, provider.name, product.product.id, opportunity=opportunity or None, parameters=parameters,
                cost=cost[0], currency=cost[1],
            ),
        )  # fmt: skip
        self.post_message(LogChanged("order prepare"))
        self.set_focus(self.query_one(OrdersPane))
        host(self).tell(f"order {made.id[-8:]} prepared; nothing was sent. S sends it")

    async def _choose_provider(self) -> Provider | None:
        providers = await host(self).engine.ask(lambda log: log.order_providers())
        if not providers:
            from obslog.tasking.providers import config_path

            await self._told(
                "No provider is set. Name one in",
                f"  {config_path()}",
                "with the address of its Sensor Tasking API and the variable that holds your key:",
                "  [tasking.providers.NAME]",
                '  url = "https://stapi.example.com"',
                '  key_env = "NAME_KEY"',
                "A provider without such an API: X writes the ground asked for as a file.",
                title="An order",
            )
            return None
        dialog = ChoiceDialog(
            "Ask which provider what it sells?",
            [f"{one.name} ({one.url})" for one in providers],
            "It is asked over the network, with your key where one is set. Nothing is ordered by that.",
        )
        at = await self.app.push_screen_wait(dialog)
        return None if at is None else providers[at]

    async def _choose_product(self, provider: Provider) -> ProductLine | None:
        engine, name = host(self).engine, provider.name
        found = await aside(engine, lambda log: log.order_products(name))
        if not found:
            raise RefusedError(f"{name} lists no products")
        words = [
            f"{line.product.id}{f': {line.product.title}' if line.product.title else ''}"
            f"{'' if line.product.searchable else ' (tells no opportunities)'}"
            for line in found
        ]
        at = await self.app.push_screen_wait(ChoiceDialog(f"Which product of {name}?", words))
        if at is None:
            return None
        product = found[at].product.id
        (line,) = await aside(engine, lambda log: log.order_products(name, product=product))
        return line

    async def _choose_opportunity(self, known: str, provider: Provider, product: ProductLine) -> str | None:
        """The id of one of the provider's own opportunities, empty for the whole window; None: given up."""
        if not product.product.searchable:
            return ""
        name, sold = provider.name, product.product.id
        answer = await aside(host(self).engine, lambda log: log.order_feasibility(known, name, sold))
        found = answer.found.opportunities[:_OFFERED]
        said = [f"Asked: {words}" for words in answer.asked]
        said += [f"Cannot be said to this product: {words}" for words in answer.unexpressed]
        choices = ["the whole window: the provider chooses", *(_offered(one) for one in found)]
        dialog = ChoiceDialog("Order which opportunity?", choices, *said, at=self._nearest(found))
        at = await self.app.push_screen_wait(dialog)
        if at is None:
            return None
        return "" if at == 0 else found[at - 1].id

    def _nearest(self, found: tuple[Offered, ...]) -> int:
        """The provider's opportunity nearest to the pass that is chosen here; 0 where none is near."""
        chosen = self.query_one(OpportunitiesPane).one
        if chosen is None:
            return 0
        near = [
            (abs((one.start - chosen.view.one.tca).total_seconds()), n)
            for n, one in enumerate(found, 1)
            if one.start is not None
        ]
        apart, at = min(near, default=(1e9, 0))
        return at if apart < 3600 else 0

    async def _state_parameters(self, product: ProductLine) -> dict[str, str] | None:
        if not product.parameters:
            return {}
        said = [
            "What an order states, as NAME=VALUE with semicolons between; what is not needed may stay out:"
        ]
        said += [f"  {rule.text()}" for rule in product.parameters]
        dialog = LineDialog("What the order states", *said, check=_pairs, empty=True)
        text = await self.app.push_screen_wait(dialog)
        return None if text is None else _pairs(text)

    async def _state_cost(self) -> tuple[float | None, str | None] | None:
        dialog = LineDialog(
            "What does it cost?",
            "What you were quoted, such as 450 EUR; the interface tells no prices. Empty: not known.",
            check=_money,
            empty=True,
        )
        text = await self.app.push_screen_wait(dialog)
        return None if text is None else _money(text)

    # -- sending --

    @key("S", "send order", "Send the chosen order to its provider, after you typed yes. It costs money.")
    def action_submit(self) -> None:
        work(self, "ordering", self._submit, self._order)

    @told
    async def _submit(self, order: Order) -> None:
        if order.state not in (OrderState.PREPARED, OrderState.SUBMITTING):
            raise RefusedError(f"the order is {order.state}: it was sent before. R asks how it stands")
        notes = await host(self).engine.ask(lambda log: log.order_notes(order))
        again = (
            ("An earlier try ended without an answer: the provider is asked first whether it has the order.",)
            if order.state is OrderState.SUBMITTING
            else ()
        )
        said = [
            f"This sends an order to {order.provider} ({order.endpoint}).",
            *order_lines(order, notes)[1:],
            *again,
            "It costs money, and few providers take an order back. Type yes to send it.",
        ]
        word = await self.app.push_screen_wait(LineDialog("Send this order?", *said, check=_yes))
        if word is None:
            host(self).tell("nothing was sent")
            return
        try:
            sent = await aside(host(self).engine, lambda log: log.order_submit(order.id, yes=True))
        finally:
            self.post_message(LogChanged("order submit"))
        where = f" as {sent.remote_id}" if sent.remote_id else ""
        if sent.state is OrderState.ENDED:
            last = order_lines(sent)[2:]
            await self._told(f"{sent.provider} refused it.", *last, title="The order was refused")
        else:
            host(self).tell(f"{sent.provider} has it{where}: {sent.state}")

    @key("R", "ask how it stands", "Ask the provider of the chosen order how it stands, over the network.")
    def action_refresh(self) -> None:
        work(self, "ordering", self._refresh, self._order)

    @told
    async def _refresh(self, order: Order) -> None:
        host(self).tell(f"asking {order.provider}")
        (found,) = await aside(host(self).engine, lambda log: log.order_refresh(order.id))
        if found.new:
            self.post_message(LogChanged("order refresh"))
        if found.problem:
            await self._told(found.problem, title="The provider could not be asked")
        else:
            last = found.new[-1].code if found.new else "nothing new"
            host(self).tell(f"{order.provider}: {last}; the order is {found.order.state}")

    @key("X", "ground as file", "Write the ground asked for as a file: .geojson, .kml, .wkt.", show=False)
    def action_export(self) -> None:
        work(self, "ordering", self._export)

    @told
    async def _export(self) -> None:
        one = self.requirement
        if one is None:
            return
        dialog = LineDialog(
            "Write the ground asked for", "A file whose ending says the format: .geojson, .kml, .wkt",
            value=f"requirement-{one.id[-8:].lower()}.geojson",
        )  # fmt: skip
        path = await self.app.push_screen_wait(dialog)
        if path is not None:
            written = await host(self).engine.ask(lambda log: log.aoi_export(one.id, path))
            host(self).tell(f"written: {written}")

    async def _told(self, *said: str, title: str) -> None:
        await self.app.push_screen_wait(SentenceDialog(*said, title=title))


def _offered(one: Offered) -> str:
    from obslog.tasking.asking import moment_text

    when = one.id if one.start is None else moment_text(one.start)
    facts = {k: v for k, v in one.properties.items() if k not in ("datetime", "product_id")}
    words = ", ".join(f"{name} {_short(value)}" for name, value in list(facts.items())[:4])
    return f"{when}{f'  {words}' if words else ''}"


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _pairs(text: str) -> dict[str, str]:
    """`NAME=VALUE; NAME=VALUE` as pairs. Raises `WordError`."""
    found = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if part.strip() and not (equals and name.strip()):
            raise WordError("parameter", part.strip(), "write NAME=VALUE, semicolons between several")
        if part.strip():
            found[name.strip()] = value.strip()
    return found


def _money(text: str) -> tuple[float | None, str | None]:
    """`450 EUR` as a number and a currency; nothing is not known. Raises `WordError`."""
    if not text.strip():
        return None, None
    number, _, currency = text.strip().partition(" ")
    try:
        return float(number.replace(",", "")), currency.strip()
    except ValueError:
        raise WordError("cost", text, "write a number and its currency, such as 450 EUR") from None


def _yes(text: str) -> None:
    if text.strip() != "yes":
        raise RefusedError("Nothing is sent but for the word yes; Esc leaves it as it is.")
