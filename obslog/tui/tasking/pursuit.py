"""One requirement with all that can be done about it: opportunities, what the log holds, matches, orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from obslog.model.errors import ObslogError
from obslog.model.requirements import RequirementState
from obslog.tui.tasking.aside import told_words
from obslog.tui.tasking.wanting import Evidence, ask_evidence

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.model.orders import Order, OrderStatus
    from obslog.model.requirements import Answer, Needs
    from obslog.tasking.answering.closing import MatchLine
    from obslog.tasking.choosing.archive import Archive
    from obslog.tasking.choosing.opportunities import Opportunity, Ranked
    from obslog.tasking.needs.requirements import RequirementLine
    from obslog.tasking.orders.ordering import OrderLine

#: Orders of the opportunities, by the words that `requirement_opportunities` takes.
SORTS = ("chance", "time", "cost")


@dataclass(frozen=True)
class Pursuit:
    """What is known of one requirement at once; ranking and matches take longer and come after."""

    line: RequirementLine
    now: datetime
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    orders: tuple[OrderLine, ...] = ()
    archive: Archive | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def begins(self) -> datetime:
        """From when on passes matter: the rest of the window, or all of one that has passed."""
        needs = self.line.requirement.needs
        return needs.earliest if needs.latest < self.now else max(needs.earliest, self.now)

    @property
    def is_open(self) -> bool:
        """It waits for an answer."""
        return self.line.requirement.state is RequirementState.OPEN


@dataclass(frozen=True)
class Ranking:
    """The opportunities, or the sentence that says why there are none."""

    ranked: Ranked | None = None
    trouble: str = ""
    said: tuple[str, ...] = field(default=())

    @property
    def opportunities(self) -> tuple[Opportunity, ...]:
        """Best first."""
        return () if self.ranked is None else self.ranked.opportunities


def ask_pursuit(log: Log, known: str) -> Pursuit:
    """All but the ranking and the matches. Raises `NotFoundError`, `AmbiguousError`."""
    line = log.requirement_show(known)
    one = line.requirement
    return Pursuit(
        line,
        log.now(),
        log.requirement_notes(one),
        ask_evidence(log, one),
        log.order_list(one.id),
        log.requirement_archive(one.id),
        log.requirement_answers(one.id),
    )


def ask_ranking(log: Log, known: str, by: str) -> Ranking:
    """The passes that could answer; of a window that has passed, those that were in it."""
    from obslog.tasking.needs.asking import moment_text

    needs = log.requirement_show(known).requirement.needs
    passed = needs.latest < log.now()
    try:
        ranked = log.requirement_opportunities(known, start=needs.earliest if passed else None, by=by)
    except ObslogError as error:
        return Ranking(trouble=str(error))
    said = (
        (
            f"the window ended {moment_text(needs.latest)}: these are passes of then, and nothing can be ordered",
        )
        if passed
        else ()
    )
    # Old elements are an option of the command line alone.
    return Ranking(ranked, said=(*said, *(words.replace(", or --stale", "") for words in ranked.messages)))


def ask_matches(log: Log, known: str) -> tuple[MatchLine, ...]:
    """Images that answer, may answer, or answer a part."""
    return log.requirement_matches(known)


def opportunity_lines(one: Opportunity, ranking: Ranking) -> list[str]:
    """An opportunity in sentences, then what holds for all of them."""
    from obslog.tasking.choosing.reasons import ruled_out_words

    said = [f"{one.place}. {one.view.one.satellite}: {one.why}"]
    said += [told_words(note) for note in one.notes]
    if ranking.ranked is not None:
        said.append(ruled_out_words(ranking.ranked.ruled_out, ranking.ranked.passes))
    return [*said, *(told_words(words) for words in ranking.said)]


def none_lines(ranking: Ranking) -> list[str]:
    """Why nothing could answer it."""
    from obslog.tasking.choosing.reasons import ruled_out_words

    if ranking.ranked is None:
        return [ranking.trouble] if ranking.trouble else []
    said = (told_words(words) for words in ranking.said)
    return [ruled_out_words(ranking.ranked.ruled_out, ranking.ranked.passes), *said]


def order_lines(order: Order, notes: Iterable[str] = ()) -> list[str]:
    """An order in sentences: to whom, what, what it costs, what it cannot say, and what the provider said."""
    from obslog.tasking.orders.constraints import filter_text

    cost = "not stated" if order.cost is None else f"{order.cost:g} {order.currency}"
    said = [f"{order.state}: {order.product_id} of {order.provider} ({order.endpoint})"]
    # What the provider said last comes first: it is what one looks for.
    said += [status_words(status) for status in reversed(order.statuses)]
    asked = filter_text(order.request.get("filter"))
    said.append(f"window {order.request.get('datetime')}; filter {asked}; cost {cost}")
    parameters = order.request.get("order_parameters") or {}
    if parameters:
        said.append("it states " + ", ".join(f"{name} {value}" for name, value in parameters.items()))
    said += [f"cannot be said to this product: {words}" for words in order.unexpressed]
    said += list(notes)
    if order.remote_id:
        said.append(f"its id there: {order.remote_id}")
    return said


def status_words(status: OrderStatus) -> str:
    """One status as it was received, with its reasons."""
    reasons = ": ".join(part for part in (status.reason_code, status.reason_text) if part)
    at = status.at or status.received_at
    when = "" if at is None else f"{at:%Y-%m-%d %H:%MZ}  "
    links = "".join(f"; {rel}: {href}" for rel, href in status.links)
    return f"{when}{status.code}{f' ({reasons})' if reasons else ''}{links}"


def answer_words(one: Answer) -> str:
    """A judgement of the analyst, in a sentence."""
    words = {"satisfies": "answers it", "in part": "answers a part of it", "no": "does not answer it"}
    why = f": {one.reason}" if one.reason else ""
    return f"judged by {one.analyst}: image {one.image_id[:12]} {words[str(one.decision)]}{why}"


def limits(needs: Needs) -> dict[str, Any]:
    """What a requirement lets through of the passes over its site, as filters of their screen."""
    return {
        "kind": "all" if str(needs.sensor) == "any" else str(needs.sensor),
        "min_sun": needs.min_sun_deg,
        "max_off_nadir": needs.max_off_nadir_deg,
    }
