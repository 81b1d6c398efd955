"""Plans over requirements: what to order under a budget, in sentences: why each, why not the next, what to look at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from obslog.model.errors import RefusedError, WordError
from obslog.model.requirements import Requirement
from obslog.observing.desk import Desk
from obslog.tasking.choosing.archive import archive_of, look_first
from obslog.tasking.choosing.choices import MOST_ATTEMPTS, PRIORITY_WEIGHTS
from obslog.tasking.choosing.likelihood import chance_of_any
from obslog.tasking.choosing.offering import Means, offers
from obslog.tasking.choosing.opportunities import Opportunity, Ranked
from obslog.tasking.choosing.plan_table import Option, Step
from obslog.tasking.choosing.planning import LeftOut, Taken, take
from obslog.tasking.choosing.prices import money
from obslog.tasking.choosing.reasons import ruled_out_words, usable_words
from obslog.tasking.needs.asking import moment_text
from obslog.tasking.needs.requirements import Stage, find, requirement_list
from obslog.tasking.percentages import percent

#: How many of the next best are explained for each requirement.
_NEXT = 3


@dataclass(frozen=True)
class Choice:
    """One order that a plan proposes. `before` and `after` are the chances of an answer to its requirement without and
    with it, None where the clear sky is not known; `why` is a sentence."""

    requirement_id: str
    question: str
    site: str
    opportunity: Opportunity
    before: float | None
    after: float | None
    why: str


@dataclass(frozen=True)
class Outcome:
    """What a plan does for one requirement. `chance` of an answer (None: not known), `if_independent` what it would be
    if the weather did not last; `not_taken` names the next best opportunities and why they were not chosen; `why` says
    it in sentences."""

    requirement_id: str
    question: str
    site: str
    priority: int
    attempts: int
    chance: float | None
    if_independent: float | None
    not_taken: tuple[tuple[Opportunity, str], ...]
    why: str


@dataclass(frozen=True)
class Plan:
    """What to order, in the order of choosing; what it does for each requirement; what a reader must know. Nothing is
    ordered by it. `budget` None: by value alone."""

    choices: tuple[Choice, ...]
    outcomes: tuple[Outcome, ...]
    budget: float | None
    currency: str | None
    spent: float
    messages: tuple[str, ...]


def requirement_plan(
    desk: Desk,
    ids: Sequence[str] = (),
    *,
    budget: float | None = None,
    currency: str | None = None,
    means: Means | None = None,
    most: int = MOST_ATTEMPTS,
) -> Plan:
    """A plan over the requirements named, or over all that are open, still of use and without an order under way.

    With a `budget` it needs prices in its `currency` (three letters; None: that of all prices). Raises `WordError`,
    `NotFoundError`, `RefusedError`.
    """
    means = means or Means()
    if budget is not None and not (isfinite(budget) and budget >= 0):
        raise WordError("budget", f"{budget:g}", "write an amount of 0 or more")
    if budget is not None and means.prices is None:
        raise RefusedError(
            "a budget needs prices: give a table of them (--prices FILE), or leave the budget out"
        )
    if not 1 <= most <= 20:
        raise WordError("attempts", str(most), "write 1 to 20")
    with desk.ws.reading():
        found, messages = _chosen(desk, ids, means)
        ranked = offers(desk, found, means)
        sites = {one.id: desk.site_name(one.site_id) for one in found}
        waiting = ((one, look_first(archive_of(desk, one))) for one in found)
        messages += [
            f"{sites[one.id]}, {one.question}: {first}" for one, first in waiting if first is not None
        ]
    unit = _currency(ranked, currency, budget)
    options = [_option(of, one, unit) for of in ranked for one in of.opportunities if one.taskable]
    weights = {one.id: PRIORITY_WEIGHTS[one.priority] for one in found}
    taken = take(options, weights, budget, most=most)
    made = _Telling(found, sites, ranked, taken, budget, unit, most)
    shared = (message for of in ranked for message in of.messages)
    return Plan(
        made.choices(),
        made.outcomes(),
        budget,
        unit,
        taken.spent if unit is not None else 0.0,
        tuple(dict.fromkeys((*messages, *shared, *made.messages()))),
    )


def _chosen(desk: Desk, ids: Sequence[str], means: Means) -> tuple[list[Requirement], list[str]]:
    """The requirements to plan for, the most urgent first, and which were left out."""
    if ids:
        named = {one.id: one for one in (find(desk, text) for text in ids)}
        for one in named.values():
            if one.state != "open":
                raise RefusedError(f"requirement {one.id[-8:]} is {one.state}: nothing is planned for it")
        return sorted(named.values(), key=lambda one: (one.priority, one.needs.latest, one.id)), []
    from obslog.tasking.needs.asking import last_useful
    from obslog.tasking.overhead.prediction import read_start

    now = desk.clock() if means.start is None else read_start(means.start)
    lines = [line for line in requirement_list(desk) if line.requirement.state == "open"]
    late = [
        line
        for line in lines
        if min(line.requirement.needs.latest, last_useful(line.requirement.needs)) <= now
    ]
    under_way = [line for line in lines if line.stage is Stage.ORDERED and line not in late]
    found = [line.requirement for line in lines if line not in late and line not in under_way]
    messages = []
    if late:
        messages.append(
            f"{len(late)} left out, whose time has ended: {_named([x.requirement for x in late])}"
        )
    if under_way:
        messages.append(
            f"{len(under_way)} left out, with an order under way: {_named([x.requirement for x in under_way])}"
        )
    if not found:
        why = (
            f" ({'; '.join(messages)})"
            if messages
            else "; obslog requirement propose shows what the log would ask"
        )
        raise RefusedError(f"no open requirement to plan for{why}")
    return found, messages


def _named(found: Sequence[Requirement]) -> str:
    shown = ", ".join(one.id[-8:] for one in found[:4])
    return shown + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def _currency(ranked: Sequence[Ranked], currency: str | None, budget: float | None) -> str | None:
    """The currency of the plan. Raises `WordError`, `RefusedError`."""
    if currency is not None:
        word = currency.strip().upper()
        if not (len(word) == 3 and word.isascii() and word.isalpha()):
            raise WordError("currency", currency, "write three letters, such as EUR")
        return word
    used = sorted({one.cost.currency for of in ranked for one in of.opportunities if one.cost is not None})
    if len(used) > 1 and budget is not None:
        raise RefusedError(f"prices are in {' and '.join(used)}: say which one the budget is in (--currency)")
    return used[0] if len(used) == 1 else None


def _option(of: Ranked, one: Opportunity, unit: str | None) -> Option:
    cost = one.cost.amount if one.cost is not None and one.cost.currency == unit else None
    return Option(f"{of.requirement_id} {one.key}", of.requirement_id, one.attempt, cost)


class _Telling:
    """The sentences of one plan."""

    def __init__(
        self,
        found: Sequence[Requirement],
        sites: Mapping[str, str],
        ranked: Sequence[Ranked],
        taken: Taken,
        budget: float | None,
        unit: str | None,
        most: int,
    ) -> None:
        self.found, self.sites, self.ranked, self.taken = found, sites, ranked, taken
        self.budget, self.unit, self.most = budget, unit, most
        self.by_id = {one.id: one for one in found}
        self.by_key = {f"{of.requirement_id} {one.key}": one for of in ranked for one in of.opportunities}
        self.left = None if budget is None else budget - taken.spent

    def choices(self) -> tuple[Choice, ...]:
        """What to order, with why."""
        return tuple(self._choice(n, step) for n, step in enumerate(self.taken.steps))

    def _choice(self, n: int, step: Step) -> Choice:
        one, of = self.by_key[step.option.key], self.by_id[step.option.requirement]
        known = self._known(of.id, n + 1)
        before = step.before if known else None
        after = step.after if known else None
        return Choice(
            of.id, of.question, self.sites[of.id], one, before, after, self._why(step, one, of, before, after)
        )

    def _known(self, requirement: str, steps: int) -> bool:
        """Whether the chances of all that was taken for it by then are known."""
        return all(
            self.by_key[step.option.key].likelihood.chance is not None
            for step in self.taken.steps[:steps]
            if step.option.requirement == requirement
        )

    def _why(
        self, step: Step, one: Opportunity, of: Requirement, before: float | None, after: float | None
    ) -> str:
        cost = f" for {one.cost.words()}" if one.cost is not None else ""
        if before and after is not None:
            raises = f"raises the chance of a usable image from {percent(before)} to {percent(after)}{cost}"
        else:
            raises = f"{usable_words(one)}{cost}"
        measure = "for its cost" if self.budget is not None else "to the chances"
        urgent = f"priority {of.priority}"
        if step.swapped is not None:
            gone = self.by_key[step.swapped]
            because = f"it takes the place of {name(gone)}, which adds less within the budget"
        elif step.rival is not None:
            rival = self.by_key[step.rival]
            because = f"nothing adds more {measure} ({urgent}); next would be {name(rival)}"
        else:
            because = f"nothing else that may be taken adds as much {measure} ({urgent})"
        return f"{name(one)}: {raises}; {because}."

    def outcomes(self) -> tuple[Outcome, ...]:
        """What the plan does for each requirement."""
        left_out: dict[str, list[LeftOut]] = {}
        for left in self.taken.left_out:
            left_out.setdefault(left.option.requirement, []).append(left)
        return tuple(
            self._outcome(of, ranked, left_out.get(of.id, []))
            for of, ranked in zip(self.found, self.ranked, strict=True)
        )

    def _outcome(self, of: Requirement, ranked: Ranked, left_out: Sequence[LeftOut]) -> Outcome:
        steps = [step for step in self.taken.steps if step.option.requirement == of.id]
        attempts = [step.option.attempt for step in steps]
        known = bool(steps) and self._known(of.id, len(self.taken.steps))
        chance = chance_of_any(attempts) if known else None
        free = chance_of_any(attempts, 0.0) if known else None
        not_taken = sorted(left_out, key=lambda left: self.by_key[left.option.key].place)[:_NEXT]
        reasons = tuple((self.by_key[left.option.key], self._why_not(left)) for left in not_taken)
        return Outcome(
            of.id, of.question, self.sites[of.id], of.priority, len(steps), chance, free, reasons,
            self._says(ranked, len(steps), chance, free),
        )  # fmt: skip

    def _why_not(self, left: LeftOut) -> str:
        one = self.by_key[left.option.key]
        if left.why == "budget" and one.cost is not None and self.left is not None:
            return f"costs {money(one.cost.amount)} {one.cost.currency}, and {money(round(self.left, 2))} are left"
        if left.why == "price":
            if one.cost is not None:
                return f"priced in {one.cost.currency}, and nothing here knows its worth in {self.unit or 'the budget'}"
            return "no price is known for it"
        if left.why == "enough":
            return f"{self.most} attempts at one question are taken, which is as many as may be"
        if left.why == "gain":
            return self._next_to_nothing(left)
        return "others add more for what they cost"

    def _next_to_nothing(self, left: LeftOut) -> str:
        """Why its gain is too small to pay for."""
        one = self.by_key[left.option.key]
        own = [s.option for s in self.taken.steps if s.option.requirement == left.option.requirement]
        if one.likelihood.chance is None or not self._known(left.option.requirement, len(self.taken.steps)):
            return "would add next to nothing to what is planned"
        if not own:
            return f"has a chance of {percent(one.likelihood.chance)} alone"
        planned = chance_of_any([option.attempt for option in own])
        return f"would add {percent(left.gain)} to the {percent(planned)} that is planned"

    def _says(self, ranked: Ranked, steps: int, chance: float | None, free: float | None) -> str:
        systematic = sum(not one.taskable for one in ranked.opportunities)
        free_of_charge = (
            f" {systematic} by systematic satellites come without an order: look there too."
            if systematic
            else ""
        )
        if not ranked.opportunities:
            return f"Nothing could answer it. {ruled_out_words(ranked.ruled_out, ranked.passes)}"
        if not steps:
            return f"Nothing is taken for it.{free_of_charge}"
        tries = "one attempt" if steps == 1 else f"{steps} attempts"
        if chance is None:
            return (
                f"{tries[0].upper()}{tries[1:]}; the chance of a usable image is not known.{free_of_charge}"
            )
        said = f"A chance of {percent(chance)} for a usable image by {tries}"
        if free is not None and free - chance >= 0.01:
            said += f" (not {percent(free)}: weather lasts, so attempts near in time share a sky)"
        return f"{said}.{free_of_charge}"

    def messages(self) -> list[str]:
        """What holds for the whole plan."""
        said = []
        if self.budget is None:
            said.append("no budget: what adds most to the chances is taken, whatever it costs")
        unpriced = sum(left.why == "price" for left in self.taken.left_out)
        if unpriced and self.budget is not None:
            said.append(
                f"{unpriced} opportunities have no price in {self.unit or 'any currency'} and cannot be planned for"
            )
        served: dict[str, set[str]] = {}
        for step in self.taken.steps:
            key = self.by_key[step.option.key].key
            served.setdefault(key, set()).add(step.option.requirement)
        for key, ids in sorted(served.items()):
            places = {self.sites[one] for one in ids}
            if len(ids) > 1 and len(places) == 1:
                said.append(
                    f"{key} serves {len(ids)} requirements at {places.pop()}: one order may answer all of them"
                )
        return said


def name(one: Opportunity) -> str:
    """`WORLDVIEW-3 on 12 Dec 2024 10:14Z`."""
    return f"{one.view.one.satellite} on {moment_text(one.view.one.tca)}"
