"""Orders from a requirement: prepared step by step, sent only after the analyst typed yes, followed by a key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from obslog.model.errors import RefusedError, WordError
from obslog.model.orders import Order, OrderState
from obslog.tui.dialogs.asking import Asking
from obslog.tui.dialogs.choice import ChoiceDialog
from obslog.tui.dialogs.line import LineDialog
from obslog.tui.dialogs.sentence import SentenceDialog
from obslog.tui.keys import key, told
from obslog.tui.messages import LogChanged, host
from obslog.tui.screens.evidence import EvidenceScreen
from obslog.tui.tasking.aside import aside, told_words
from obslog.tui.tasking.pursuit import order_lines
from obslog.tui.widgets.pursuit_rows import OpportunitiesPane, OrdersPane
from obslog.tui.working import work

if TYPE_CHECKING:
    from obslog.tasking.orders.providers import Provider
    from obslog.tasking.orders.stapi import Opportunity as Offered

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

    # -- preparing: each question leads to the next --

    def _ask(self, dialog: Asking, step: Callable[..., Awaitable[None]], *known: Any) -> None:
        """Ask, and go on with `step(*known, answer)` as work of its own: it may take a network's time."""

        async def go_on(answer: Any) -> None:
            work(self, "ordering", step, *known, answer)

        dialog.then = go_on
        self.app.push_screen(dialog)

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
        providers = await host(self).engine.ask(lambda log: log.order_providers())
        if not providers:
            self.app.push_screen(SentenceDialog(*no_provider_lines(), title="No provider is set"))
            return
        dialog = ChoiceDialog(
            "Ask which provider what it sells?",
            [f"{each.name} ({each.url})" for each in providers],
            "It is asked over the network, with your key where one is set. Nothing is ordered by that.",
        )
        self._ask(dialog, self._provider_chosen, one.id, providers)

    @told
    async def _provider_chosen(self, known: str, providers: Sequence[Provider], at: int) -> None:
        name = providers[at].name
        found = await aside(host(self).engine, lambda log: log.order_products(name))
        if not found:
            raise RefusedError(f"{name} lists no products")
        words = [
            f"{line.product.id}{f': {line.product.title}' if line.product.title else ''}"
            f"{'' if line.product.searchable else ' (tells no opportunities)'}"
            for line in found
        ]
        ids = [line.product.id for line in found]
        self._ask(
            ChoiceDialog(f"Which product of {name}?", words), self._product_chosen, Draft(known, name), ids
        )

    @told
    async def _product_chosen(self, draft: Draft, ids: Sequence[str], at: int) -> None:
        engine, name, sold = host(self).engine, draft.provider, ids[at]
        (line,) = await aside(engine, lambda log: log.order_products(name, product=sold))
        draft = replace(draft, product=sold, takes=tuple(rule.text() for rule in line.parameters or ()))
        if not line.product.searchable:
            self._ask_parameters(draft)
            return
        answer = await aside(engine, lambda log: log.order_feasibility(draft.requirement, name, sold))
        found = answer.found.opportunities[:_OFFERED]
        said = [f"Asked: {words}" for words in answer.asked]
        said += [f"Cannot be said to this product: {words}" for words in answer.unexpressed]
        choices = ["the whole window: the provider chooses", *(_offered(one) for one in found)]
        dialog = ChoiceDialog("Order which opportunity?", choices, *said, at=self._nearest(found))
        self._ask(dialog, self._opportunity_chosen, draft, [None, *(one.id for one in found)])

    def _nearest(self, found: Sequence[Offered]) -> int:
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

    @told
    async def _opportunity_chosen(self, draft: Draft, ids: Sequence[str | None], at: int) -> None:
        self._ask_parameters(replace(draft, opportunity=ids[at]))

    def _ask_parameters(self, draft: Draft) -> None:
        if not draft.takes:
            self._ask_cost(draft)
            return
        said = [
            "What an order states, as NAME=VALUE with semicolons between; what is not needed may stay out:"
        ]
        said += [f"  {words}" for words in draft.takes]
        dialog = LineDialog("What the order states", *said, check=_pairs, empty=True)
        self._ask(dialog, self._stated, draft)

    @told
    async def _stated(self, draft: Draft, text: str) -> None:
        self._ask_cost(replace(draft, parameters=_pairs(text)))

    def _ask_cost(self, draft: Draft) -> None:
        dialog = LineDialog(
            "What does it cost?",
            "What you were quoted, such as 450 EUR; the interface tells no prices. Empty: not known.",
            check=_money,
            empty=True,
        )
        self._ask(dialog, self._keep, draft)

    @told
    async def _keep(self, draft: Draft, text: str) -> None:
        cost, currency = _money(text)
        made = await aside(
            host(self).engine,
            lambda log: log.order_prepare(
                draft.requirement, draft.provider, draft.product, opportunity=draft.opportunity,
                parameters=draft.parameters, cost=cost, currency=currency,
            ),
        )  # fmt: skip
        self.post_message(LogChanged("order prepare"))
        self.set_focus(self.query_one(OrdersPane))
        host(self).tell(f"order {made.id[-8:]} prepared; nothing was sent. S sends it")

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
            f"This sends an order for {order.product_id} to {order.provider} ({order.endpoint}).",
            "",
            *(told_words(words) for words in (*order_lines(order, notes)[1:], *again)),
            "",
            "It costs money, and few providers take an order back. Type yes to send it.",
        ]
        self._ask(LineDialog("Send this order?", *said, check=_yes), self._send, order)

    @told
    async def _send(self, order: Order, word: str) -> None:
        _yes(word)
        host(self).tell(f"sending it to {order.provider}")
        try:
            sent = await aside(host(self).engine, lambda log: log.order_submit(order.id, yes=True))
        finally:
            self.post_message(LogChanged("order submit"))
        where = f" as {sent.remote_id}" if sent.remote_id else ""
        if sent.state is OrderState.ENDED:
            last = order_lines(sent)[2:]
            self.app.push_screen(
                SentenceDialog(f"{sent.provider} refused it.", *last, title="The order was refused")
            )
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
            self.app.push_screen(SentenceDialog(found.problem, title="The provider could not be asked"))
        else:
            last = found.new[-1].code if found.new else "nothing new"
            host(self).tell(f"{order.provider}: {last}; the order is {found.order.state}")

    @key("X", "ground as file", "Write the ground asked for as a file: .geojson, .kml, .wkt.", show=False)
    def action_export(self) -> None:
        one = self.requirement
        if one is not None:
            dialog = LineDialog(
                "Write the ground asked for", "A file whose ending says the format: .geojson, .kml, .wkt",
                value=f"requirement-{one.id[-8:].lower()}.geojson",
            )  # fmt: skip
            self._ask(dialog, self._export, one.id)

    @told
    async def _export(self, known: str, path: str) -> None:
        written = await host(self).engine.ask(lambda log: log.aoi_export(known, path))
        host(self).tell(f"written: {written}")


@dataclass(frozen=True)
class Draft:
    """An order while it is put together; `takes` says what an order of that product states."""

    requirement: str
    provider: str
    product: str = ""
    takes: tuple[str, ...] = ()
    opportunity: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


def no_provider_lines() -> tuple[str, ...]:
    """What to do where no provider is set."""
    from obslog.observing.opening import config_path

    return (
        f"Name one in {config_path()}: the address of its Sensor Tasking API, and the variable that holds your key:",
        "",
        "  [tasking.providers.NAME]",
        '  url = "https://stapi.example.com"',
        '  key_env = "NAME_KEY"',
        "",
        "For a provider without such an API, X writes the ground asked for as a file.",
    )


def _offered(one: Offered) -> str:
    from obslog.tasking.needs.asking import moment_text

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
