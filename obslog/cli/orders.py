"""Commands that deal with providers: order providers, products, feasibility, prepare, submit, refresh, list, show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from obslog.cli.output import emit, emit_all, fields, note, say, table
from obslog.cli.session import json_option, with_log

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.orders import Order, OrderStatus
    from obslog.tasking.orders.ordering import OrderLine

_key_env = click.option(
    "--key-env",
    metavar="VAR",
    help="The variable of the environment that holds the key; never the key itself.",
)
_provider = click.option(
    "--provider", required=True, metavar="NAME|URL", help="From config.toml, or an address."
)
_product = click.option("--product", required=True, metavar="ID", help="See obslog order products.")


@click.group()
def order() -> None:
    """Orders to providers by the Sensor Tasking API. Only `order submit --yes` sends one.

    Providers stand in config.toml as [tasking.providers.NAME] with url and key_env (or keyring).
    """


@order.command()
@json_option
def providers(as_json: bool) -> None:
    """The providers that your configuration names, and where each key is looked for."""
    from obslog.log_orders import order_providers
    from obslog.observing.opening import config_path
    from obslog.tasking.orders.order_wire import provider_wire

    found = order_providers()
    if as_json:
        emit_all(provider_wire(one) for one in found)
        return
    table(
        ("provider", "address", "key from"),
        [(one.name, one.url, one.key_words) for one in found],
        f"none; name one in {config_path()} as [tasking.providers.NAME] with its url, or give --provider URL",
    )


@order.command()
@click.argument("provider")
@click.option(
    "--product", metavar="ID", help="This one alone, with what it can be asked and what an order states."
)
@_key_env
@json_option
def products(provider: str, product: str | None, key_env: str | None, as_json: bool) -> None:
    """What PROVIDER (a name or an address) sells; needs no log."""
    from obslog.log_orders import order_products
    from obslog.tasking.orders.order_wire import product_wire

    lines = order_products(provider, product=product, key_env=key_env)
    if as_json:
        emit_all(product_wire(line) for line in lines)
    elif product is None:
        table(
            ("product", "title", "takes", "tells opportunities"),
            [
                (
                    one.id,
                    one.title,
                    ", ".join(sorted(one.geometries)) or None,
                    "yes" if one.searchable else "no",
                )
                for one in (line.product for line in lines)
            ],
            "the provider lists no products",
        )
    else:
        for line in lines:
            one = line.product
            fields((
                ("product", one.id), ("title", one.title), ("description", one.description),
                ("from", ", ".join(one.providers)), ("licence", one.licence), ("takes", ", ".join(sorted(one.geometries))),
                ("opportunities", "told" if one.searchable else "not told"),
                ("filter by", "; ".join(rule.text() for rule in line.queryables or ()) or "nothing"),
                ("an order states", "; ".join(rule.text() for rule in line.parameters or ()) or "nothing"),
            ))  # fmt: skip


@order.command()
@click.argument("requirement")
@_provider
@_product
@_key_env
@json_option
@with_log
def feasibility(
    log: Log, requirement: str, provider: str, product: str, key_env: str | None, as_json: bool
) -> None:
    """What a provider says it could collect for REQUIREMENT: its opportunities. Nothing is ordered."""
    from obslog.tasking.orders.constraints import filter_text
    from obslog.tasking.orders.order_wire import feasibility_wire, opportunity_wire

    answer = log.order_feasibility(requirement, provider, product, key_env=key_env)
    found = answer.found.opportunities
    if as_json:
        emit_all(opportunity_wire(one) for one in found)
        emit(feasibility_wire(answer))
        return
    say(f"window   {answer.request['datetime']}")
    say(f"filter   {filter_text(answer.request.get('filter'))}")
    for sentence in answer.asked:
        say(f"asked    {sentence}")
    _unsaid(answer.unexpressed)
    table(
        ("opportunity", "from (UTC)", "to", "as the provider has it"),
        [(one.id, _minute(one.start), _minute(one.end), _facts(one.properties)) for one in found],
        f"{answer.provider.name} has no opportunity in that window",
    )
    if answer.found.more:
        note(f"the provider has more than these {len(found)}")


@order.command()
@click.argument("requirement")
@_provider
@_product
@click.option(
    "--opportunity", metavar="ID|TIME", help="One of order feasibility; else the whole window is ordered."
)
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="An order parameter; may be repeated.",
)
@click.option("--cost", type=float, help="What you were quoted; the interface tells no prices.")
@click.option("--currency", metavar="EUR")
@_key_env
@json_option
@with_log
def prepare(
    log: Log,
    requirement: str,
    provider: str,
    product: str,
    parameters: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> None:
    """Make an order for REQUIREMENT and keep it; it prints exactly what would be sent, and sends nothing."""
    made = log.order_prepare(requirement, provider, product, parameters=_pairs(parameters), **options)
    if as_json:
        _emit(log, made)
        return
    _show_sending(log, made)
    say(f"prepared {made.id}; nothing was sent. To send it: obslog order submit {made.id[-10:]} --yes")


@order.command()
@click.argument("order_id", metavar="ORDER")
@click.option("--yes", is_flag=True, help="Send it: it costs money, and few providers take an order back.")
@_key_env
@json_option
@with_log
def submit(log: Log, order_id: str, yes: bool, key_env: str | None, as_json: bool) -> None:
    """Send ORDER to its provider. Without --yes it prints what it would send, and exits 2.

    Where an earlier try ended without an answer, the provider is asked first whether it has the order.
    """
    if not yes:
        _show_sending(log, log.order_show(order_id).order)
        note("obslog order submit: nothing was sent; add --yes to send it")
        click.get_current_context().exit(2)
    sent = log.order_submit(order_id, yes=True, key_env=key_env)
    if as_json:
        _emit(log, sent)
    else:
        where = f" as {sent.remote_id}" if sent.remote_id else ""
        say(
            f"{sent.id[-10:]}  {sent.state}  {sent.provider} has it{where}"
            if where
            else f"{sent.id[-10:]}  {sent.state}"
        )
        for status in sent.statuses:
            say(f"  {_status(status)}")
    if sent.state == "ended":
        note("obslog order submit: the provider refused it; prepare another with what it asks for")
        click.get_current_context().exit(1)


@order.command()
@click.argument("order_id", metavar="[ORDER]", required=False)
@click.option(
    "--remote", metavar="ID", help="Which of the provider's orders ORDER is, where that cannot be told."
)
@_key_env
@json_option
@with_log
def refresh(log: Log, order_id: str | None, remote: str | None, key_env: str | None, as_json: bool) -> None:
    """Ask the providers how ORDER, or every order under way, stands; new statuses are kept as they came."""
    if remote is not None and order_id is None:
        raise click.UsageError("--remote says of which ORDER it is: name that too")
    lines = log.order_refresh(order_id, remote=remote, key_env=key_env)
    if as_json:
        from obslog.tasking.orders.order_wire import status_wire

        for line in lines:
            emit({
                "order": line.order.id, "state": str(line.order.state), "new": [status_wire(one) for one in line.new],
                "problem": line.problem,
            })  # fmt: skip
    else:
        for line in lines:
            head = f"{line.order.id[-10:]}  {line.order.state}  {line.order.provider}"
            say(head + ("" if line.new or line.problem else "  nothing new"))
            for status in line.new:
                say(f"  {_status(status)}")
        if not lines:
            say("no order is under way")
    for line in lines:
        if line.problem:
            note(f"{line.order.id[-10:]}: {line.problem}")
    if any(line.problem for line in lines):
        click.get_current_context().exit(3)


@order.command("list")
@click.option("--requirement", metavar="ID", help="Of this requirement alone.")
@click.option("--state", metavar="STATE", help="prepared, submitting, open, completed, ended.")
@json_option
@with_log
def list_orders(log: Log, requirement: str | None, state: str | None, as_json: bool) -> None:
    """Orders with their states, in the order they were made."""
    from obslog.tasking.orders.order_wire import order_wire

    lines = log.order_list(requirement, state=state)
    if as_json:
        emit_all(order_wire(line) for line in lines)
        return
    table(
        ("order", "state", "last word", "site", "provider", "product", "window", "cost", "made (UTC)"),
        [_row(line) for line in lines],
        "no orders; obslog order prepare makes one",
    )


@order.command()
@click.argument("order_id", metavar="ORDER")
@json_option
@with_log
def show(log: Log, order_id: str, as_json: bool) -> None:
    """One order: what it asks, what it could not ask, and every word of its provider."""
    from obslog.tasking.answering.closing import answer_words
    from obslog.tasking.answering.closing_wire import answer_wire
    from obslog.tasking.orders.order_wire import order_wire

    line = log.order_show(order_id)
    one = line.order
    # An order may bring many images, or none that answers, whatever its provider calls it.
    judged = [each for each in log.requirement_answers(one.requirement_id) if each.order_id == one.id]
    if as_json:
        emit({**order_wire(line), "answers": [answer_wire(each) for each in judged]})
        return
    fields((
        ("order", one.id), ("state", one.state), ("question", line.question), ("site", line.site_name),
        ("provider", f"{one.provider}, {one.endpoint}"), ("product", one.product_id), ("reference", one.reference),
        ("its id there", one.remote_id), ("cost", None if one.cost is None else f"{one.cost:g} {one.currency}"),
        ("made", f"{_minute(one.created_at)} UTC by {one.analyst}"),
    ))  # fmt: skip
    _show_request(one)
    for status in one.statuses:
        say(f"status   {_status(status)}")
        for rel, href in status.links:
            say(f"         {rel}: {href}")
    for each in judged:
        say(f"judged   {answer_words(each)}")


@order.command("export-aoi")
@click.argument("requirement")
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="Its ending says the format: .geojson, .kml, .wkt."
)
@with_log
def export_aoi(log: Log, requirement: str, output: str) -> None:
    """Write the ground of REQUIREMENT for a provider without an API."""
    say(f"written: {log.aoi_export(requirement, output)}")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"parameter {text!r}: write NAME=VALUE")
        pairs[name.strip()] = value
    return pairs


def _emit(log: Log, one: Order) -> None:
    from obslog.tasking.orders.order_wire import order_wire

    emit(order_wire(log.order_show(one.id)))


def _show_sending(log: Log, one: Order) -> None:
    say(f"POST {one.endpoint}/products/{quote(one.product_id, safe='')}/orders")
    # Each part on a line of its own; together they are the body as it is sent.
    parts = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in one.request.items()]
    for line in ("{", *(part + "," for part in parts[:-1]), *parts[-1:], "}"):
        say(line)
    _show_request(one)
    for sentence in log.order_notes(one):
        note(sentence)


def _show_request(one: Order) -> None:
    from obslog.tasking.orders.constraints import filter_text

    say(f"window   {one.request.get('datetime')}")
    say(f"filter   {filter_text(one.request.get('filter'))}")
    _unsaid(one.unexpressed)


def _unsaid(sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        say(f"not said {sentence}")


def _status(status: OrderStatus) -> str:
    reasons = ": ".join(part for part in (status.reason_code, status.reason_text) if part)
    at = _minute(status.at) or f"received {_minute(status.received_at)}"
    return f"{at}  {status.code}" + (f"  {reasons}" if reasons else "")


def _minute(instant: Any) -> str | None:
    return None if instant is None else f"{instant:%Y-%m-%d %H:%M:%S}"


def _facts(properties: Any) -> str:
    told = {key: value for key, value in properties.items() if key not in ("datetime", "product_id")}
    return ", ".join(f"{key} {json.dumps(value)}" for key, value in list(told.items())[:8])


def _row(line: OrderLine) -> tuple[object, ...]:
    one = line.order
    return (
        one.id[-10:], one.state, one.statuses[-1].code if one.statuses else None, line.site_name, one.provider,
        one.product_id, one.request.get("datetime"), None if one.cost is None else f"{one.cost:g} {one.currency}",
        _minute(one.created_at),
    )  # fmt: skip


COMMANDS = {"order": order}
